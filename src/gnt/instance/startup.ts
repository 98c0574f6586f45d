/**
 * gnt-instance startup: starts instances on their primary nodes.
 * Manual: gnt-instance(8), STARTUP. Source: lib/cmdlib/instance_operation.py (LUInstanceStartup).
 */

import type { BackendParameters, InstanceConf, InstanceName } from '../../sim/cluster/config.ts'
import {
  defineOpcode,
  done,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  withParams,
  wrongParameter,
} from '../../sim/run/opcode.ts'
import { ask, block, leave, when } from '../../sim/run/parts.ts'
import { configOn } from '../../sim/world.ts'
import { MANY, manyOps } from '../client/several.ts'
import { defineCommand } from '../command.ts'
import { startup as spec } from '../declared/instance.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, keyValues } from '../optparse/read.ts'
import { backendChanges, backendMistake } from './backend.ts'
import {
  isOffline,
  lockedInstance,
  ONLINE,
  refuseMemory,
  refuseOffline,
  refuseState,
  requireBridges,
} from './checks.ts'
import { DISK_LOOP } from './disks/steps.ts'
import { changedHypervisor, refuseParameters } from './modify/hypervisor.ts'
import type { HypervisorGiven } from './modify/op.ts'
import {
  hookNodes,
  markInstance,
  primaryLocks,
  STARTING,
  startDisks,
  startInstance,
} from './running.ts'

/** Parameters of INSTANCE_STARTUP. */
export interface StartupParams {
  instance: InstanceName
  /** Go on without the secondary. */
  force: boolean
  ignoreOffline: boolean
  noRemember: boolean
  /** Backend parameters for this one run. */
  backend: Partial<BackendParameters>
  /** What is wrong with the words behind -B, in Ganeti's words; absent or null: nothing. */
  backendMistake?: string | null
  /** Hypervisor parameters for this one run. */
  hypervisor?: HypervisorGiven
  /** Whether the guest starts frozen, until its console is opened. */
  paused?: boolean
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, ...STARTING, primaryOffline: false }
type Op = OpContext<StartupParams, typeof VARS>

/** The instance with the parameters of this run. */
const wanted = (op: Op): InstanceConf => {
  const instance = lockedInstance(op)
  return { ...instance, be: { ...instance.be, ...op.params.backend } }
}

/** The primary's part of the checks; an instance that runs needs no memory. */
const primaryChecks: OpPart<StartupParams, typeof VARS> = [
  requireBridges<StartupParams, typeof VARS>('ask for bridges'),
  ask('ask whether it runs', 'instance_info', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({ name: lockedInstance(op).name }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return refuse('environment_error', `Error checking node ${reply.node}: ${reply.error}`)
      if (reply.payload) return leave()
    },
  }),
  ask('ask for free memory', 'node_info', {
    to: (op) => lockedInstance(op).primary,
    args: () => ({}),
    answer: (op, reply) => {
      const { name, be } = wanted(op)
      return refuseMemory(reply, `starting instance ${name}`, be.minmemMib)
    },
  }),
]

const overridden = ({ params }: Op): HypervisorGiven => params.hypervisor ?? []

/** The hypervisor's parameters of this run have to be some that it takes. */
function refuseOverride(op: Op): OpNext | undefined {
  const after = changedHypervisor({}, overridden(op))
  if (!after.ok) return wrongParameter(after.error)
  if (overridden(op).length === 0) return undefined
  const { hypervisor, hvparams } = lockedInstance(op)
  return refuseParameters(op.config, { hypervisor, hvparams: { ...hvparams, ...after.own } })
}

export const INSTANCE_STARTUP = defineOpcode<StartupParams, typeof VARS, null>({
  name: 'INSTANCE_STARTUP',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => primaryLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'markUp',
  hooks: hookNodes,
  steps: [
    {
      checkArguments: (op) =>
        op.params.backendMistake ? wrongParameter(op.params.backendMistake) : undefined,
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        const refusal = refuseOverride(op) ?? refuseState(instance, ONLINE)
        if (refusal) return refusal
        op.vars.primaryOffline = isOffline(op, instance.primary)
        if (!op.vars.primaryOffline || !op.params.ignoreOffline)
          return refuseOffline(op, instance.primary)
        op.warn('Ignoring offline primary node')
        const overrides = Object.keys(op.params.backend).length + overridden(op).length
        if (overrides > 0) op.warn('Overridden parameters are ignored')
      },
    },
    when(
      'the primary is online',
      (op) => !op.vars.primaryOffline,
      block('checks on the primary', primaryChecks),
    ),
    {
      markUp: (op) => {
        if (!op.params.noRemember) markInstance(op, lockedInstance(op), 'up')
        if (!op.vars.primaryOffline) return
        op.info('Primary node offline, marked instance as started')
        return done()
      },
    },
    startDisks<StartupParams, typeof VARS>('activate disks', (op) => op.params.force),
    startInstance<StartupParams, typeof VARS>(
      'start',
      (op, error) => `Could not start instance '${lockedInstance(op).name}': ${error}`,
      wanted,
      (op) => op.params.paused ?? false,
    ),
  ],
})

export const startup = defineCommand({
  spec,
  where: 'master',
  vars: MANY,
  steps: [
    manyOps<typeof MANY>('startup', (p, instance) =>
      withParams(INSTANCE_STARTUP, {
        instance,
        force: flag(p.vars.options, 'force'),
        ignoreOffline: flag(p.vars.options, 'ignore_offline'),
        noRemember: flag(p.vars.options, 'no_remember'),
        backend: backendChanges(configOn(p.world, p.node), keyValues(p.vars.options, 'beparams')),
        backendMistake: backendMistake(keyValues(p.vars.options, 'beparams')),
        hypervisor: Object.entries(keyValues(p.vars.options, 'hvparams')),
        paused: flag(p.vars.options, 'startup_paused'),
        dryRun: flag(p.vars.options, 'dry_run'),
      }),
    ),
  ],
  opcodes: [INSTANCE_STARTUP],
})
