/**
 * A live migration's change: both nodes may write for a while, the memory travels, the old primary
 * lets go. Source: lib/cmdlib/instance_migration.py (TLMigrateInstance._ExecMigration).
 */
import { own } from '../../../lib/own.ts'
import { byRelease } from '../../../sim/releases.ts'
import { done, fail } from '../../../sim/run/opcode.ts'
import {
  again,
  ask,
  askAll,
  askEach,
  attempt,
  block,
  leave,
  repeat,
  when,
} from '../../../sim/run/parts.ts'
import {
  closeDisks,
  goStandalone,
  isMirrored,
  openDisks,
  opensEveryKind,
  reconnect,
  waitUntilSync,
} from './drbd-pair.ts'
import { isShared, type MigrationOp, type MigrationSteps, migrating } from './steps.ts'

const POLL_MS = 1000
/** The log tells of the memory transfer this often (_MIGRATION_FEEDBACK_INTERVAL). */
const FEEDBACK_MS = 10_000

/** When the configuration names the new primary. */
const switchesPrimary = byRelease<'after the source let go' | 'after both let go'>({
  '2.11': 'after the source let go',
  '3.0': 'after both let go',
})

interface FailedEnd {
  node: string
  error: string
}

const cannotFinalize = byRelease({
  '2.11': ([first]: readonly FailedEnd[]) => first?.error ?? '',
  '3.0': (ends: readonly FailedEnd[]) =>
    ends.map(({ node, error }) => `${node}: ${error}`).join(' '),
})

const notFinalized = (op: MigrationOp, ends: readonly FailedEnd[]) =>
  fail(`Could not finalize instance migration: ${cannotFinalize(op)(ends)}`)

/** Whether a target that cannot close its disks ends the way back, too. */
const closingEndsRetreat = byRelease({ '2.11': false, '3.0': true })

const source = (op: MigrationOp): string => op.vars.source
const target = (op: MigrationOp): string => op.vars.target
const mirrored = (op: MigrationOp): boolean => isMirrored(migrating(op))

const setPrimary = (op: MigrationOp): void => {
  const { name } = migrating(op)
  op.edit((draft) => {
    const instance = own(draft.instances, name)
    if (instance) instance.primary = op.vars.target
  })
}

/** Whether both ends are known and both copies equal. */
const checkSteps: MigrationSteps = [
  askAll('ask both ends for their state', 'node_info', {
    to: (op) => [op.vars.source, op.vars.target],
    args: () => ({}),
    answer: (op, replies) => {
      const bad = replies.find((reply) => !reply.ok)
      if (bad && !bad.ok)
        return fail(`Unable to retrieve node information from node '${bad.node}': ${bad.error}`)
      op.log('* checking disk consistency between source and target')
    },
  }),
  askEach('look for the disk on the target', 'blockdev_find', {
    of: (op) => (isShared(migrating(op)) ? [] : migrating(op).disks),
    to: target,
    args: (_op, disk) => ({ disk }),
    answer: (op, reply, _disk, index) => {
      const status = reply.ok ? reply.payload : null
      if (!status)
        op.warn(`Can't find disk on node ${op.vars.target}${reply.ok ? '' : `: ${reply.error}`}`)
      if (status === null || status.degraded)
        return fail(
          `Disk ${index} is degraded or not fully synchronized on target node, aborting migration`,
          { is: 'degraded', instance: migrating(op).name, node: op.vars.target },
        )
    },
  }),
  {
    mayBalloon: (op) => {
      const { memoryMib, targetFreeMib } = op.vars
      if (memoryMib > targetFreeMib && op.params.allowRuntimeChanges === false)
        return fail(
          `Memory ballooning not allowed and not enough free memory to fit instance ${migrating(op).name} on target node ${op.vars.target} (have ${targetFreeMib}MB, need ${memoryMib}MB)`,
          { is: 'memory', node: op.vars.target, needed: memoryMib, free: targetFreeMib },
        )
    },
  },
  ask('reduce memory', 'instance_balloon_memory', {
    to: (op) => (op.vars.memoryMib > op.vars.targetFreeMib ? op.vars.source : null),
    before: (op) => op.log(`* setting instance memory to ${op.vars.targetFreeMib}`),
    args: (op) => ({ name: migrating(op).name, memoryMib: op.vars.targetFreeMib }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`Cannot modify instance runtime memory: ${reply.error}`)
      op.vars.memoryMib = op.vars.targetFreeMib
    },
  }),
  ask('ask the source for migration details', 'migration_info', {
    to: source,
    args: (op) => ({ instance: migrating(op) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return fail(
          `Failed fetching source migration information from ${reply.node}: ${reply.error}`,
        )
    },
  }),
]

/** Both nodes may write. */
const openSteps: MigrationSteps = [
  closeDisks('before the transfer', target),
  when('pairs go dual', mirrored, [
    goStandalone('before the transfer'),
    reconnect('before the transfer', 'dual-master'),
    waitUntilSync('before the transfer'),
  ]),
  openDisks('source', source, 'shared'),
  openDisks('target', target, 'shared'),
]

const transferSteps: MigrationSteps = [
  ask('prepare the target', 'accept_instance', {
    to: target,
    before: (op) => op.log(`* preparing ${op.vars.target} to accept the instance`),
    args: (op) => ({ instance: migrating(op), memoryMib: op.vars.memoryMib }),
    answer: (op, reply) => {
      if (reply.ok) return
      op.log('Pre-migration failed, aborting')
      return fail(`Could not pre-migrate instance ${migrating(op).name}: ${reply.error}`)
    },
  }),
  ask('begin the transfer', 'instance_migrate', {
    to: source,
    before: (op) => op.log(`* migrating instance to ${op.vars.target}`),
    args: (op) => ({ instance: migrating(op), target: op.vars.target }),
    answer: (op, reply) => {
      if (!reply.ok) {
        op.log('Migration failed, aborting')
        return fail(`Could not migrate instance ${migrating(op).name}: ${reply.error}`)
      }
      op.vars.transfer = reply.payload.transfer
      op.vars.toldAt = op.world.now
      op.log('* starting memory transfer')
    },
  }),
  repeat(
    'memory',
    ask('wait for the transfer', 'transfer_status', {
      to: source,
      args: (op) => ({ transfer: op.vars.transfer }),
      answer: (op, reply) => {
        if (!reply.ok || reply.payload.state === 'failed') {
          op.log('Migration failed, aborting')
          const why = reply.ok ? 'hypervisor returned failure' : reply.error
          return fail(`Could not migrate instance ${migrating(op).name}: ${why}`)
        }
        const { state, sentMib, totalMib } = reply.payload
        if (state === 'done') return op.log('* memory transfer complete')
        if (op.world.now - op.vars.toldAt > FEEDBACK_MS) {
          op.log(`* memory transfer progress: ${((100 * sentMib) / totalMib).toFixed(2)} %`)
          op.vars.toldAt = op.world.now
        }
        return again(POLL_MS)
      },
    }),
  ),
]

const finalizeSteps: MigrationSteps = [
  ask('finalize on the source', 'instance_finalize_migration_src', {
    to: source,
    args: (op) => ({ name: migrating(op).name, transfer: op.vars.transfer, success: true }),
    answer: (op, reply) => {
      op.vars.failure = reply.ok ? '' : reply.error
      if (switchesPrimary(op) === 'after both let go') return
      if (!reply.ok) return notFinalized(op, [reply])
      setPrimary(op)
    },
  }),
  ask('finalize on the target', 'instance_finalize_migration_dst', {
    to: target,
    args: (op) => ({ name: migrating(op).name, success: true }),
    answer: (op, reply) => {
      const { failure } = op.vars
      const failed = [
        ...(failure === '' ? [] : [{ node: op.vars.source, error: failure }]),
        ...(reply.ok ? [] : [reply]),
      ]
      if (failed.length > 0) return notFinalized(op, failed)
      if (switchesPrimary(op) === 'after both let go') setPrimary(op)
    },
  }),
]

/** The old primary lets go. */
const settleSteps: MigrationSteps = [
  closeDisks('after the transfer', source),
  when(
    'pairs go single',
    mirrored,
    [
      waitUntilSync('after the transfer'),
      goStandalone('after the transfer'),
      reconnect('after the transfer', 'single-master'),
      waitUntilSync('at the end'),
    ],
    when('target alone', opensEveryKind, openDisks('target alone', target, 'exclusive')),
  ),
  {
    migrated: (op) => {
      op.log('* done')
      return done()
    },
  },
]

const notReconnected = (op: MigrationOp, error: string) => {
  op.warn(
    `Migration failed and I can't reconnect the drives, please try to recover the instance manually; error '${error}'`,
  )
  return leave()
}

/** The disks go back to the source, if they can. */
const revertSteps: MigrationSteps = [
  attempt('target closes', closeDisks('revert', target), {
    caught: (op, error) => (closingEndsRetreat(op) ? fail(error) : notReconnected(op, error)),
  }),
  when(
    'pairs go back',
    mirrored,
    attempt(
      'pairs',
      [goStandalone('revert'), reconnect('revert', 'single-master'), waitUntilSync('revert')],
      { caught: notReconnected },
    ),
    openDisks('source again', source, 'exclusive'),
  ),
]

/** A migration that failed on the way: the instance stays where it was, if it can. */
const abortSteps: MigrationSteps = [
  ask('abort on the target', 'instance_finalize_migration_dst', {
    to: target,
    args: (op) => ({ name: migrating(op).name, success: false }),
  }),
  ask('abort on the source', 'instance_finalize_migration_src', {
    to: source,
    args: (op) => ({ name: migrating(op).name, transfer: op.vars.transfer, success: false }),
  }),
  when('disks to revert', (op) => mirrored(op) || opensEveryKind(op), block('revert', revertSteps)),
  { aborted: (op) => fail(op.vars.failure) },
]

/** A live migration, with the way back when its transfer fails (_ExecMigration). */
export const migrateSteps: MigrationSteps = [
  checkSteps,
  openSteps,
  attempt('transfer', transferSteps, {
    caught: (op, why) => {
      op.vars.failure = why
    },
    otherwise: abortSteps,
  }),
  finalizeSteps,
  settleSteps,
]
