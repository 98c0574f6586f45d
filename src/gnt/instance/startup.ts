/**
 * gnt-instance startup: starts instances on their primary nodes.
 * Manual: gnt-instance(8), STARTUP. Source: lib/cmdlib/instance_operation.py (LUInstanceStartup).
 */

import type { BackendParameters, InstanceConf, InstanceName } from '../../sim/cluster/config.ts'
import {
  call,
  defineOpcode,
  done,
  fail,
  goto,
  type OpContext,
  refuse,
} from '../../sim/run/opcode.ts'
import { defineCommand } from '../command.ts'
import { startup as spec } from '../declared/instance.ts'
import { MANY, manyOps } from '../multi.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, keyValues } from '../optparse/read.ts'
import { DISK_LOOP } from '../storage.ts'
import { backendChanges, badBackend } from './backend.ts'
import {
  isOffline,
  lockedInstance,
  ONLINE,
  refuseMemory,
  refuseOffline,
  refuseState,
  requireBridges,
} from './checks.ts'
import { hookNodes, markInstance, primaryLocks, startDisks, stopDisks } from './running.ts'

/** Parameters of INSTANCE_STARTUP. */
export interface StartupParams {
  instance: InstanceName
  /** Go on without the secondary. */
  force: boolean
  ignoreOffline: boolean
  noRemember: boolean
  /** Backend parameters for this one run. */
  backend: Partial<BackendParameters>
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, primaryOffline: false, error: '' }
type Op = OpContext<StartupParams, typeof VARS>

/** The instance with the parameters of this run. */
const wanted = (op: Op): InstanceConf => {
  const instance = lockedInstance(op)
  return { ...instance, be: { ...instance.be, ...op.params.backend } }
}

export const INSTANCE_STARTUP = defineOpcode<StartupParams, typeof VARS>({
  name: 'INSTANCE_STARTUP',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => primaryLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'markUp',
  hooks: hookNodes,
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        const refusal = refuseState(instance, ONLINE)
        if (refusal) return refusal
        op.vars.primaryOffline = isOffline(op, instance.primary)
        if (!op.vars.primaryOffline || !op.params.ignoreOffline)
          return refuseOffline(op, instance.primary)
        op.warn('Ignoring offline primary node')
        if (Object.keys(op.params.backend).length > 0) op.warn('Overridden parameters are ignored')
        return goto('markUp')
      },
    },
    requireBridges<StartupParams, typeof VARS>('bridges'),
    {
      askIfRunning: (op) => {
        const { primary, name } = lockedInstance(op)
        return call(primary, 'instance_info', { name })
      },
      checkIfRunning: (op) => {
        const reply = op.reply('instance_info')
        const { primary } = lockedInstance(op)
        if (!reply.ok)
          return refuse('environment_error', `Error checking node ${primary}: ${reply.error}`)
        return reply.payload ? goto('markUp') : call(primary, 'node_info', {})
      },
      checkMemory: (op) => {
        const { name, be } = wanted(op)
        return refuseMemory(op.reply('node_info'), `starting instance ${name}`, be.minmemMib)
      },

      markUp: (op) => {
        if (!op.params.noRemember) markInstance(op, lockedInstance(op), 'up')
        if (!op.vars.primaryOffline) return
        op.info('Primary node offline, marked instance as started')
        return done()
      },
    },
    startDisks<StartupParams, typeof VARS>('disks', (op) => op.params.force),
    {
      start: (op) => call(lockedInstance(op).primary, 'instance_start', { instance: wanted(op) }),
      judgeStart: (op) => {
        const reply = op.reply('instance_start')
        if (reply.ok) return done()
        op.vars.error = reply.error
      },
    },
    stopDisks<StartupParams, typeof VARS>('undo'),
    {
      giveUp: (op) =>
        fail(`Could not start instance '${lockedInstance(op).name}': ${op.vars.error}`),
    },
  ],
})

export const startup = defineCommand({
  spec,
  where: 'master',
  vars: MANY,
  steps: [
    { checkBackend: (p) => badBackend(p, keyValues(p.vars.options, 'beparams')) },
    manyOps<typeof MANY>('startup', (p, instance) => ({
      opcode: 'INSTANCE_STARTUP',
      params: {
        instance,
        force: flag(p.vars.options, 'force'),
        ignoreOffline: flag(p.vars.options, 'ignore_offline'),
        noRemember: flag(p.vars.options, 'no_remember'),
        backend: backendChanges(keyValues(p.vars.options, 'beparams')),
        dryRun: flag(p.vars.options, 'dry_run'),
      } satisfies StartupParams,
    })),
  ],
  opcodes: [INSTANCE_STARTUP],
})
