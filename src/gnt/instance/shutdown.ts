/**
 * gnt-instance shutdown: asks guests to power off, and kills those that don't in time.
 * Manual: gnt-instance(8), SHUTDOWN. Source: lib/cmdlib/instance_operation.py (LUInstanceShutdown).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, fail, withParams } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import { MANY, manyOps } from '../client/several.ts'
import { defineCommand } from '../command.ts'
import { shutdown as spec } from '../declared/instance.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, int } from '../optparse/read.ts'
import { isOffline, lockedInstance, ONLINE, refuseOffline, refuseState } from './checks.ts'
import { DISK_LOOP } from './disks/steps.ts'
import { hookNodes, instanceLock, markInstance, stopDisks } from './running.ts'

/** Parameters of INSTANCE_SHUTDOWN. */
export interface ShutdownParams {
  instance: InstanceName
  /** Also an instance that is marked offline. */
  force: boolean
  timeoutSeconds: number
  ignoreOffline: boolean
  noRemember: boolean
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, primaryOffline: false }

export const INSTANCE_SHUTDOWN = defineOpcode<ShutdownParams, typeof VARS, null>({
  name: 'INSTANCE_SHUTDOWN',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLock(findInstance(config, instance)),
  vars: VARS,
  exec: 'markDown',
  hooks: hookNodes,
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        if (op.params.force) op.warn('Ignoring offline instance check')
        const refusal = op.params.force ? undefined : refuseState(instance, ONLINE)
        if (refusal) return refusal
        op.vars.primaryOffline = isOffline(op, instance.primary)
        if (!op.vars.primaryOffline || !op.params.ignoreOffline)
          return refuseOffline(op, instance.primary)
        op.warn('Ignoring offline primary node')
      },

      markDown: (op) => {
        const instance = lockedInstance(op)
        if (!op.params.noRemember && ONLINE.includes(instance.adminState))
          markInstance(op, instance, 'down')
        if (!op.vars.primaryOffline) return
        op.info('Primary node offline, marked instance as stopped')
        return done()
      },
    },
    ask('shut down', 'instance_shutdown', {
      to: (op) => lockedInstance(op).primary,
      args: (op) => ({ name: lockedInstance(op).name, timeoutSeconds: op.params.timeoutSeconds }),
      answer: (op, reply) => {
        if (!reply.ok)
          return fail(`Could not shutdown instance '${lockedInstance(op).name}': ${reply.error}`)
      },
    }),
    stopDisks<ShutdownParams, typeof VARS>('deactivate disks'),
  ],
})

export const shutdown = defineCommand({
  spec,
  where: 'master',
  vars: MANY,
  steps: manyOps<typeof MANY>('shutdown', (p, instance) =>
    withParams(INSTANCE_SHUTDOWN, {
      instance,
      force: flag(p.vars.options, 'force'),
      timeoutSeconds: int(p.vars.options, 'timeout') ?? 120,
      ignoreOffline: flag(p.vars.options, 'ignore_offline'),
      noRemember: flag(p.vars.options, 'no_remember'),
      dryRun: flag(p.vars.options, 'dry_run'),
    }),
  ),
  opcodes: [INSTANCE_SHUTDOWN],
})
