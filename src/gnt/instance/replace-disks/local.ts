/**
 * Renewing the disks on one of their nodes: new volumes take the old ones' names and places, a full
 * resync follows. Source: lib/cmdlib/instance_storage.py (TLReplaceDisks._ExecDrbd8DiskOnly).
 */
import { drawUuid } from '../../../lib/random.ts'
import { describeVolume } from '../../../sim/noded/devices.ts'
import { fail } from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, type Current, forEach } from '../../../sim/run/parts.ts'
import { secondsOf } from '../../../sim/world.ts'
import {
  asVolume,
  cannotCreate,
  type DiskVolumes,
  diskAt,
  logStep,
  type ReplaceOp,
  type ReplaceSteps,
  replacing,
} from './steps.ts'

const target = (op: ReplaceOp): string => op.vars.target

const allocateSteps: ReplaceSteps = [
  {
    nameVolumes: (op) => {
      op.vars.newVolumes = op.vars.disks.map((index) => ({
        index,
        data: `${drawUuid(op.world.random, 'volumes')}.disk${index}_data`,
        meta: `${drawUuid(op.world.random, 'volumes')}.disk${index}_meta`,
      }))
      logStep(op, 3, 'Allocate new storage')
    },
  },
  askEach('create new volumes', 'blockdev_create', {
    of: (op) => op.vars.newVolumes,
    to: target,
    before: (op, { index }) => op.info(`Adding storage on ${target(op)} for disk/${index}`),
    args: (op, { index, data, meta }) => ({
      disk: { ...diskAt(op, index), dataVolume: data, metaVolume: meta },
      instance: replacing(op).name,
    }),
    answer: (op, reply, { index, data }) => {
      if (reply.ok) return
      const { volumeGroup } = op.config.cluster
      const volume = describeVolume(volumeGroup, data, diskAt(op, index).sizeMib, '')
      return fail(`Can't create block device: ${cannotCreate(op, volume, reply)}`)
    },
  }),
]

type Rename = [from: string, to: string]

/** The disk under way, by the names of its new volumes. */
type At = Current<ReplaceOp, DiskVolumes>

const dataVolume = (op: ReplaceOp, at: At) => {
  const disk = diskAt(op, at(op).index)
  return asVolume(disk, disk.dataVolume)
}

const metaVolume = (op: ReplaceOp, at: At) => {
  const disk = diskAt(op, at(op).index)
  return asVolume(disk, disk.metaVolume)
}

/** The old volumes leave the device; those that are still there get another name. */
const detachSteps = (at: At): ReplaceSteps => [
  ask('detach the device from its volumes', 'blockdev_removechildren', {
    to: target,
    before: (op) => op.info(`Detaching disk/${at(op).index} drbd from local storage`),
    args: (op) => ({ disk: diskAt(op, at(op).index) }),
    answer: (op, reply) => {
      if (!reply.ok)
        return fail(
          `Can't detach drbd from local storage on node ${target(op)} for device disk/${at(op).index}: ${reply.error}`,
        )
    },
  }),
  ask('look for the old data volume', 'blockdev_find', {
    to: target,
    args: (op) => ({ disk: dataVolume(op, at) }),
    answer: (op, reply) => {
      op.vars.present = reply.ok && reply.payload ? [dataVolume(op, at).volume] : []
    },
  }),
  ask('look for the old metadata volume', 'blockdev_find', {
    to: target,
    args: (op) => ({ disk: metaVolume(op, at) }),
    answer: (op, reply) => {
      if (reply.ok && reply.payload) op.vars.present.push(metaVolume(op, at).volume)
    },
  }),
  ask('rename the old volumes', 'blockdev_rename', {
    to: target,
    before: (op) => {
      op.vars.oldVolumes.push({
        index: at(op).index,
        data: replacedName(op, dataVolume(op, at).volume),
        meta: replacedName(op, metaVolume(op, at).volume),
      })
      op.info('Renaming the old LVs on the target node')
    },
    args: (op) => ({
      renames: op.vars.present.map((name): Rename => [name, replacedName(op, name)]),
    }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`Can't rename old LVs on node ${target(op)}: ${reply.error}`)
    },
  }),
]

/** What an old volume is called from now on. */
const replacedName = (op: ReplaceOp, name: string): string =>
  `${name}_replaced-${secondsOf(op.world)}`

/** The new volumes take the names of the old ones, and their places in the device. */
const attachSteps = (at: At): ReplaceSteps => [
  ask('rename the new volumes', 'blockdev_rename', {
    to: target,
    before: (op) => op.info('Renaming the new LVs on the target node'),
    args: (op) => ({
      renames: [
        [at(op).data, dataVolume(op, at).volume] satisfies Rename,
        [at(op).meta, metaVolume(op, at).volume] satisfies Rename,
      ],
    }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`Can't rename new LVs on node ${target(op)}: ${reply.error}`)
    },
  }),
  attempt(
    'attachment',
    ask('attach the new volumes', 'blockdev_addchildren', {
      to: target,
      before: (op) => op.info(`Adding new mirror component on ${target(op)}`),
      args: (op) => ({ disk: diskAt(op, at(op).index) }),
      answer: (_op, reply) => {
        if (!reply.ok) return fail(`Can't add local storage to drbd: ${reply.error}`)
      },
    }),
    {
      caught: (op, why) => {
        op.vars.failure = why
      },
      otherwise: [
        rollBack('undo: remove the data volume', at, dataVolume),
        rollBack('undo: remove the metadata volume', at, metaVolume),
        { failAttachment: (op) => fail(op.vars.failure) },
      ],
    },
  ),
]

const rollBack = (name: string, at: At, volume: typeof dataVolume): ReplaceSteps =>
  ask(name, 'blockdev_remove', {
    to: target,
    args: (op) => ({ disk: volume(op, at) }),
    answer: (op, reply) => {
      if (!reply.ok)
        op.warn(
          `Can't rollback device disk/${at(op).index}: ${reply.error}`,
          'cleanup manually the unused logicalvolumes',
        )
    },
  })

/** Steps 3 and 4: each disk of one node gets new volumes (_ExecDrbd8DiskOnly). */
export const replaceLocal: ReplaceSteps = [
  allocateSteps,
  { announceRenewal: (op) => logStep(op, 4, 'Changing drbd configuration') },
  forEach(
    'disk to renew',
    (op) => op.vars.newVolumes,
    (at) => [detachSteps(at), attachSteps(at)],
  ),
]
