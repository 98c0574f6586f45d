/**
 * gnt-instance replace-disks: renews mirrored disks in place, or moves the secondary to another node.
 * Manual: gnt-instance(8), REPLACE-DISKS. Source: lib/client/gnt_instance.py (ReplaceDisks),
 * lib/cmdlib/instance_storage.py (LUInstanceReplaceDisks, TLReplaceDisks).
 */

import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, done, fail } from '../../../sim/run/opcode.ts'
import { attempt, when } from '../../../sim/run/parts.ts'
import { FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { refuseValue } from '../../client/refuse-value.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { replaceDisks as spec } from '../../declared/instance-disks.ts'
import { findInstance } from '../../names.ts'
import { flag, text } from '../../optparse/read.ts'
import { MAX_DISKS } from '../../query/fields/instance-devices.ts'
import { requireDown } from '../checks.ts'
import { startDisks, stopDisks } from '../running.ts'
import { replaceChecks, replaceLocks } from './checks.ts'
import { replaceLocal } from './local.ts'
import { replaceSecondary } from './secondary.ts'
import {
  changesNode,
  checkCopies,
  REPLACE_VARS,
  type ReplaceMode,
  type ReplaceParams,
  type ReplaceSteps,
  type ReplaceVars,
  replacing,
  syncAndRemove,
} from './steps.ts'

const announce: ReplaceSteps = {
  begin: (op) => {
    const { name, disksActive, primary } = replacing(op)
    if (op.vars.disks.length === 0) {
      op.log(`No disks need replacement for instance '${name}'`)
      return done()
    }
    op.log(`Replacing disk(s) ${op.vars.disks.join(', ')} for instance '${name}'`)
    op.log(`Current primary node: ${primary}`)
    const { target, other } = op.vars
    op.log(`Current secondary node: ${target === primary ? other : target}`)
    op.vars.activated = !disksActive
  },
}

/** States in which disks that were activated for the replacement are shut down again. */
const letsGoIn = byRelease<readonly ('down' | 'offline')[]>({
  '2.11': ['down'],
  '2.12': ['down', 'offline'],
})

/** An instance that runs by now is refused, and only that is told then. */
const stopAgain: ReplaceSteps = [
  requireDown<ReplaceParams, ReplaceVars>('before the end', 'cannot shutdown disks', letsGoIn),
  stopDisks<ReplaceParams, ReplaceVars>('deactivate disks'),
]

const activated = (op: { vars: ReplaceVars }): boolean => op.vars.activated

export const INSTANCE_REPLACE_DISKS = defineOpcode<ReplaceParams, ReplaceVars>({
  name: 'INSTANCE_REPLACE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: replaceLocks,
  vars: REPLACE_VARS,
  exec: 'begin',
  // An allocator's choice is not known yet when Ganeti makes this list.
  hooks: (op) => [
    op.master,
    replacing(op).primary,
    ...(op.params.remoteNode === null ? [] : [op.vars.newNode]),
  ],
  steps: [
    replaceChecks,
    announce,
    when(
      'stopped before',
      activated,
      startDisks<ReplaceParams, ReplaceVars>('activate disks', () => true),
    ),
    attempt(
      'replacement',
      [
        checkCopies,
        when('secondary changes', changesNode, replaceSecondary, replaceLocal),
        syncAndRemove,
      ],
      {
        caught: (op, why) => {
          op.vars.failure = why
        },
      },
    ),
    when('stopped again', activated, stopAgain),
    { finish: (op) => (op.vars.failure === '' ? done() : fail(op.vars.failure)) },
  ],
})

/** Python's int() of every item, or what it says. */
const indicesOf = (list: string | null): number[] | { wrong: string } => {
  if (list === null) return []
  const items = list.split(',')
  const wrong = items.find((item) => !/^\s*[+-]?\d+\s*$/.test(item))
  return wrong === undefined ? items.map(Number) : { wrong }
}

const modeOf = (p: ClientContext<object>): ReplaceMode | null => {
  const { options } = p.vars
  const given: ReplaceMode[] = [
    ...(flag(options, 'on_primary') ? ['primary' as const] : []),
    ...(flag(options, 'on_secondary') ? ['secondary' as const] : []),
    ...(flag(options, 'auto') ? ['auto' as const] : []),
    ...(text(options, 'dst_node') === null ? [] : ['change' as const]),
    ...(text(options, 'iallocator') === null ? [] : ['change' as const]),
  ]
  return given.length === 1 ? (given[0] ?? null) : null
}

const CHOICE = { ...FOLLOWING, mode: 'change' as ReplaceMode, disks: [] as number[] }

export const replaceDisks = defineCommand({
  spec,
  where: 'master',
  vars: CHOICE,
  steps: [
    {
      checkOptions: (p) => {
        const disks = indicesOf(text(p.vars.options, 'disks'))
        if (!Array.isArray(disks))
          return refusal(
            p,
            `Invalid disk index passed: invalid literal for int() with base 10: '${disks.wrong}'`,
          )
        const mode = modeOf(p)
        if (mode === null)
          return refusal(p, 'One and only one of the -p, -s, -a, -n and -I options must be passed')
        if (mode === 'auto' && disks.length > 0)
          return refusal(p, 'Cannot specify disks when using automatic mode')
        const beyond = disks.find((index) => index < 0 || index >= MAX_DISKS)
        if (beyond !== undefined)
          return refuseValue(
            p,
            'INSTANCE_REPLACE_DISKS',
            'disks',
            `Invalid value for disk index '${beyond}', required between 0 and ${MAX_DISKS}`,
          )
        p.vars.mode = mode
        p.vars.disks = disks
      },
    },
    submitOpcode<typeof CHOICE, ReplaceParams, unknown>(
      INSTANCE_REPLACE_DISKS,
      ({ options, args: [instance = ''] }, p) => ({
        instance,
        mode: p.vars.mode,
        disks: p.vars.disks,
        remoteNode: text(options, 'dst_node'),
        iallocator: text(options, 'iallocator'),
        earlyRelease: flag(options, 'early_release'),
        ignorePolicy: flag(options, 'ignore_ipolicy'),
      }),
    ),
  ],
  opcodes: [INSTANCE_REPLACE_DISKS],
})
