/**
 * Replacing the secondary node: new volumes there, the primary's disks turn to it, a full resync.
 * Source: lib/cmdlib/instance_storage.py (TLReplaceDisks._ExecDrbd8Secondary).
 */
import { own } from '../../lib/own.ts'
import { type DrbdDisk, minorOn } from '../../sim/cluster/config.ts'
import { describeDisk } from '../../sim/noded/devices.ts'
import { call, goto } from '../../sim/run/opcode.ts'
import { freeMinors } from '../storage.ts'
import { attachNet } from './steps-attach.ts'
import {
  cannotCreate,
  checkConsistency,
  checkExistence,
  diskAt,
  drbdDisks,
  giveUp,
  logStep,
  type ReplaceOp,
  type ReplaceParams,
  type ReplaceSteps,
  type ReplaceVars,
  replacing,
  syncAndRemove,
  volumeText,
} from './steps-replace-shared.ts'

const primary = (op: ReplaceOp): string => replacing(op).primary

/** The disks between primary and new secondary; primary first from now on, as Ganeti writes them. */
const turned = (op: ReplaceOp): DrbdDisk[] => {
  const { newNode } = op.vars
  const minors = freeMinors(op.config, newNode, replacing(op).disks.length)
  return drbdDisks(op).map((disk, i) => ({
    ...disk,
    nodes: [primary(op), newNode],
    minors: [minorOn(disk, primary(op)), minors[i] ?? 0],
  }))
}

const allocateSteps: ReplaceSteps = {
  'new: begin storage': (op) => {
    op.vars.at = 0
    op.vars.oldVolumes = drbdDisks(op).map((d) => ({ data: d.dataVolume, meta: d.metaVolume }))
    logStep(op, 3, 'Allocate new storage')
  },
  'new: create volumes': (op) => {
    const disk = drbdDisks(op)[op.vars.at]
    if (!disk) return goto('new: begin devices')
    op.info(`Adding new local storage on ${op.vars.newNode} for disk/${op.vars.at}`)
    return call(op.vars.newNode, 'blockdev_create', { disk, instance: replacing(op).name })
  },
  'new: judge volumes': (op) => {
    const reply = op.reply('blockdev_create')
    const disk = diskAt(op, op.vars.at)
    if (!reply.ok)
      return giveUp(
        op,
        `Can't create block device: ${cannotCreate(op, volumeText(op, disk.dataVolume, disk.sizeMib), reply)}`,
      )
    op.vars.at += 1
    return goto('new: create volumes')
  },
}

const connectSteps: ReplaceSteps = [
  {
    'new: begin devices': (op) => {
      op.vars.at = 0
      op.vars.newDisks = turned(op)
      logStep(op, 4, 'Changing drbd configuration')
    },
    'new: activate': (op) => {
      const disk = op.vars.newDisks[op.vars.at]
      if (!disk) return goto('new: begin shutdown')
      op.info(`activating a new drbd on ${op.vars.newNode} for disk/${op.vars.at}`)
      return call(op.vars.newNode, 'blockdev_assemble', { disk, primary: false, alone: true })
    },
    'new: judge activation': (op) => {
      const reply = op.reply('blockdev_assemble')
      const disk = op.vars.newDisks[op.vars.at]
      if (!reply.ok && disk)
        return giveUp(op, cannotCreate(op, describeDisk(op.world, disk, op.vars.at), reply))
      op.vars.at += 1
      return goto('new: activate')
    },
    'new: begin shutdown': (op) => {
      op.vars.at = 0
    },
    'new: shut down old': (op) => {
      const disk = drbdDisks(op)[op.vars.at]
      if (!disk) return goto('new: detach')
      op.info(`Shutting down drbd for disk/${op.vars.at} on old node`)
      return call(op.vars.target, 'blockdev_shutdown', { disk })
    },
    'new: judge shutdown': (op) => {
      const reply = op.reply('blockdev_shutdown')
      if (!reply.ok)
        op.warn(
          `Failed to shutdown drbd for disk/${op.vars.at} on oldnode: ${reply.error}`,
          'Please cleanup this device manually as soon as possible',
        )
      op.vars.at += 1
      return goto('new: shut down old')
    },
    'new: detach': (op) => {
      op.info('Detaching primary drbds from the network (=> standalone)')
      return call(primary(op), 'drbd_disconnect_net', { disks: drbdDisks(op) })
    },
    'new: update': (op) => {
      const reply = op.reply('drbd_disconnect_net')
      if (!reply.ok)
        return giveUp(op, `Can't detach the disks from the network on old node: ${reply.error}`)
      op.info('Updating instance configuration')
      const { name } = replacing(op)
      op.edit(
        (draft) => {
          const instance = own(draft.instances, name)
          if (instance) instance.disks = op.vars.newDisks.map((disk) => ({ ...disk }))
        },
        { updates: name },
      )
      op.job.holds = op.job.holds.filter(({ level }) => level !== 'node')
      op.info('Attaching primary drbds to new secondary (standalone => connected)')
    },
  },
  attachNet<ReplaceParams, ReplaceVars>('new', {
    nodes: (op) => [primary(op), op.vars.newNode],
    disks: drbdDisks,
    dualPrimary: false,
    failed: (op, node, error) =>
      giveUp(
        op,
        `Can't attach drbd disks on node ${node}: ${error} (please do a gnt-instance info ${replacing(op).name} to see the status of disks)`,
      ),
  }),
]

/** The steps that move the secondary to another node (_ExecDrbd8Secondary). */
export const replaceSecondary: ReplaceSteps = [
  checkExistence((op) => [primary(op)], 'new'),
  checkConsistency('new', primary, { ldisk: true }),
  allocateSteps,
  connectSteps,
  syncAndRemove('new', (index) => String(index)),
]
