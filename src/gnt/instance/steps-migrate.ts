/**
 * A live migration's change: both nodes may write for a while, the memory travels, the old primary
 * lets go. Source: lib/cmdlib/instance_migration.py (TLMigrateInstance._ExecMigration).
 */
import { own } from '../../lib/own.ts'
import { call, fail, goto, type OpNext, sleep } from '../../sim/run/opcode.ts'
import { wordingOf } from '../wording.ts'
import {
  closeDisks,
  goStandalone,
  isMirrored,
  type Otherwise,
  openDisks,
  reconnect,
  waitUntilSync,
} from './steps-drbd-pair.ts'
import { isShared, type MigrationOp, type MigrationSteps, migrating } from './steps-migration.ts'

const POLL_MS = 1000
/** The memory transfer is told of this often (_MIGRATION_FEEDBACK_INTERVAL). */
const FEEDBACK_MS = 10_000

const give: Otherwise = (_op, error) => fail(error)

const source = (op: MigrationOp): string => op.vars.source
const target = (op: MigrationOp): string => op.vars.target

/** Goes on there unless the disks are pairs that need steps of their own. */
const unlessMirrored =
  (then: string) =>
  (op: MigrationOp): OpNext | undefined =>
    isMirrored(migrating(op)) ? undefined : goto(then)

const nameFailure = (op: MigrationOp, error: string): OpNext => {
  op.vars.failure = error
  return goto('abort: target')
}

const setPrimary = (op: MigrationOp): void => {
  const { name } = migrating(op)
  op.edit((draft) => {
    const instance = own(draft.instances, name)
    if (instance) instance.primary = op.vars.target
  })
}

/** Whether both ends are known and both copies equal. */
const checkSteps: MigrationSteps = {
  announceMigration: (op) => {
    op.vars.begun = true
    op.log(`Migrating instance ${migrating(op).name}`)
    if (op.params.cleanup) return goto('cleanup: ask')
    return call([op.vars.source, op.vars.target], 'node_info', {})
  },
  judgeNodes: (op) => {
    const bad = op.all('node_info').find((reply) => !reply.ok)
    if (bad && !bad.ok)
      return fail(`Unable to retrieve node information from node '${bad.node}': ${bad.error}`)
    op.log('* checking disk consistency between source and target')
  },
  findCopy: (op) => {
    const disk = migrating(op).disks[op.vars.disk]
    if (!disk || isShared(migrating(op))) return goto('fitMemory')
    return call(op.vars.target, 'blockdev_find', { disk })
  },
  judgeCopy: (op) => {
    const { target, disk } = op.vars
    const reply = op.reply('blockdev_find')
    const status = reply.ok ? reply.payload : null
    if (!status) op.warn(`Can't find disk on node ${target}${reply.ok ? '' : `: ${reply.error}`}`)
    if (status === null || status.degraded)
      return fail(
        `Disk ${disk} is degraded or not fully synchronized on target node, aborting migration`,
      )
    op.vars.disk += 1
    return goto('findCopy')
  },
  fitMemory: (op) => {
    const { memoryMib, targetFreeMib, source, target } = op.vars
    if (memoryMib <= targetFreeMib) return goto('askForMigration')
    const { name } = migrating(op)
    if (op.params.allowRuntimeChanges === false)
      return fail(
        `Memory ballooning not allowed and not enough free memory to fit instance ${name} on target node ${target} (have ${targetFreeMib}MB, need ${memoryMib}MB)`,
      )
    op.log(`* setting instance memory to ${targetFreeMib}`)
    return call(source, 'instance_balloon_memory', { name, memoryMib: targetFreeMib })
  },
  judgeMemory: (op) => {
    const reply = op.reply('instance_balloon_memory')
    if (!reply.ok) return fail(`Cannot modify instance runtime memory: ${reply.error}`)
    op.vars.memoryMib = op.vars.targetFreeMib
  },
  askForMigration: (op) => call(op.vars.source, 'migration_info', { instance: migrating(op) }),
  judgeMigrationInfo: (op) => {
    const reply = op.reply('migration_info')
    if (!reply.ok)
      return fail(`Failed fetching source migration information from ${reply.node}: ${reply.error}`)
  },
}

/** Both nodes may write. */
const openSteps: MigrationSteps = {
  ...closeDisks('before', target, give),
  mayGoDual: unlessMirrored('open on source: open'),
  ...goStandalone('before', give),
  ...reconnect('before', 'dual-master', give),
  ...waitUntilSync('before', give),
  ...openDisks('open on source', source, 'shared', give),
  ...openDisks('open on target', target, 'shared', give),
}

const transferSteps: MigrationSteps = {
  prepareTarget: (op) => {
    op.log(`* preparing ${op.vars.target} to accept the instance`)
    const { memoryMib } = op.vars
    return call(op.vars.target, 'accept_instance', { instance: migrating(op), memoryMib })
  },
  judgePreparation: (op) => {
    const reply = op.reply('accept_instance')
    if (reply.ok) return
    op.log('Pre-migration failed, aborting')
    return nameFailure(op, `Could not pre-migrate instance ${migrating(op).name}: ${reply.error}`)
  },
  startMigration: (op) => {
    op.log(`* migrating instance to ${op.vars.target}`)
    return call(op.vars.source, 'instance_migrate', {
      instance: migrating(op),
      target: op.vars.target,
    })
  },
  judgeMigration: (op) => {
    const reply = op.reply('instance_migrate')
    if (!reply.ok) {
      op.log('Migration failed, aborting')
      return nameFailure(op, `Could not migrate instance ${migrating(op).name}: ${reply.error}`)
    }
    op.vars.transfer = reply.payload.transfer
    op.vars.toldAt = op.world.now
    op.log('* starting memory transfer')
  },
  pollTransfer: (op) => call(op.vars.source, 'transfer_status', { transfer: op.vars.transfer }),
  judgeTransfer: (op) => {
    const reply = op.reply('transfer_status')
    if (!reply.ok || reply.payload.state === 'failed') {
      op.log('Migration failed, aborting')
      const why = reply.ok ? 'hypervisor returned failure' : reply.error
      return nameFailure(op, `Could not migrate instance ${migrating(op).name}: ${why}`)
    }
    const { state, sentMib, totalMib } = reply.payload
    if (state === 'done') {
      op.log('* memory transfer complete')
      return goto('finalizeSource')
    }
    if (op.world.now - op.vars.toldAt > FEEDBACK_MS) {
      op.log(`* memory transfer progress: ${((100 * sentMib) / totalMib).toFixed(2)} %`)
      op.vars.toldAt = op.world.now
    }
    return sleep(POLL_MS, 'pollTransfer')
  },
}

/** What `finalizeSource` noted for `finalizeTarget`, as JSON: who failed, and how. */
const finalizeSteps: MigrationSteps = {
  finalizeSource: (op) =>
    call(op.vars.source, 'instance_finalize_migration_src', {
      name: migrating(op).name,
      transfer: op.vars.transfer,
      success: true,
    }),
  judgeSource: (op) => {
    const reply = op.reply('instance_finalize_migration_src')
    const wording = wordingOf(op.world.release)
    op.vars.failure = reply.ok ? '' : reply.error
    if (wording.switchesPrimary === 'after both let go') return
    if (!reply.ok) return fail(wording.cannotFinalize([reply]))
    setPrimary(op)
  },
  finalizeTarget: (op) =>
    call(op.vars.target, 'instance_finalize_migration_dst', {
      name: migrating(op).name,
      success: true,
    }),
  judgeTarget: (op) => {
    const reply = op.reply('instance_finalize_migration_dst')
    const { source, failure } = op.vars
    const failures = [
      ...(failure === '' ? [] : [{ node: source, error: failure }]),
      ...(reply.ok ? [] : [reply]),
    ]
    const wording = wordingOf(op.world.release)
    if (failures.length > 0) return fail(wording.cannotFinalize(failures))
    if (wording.switchesPrimary === 'after both let go') setPrimary(op)
  },
}

/** The old primary lets go. */
const settleSteps: MigrationSteps = {
  ...closeDisks('after', source, give),
  maySettle: unlessMirrored('after: open alone'),
  ...waitUntilSync('after', give),
  ...goStandalone('after', give),
  ...reconnect('after', 'single-master', give),
  ...waitUntilSync('at last', give),
  settled: () => goto('migrated'),
  'after: open alone': (op) =>
    wordingOf(op.world.release).tellsOpening ? undefined : goto('migrated'),
  ...openDisks('alone', target, 'exclusive', give),
  migrated: (op) => {
    op.log('* done')
    return { next: 'done', value: null }
  },
}

const unreconnected: Otherwise = (op, error) => {
  op.warn(
    `Migration failed and I can't reconnect the drives, please try to recover the instance manually; error '${error}'`,
  )
  return goto('aborted')
}

/** A migration that failed on the way: the guest stays where it was, if it can. */
const abortSteps: MigrationSteps = {
  'abort: target': (op) =>
    call(op.vars.target, 'instance_finalize_migration_dst', {
      name: migrating(op).name,
      success: false,
    }),
  'abort: source': (op) =>
    call(op.vars.source, 'instance_finalize_migration_src', {
      name: migrating(op).name,
      transfer: op.vars.transfer,
      success: false,
    }),
  'abort: disks': (op) =>
    isMirrored(migrating(op)) || wordingOf(op.world.release).tellsOpening
      ? undefined
      : goto('aborted'),
  ...closeDisks('revert', target, (op, error) =>
    wordingOf(op.world.release).closingEndsRetreat ? fail(error) : unreconnected(op, error),
  ),
  'abort: pair': unlessMirrored('revert: open alone'),
  ...goStandalone('revert', unreconnected),
  ...reconnect('revert', 'single-master', unreconnected),
  ...waitUntilSync('revert', unreconnected),
  'abort: reconnected': () => goto('aborted'),
  'revert: open alone': () => undefined,
  ...openDisks('reopen', source, 'exclusive', give),
  aborted: (op) => fail(op.vars.failure),
}

/** The steps of a live migration, with those that take it back (_ExecMigration). */
export const migrateSteps: MigrationSteps = {
  ...checkSteps,
  ...openSteps,
  ...transferSteps,
  ...finalizeSteps,
  ...settleSteps,
  ...abortSteps,
}
