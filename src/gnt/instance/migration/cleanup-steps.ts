/**
 * Clean-up after a migration that broke off: finds out where the instance runs and makes the
 * configuration and the disks agree with it. Source: lib/cmdlib/instance_migration.py
 * (TLMigrateInstance._ExecCleanup).
 */
import { own } from '../../../lib/own.ts'
import { byUuid, type NodeName } from '../../../sim/cluster/config.ts'
import { byRelease } from '../../../sim/releases.ts'
import { done, fail, type OpNext } from '../../../sim/run/opcode.ts'
import { ask, askAll, attempt, when } from '../../../sim/run/parts.ts'
import {
  closeDisks,
  goStandalone,
  isMirrored,
  openDisks,
  opensEveryKind,
  reconnect,
  waitUntilSync,
} from './drbd-pair.ts'
import { type MigrationOp, type MigrationSteps, migrating } from './steps.ts'

/** Which nodes are asked where the instance runs, and what a silent one is called. */
const asksNodes = byRelease<'both ends' | 'all online nodes'>({
  '2.11': 'both ends',
  '3.0': 'all online nodes',
})
const namesNodes = byRelease<'by uuid' | 'by name'>({ '2.11': 'by uuid', '3.0': 'by name' })

/** Whether what runs at both ends is aborted, and what runs elsewhere adopted. */
const repairs = byRelease({ '2.11': false, '3.0': true })

const askedNodes = (op: MigrationOp): NodeName[] =>
  asksNodes(op) === 'both ends'
    ? [op.vars.source, op.vars.target]
    : byUuid(op.config.nodes).flatMap(({ name, offline }) => (offline ? [] : [name]))

const isAtBothEnds = (op: MigrationOp, found: NodeName[]): boolean =>
  found.includes(op.vars.source) && found.includes(op.vars.target)

/** Asks where the instance runs; `found` hears the nodes. */
const askWhere = (
  name: string,
  found: (op: MigrationOp, nodes: NodeName[]) => OpNext | undefined,
): MigrationSteps =>
  askAll(name, 'instance_list', {
    to: askedNodes,
    before: (op) =>
      op.log(
        '* checking where the instance actually runs (if this hangs, the hypervisor might be in a bad state)',
      ),
    args: () => ({}),
    answer: (op, replies) => {
      const nodes: NodeName[] = []
      for (const reply of replies) {
        const { node } = reply
        const named = namesNodes(op) === 'by name' ? node : own(op.config.nodes, node)?.uuid
        if (!reply.ok) return fail(`Can't contact node ${named}: ${reply.error}`)
        if (reply.payload.includes(migrating(op).name)) nodes.push(node)
      }
      if (repairs(op)) op.log(`* instance running on: ${nodes.join(',')}`)
      return found(op, nodes)
    },
  })

/** Decides which node has to let go; `vars.target` becomes the one that keeps the instance's copy. */
const decide = (op: MigrationOp, found: NodeName[]): OpNext | undefined => {
  if (isAtBothEnds(op, found))
    return fail(
      'Instance seems to be running on two nodes, or the hypervisor is confused; you will have to ensure manually that it runs only on one and restart this operation',
      { is: 'runs twice', instance: migrating(op).name },
    )
  const { source, target } = op.vars
  if (found.includes(source)) {
    op.log(`* instance confirmed to be running on its primary node (${source})`)
    return
  }
  const [only] = found
  if (!found.includes(target)) {
    if (only === undefined || found.length > 1 || !repairs(op))
      return fail(
        "Instance does not seem to be running at all; in this case it's safer to repair by running 'gnt-instance stop' to ensure disk shutdown, and then restarting it",
        { is: 'runs nowhere', instance: migrating(op).name },
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

/** A migration that broke off with an instance at both ends is aborted, as one that fails is. */
const abortSteps: MigrationSteps = [
  ask('clean up: ask the source for migration details', 'migration_info', {
    to: (op) => op.vars.source,
    before: (op) => op.log('Trying to cleanup after failed migration'),
    args: (op) => ({ instance: migrating(op) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return fail(
          `Failed fetching source migration information from ${reply.node}: ${reply.error}`,
        )
    },
  }),
  ask('clean up: abort on the target', 'instance_finalize_migration_dst', {
    to: (op) => op.vars.target,
    args: (op) => ({ name: migrating(op).name, success: false }),
    answer: (op, reply) => {
      op.vars.failure = reply.ok ? '' : reply.error
    },
  }),
  ask('clean up: abort on the source', 'instance_finalize_migration_src', {
    to: (op) => op.vars.source,
    args: (op) => ({ name: migrating(op).name, transfer: op.vars.transfer, success: false }),
    answer: (op, reply) => {
      const { failure } = op.vars
      if (failure !== '' || !reply.ok)
        return fail(`Instance migration cleanup failed: ${failure},${reply.ok ? '' : reply.error}`)
    },
  }),
  askWhere('clean up: ask again where it runs', decide),
]

/** The node where it does not run. */
const demoted = (op: MigrationOp): NodeName =>
  migrating(op).primary === op.vars.source ? op.vars.target : op.vars.source

/** Finds where the instance runs, and makes configuration and disks agree with it (_ExecCleanup). */
export const cleanupSteps: MigrationSteps = [
  askWhere('clean up: ask where it runs', (op, found) => {
    op.vars.runsTwice = isAtBothEnds(op, found) && repairs(op)
    return op.vars.runsTwice ? undefined : decide(op, found)
  }),
  when('it runs at both ends', (op) => op.vars.runsTwice, abortSteps),
  closeDisks('clean up', demoted),
  when(
    'pairs to clean up',
    (op) => isMirrored(migrating(op)),
    [
      // A disk that stands alone cannot come into step; that is what the next steps are for.
      attempt('pairs in step', waitUntilSync('clean up first'), { caught: () => undefined }),
      goStandalone('clean up'),
      reconnect('clean up', 'single-master'),
      waitUntilSync('clean up'),
    ],
    when(
      'other disks to clean up',
      opensEveryKind,
      openDisks('clean up', (op) => migrating(op).primary, 'exclusive'),
    ),
  ),
  {
    'clean up: done': (op) => {
      op.log('* done')
      return done()
    },
  },
]
