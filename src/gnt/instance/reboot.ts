/**
 * gnt-instance reboot: restarts guests in place, or stops and starts them with their disks.
 * Manual: gnt-instance(8), REBOOT. Source: lib/cmdlib/instance_operation.py (LUInstanceReboot).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { call, defineOpcode, fail, goto } from '../../sim/run/opcode.ts'
import { defineCommand } from '../command.ts'
import { reboot as spec } from '../declared/instance.ts'
import { MANY, manyOps } from '../multi.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, int, text } from '../optparse/read.ts'
import { DISK_LOOP } from '../storage.ts'
import { lockedInstance, ONLINE, refuseOffline, refuseState, requireBridges } from './checks.ts'
import { hookNodes, instanceLock, markInstance, startDisks, stopDisks } from './running.ts'

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

const VARS = { ...DISK_LOOP, error: '' }

export const INSTANCE_REBOOT = defineOpcode<RebootParams, typeof VARS>({
  name: 'INSTANCE_REBOOT',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLock(findInstance(config, instance)),
  vars: VARS,
  exec: 'askIfRunning',
  hooks: hookNodes,
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        return refuseState(instance, ONLINE) ?? refuseOffline(op, instance.primary)
      },
    },
    requireBridges<RebootParams, typeof VARS>('bridges'),

    {
      askIfRunning: (op) => {
        const { primary, name } = lockedInstance(op)
        return call(primary, 'instance_info', { name })
      },
      chooseWay: (op) => {
        const reply = op.reply('instance_info')
        const { primary, name } = lockedInstance(op)
        if (!reply.ok) return fail(`Error checking node ${primary}: ${reply.error}`)
        if (!reply.payload) {
          op.info(`Instance ${name} was already stopped, starting now`)
          return goto('(disks: mark)')
        }
        return goto(op.params.type === 'full' ? 'stop' : 'restart')
      },
      restart: (op) => {
        const instance = lockedInstance(op)
        return call(instance.primary, 'instance_reboot', {
          instance,
          hard: op.params.type === 'hard',
        })
      },
      judgeRestart: (op) => {
        const reply = op.reply('instance_reboot')
        return reply.ok ? goto('markUp') : fail(`Could not reboot instance: ${reply.error}`)
      },
      stop: (op) => {
        const { name, primary } = lockedInstance(op)
        return call(primary, 'instance_shutdown', {
          name,
          timeoutSeconds: op.params.shutdownTimeout,
        })
      },
      judgeStop: (op) => {
        const reply = op.reply('instance_shutdown')
        if (!reply.ok) return fail(`Could not shutdown instance for full reboot: ${reply.error}`)
      },
    },
    stopDisks<RebootParams, typeof VARS>('full stop'),
    startDisks<RebootParams, typeof VARS>('disks', (op) => op.params.ignoreSecondaries),
    {
      start: (op) => {
        const instance = lockedInstance(op)
        return call(instance.primary, 'instance_start', { instance })
      },
      judgeStart: (op) => {
        const reply = op.reply('instance_start')
        if (reply.ok) return goto('markUp')
        op.vars.error = reply.error
      },
    },
    stopDisks<RebootParams, typeof VARS>('undo'),
    {
      giveUp: (op) => fail(`Could not start instance for full reboot: ${op.vars.error}`),
      markUp: (op) => markInstance(op, lockedInstance(op), 'up'),
    },
  ],
})

const typeOf = (word: string | null): RebootParams['type'] =>
  word === 'soft' || word === 'full' ? word : 'hard'

export const reboot = defineCommand({
  spec,
  where: 'master',
  vars: MANY,
  steps: manyOps<typeof MANY>('reboot', (p, instance) => ({
    opcode: 'INSTANCE_REBOOT',
    params: {
      instance,
      type: typeOf(text(p.vars.options, 'reboot_type')),
      ignoreSecondaries: flag(p.vars.options, 'ignore_secondaries'),
      shutdownTimeout: int(p.vars.options, 'shutdown_timeout') ?? 120,
      dryRun: flag(p.vars.options, 'dry_run'),
    } satisfies RebootParams,
  })),
  opcodes: [INSTANCE_REBOOT],
})
