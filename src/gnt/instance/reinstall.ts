/**
 * gnt-instance reinstall: installs the OS of stopped instances again.
 * Manual: gnt-instance(8), REINSTALL. Source: lib/cmdlib/instance_operation.py (LUInstanceReinstall),
 * lib/client/gnt_instance.py (ReinstallInstance).
 */

import { own } from '../../lib/own.ts'
import { type InstanceName, nodesOf } from '../../sim/cluster/config.ts'
import {
  call,
  defineOpcode,
  fail,
  goto,
  type OpContext,
  type OpNext,
  refuse,
} from '../../sim/run/opcode.ts'
import { ask, exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { confirm } from '../client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { reinstall as spec } from '../declared/instance-life.ts'
import {
  affectedQuestion,
  isMany,
  MANY,
  selectInstances,
  submitForEach,
  waitForJobs,
} from '../multi.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, text } from '../optparse/read.ts'
import { DISK_LOOP } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { lockedInstance, refuseOffline, requireDown } from './checks.ts'
import { hookNodes, instanceLock, startDisks, stopDisks } from './running.ts'

/** Parameters of INSTANCE_REINSTALL. */
export interface ReinstallParams {
  instance: InstanceName
  /** null: the one it has. */
  os: string | null
  forceVariant: boolean
  dryRun: boolean
}

const OP_VARS = { ...DISK_LOOP, error: '' }
type Op = OpContext<ReinstallParams, typeof OP_VARS>

const words = (op: Op) => wordingOf(op.world.release).reinstall

function askForOs(op: Op): OpNext {
  const instance = lockedInstance(op)
  const byList = words(op).checks === 'a new OS, by the list'
  if (byList && op.params.os === null) return goto('changeOs')
  return call(byList ? instance.primary : nodesOf(instance), 'os_validate', {
    os: op.params.os ?? instance.os,
    installed: op.config.cluster.osTypes,
    forceVariant: op.params.forceVariant,
  })
}

function checkOs(op: Op): OpNext | undefined {
  for (const reply of op.all('os_validate')) {
    if (reply.ok) continue
    return words(op).checks === 'a new OS, by the list'
      ? refuse(
          'wrong_input',
          `OS '${op.params.os}' not in supported OS list for node ${reply.node}: ${reply.error}`,
        )
      : fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
  }
  return undefined
}

export const INSTANCE_REINSTALL = defineOpcode<ReinstallParams, typeof OP_VARS>({
  name: 'INSTANCE_REINSTALL',
  summary: ({ instance }) => instance,
  locks: ({ instance }, config) => instanceLock(findInstance(config, instance)),
  vars: OP_VARS,
  exec: 'changeOs',
  hooks: hookNodes,
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        const message = 'Instance primary node offline, cannot reinstall'
        const refusal = refuseOffline(op, instance.primary, message)
        if (refusal) return refusal
        if (instance.disks.length === 0)
          return refuse('wrong_input', `Instance '${op.params.instance}' has no disks`)
      },
    },
    requireDown<ReinstallParams, typeof OP_VARS>('stopped', 'cannot reinstall'),
    {
      askForOs,
      checkOs,

      changeOs: (op) => {
        const { os } = op.params
        const { name } = lockedInstance(op)
        if (os !== null) {
          op.log(words(op).changing(os))
          op.edit(
            (draft) => {
              const instance = own(draft.instances, name)
              if (instance) instance.os = os
            },
            { updates: name },
          )
        }
        if (words(op).writes) op.edit(() => {}, { updates: name })
      },
    },
    startDisks<ReinstallParams, typeof OP_VARS>('disks', () => null),
    {
      install: (op) => {
        op.log(words(op).running)
        const instance = lockedInstance(op)
        return call(instance.primary, 'instance_os_add', { instance })
      },
      judgeInstall: (op) => {
        const reply = op.reply('instance_os_add')
        const { name, primary } = lockedInstance(op)
        const quote = words(op).quotes ? "'" : ''
        op.vars.error = reply.ok
          ? ''
          : `Could not install OS for instance ${quote}${name}${quote} on node ${quote}${primary}${quote}: ${reply.error}`
      },
    },
    stopDisks<ReinstallParams, typeof OP_VARS>('letGo'),
    { finish: (op) => (op.vars.error === '' ? undefined : fail(op.vars.error)) },
  ],
})

const VARS = { ...MANY, os: null as string | null, choices: [] as string[] }
type P = ClientContext<typeof VARS>

const ABORT = 'x'

/** --select-os: a numbered list; one or two characters are read at a time, as at every question. */
const chooseOs: ClientSteps<typeof VARS> = {
  listOs: (p) => {
    p.vars.os = text(p.vars.options, 'os')
    if (!flag(p.vars.options, 'select_os')) return { next: 'goto', then: 'haveOs' }
    p.vars.choices = [...configOn(p.world, p.node).cluster.osTypes].sort()
    p.out('Available OS templates:\n')
    for (const [i, os] of p.vars.choices.entries()) p.out(`${String(i).padStart(3)}: ${os}\n`)
  },
  askForOs: (p) => {
    p.tty('Enter OS template number (or x to abort):\n')
    return ask([...p.vars.choices.keys(), `[${ABORT}]`, '?: '].join('/'))
  },
  readOs: (p) => {
    const typed = p.answer?.kind === 'text' ? p.answer.text.trim().toLowerCase() : ''
    if (typed === ABORT) {
      p.err('User aborted reinstall, exiting\n')
      return exit(1)
    }
    p.vars.os = /^\d+$/.test(typed) ? (p.vars.choices[Number(typed)] ?? null) : null
    if (typed === '?') {
      for (const [i, os] of p.vars.choices.entries()) p.tty(` ${i} - ${os}\n`)
      p.tty(` ${ABORT} - Exit gnt-instance reinstall\n\n`)
    }
    return p.vars.os === null ? { next: 'goto', then: 'askForOs' } : undefined
  },
  haveOs: () => undefined,
}

function question(p: P): string | null {
  const { options, names, os } = p.vars
  const what = os === null ? 'keep the same OS' : `change the OS to '${os}'`
  if (flag(options, 'force_multi') || (!isMany(p) && flag(options, 'force'))) return null
  return isMany(p)
    ? affectedQuestion(
        'reinstall',
        names,
        `Note: this will remove *all* data for the below instances! It will ${what}.\n`,
      )
    : `This will reinstall the instance '${names[0]}' (and ${what}) which removes all data. Continue?`
}

export const reinstall = defineCommand({
  spec,
  where: 'master',
  vars: VARS,
  steps: [
    selectInstances<typeof VARS>(),
    chooseOs,
    confirm<typeof VARS>('reinstall', question),
    submitForEach<typeof VARS>((p, instance) => ({
      opcode: 'INSTANCE_REINSTALL',
      params: {
        instance,
        os: p.vars.os,
        forceVariant: flag(p.vars.options, 'force_variant'),
        dryRun: flag(p.vars.options, 'dry_run'),
      } satisfies ReinstallParams,
    })),
    waitForJobs<typeof VARS>(),
  ],
  opcodes: [INSTANCE_REINSTALL],
})
