/**
 * Checks in front of every migration and failover, and what the steps of both share.
 * Source: lib/cmdlib/instance_migration.py (TLMigrateInstance.CheckPrereq).
 */

import type { ClusterConfig } from '../../sim/cluster/config.ts'
import {
  type InstanceConf,
  type InstanceName,
  type NodeName,
  secondaryOf,
} from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import {
  call,
  goto,
  type OpContext,
  type OpNext,
  type OpStep,
  refuse,
} from '../../sim/run/opcode.ts'
import type { World } from '../../sim/world.ts'
import { ALLOCATING, chosenNodes, pickAllocator, runAllocator } from '../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { DISK_LOOP, instanceLocks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { lockedInstance, refuseDrained, refuseMemory } from './checks.ts'
import { ATTACHING } from './steps-attach.ts'

/** Parameters of INSTANCE_MIGRATE and INSTANCE_FAILOVER. */
export interface MigrationParams {
  instance: InstanceName
  /** Repair what an earlier migration left behind. */
  cleanup?: boolean
  /** Fail over where a live migration is impossible. */
  allowFailover?: boolean
  ignoreConsistency?: boolean
  /** Whether the guest's memory may be reduced to what fits on the target. */
  allowRuntimeChanges?: boolean
  targetNode: NodeName | null
  iallocator: string | null
  /** Seconds the guest gets to stop by itself. */
  shutdownTimeout?: number
  dryRun: boolean
}

/** Initial variables of migrations and failovers. */
export const MIGRATION_VARS = {
  ...DISK_LOOP,
  ...ALLOCATING,
  ...ATTACHING,
  /** Since when, while waiting for a resync, an end has been without its peer. */
  apartSince: null as number | null,
  /** An instance with its disks on shared storage can go to any node. */
  script: '',
  source: '',
  target: '',
  failover: false,
  /** Whether the checks are over: decides which nodes run hooks. */
  begun: false,
  disk: 0,
  targetFreeMib: 0,
  memoryMib: 0,
  transfer: 0,
  /** Simulated time of the last word about the memory transfer. */
  toldAt: 0,
  /** Why the operation ends badly, kept while it tidies up. */
  failure: '',
}

/** The variables of migrations and failovers. */
export type MigrationVars = typeof MIGRATION_VARS

/** The context of migrations and failovers. */
export type MigrationOp = OpContext<MigrationParams, MigrationVars>

/** Steps of migrations and failovers by name. */
export type MigrationSteps = Record<string, OpStep<MigrationParams, MigrationVars>>

/** The instance under way, as the configuration has it now. */
export const migrating = (op: MigrationOp): InstanceConf => lockedInstance(op)

/** Disks that every node can reach; an instance without disks counts, too. */
export const isShared = (instance: InstanceConf): boolean =>
  instance.template === 'diskless' || instance.template === 'sharedfile'

/** The locks on the instance and its nodes; where disks are shared, also on the target or on every possible one. */
export const migrationLocks = (
  { instance: name, targetNode }: MigrationParams,
  config: ClusterConfig,
  _world: World,
): Lock[] => {
  const instance = findInstance(config, name)
  if (!instance || !isShared(instance)) return instanceLocks(instance)
  const target = targetNode === null ? undefined : findNode(config, targetNode)
  if (target)
    return [...instanceLocks(instance), { level: 'node', name: target.name, mode: 'exclusive' }]
  return [...instanceLocks(instance), { level: 'node', name: '*', mode: 'exclusive' }]
}

const refuseTemplate = (op: MigrationOp, instance: InstanceConf): OpNext | undefined => {
  if (secondaryOf(instance) !== null || isShared(instance)) return undefined
  const wording = wordingOf(op.world.release)
  const { template } = instance
  return refuse(
    'wrong_state',
    op.vars.failover ? wording.noFailoverTemplate(template) : wording.noMigrationTemplate(template),
  )
}

/** With DRBD there is one node to go to, and only this one may be named. */
const refuseOtherTargets = (op: MigrationOp, secondary: NodeName): OpNext | undefined => {
  const { targetNode, iallocator } = op.params
  const named = targetNode === null ? undefined : findNode(op.config, targetNode)?.name
  if (iallocator === null && (named === undefined || named === secondary)) return undefined
  const { diskKind } = wordingOf(op.world.release)
  const what = op.vars.failover ? 'failed over' : 'migrated'
  return refuse(
    'wrong_input',
    `Instances with ${diskKind} ${migrating(op).template} cannot be ${what} to arbitrary nodes (neither an iallocator nor a target node can be passed)`,
  )
}

/** Whether the target's memory matters: not for repairs, and not for what will not run. */
const needsMemory = (op: MigrationOp): boolean =>
  !op.params.cleanup && (!op.vars.failover || migrating(op).adminState === 'up')

const checkNames = (op: MigrationOp, options: { failover: boolean }): OpNext | undefined => {
  op.vars.failover = options.failover
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) return unknownInstance(op.params.instance)
  const { targetNode, cleanup, allowFailover } = op.params
  if (targetNode !== null && !findNode(op.config, targetNode)) return unknownNode(targetNode)
  if (!cleanup && !op.vars.failover && allowFailover && instance.adminState !== 'up') {
    op.info('Instance is marked down or offline, fallback allowed, switching to failover')
    op.vars.failover = true
  }
  op.vars.source = instance.primary
  return refuseTemplate(op, instance)
}

const chooseTarget = (op: MigrationOp): OpNext | undefined => {
  const instance = migrating(op)
  const secondary = secondaryOf(instance)
  if (secondary !== null) {
    op.vars.target = secondary
    return refuseOtherTargets(op, secondary) ?? goto('checkTarget')
  }
  const { targetNode, iallocator } = op.params
  const picked = pickAllocator(op, iallocator, targetNode)
  if (typeof picked !== 'string') return picked
  op.vars.script = picked
  if (picked !== '') return
  op.vars.target = findNode(op.config, targetNode ?? '')?.name ?? ''
  return goto('checkTarget')
}

const targetSteps: MigrationSteps = {
  chooseTarget,
  ...runAllocator<MigrationParams, MigrationVars>('allocate', {
    script: (op) => op.vars.script,
    template: (op) => migrating(op).template,
    request: (op) => ({
      type: 'relocate',
      name: migrating(op).name,
      requiredNodes: 1,
      relocateFrom: [op.vars.source],
    }),
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can't compute nodes using iallocator '${op.vars.script}': ${info}`,
      ),
  }),
  takeChosen: (op) => {
    const chosen = chosenNodes(op)
    op.vars.target = chosen[0] ?? ''
    op.info(
      `Selected nodes for instance ${migrating(op).name} via iallocator ${op.vars.script}: ${chosen.join(', ')}`,
    )
  },
  checkTarget: (op) => {
    const { source, target } = op.vars
    if (source === target)
      return refuse(
        'wrong_state',
        `Cannot migrate instance ${migrating(op).name} to its primary (${source})`,
      )
    op.job.holds = op.job.holds.map((lock) =>
      lock.level === 'node' && lock.name === '*' ? { ...lock, name: target } : lock,
    )
    if (needsMemory(op)) return call(target, 'node_info', {})
    op.info('Not checking memory on the secondary node as instance will not be started')
    return goto('checkHabit')
  },
}

const readinessSteps: MigrationSteps = {
  checkMemory: (op) => {
    const { name, be } = migrating(op)
    const refusal = refuseMemory(op, `migrating instance ${name}`, be.minmemMib)
    if (refusal) return refusal
    const reply = op.reply('node_info')
    op.vars.targetFreeMib = reply.ok ? reply.payload.memoryFreeMib : 0
  },
  checkHabit: (op) => {
    if (op.params.cleanup || op.vars.failover || !migrating(op).be.alwaysFailover) return
    op.info('Instance configured to always failover; fallback to failover')
    op.vars.failover = true
  },
  askForBridges: (op) => {
    const { nics } = migrating(op)
    if (nics.length === 0) return goto('checkDrained')
    return call(op.vars.target, 'bridges_exist', { links: nics.map((n) => n.link) })
  },
  checkBridges: (op) => {
    const reply = op.reply('bridges_exist')
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Error checking bridges on destination node '${reply.node}': ${reply.error}`,
      )
  },
  checkDrained: (op) => {
    if (op.params.cleanup) return goto('checksDone')
    const refusal = refuseDrained(op, op.vars.target)
    if (refusal) return refusal
    if (op.vars.failover) return goto('checksDone')
    return call(op.vars.source, 'instance_migratable', { instance: migrating(op) })
  },
  checkMigratable: (op) => {
    const reply = op.reply('instance_migratable')
    if (reply.ok) return call(op.vars.source, 'instance_info', { name: migrating(op).name })
    if (!op.params.allowFailover)
      return refuse('wrong_state', `Can't migrate, please use failover: ${reply.error}`)
    op.info("Can't migrate, instance offline, fallback to failover")
    op.vars.failover = true
    return goto('checksDone')
  },
  checkRunning: (op) => {
    const reply = op.reply('instance_info')
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Error checking instance on node ${reply.node}: ${reply.error}`,
      )
    op.vars.memoryMib = reply.payload?.memoryMib ?? 0
  },
  checksDone: () => undefined,
}

/** Steps up to the first change; the next one declared is `exec`. */
export const migrationChecks = (options: { failover: boolean }): MigrationSteps => ({
  checkNames: (op) => checkNames(op, options),
  ...targetSteps,
  ...readinessSteps,
})
