/**
 * The two ends of an instance's DRBD disks, told what to be: closed, alone, connected, in step.
 * Source: lib/cmdlib/instance_migration.py (TLMigrateInstance).
 */
import type { DrbdDisk, InstanceConf, NodeName } from '../../sim/cluster/config.ts'
import { describeDisk } from '../../sim/noded/devices.ts'
import { call, goto, type OpNext, sleep } from '../../sim/run/opcode.ts'
import { wordingOf } from '../wording.ts'
import { attachNet } from './steps-attach.ts'
import {
  type MigrationOp,
  type MigrationParams,
  type MigrationSteps,
  type MigrationVars,
  migrating,
} from './steps-migration.ts'

/** What happens when a step on the way fails: ends the operation, or leads somewhere else. */
export type Otherwise = (op: MigrationOp, error: string) => OpNext

const POLL_MS = 2000
const TOLERANCE_MS = 15_000
/** Ganeti prints the Python object here, address included. */
const STATUS = '<ganeti.storage.drbd_info.DRBD8Status object at 0x7f5be4c2a9d0>'

const bothEnds = (op: MigrationOp): NodeName[] => [op.vars.source, op.vars.target]

/** Whether the instance has a secondary node. */
export const isMirrored = (instance: InstanceConf): boolean =>
  instance.disks.length > 0 && instance.disks.every((disk) => disk.kind === 'drbd')

const disksOf = (op: MigrationOp): DrbdDisk[] =>
  migrating(op).disks.filter((disk) => disk.kind === 'drbd')

/** A node gives up its right to write. */
export const closeDisks = (
  name: string,
  node: (op: MigrationOp) => NodeName,
  otherwise: Otherwise,
): MigrationSteps => ({
  [`${name}: close`]: (op) => {
    if (!isMirrored(migrating(op)) && !wordingOf(op.world.release).tellsOpening)
      return goto(`${name}: closed`)
    op.log(wordingOf(op.world.release).closeDisks(node(op)))
    return call(node(op), 'blockdev_close', { disks: migrating(op).disks })
  },
  [`${name}: judge closing`]: (op) => {
    const reply = op.reply('blockdev_close')
    if (reply.ok) return
    const wording = wordingOf(op.world.release)
    if ((reply.offline || op.params.ignoreConsistency) && wording.forgivesOfflineOnClose)
      return op.warn(`Could not close instance disks on node ${reply.node}, proceeding anyway`)
    return otherwise(op, wording.cannotClose(reply.node, reply.error))
  },
  [`${name}: closed`]: () => undefined,
})

/** A node may write; only the releases that tell of it do it as a step of its own. */
export const openDisks = (
  name: string,
  node: (op: MigrationOp) => NodeName,
  mode: 'shared' | 'exclusive',
  otherwise: Otherwise,
): MigrationSteps => ({
  [`${name}: open`]: (op) => {
    if (wordingOf(op.world.release).tellsOpening)
      op.log(`* opening instance disks on node ${node(op)} in ${mode} mode`)
    return call(node(op), 'blockdev_open', { disks: migrating(op).disks })
  },
  [`${name}: judge opening`]: (op) => {
    const reply = op.reply('blockdev_open')
    if (!reply.ok)
      return otherwise(op, wordingOf(op.world.release).cannotOpen(reply.node, reply.error))
  },
})

/** Steps that disconnect both halves of every disk; `otherwise` decides what a failure means. */
export const goStandalone = (name: string, otherwise: Otherwise): MigrationSteps => ({
  [`${name}: go standalone`]: (op) => {
    op.log('* changing into standalone mode')
    return call(bothEnds(op), 'drbd_disconnect_net', { disks: disksOf(op) })
  },
  [`${name}: judge standalone`]: (op) => {
    const bad = op.all('drbd_disconnect_net').find((reply) => !reply.ok)
    if (bad && !bad.ok)
      return otherwise(op, `Cannot disconnect disks node ${bad.node}: ${bad.error}`)
  },
})

/** Steps that connect both halves again, with one primary or, for a migration, with two. */
export const reconnect = (
  name: string,
  mode: 'dual-master' | 'single-master',
  otherwise: Otherwise,
): MigrationSteps => ({
  [`${name}: reconnect`]: (op) => op.log(`* changing disks into ${mode} mode`),
  ...attachNet<MigrationParams, MigrationVars>(name, {
    nodes: bothEnds,
    disks: disksOf,
    dualPrimary: mode === 'dual-master',
    failed: (op, node, error) =>
      otherwise(op, `Cannot change disks config on node ${node}: ${error}`),
  }),
})

/** Waits a while for a peer that went away; then that is an error. */
const tolerate = (op: MigrationOp, name: string, node: NodeName, otherwise: Otherwise): OpNext => {
  op.vars.apartSince ??= op.world.now
  if (op.world.now - op.vars.apartSince < TOLERANCE_MS) return sleep(1000, `${name}: look`)
  const device = disksOf(op).map((disk, i) => describeDisk(op.world, disk, i))[0]
  return otherwise(
    op,
    `Cannot resync disks on node ${node}: DRBD device ${device} is not in sync: stats=${STATUS}`,
  )
}

/** Polls both ends until all disks are equal; a disk may be without its peer for 15 seconds. */
export const waitUntilSync = (name: string, otherwise: Otherwise): MigrationSteps => ({
  [`${name}: announce waiting`]: (op) => {
    op.log('* wait until resync is done')
    op.vars.apartSince = null
  },
  [`${name}: look`]: (op) => call(bothEnds(op), 'drbd_wait_sync', { disks: disksOf(op) }),
  [`${name}: judge sync`]: (op) => {
    let done = true
    let percent = 100
    let apart: NodeName | null = null
    for (const reply of op.all('drbd_wait_sync')) {
      if (!reply.ok)
        return otherwise(op, `Cannot resync disks on node ${reply.node}: ${reply.error}`)
      done &&= reply.payload.done
      if (!reply.payload.connected) apart ??= reply.node
      percent = Math.min(percent, reply.payload.minPercent)
    }
    if (done) return
    if (apart !== null) return tolerate(op, name, apart, otherwise)
    op.vars.apartSince = null
    if (percent < 100) op.log(`   - progress: ${percent.toFixed(1)}%`)
    return sleep(POLL_MS, `${name}: look`)
  },
})
