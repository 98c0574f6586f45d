/**
 * Replacing the secondary node: new volumes there, the primary's disks turn to it, a full resync.
 * Source: lib/cmdlib/instance_storage.py (TLReplaceDisks._ExecDrbd8Secondary).
 */
import { own } from '../../../lib/own.ts'
import { type DrbdDisk, minorOn } from '../../../sim/cluster/config.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import { fail } from '../../../sim/run/opcode.ts'
import { ask, askEach } from '../../../sim/run/parts.ts'
import { attachNet } from '../disks/attach.ts'
import { freeMinors } from '../disks/steps.ts'
import {
  cannotCreate,
  drbdDisks,
  logStep,
  type ReplaceOp,
  type ReplaceParams,
  type ReplaceSteps,
  type ReplaceVars,
  replacing,
} from './steps.ts'

const primary = (op: ReplaceOp): string => replacing(op).primary
const newNode = (op: ReplaceOp): string => op.vars.newNode

/** The disks between primary and new secondary; primary first from now on, as Ganeti writes them. */
const turned = (op: ReplaceOp): DrbdDisk[] => {
  const minors = freeMinors(op.config, newNode(op), replacing(op).disks.length)
  return drbdDisks(op).map((disk, i) => ({
    ...disk,
    nodes: [primary(op), newNode(op)],
    minors: [minorOn(disk, primary(op)), minors[i] ?? 0],
  }))
}

/** The disks with their indices. */
const numbered = (disks: readonly DrbdDisk[]) => disks.map((disk, index) => ({ disk, index }))

const allocateSteps: ReplaceSteps = [
  {
    noteOldVolumes: (op) => {
      op.vars.oldVolumes = numbered(drbdDisks(op)).map(({ disk, index }) => ({
        index,
        data: disk.dataVolume,
        meta: disk.metaVolume,
      }))
      logStep(op, 3, 'Allocate new storage')
    },
  },
  askEach('create volumes on the new secondary', 'blockdev_create', {
    of: (op) => numbered(drbdDisks(op)),
    to: newNode,
    before: (op, { index }) =>
      op.info(`Adding new local storage on ${newNode(op)} for disk/${index}`),
    args: (op, { disk }) => ({ disk, instance: replacing(op).name }),
    answer: (op, reply, { disk }) => {
      if (reply.ok) return
      const { volumeGroup } = op.config.cluster
      const volume = describeVolume(volumeGroup, disk.dataVolume, disk.sizeMib, '')
      return fail(`Can't create block device: ${cannotCreate(op, volume, reply)}`)
    },
  }),
]

/** New devices over the new volumes; the old secondary and the primary let go of each other. */
const disconnectSteps: ReplaceSteps = [
  {
    turnDisks: (op) => {
      op.vars.newDisks = turned(op)
      logStep(op, 4, 'Changing drbd configuration')
    },
  },
  askEach('assemble devices on the new secondary', 'blockdev_assemble', {
    of: (op) => numbered(op.vars.newDisks),
    to: newNode,
    before: (op, { index }) => op.info(`activating a new drbd on ${newNode(op)} for disk/${index}`),
    args: (_op, { disk }) => ({ disk, primary: false, alone: true }),
    answer: (op, reply, { disk, index }) => {
      if (!reply.ok) return fail(cannotCreate(op, describeDisk(op.world, disk, index), reply))
    },
  }),
  askEach('shut down devices on the old secondary', 'blockdev_shutdown', {
    of: (op) => numbered(drbdDisks(op)),
    to: (op) => op.vars.target,
    before: (op, { index }) => op.info(`Shutting down drbd for disk/${index} on old node`),
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply, { index }) => {
      if (!reply.ok)
        op.warn(
          `Failed to shutdown drbd for disk/${index} on oldnode: ${reply.error}`,
          'Please cleanup this device manually as soon as possible',
        )
    },
  }),
  ask('disconnect the primary', 'drbd_disconnect_net', {
    to: primary,
    before: (op) => op.info('Detaching primary drbds from the network (=> standalone)'),
    args: (op) => ({ disks: drbdDisks(op) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return fail(`Can't detach the disks from the network on old node: ${reply.error}`)
    },
  }),
]

const connectSteps: ReplaceSteps = [
  {
    updateDisks: (op) => {
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
  attachNet<ReplaceParams, ReplaceVars>('new secondary', {
    nodes: (op) => [primary(op), newNode(op)],
    disks: drbdDisks,
    dualPrimary: false,
    failed: (op, node, error) =>
      fail(
        `Can't attach drbd disks on node ${node}: ${error} (please do a gnt-instance info ${replacing(op).name} to see the status of disks)`,
      ),
  }),
]

/** Steps 3 and 4: the secondary moves to another node (_ExecDrbd8Secondary). */
export const replaceSecondary: ReplaceSteps = [allocateSteps, disconnectSteps, connectSteps]
