/**
 * Clean-up after a migration that broke off: finds out where the instance runs and makes the
 * configuration and the disks agree with it. Source: lib/cmdlib/instance_migration.py
 * (TLMigrateInstance._ExecCleanup).
 */
import { own } from '../../lib/own.ts'
import { byUuid, type NodeName } from '../../sim/cluster/config.ts'
import { call, fail, goto, type OpNext } from '../../sim/run/opcode.ts'
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
import { type MigrationOp, type MigrationSteps, migrating } from './steps-migration.ts'

const give: Otherwise = (_op, error) => fail(error)

const askWhere = (op: MigrationOp): OpNext => {
  op.log(
    '* checking where the instance actually runs (if this hangs, the hypervisor might be in a bad state)',
  )
  const online = byUuid(op.config.nodes).filter((node) => !node.offline)
  const nodes =
    wordingOf(op.world.release).cleanupAsks === 'both ends'
      ? [op.vars.source, op.vars.target]
      : online.map((node) => node.name)
  return call(nodes, 'instance_list', {})
}

/** Where it runs, or why that cannot be told. */
const locations = (op: MigrationOp): NodeName[] | OpNext => {
  const wording = wordingOf(op.world.release)
  const found: NodeName[] = []
  for (const reply of op.all('instance_list')) {
    const named =
      wording.cleanupNames === 'by name' ? reply.node : own(op.config.nodes, reply.node)?.uuid
    if (!reply.ok) return fail(`Can't contact node ${named}: ${reply.error}`)
    if (reply.payload.includes(migrating(op).name)) found.push(reply.node)
  }
  if (wording.cleanupRepairs) op.log(`* instance running on: ${found.join(',')}`)
  return found
}

const isAtBothEnds = (op: MigrationOp, found: NodeName[]): boolean =>
  found.includes(op.vars.source) && found.includes(op.vars.target)

/** Decides which node has to let go; `vars.target` becomes the one that keeps the instance's copy. */
const decide = (op: MigrationOp, found: NodeName[]): OpNext | undefined => {
  if (isAtBothEnds(op, found))
    return fail(
      'Instance seems to be running on two nodes, or the hypervisor is confused; you will have to ensure manually that it runs only on one and restart this operation',
    )
  const { source, target } = op.vars
  if (found.includes(source)) {
    op.log(`* instance confirmed to be running on its primary node (${source})`)
    return goto('cleanup: demote')
  }
  const [only] = found
  if (!found.includes(target)) {
    if (only === undefined || found.length > 1 || !wordingOf(op.world.release).cleanupRepairs)
      return fail(
        "Instance does not seem to be running at all; in this case it's safer to repair by running 'gnt-instance stop' to ensure disk shutdown, and then restarting it",
      )
    op.log(`* instance running on unexpected node (${only}), updating as the new secondary`)
    op.vars.target = only
  }
  op.log(`* instance running on secondary node (${op.vars.target}), updating config`)
  const { name } = migrating(op)
  op.edit((draft) => {
    const instance = own(draft.instances, name)
    if (instance) instance.primary = op.vars.target
  })
}

const abortSteps: MigrationSteps = {
  'cleanup: abort': (op) => {
    op.log('Trying to cleanup after failed migration')
    return call(op.vars.source, 'migration_info', { instance: migrating(op) })
  },
  'cleanup: abort on target': (op) => {
    const reply = op.reply('migration_info')
    if (!reply.ok)
      return fail(`Failed fetching source migration information from ${reply.node}: ${reply.error}`)
    return call(op.vars.target, 'instance_finalize_migration_dst', {
      name: migrating(op).name,
      success: false,
    })
  },
  'cleanup: abort on source': (op) => {
    const reply = op.reply('instance_finalize_migration_dst')
    op.vars.failure = reply.ok ? '' : reply.error
    return call(op.vars.source, 'instance_finalize_migration_src', {
      name: migrating(op).name,
      transfer: op.vars.transfer,
      success: false,
    })
  },
  'cleanup: ask again': (op) => {
    const reply = op.reply('instance_finalize_migration_src')
    const { failure } = op.vars
    if (failure !== '' || !reply.ok)
      return fail(`Instance migration cleanup failed: ${failure},${reply.ok ? '' : reply.error}`)
    return askWhere(op)
  },
  'cleanup: judge again': (op) => {
    const found = locations(op)
    return Array.isArray(found) ? (decide(op, found) ?? goto('cleanup: demote')) : found
  },
}

/** The node where it does not run. */
const demoted = (op: MigrationOp): NodeName =>
  migrating(op).primary === op.vars.source ? op.vars.target : op.vars.source

/** The steps of `migrate --cleanup`: find out where the instance runs, and make the rest agree (_ExecCleanup). */
export const cleanupSteps: MigrationSteps = {
  'cleanup: ask': askWhere,
  'cleanup: judge': (op) => {
    const found = locations(op)
    if (!Array.isArray(found)) return found
    if (isAtBothEnds(op, found) && wordingOf(op.world.release).cleanupRepairs)
      return goto('cleanup: abort')
    return decide(op, found) ?? goto('cleanup: demote')
  },
  ...abortSteps,
  'cleanup: demote': () => undefined,
  ...closeDisks('cleanup', demoted, give),
  'cleanup: pair': (op) => (isMirrored(migrating(op)) ? undefined : goto('cleanup: alone')),
  // A disk that stands alone cannot come into step; that is what the next steps are for.
  ...waitUntilSync('cleanup first', () => goto('cleanup: part')),
  'cleanup: part': () => undefined,
  ...goStandalone('cleanup', give),
  ...reconnect('cleanup', 'single-master', give),
  ...waitUntilSync('cleanup', give),
  'cleanup: together': () => goto('cleanup: done'),
  'cleanup: alone': (op) =>
    wordingOf(op.world.release).tellsOpening ? undefined : goto('cleanup: done'),
  ...openDisks('cleanup', (op) => migrating(op).primary, 'exclusive', give),
  'cleanup: done': (op) => {
    op.log('* done')
    return { next: 'done', value: null }
  },
}
