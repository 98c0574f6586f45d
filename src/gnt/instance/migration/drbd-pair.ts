/**
 * The two ends of an instance's DRBD disks, told what to be: closed, alone, connected, in step.
 * Source: lib/cmdlib/instance_migration.py (TLMigrateInstance).
 */
import type { DrbdDisk, InstanceConf, NodeName } from '../../../sim/cluster/config.ts'
import { describeDisk } from '../../../sim/noded/devices.ts'
import { byRelease } from '../../../sim/releases.ts'
import { fail, type OpNext } from '../../../sim/run/opcode.ts'
import { again, ask, askAll, repeat } from '../../../sim/run/parts.ts'
import { attachNet } from '../disks/attach.ts'
import {
  type MigrationOp,
  type MigrationParams,
  type MigrationSteps,
  type MigrationVars,
  migrating,
} from './steps.ts'

const POLL_MS = 2000
const TOLERANCE_MS = 15_000
/** Ganeti prints the Python object here, address included. */
const STATUS = '<ganeti.storage.drbd_info.DRBD8Status object at 0x7f5be4c2a9d0>'

/** Whether opening and closing are steps for disks of every kind, and are logged. */
export const opensEveryKind = byRelease({ '2.11': false, '3.0': true })

const closing = byRelease({
  '2.11': (node: NodeName) => `* switching node ${node} to secondary mode`,
  '3.0': (node: NodeName) => `* closing instance disks on node ${node}`,
})

const cannotClose = byRelease({
  '2.11': (node: NodeName) => `Cannot change disk to secondary on node ${node}`,
  '3.0': (node: NodeName) => `Cannot close instance disks on node ${node}`,
})

const forgivesWhenClosing = byRelease({ '2.11': false, '3.0': true })

// Before 3.0, opening is part of the change of mode.
const cannotOpen = byRelease({
  '2.11': (node: NodeName) => `Cannot change disks config on node ${node}`,
  '3.0': (node: NodeName) => `Cannot open instance disks on node ${node}`,
})

const bothEnds = (op: MigrationOp): NodeName[] => [op.vars.source, op.vars.target]

/** Whether the instance has a secondary node. */
export const isMirrored = (instance: InstanceConf): boolean =>
  instance.disks.length > 0 && instance.disks.every((disk) => disk.kind === 'drbd')

const disksOf = (op: MigrationOp): DrbdDisk[] =>
  migrating(op).disks.filter((disk) => disk.kind === 'drbd')

/** A node gives up its right to write. */
export const closeDisks = (name: string, node: (op: MigrationOp) => NodeName): MigrationSteps =>
  ask(`${name}: close disks`, 'blockdev_close', {
    to: (op) => (isMirrored(migrating(op)) || opensEveryKind(op) ? node(op) : null),
    before: (op) => op.log(closing(op)(node(op))),
    args: (op) => ({ disks: migrating(op).disks }),
    answer: (op, reply) => {
      if (reply.ok) return
      if ((reply.offline || op.params.ignoreConsistency) && forgivesWhenClosing(op))
        return op.warn(`Could not close instance disks on node ${reply.node}, proceeding anyway`)
      return fail(`${cannotClose(op)(reply.node)}: ${reply.error}`)
    },
  })

/** A node may write. */
export const openDisks = (
  name: string,
  node: (op: MigrationOp) => NodeName,
  mode: 'shared' | 'exclusive',
): MigrationSteps =>
  ask(`${name}: open disks`, 'blockdev_open', {
    to: node,
    before: (op) => {
      if (opensEveryKind(op)) op.log(`* opening instance disks on node ${node(op)} in ${mode} mode`)
    },
    args: (op) => ({ disks: migrating(op).disks }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`${cannotOpen(op)(reply.node)}: ${reply.error}`)
    },
  })

/** Both ends let go of each other (drbd_disconnect_net). */
export const goStandalone = (name: string): MigrationSteps =>
  askAll(`${name}: go standalone`, 'drbd_disconnect_net', {
    to: bothEnds,
    before: (op) => op.log('* changing into standalone mode'),
    args: (op) => ({ disks: disksOf(op) }),
    answer: (_op, replies) => {
      const bad = replies.find((reply) => !reply.ok)
      if (bad && !bad.ok) return fail(`Cannot disconnect disks node ${bad.node}: ${bad.error}`)
    },
  })

/** Connects both ends again, with one primary or, for a migration, with two. */
export const reconnect = (name: string, mode: 'dual-master' | 'single-master'): MigrationSteps => [
  { [`(${name}: ${mode})`]: (op) => op.log(`* changing disks into ${mode} mode`) },
  attachNet<MigrationParams, MigrationVars>(name, {
    nodes: bothEnds,
    disks: disksOf,
    dualPrimary: mode === 'dual-master',
    failed: (_op, node, error) => fail(`Cannot change disks config on node ${node}: ${error}`),
  }),
]

/** Waits a while for a peer that went away; then that is an error. */
const tolerate = (op: MigrationOp, node: NodeName): OpNext => {
  op.vars.apartSince ??= op.world.now
  if (op.world.now - op.vars.apartSince < TOLERANCE_MS) return again(1000)
  const device = disksOf(op).map((disk, i) => describeDisk(op.world, disk, i))[0]
  return fail(
    `Cannot resync disks on node ${node}: DRBD device ${device} is not in sync: stats=${STATUS}`,
    { is: 'drbd', node },
  )
}

/** Polls both ends until all disks are equal; a disk may be without its peer for 15 seconds. */
export const waitUntilSync = (name: string): MigrationSteps => [
  {
    [`(${name}: announce)`]: (op) => {
      op.log('* wait until resync is done')
      op.vars.apartSince = null
    },
  },
  repeat(
    name,
    askAll(`${name}: wait for sync`, 'drbd_wait_sync', {
      to: bothEnds,
      args: (op) => ({ disks: disksOf(op) }),
      answer: (op, replies) => {
        let done = true
        let percent = 100
        let apart: NodeName | null = null
        for (const reply of replies) {
          if (!reply.ok) return fail(`Cannot resync disks on node ${reply.node}: ${reply.error}`)
          done &&= reply.payload.done
          if (!reply.payload.connected) apart ??= reply.node
          percent = Math.min(percent, reply.payload.minPercent)
        }
        if (done) return
        if (apart !== null) return tolerate(op, apart)
        op.vars.apartSince = null
        if (percent < 100) op.log(`   - progress: ${percent.toFixed(1)}%`)
        return again(POLL_MS)
      },
    }),
  ),
]
