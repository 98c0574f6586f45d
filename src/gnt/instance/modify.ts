/**
 * gnt-instance modify: changes settings of an instance, or the kind of its disks.
 * Manual: gnt-instance(8), MODIFY. Source: lib/cmdlib/instance_set_params.py (LUInstanceSetParams).
 */

import { own } from '../../lib/own.ts'
import { byRelease } from '../../sim/releases.ts'
import { defineOpcode, done, fail } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import type { ProgramNext } from '../../sim/run/program.ts'
import { FOLLOWING, failure, prereqText, resultOf, submitOpcode } from '../client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { modify as spec } from '../declared/instance-life.ts'
import { findInstance, findNode } from '../names.ts'
import { allIdentified, flag, int, keyValues, text, yesNo } from '../optparse/read.ts'
import { instanceLocks } from '../storage.ts'
import { badBackend, parseBackend, withBackend } from './backend.ts'
import { lockedInstance } from './checks.ts'
import { modifyChecks } from './modify-checks.ts'
import { diskListSteps } from './modify-disk-list.ts'
import { type DiskChange, type Misread, readDiskChanges } from './modify-disk-options.ts'
import { convertSteps } from './modify-disks.ts'
import { hypervisorAfter } from './modify-hypervisor.ts'
import { MODIFY_VARS, type ModifyOp, type ModifyParams, type ModifyVars } from './modify-op.ts'
import { hookNodes } from './running.ts'

/** What was changed, as the client lists it. */
function changesOf({ params, vars }: ModifyOp): [string, string][] {
  const python = (value: unknown) =>
    value === true ? 'True' : value === false ? 'False' : value === null ? 'None' : String(value)
  const { runtimeMemoryMib, template, hypervisor, backend, osParameters, offline } = params
  return [
    ...(runtimeMemoryMib === null ? [] : [['runtime_memory', runtimeMemoryMib] as const]),
    ...vars.diskChanges,
    ...(template === null ? [] : [['disk_template', template] as const]),
    ...hypervisor.map(([key, value]) => [`hv/${key}`, value] as const),
    ...backend.map(([key, value]) => [`be/${key}`, value] as const),
    ...osParameters.map(([key, value]) => [`os/${key}`, value] as const),
    ...(offline === null ? [] : [['admin_state', offline ? 'offline' : 'down'] as const]),
  ].map(([what, value]): [string, string] => [what, python(value)])
}

const write = (op: ModifyOp): void => {
  const { name } = lockedInstance(op)
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.be = withBackend(instance.be, op.params.backend)
      if (op.params.hypervisor.length > 0)
        instance.hvparams = hypervisorAfter(instance.hvparams ?? {}, op.params.hypervisor)
      if (op.params.os !== null) instance.os = op.params.os
      for (const [key, value] of op.params.osParameters)
        instance.osparams = { ...instance.osparams, [key]: String(value ?? '') }
    },
    { updates: name },
  )
  const { offline } = op.params
  if (offline === null) return
  op.edit((draft) => {
    const instance = own(draft.instances, name)
    if (!instance) return
    instance.adminState = offline ? 'offline' : 'down'
    instance.adminStateSource = 'admin'
    if (offline) instance.disksActive = false
  })
}

/** Whether the metadata daemon of the primary is told. */
const updatesMetadata = byRelease({ '2.11': false, '3.0': true })

export const INSTANCE_SET_PARAMS = defineOpcode<
  ModifyParams,
  ModifyVars,
  [what: string, value: string][]
>({
  name: 'INSTANCE_SET_PARAMS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance, template, remoteNode, disks }, config) => {
    const locks = instanceLocks(findInstance(config, instance))
    if (template === null && disks.length > 0) return locks
    if (template === null) return locks.filter((lock) => lock.level === 'instance')
    const node = remoteNode === null ? undefined : findNode(config, remoteNode)
    const name = remoteNode === null ? '*' : (node?.name ?? '')
    return [...locks, { level: 'node', name, mode: 'exclusive' }]
  },
  vars: MODIFY_VARS,
  shows: ({ params, vars }) => ({ copiesTo: params.template === 'drbd' ? vars.secondary : '' }),
  exec: 'tellWarnings',
  hooks: hookNodes,
  steps: [
    modifyChecks,
    {
      tellWarnings: (op) => {
        for (const warning of op.vars.warnings) op.log(`WARNING: ${warning}`)
      },
    },
    ask('change the running memory', 'instance_balloon_memory', {
      to: (op) => (op.params.runtimeMemoryMib === null ? null : lockedInstance(op).primary),
      args: (op) => ({
        name: lockedInstance(op).name,
        memoryMib: op.params.runtimeMemoryMib ?? 0,
      }),
      answer: (_op, reply) => {
        if (!reply.ok) return fail(`Cannot modify instance runtime memory: ${reply.error}`)
      },
    }),
    diskListSteps,
    convertSteps,
    { write },
    ask('update the metadata', 'instance_metadata_modify', {
      to: (op) => (updatesMetadata(op) ? lockedInstance(op).primary : null),
      args: (op) => ({ name: lockedInstance(op).name }),
      answer: (op, reply) => {
        const { name } = lockedInstance(op)
        if (!reply.ok) op.log(`Could not update metadata for instance '${name}': ${reply.error}`)
      },
    }),
    { tellChanges: (op) => done(changesOf(op)) },
  ],
})

type P = ClientContext<typeof FOLLOWING>

const anythingGiven = ({ vars: { options } }: P): boolean =>
  allIdentified(options, 'nics').length > 0 ||
  allIdentified(options, 'disks').length > 0 ||
  ['beparams', 'hvparams', 'osparams', 'osparams_private'].some(
    (dest) => Object.keys(keyValues(options, dest)).length > 0,
  ) ||
  ['disk_template', 'os', 'new_primary_node'].some((dest) => text(options, dest) !== null) ||
  flag(options, 'offline_inst') ||
  flag(options, 'online_inst') ||
  int(options, 'runtime_mem') !== null ||
  yesNo(options, 'instance_communication') !== null

/** Flags that real Ganeti has and this command does not act on yet. */
function notSimulated({ vars: { options } }: P): string | undefined {
  if (allIdentified(options, 'nics').length > 0) return '--net'
  const disks = allIdentified(options, 'disks')
  if (disks.length > 0 && (flag(options, 'hotplug') || flag(options, 'hotplug_if_possible')))
    return '--hotplug'
  if (Object.keys(keyValues(options, 'osparams_private')).length > 0)
    return '--os-parameters-private'
  if (text(options, 'new_primary_node') !== null) return '--new-primary'
  return yesNo(options, 'instance_communication') === null ? undefined : '-c'
}

const diskChanges = (p: P): DiskChange[] | Misread =>
  readDiskChanges(p, allIdentified(p.vars.options, 'disks'))

function misreadText(wrong: Misread): string {
  switch (wrong.kind) {
    case 'refused':
      return prereqText({ class: 'wrong_input', text: wrong.text })
    case 'parameter':
      return `Parameter Error: ${wrong.text}`
    case 'unhandled':
      return `Unhandled Ganeti error: ${wrong.text}`
    case 'not simulated':
      return notYet(wrong.option)
  }
}

const notYet = (option: string): string =>
  `gnt-instance modify ${option}: real Ganeti has this option; this trainer does not simulate it yet`

/** Whether an allocator can choose the secondary of an instance that gets one. */
const choosesSecondary = byRelease({ '2.11': false, '3.0': true })

function check(p: P): ProgramNext | undefined {
  const { options } = p.vars
  if (!anythingGiven(p)) return failure(p, 'Please give at least one of the parameters.')
  const bad = badBackend(p, keyValues(options, 'beparams'))
  if (bad) return bad
  const missing = notSimulated(p)
  if (missing !== undefined) return failure(p, notYet(missing), { is: 'not simulated' })
  const disks = diskChanges(p)
  if (!Array.isArray(disks)) return failure(p, misreadText(disks))
  const toMirror = text(options, 'disk_template') === 'drbd' && text(options, 'node') === null
  return toMirror && !choosesSecondary(p)
    ? failure(
        p,
        'Changing the disk template to a mirrored one requires specifying a secondary node',
      )
    : undefined
}

const EFFECT =
  "Please don't forget that most parameters take effect only at the next (re)start of the instance initiated by ganeti; restarting from within the instance will not be enough.\n"

const LIVE_EFFECT =
  'Note that changing hypervisor parameters without performing a restart might lead to a crash while performing a live migration. This will be addressed in future Ganeti versions.\n'

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    { check },
    submitOpcode<typeof FOLLOWING, ModifyParams, [string, string][]>(
      INSTANCE_SET_PARAMS,
      ({ options, args: [instance = ''] }, p) => {
        const disks = diskChanges(p)
        const backend = parseBackend(keyValues(options, 'beparams'))
        const online = flag(options, 'online_inst') ? false : null
        return {
          instance,
          backend: backend.ok ? backend.given : [],
          hypervisor: Object.entries(keyValues(options, 'hvparams')),
          os: text(options, 'os'),
          osParameters: Object.entries(keyValues(options, 'osparams')),
          runtimeMemoryMib: int(options, 'runtime_mem'),
          offline: flag(options, 'offline_inst') ? true : online,
          disks: Array.isArray(disks) ? disks : [],
          template: text(options, 'disk_template'),
          remoteNode: text(options, 'node'),
          iallocator: text(options, 'iallocator'),
          waitForSync: flag(options, 'wait_for_sync'),
          force: flag(options, 'force'),
          ignorePolicy: flag(options, 'ignore_ipolicy'),
        }
      },
    ),
    {
      tell: (p) => {
        const changes = resultOf(INSTANCE_SET_PARAMS, p.world.jobs[p.vars.jobId]) ?? []
        if (changes.length === 0) return
        p.out(`Modified instance ${p.vars.args[0]}\n`)
        for (const [what, value] of changes) p.out(` - ${what.padEnd(5)} -> ${value}\n`)
        p.out(EFFECT)
        if (Object.keys(keyValues(p.vars.options, 'hvparams')).length > 0) p.out(LIVE_EFFECT)
      },
    },
  ],
  opcodes: [INSTANCE_SET_PARAMS],
})
