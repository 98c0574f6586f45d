/**
 * Checks in front of every migration and failover, and what the steps of both share.
 * Source: lib/cmdlib/instance_migration.py (TLMigrateInstance.CheckPrereq).
 */

import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import {
  type InstanceConf,
  type InstanceName,
  type NodeName,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { byRelease } from '../../../sim/releases.ts'
import { causeOfReply } from '../../../sim/run/calls/causes.ts'
import { type OpContext, type OpNext, type OpPart, refuse } from '../../../sim/run/opcode.ts'
import { ask, block, leave, when } from '../../../sim/run/parts.ts'
import type { Shows } from '../../../sim/run/shows.ts'
import type { World } from '../../../sim/world.ts'
import { ALLOCATING, chosenNodes, pickAllocator, relocate } from '../../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../../names.ts'
import { lockedInstance, refuseDrained, refuseMemory } from '../checks.ts'
import { ATTACHING } from '../disks/attach.ts'
import { DISK_LOOP, instanceLocks } from '../disks/steps.ts'
import { bridgesOf } from '../nics.ts'

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
  targetFreeMib: 0,
  memoryMib: 0,
  transfer: 0,
  /** Simulated time of the last word about the memory transfer. */
  toldAt: 0,
  /** Clean-up: whether it was found running at both ends. */
  runsTwice: false,
  /** Why the operation ends badly, kept while it tidies up. */
  failure: '',
}

/** The variables of migrations and failovers. */
export type MigrationVars = typeof MIGRATION_VARS

/** The context of migrations and failovers. */
export type MigrationOp = OpContext<MigrationParams, MigrationVars>
/** Steps, or parts, of migrations and failovers. */
export type MigrationSteps = OpPart<MigrationParams, MigrationVars, null>

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
  const what = op.vars.failover ? 'failovers' : 'migrations'
  return refuse(
    'wrong_state',
    `Instance's disk layout '${instance.template}' does not allow ${what}`,
    { is: 'template', instance: instance.name, what, word: instance.template },
  )
}

const templateWord = byRelease({ '2.11': 'disk template', '3.0': 'disk types' })

/** With DRBD there is one node to go to, and only this one may be named. */
const refuseOtherTargets = (op: MigrationOp, secondary: NodeName): OpNext | undefined => {
  const { targetNode, iallocator } = op.params
  const named = targetNode === null ? undefined : findNode(op.config, targetNode)?.name
  if (iallocator === null && (named === undefined || named === secondary)) return undefined
  const what = op.vars.failover ? 'failed over' : 'migrated'
  return refuse(
    'wrong_input',
    `Instances with ${templateWord(op)} ${migrating(op).template} cannot be ${what} to arbitrary nodes (neither an iallocator nor a target node can be passed)`,
    { is: 'other node', instance: migrating(op).name, node: secondary },
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
    return refuseOtherTargets(op, secondary)
  }
  const { targetNode, iallocator } = op.params
  const picked = pickAllocator(op, iallocator, targetNode)
  if (typeof picked !== 'string') return picked
  op.vars.script = picked
  if (picked === '') op.vars.target = findNode(op.config, targetNode ?? '')?.name ?? ''
}

const allocateTarget: MigrationSteps = [
  relocate<MigrationParams, MigrationVars>(migrating, (op) => op.vars.source),
  {
    takeChosen: (op) => {
      const chosen = chosenNodes(op)
      op.vars.target = chosen[0] ?? ''
      op.info(
        `Selected nodes for instance ${migrating(op).name} via iallocator ${op.vars.script}: ${chosen.join(', ')}`,
      )
    },
  },
]

const targetSteps: MigrationSteps = [
  { chooseTarget },
  when('an allocator chooses', (op) => op.vars.script !== '', allocateTarget),
  {
    checkTarget: (op) => {
      const { source, target } = op.vars
      if (source === target)
        return refuse(
          'wrong_state',
          `Cannot migrate instance ${migrating(op).name} to its primary (${source})`,
          { is: 'own node', instance: migrating(op).name, node: source },
        )
      op.job.holds = op.job.holds.map((lock) =>
        lock.level === 'node' && lock.name === '*' ? { ...lock, name: target } : lock,
      )
      if (!needsMemory(op))
        op.info('Not checking memory on the secondary node as instance will not be started')
    },
  },
  ask('ask the target for free memory', 'node_info', {
    to: (op) => (needsMemory(op) ? op.vars.target : null),
    args: () => ({}),
    answer: (op, reply) => {
      const { name, be } = migrating(op)
      const refusal = refuseMemory(reply, `migrating instance ${name}`, be.minmemMib)
      if (refusal) return refusal
      op.vars.targetFreeMib = reply.ok ? reply.payload.memoryFreeMib : 0
    },
  }),
]

/** Whether the instance can be moved alive; else, where that is allowed, a failover is done. */
const liveSteps: MigrationSteps = [
  ask('ask whether it can migrate', 'instance_migratable', {
    to: (op) => op.vars.source,
    args: (op) => ({ instance: migrating(op) }),
    answer: (op, reply) => {
      if (reply.ok) return
      if (!op.params.allowFailover)
        return refuse(
          'wrong_state',
          `Can't migrate, please use failover: ${reply.error}`,
          reply.offline || reply.met !== undefined
            ? causeOfReply(reply)
            : { is: 'must run', instance: migrating(op).name },
        )
      op.info("Can't migrate, instance offline, fallback to failover")
      op.vars.failover = true
      return leave()
    },
  }),
  ask('ask whether it runs', 'instance_info', {
    to: (op) => op.vars.source,
    args: (op) => ({ name: migrating(op).name }),
    answer: (op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking instance on node ${reply.node}: ${reply.error}`,
        )
      op.vars.memoryMib = reply.payload?.memoryMib ?? 0
    },
  }),
]

const readinessSteps: MigrationSteps = [
  {
    checkHabit: (op) => {
      if (op.params.cleanup || op.vars.failover || !migrating(op).be.alwaysFailover) return
      op.info('Instance configured to always failover; fallback to failover')
      op.vars.failover = true
    },
  },
  ask('ask the target for bridges', 'bridges_exist', {
    to: (op) => (bridgesOf(migrating(op).nics).length > 0 ? op.vars.target : null),
    args: (op) => ({ links: bridgesOf(migrating(op).nics) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking bridges on destination node '${reply.node}': ${reply.error}`,
        )
    },
  }),
  { checkDrained: (op) => (op.params.cleanup ? undefined : refuseDrained(op, op.vars.target)) },
  when('live', (op) => !op.params.cleanup && !op.vars.failover, block('live', liveSteps)),
]

/** What others may see of a failover, and of a migration that has become one; nothing of other migrations. */
export const showsFailover = ({ vars }: { vars: MigrationVars }): Shows => ({
  startsOn: vars.failover ? vars.target : '',
  failsOverFrom: vars.failover && vars.begun ? vars.source : '',
})

/** Steps up to the first change; the next one declared is `exec`. */
export const migrationChecks = (options: { failover: boolean }): MigrationSteps => [
  { checkNames: (op) => checkNames(op, options) },
  targetSteps,
  readinessSteps,
]
