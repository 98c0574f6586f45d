/**
 * gnt-instance reboot: restarts guests in place, or stops and starts them with their disks.
 * Manual: gnt-instance(8), REBOOT. Source: lib/cmdlib/instance_operation.py (LUInstanceReboot).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, fail, type OpPart, withParams } from '../../sim/run/opcode.ts'
import { ask, when } from '../../sim/run/parts.ts'
import { MANY, manyOps } from '../client/several.ts'
import { defineCommand } from '../command.ts'
import { reboot as spec } from '../declared/instance.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, int, text } from '../optparse/read.ts'
import { lockedInstance, ONLINE, refuseOffline, refuseState, requireBridges } from './checks.ts'
import { DISK_LOOP } from './disks/steps.ts'
import {
  hookNodes,
  instanceLock,
  markInstance,
  STARTING,
  startDisks,
  startInstance,
  stopDisks,
} from './running.ts'

/** Parameters of INSTANCE_REBOOT. */
export interface RebootParams {
  instance: InstanceName
  /** `soft` and `hard` restart the guest; `full` takes its disks down as well. */
  type: 'soft' | 'hard' | 'full'
  ignoreSecondaries: boolean
  /** Seconds the guest gets to stop by itself. */
  shutdownTimeout: number
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, ...STARTING, runs: false }
type Steps = OpPart<RebootParams, typeof VARS>

const restart: Steps = ask('restart in place', 'instance_reboot', {
  to: (op) => lockedInstance(op).primary,
  args: (op) => ({
    instance: lockedInstance(op),
    hard: op.params.type === 'hard',
    timeoutSeconds: op.params.shutdownTimeout,
  }),
  answer: (_op, reply) => {
    if (!reply.ok) return fail(`Could not reboot instance: ${reply.error}`)
  },
})

const stop: Steps = [
  ask('shut down', 'instance_shutdown', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => ({
      name: lockedInstance(op).name,
      timeoutSeconds: op.params.shutdownTimeout,
    }),
    answer: (_op, reply) => {
      if (!reply.ok) return fail(`Could not shutdown instance for full reboot: ${reply.error}`)
    },
  }),
  stopDisks<RebootParams, typeof VARS>('deactivate disks'),
]

export const INSTANCE_REBOOT = defineOpcode<RebootParams, typeof VARS, null>({
  name: 'INSTANCE_REBOOT',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLock(findInstance(config, instance)),
  vars: VARS,
  exec: 'ask whether it runs',
  hooks: hookNodes,
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        return refuseState(instance, ONLINE) ?? refuseOffline(op, instance.primary)
      },
    },
    requireBridges<RebootParams, typeof VARS>('ask for bridges'),
    ask('ask whether it runs', 'instance_info', {
      to: (op) => lockedInstance(op).primary,
      args: (op) => ({ name: lockedInstance(op).name }),
      answer: (op, reply) => {
        if (!reply.ok) return fail(`Error checking node ${reply.node}: ${reply.error}`)
        op.vars.runs = reply.payload !== null
        if (!op.vars.runs)
          op.info(`Instance ${lockedInstance(op).name} was already stopped, starting now`)
      },
    }),
    when('in place', (op) => op.vars.runs && op.params.type !== 'full', restart, [
      when('it runs', (op) => op.vars.runs, stop),
      startDisks<RebootParams, typeof VARS>('activate disks', (op) => op.params.ignoreSecondaries),
      startInstance<RebootParams, typeof VARS>(
        'start',
        (_op, error) => `Could not start instance for full reboot: ${error}`,
      ),
    ]),
    { markUp: (op) => markInstance(op, lockedInstance(op), 'up') },
  ],
})

const typeOf = (word: string | null): RebootParams['type'] =>
  word === 'soft' || word === 'full' ? word : 'hard'

export const reboot = defineCommand({
  spec,
  where: 'master',
  vars: MANY,
  steps: manyOps<typeof MANY>('reboot', (p, instance) =>
    withParams(INSTANCE_REBOOT, {
      instance,
      type: typeOf(text(p.vars.options, 'reboot_type')),
      ignoreSecondaries: flag(p.vars.options, 'ignore_secondaries'),
      shutdownTimeout: int(p.vars.options, 'shutdown_timeout') ?? 120,
      dryRun: flag(p.vars.options, 'dry_run'),
    }),
  ),
  opcodes: [INSTANCE_REBOOT],
})
