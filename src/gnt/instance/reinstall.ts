/**
 * gnt-instance reinstall: installs the OS of stopped instances again.
 * Manual: gnt-instance(8), REINSTALL. Source: lib/cmdlib/instance_operation.py (LUInstanceReinstall),
 * lib/client/gnt_instance.py (ReinstallInstance).
 */

import { own } from '../../lib/own.ts'
import { type InstanceName, nodesOf } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import {
  defineOpcode,
  fail,
  type OpContext,
  type OpPart,
  refuse,
  withParams,
} from '../../sim/run/opcode.ts'
import { again, ask, askAll, attempt, repeat, when } from '../../sim/run/parts.ts'
import { exit, ask as promptFor } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { confirm } from '../client/client.ts'
import {
  affectedQuestion,
  isMany,
  MANY,
  selectInstances,
  submitForEach,
  waitForJobs,
} from '../client/several.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { reinstall as spec } from '../declared/instance-life.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { declares, flag, keyValues, text } from '../optparse/read.ts'
import { refusedOs } from '../os/listed.ts'
import { lockedInstance, refuseOffline, requireDown } from './checks.ts'
import { DISK_LOOP } from './disks/steps.ts'
import { osParametersAfter, refuseConflicts } from './modify/os-parameters.ts'
import { hookNodes, instanceLock, startDisks, stopDisks } from './running.ts'

/** Parameters of INSTANCE_REINSTALL. */
export interface ReinstallParams {
  instance: InstanceName
  /** null: the one it has. */
  os: string | null
  forceVariant: boolean
  dryRun: boolean
  osParameters?: ParametersGiven
  /** Stored unseen, and not stored at all. */
  osPrivate?: ParametersGiven
  osSecret?: ParametersGiven
}

type ParametersGiven = [key: string, value: string | boolean | null][]

/** How the OS is checked: a new one by each node's list, or whichever it will be by validation. */
const checksOs = byRelease<'a new OS, by the list' | 'any OS, by validation'>({
  '2.11': 'a new OS, by the list',
  '2.12': 'any OS, by validation',
})

const changing = byRelease({
  '2.11': (os: string) => `Changing OS to '${os}'...`,
  '2.12': (os: string) => `Changing OS scripts to '${os}'...`,
})

/** Whether the instance is written even where its OS stays. */
const writesAlways = byRelease({ '2.11': false, '3.0': true })

const installing = byRelease({
  '2.11': 'Running the instance OS create scripts...',
  '2.12': ' - INFO: Running instance OS create scripts...',
})

const quoted = byRelease({
  '2.11': (name: string) => name,
  '3.0': (name: string) => `'${name}'`,
})

const OP_VARS = { ...DISK_LOOP, installFailure: '' }
type Op = OpContext<ReinstallParams, typeof OP_VARS>
type OpSteps = OpPart<ReinstallParams, typeof OP_VARS>

const osCheck: OpSteps = when(
  'the OS has to be checked',
  (op) => checksOs(op) === 'any OS, by validation' || op.params.os !== null,
  askAll('ask for the OS', 'os_validate', {
    to: (op) => {
      const instance = lockedInstance(op)
      return checksOs(op) === 'a new OS, by the list' ? [instance.primary] : nodesOf(instance)
    },
    args: (op) => ({
      os: op.params.os ?? lockedInstance(op).os,
      installed: op.config.cluster.osTypes,
      forceVariant: op.params.forceVariant,
    }),
    answer: (op, replies) => {
      for (const reply of replies) {
        if (reply.ok) continue
        return checksOs(op) === 'a new OS, by the list'
          ? refuse('wrong_input', refusedOs(op.params.os ?? '', op.config.cluster.osTypes, reply))
          : fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
      }
    },
  }),
)

/** Names of the parameters that the OS gets from now on. */
function parameterNames(op: Op) {
  const { osparams = {}, osparamsPrivate = {} } = lockedInstance(op)
  const { osParameters = [], osPrivate = [], osSecret = [] } = op.params
  return {
    public: Object.keys(osParametersAfter(osparams, osParameters)),
    private: Object.keys(osParametersAfter(osparamsPrivate, osPrivate)),
    secret: osSecret.map(([key]) => key),
  }
}

const allNames = (op: Op): string[] => Object.values(parameterNames(op)).flat()

const parameterCheck: OpSteps = askAll('ask for the parameters of the OS', 'os_check_params', {
  to: (op) => (allNames(op).length > 0 ? nodesOf(lockedInstance(op)) : []),
  args: (op) => ({
    os: op.params.os ?? lockedInstance(op).os,
    installed: op.config.cluster.osTypes,
    names: allNames(op),
  }),
  answer: (_op, replies) => {
    for (const reply of replies)
      if (!reply.ok)
        return fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`)
  },
})

/** What was given takes the place of what the instance had; nothing given leaves nothing. */
const changeParameters = (op: Op): void => {
  const { name } = lockedInstance(op)
  const { osParameters = [], osPrivate = [] } = op.params
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.osparams = osParametersAfter({}, osParameters)
      instance.osparamsPrivate = osParametersAfter({}, osPrivate)
    },
    { updates: name },
  )
}

const changeOs = (op: Op): void => {
  const { os } = op.params
  const { name } = lockedInstance(op)
  if (os !== null) {
    op.log(changing(op)(os))
    op.edit(
      (draft) => {
        const instance = own(draft.instances, name)
        if (instance) instance.os = os
      },
      { updates: name },
    )
  }
  if (writesAlways(op)) changeParameters(op)
}

/** The scripts run on the primary; the disks are released however they end. */
const installOs: OpSteps = [
  attempt(
    'installation',
    ask('install the OS', 'instance_os_add', {
      to: (op) => lockedInstance(op).primary,
      before: (op) => op.log(installing(op)),
      args: (op) => ({ instance: lockedInstance(op) }),
      answer: (op, reply) => {
        if (reply.ok) return
        const [instance, node] = [lockedInstance(op).name, reply.node].map(quoted(op))
        return fail(`Could not install OS for instance ${instance} on node ${node}: ${reply.error}`)
      },
    }),
    {
      caught: (op, why) => {
        op.vars.installFailure = why
      },
    },
  ),
  stopDisks<ReinstallParams, typeof OP_VARS>('deactivate disks'),
  {
    checkInstallation: (op) => {
      if (op.vars.installFailure !== '') return fail(op.vars.installFailure)
    },
  },
]

export const INSTANCE_REINSTALL = defineOpcode<ReinstallParams, typeof OP_VARS, null>({
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
          return refuse('wrong_input', `Instance '${op.params.instance}' has no disks`, {
            is: 'disk number',
            instance: op.params.instance,
          })
      },
    },
    requireDown<ReinstallParams, typeof OP_VARS>('stopped', 'cannot reinstall'),
    { checkConflicts: (op) => refuseConflicts(parameterNames(op)) },
    osCheck,
    parameterCheck,
    { changeOs },
    startDisks<ReinstallParams, typeof OP_VARS>('activate disks', () => null),
    installOs,
  ],
})

/** Pairs of an option that not every release has. */
const later = ({ vars: { options } }: P, dest: string): ParametersGiven =>
  declares(options, dest) ? Object.entries(keyValues(options, dest)) : []

const VARS = { ...MANY, os: null as string | null, choices: [] as string[] }
type P = ClientContext<typeof VARS>

const ABORT = 'x'

/** --select-os: a numbered list; one or two characters are read at a time, as at every question. */
const chooseOs: ClientSteps<typeof VARS> = [
  {
    listOs: (p) => {
      p.vars.os = text(p.vars.options, 'os')
      if (!flag(p.vars.options, 'select_os')) return
      p.vars.choices = [...configOn(p.world, p.node).cluster.osTypes].sort()
      p.out('Available OS templates:\n')
      for (const [i, os] of p.vars.choices.entries()) p.out(`${String(i).padStart(3)}: ${os}\n`)
    },
  },
  when(
    'an OS is to be chosen',
    (p) => flag(p.vars.options, 'select_os'),
    repeat('choose an OS', {
      askForOs: (p) => {
        p.tty('Enter OS template number (or x to abort):\n')
        return promptFor([...p.vars.choices.keys(), `[${ABORT}]`, '?: '].join('/'))
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
        if (p.vars.os === null) return again()
      },
    }),
  ),
]

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
    submitForEach<typeof VARS>((p, instance) =>
      withParams(INSTANCE_REINSTALL, {
        instance,
        os: p.vars.os,
        forceVariant: flag(p.vars.options, 'force_variant'),
        osParameters: Object.entries(keyValues(p.vars.options, 'osparams')),
        osPrivate: later(p, 'osparams_private'),
        osSecret: later(p, 'osparams_secret'),
        dryRun: flag(p.vars.options, 'dry_run'),
      }),
    ),
    waitForJobs<typeof VARS>(),
  ],
  opcodes: [INSTANCE_REINSTALL],
})
