/**
 * Renewing the disks on one of their nodes: new volumes take the old ones' names and places, a full
 * resync follows. Source: lib/cmdlib/instance_storage.py (TLReplaceDisks._ExecDrbd8DiskOnly).
 */
import { drawUuid } from '../../lib/random.ts'
import { call, goto } from '../../sim/run/opcode.ts'
import { secondsOf } from '../../sim/world.ts'
import {
  asVolume,
  cannotCreate,
  checkConsistency,
  checkExistence,
  diskAt,
  giveUp,
  logStep,
  type ReplaceOp,
  type ReplaceSteps,
  replacing,
  syncAndRemove,
  volumeText,
} from './steps-replace-shared.ts'

/** The disk under way, its index, and the names of its new volumes. */
const current = (op: ReplaceOp) => {
  const index = op.vars.disks[op.vars.at]
  const fresh = op.vars.newVolumes[op.vars.at]
  return index === undefined || !fresh ? undefined : { index, fresh, disk: diskAt(op, index) }
}

const underWay = (op: ReplaceOp) => {
  const found = current(op)
  if (!found) throw new Error('no disk is being replaced')
  return found
}

const allocateSteps: ReplaceSteps = {
  'local: begin storage': (op) => {
    op.vars.at = 0
    op.vars.newVolumes = op.vars.disks.map((index) => ({
      data: `${drawUuid(op.world.random, 'volumes')}.disk${index}_data`,
      meta: `${drawUuid(op.world.random, 'volumes')}.disk${index}_meta`,
    }))
    op.vars.oldVolumes = []
    logStep(op, 3, 'Allocate new storage')
  },
  'local: create volumes': (op) => {
    const found = current(op)
    if (!found) return goto('local: begin change')
    op.info(`Adding storage on ${op.vars.target} for disk/${found.index}`)
    const { data, meta } = found.fresh
    return call(op.vars.target, 'blockdev_create', {
      disk: { ...found.disk, dataVolume: data, metaVolume: meta },
      instance: replacing(op).name,
    })
  },
  'local: judge volumes': (op) => {
    const reply = op.reply('blockdev_create')
    const { fresh, disk } = underWay(op)
    if (!reply.ok)
      return giveUp(
        op,
        `Can't create block device: ${cannotCreate(op, volumeText(op, fresh.data, disk.sizeMib), reply)}`,
      )
    op.vars.at += 1
    return goto('local: create volumes')
  },
}

/** The old volumes leave the device; those that are still there get another name. */
const detachSteps: ReplaceSteps = {
  'local: begin change': (op) => {
    op.vars.at = 0
    logStep(op, 4, 'Changing drbd configuration')
  },
  'local: detach': (op) => {
    const found = current(op)
    if (!found) return goto('local: release early')
    op.info(`Detaching disk/${found.index} drbd from local storage`)
    return call(op.vars.target, 'blockdev_removechildren', { disk: found.disk })
  },
  'local: find data': (op) => {
    const reply = op.reply('blockdev_removechildren')
    const { index, disk } = underWay(op)
    if (!reply.ok)
      return giveUp(
        op,
        `Can't detach drbd from local storage on node ${op.vars.target} for device disk/${index}: ${reply.error}`,
      )
    return call(op.vars.target, 'blockdev_find', { disk: asVolume(disk, disk.dataVolume) })
  },
  'local: find metadata': (op) => {
    const reply = op.reply('blockdev_find')
    const { disk } = underWay(op)
    op.vars.found = reply.ok && reply.payload ? 'data' : ''
    return call(op.vars.target, 'blockdev_find', { disk: asVolume(disk, disk.metaVolume) })
  },
  'local: rename old': (op) => {
    const reply = op.reply('blockdev_find')
    const { disk } = underWay(op)
    const suffix = `_replaced-${secondsOf(op.world)}`
    op.vars.oldVolumes.push({ data: disk.dataVolume + suffix, meta: disk.metaVolume + suffix })
    op.info('Renaming the old LVs on the target node')
    const present = [
      ...(op.vars.found === 'data' ? [disk.dataVolume] : []),
      ...(reply.ok && reply.payload ? [disk.metaVolume] : []),
    ]
    const renames = present.map((name): [string, string] => [name, name + suffix])
    return call(op.vars.target, 'blockdev_rename', { renames })
  },
}

const attachSteps: ReplaceSteps = {
  'local: rename new': (op) => {
    const reply = op.reply('blockdev_rename')
    if (!reply.ok)
      return giveUp(op, `Can't rename old LVs on node ${op.vars.target}: ${reply.error}`)
    const { fresh, disk } = underWay(op)
    op.info('Renaming the new LVs on the target node')
    return call(op.vars.target, 'blockdev_rename', {
      renames: [
        [fresh.data, disk.dataVolume],
        [fresh.meta, disk.metaVolume],
      ],
    })
  },
  'local: attach': (op) => {
    const reply = op.reply('blockdev_rename')
    if (!reply.ok)
      return giveUp(op, `Can't rename new LVs on node ${op.vars.target}: ${reply.error}`)
    op.info(`Adding new mirror component on ${op.vars.target}`)
    return call(op.vars.target, 'blockdev_addchildren', { disk: underWay(op).disk })
  },
  'local: judge attachment': (op) => {
    const reply = op.reply('blockdev_addchildren')
    if (!reply.ok) {
      op.vars.failure = `Can't add local storage to drbd: ${reply.error}`
      return
    }
    op.vars.at += 1
    return goto('local: detach')
  },
  'local: roll back data': (op) => {
    const { disk } = underWay(op)
    return call(op.vars.target, 'blockdev_remove', { disk: asVolume(disk, disk.dataVolume) })
  },
  'local: roll back metadata': (op) => {
    warnOfLeftover(op)
    const { disk } = underWay(op)
    return call(op.vars.target, 'blockdev_remove', { disk: asVolume(disk, disk.metaVolume) })
  },
  'local: rolled back': (op) => {
    warnOfLeftover(op)
    return giveUp(op, op.vars.failure)
  },
}

const warnOfLeftover = (op: ReplaceOp): void => {
  const reply = op.reply('blockdev_remove')
  if (!reply.ok)
    op.warn(
      `Can't rollback device disk/${underWay(op).index}: ${reply.error}`,
      'cleanup manually the unused logicalvolumes',
    )
}

/** The steps that renew the disks of one node in place (_ExecDrbd8DiskOnly). */
export const replaceLocal: ReplaceSteps = [
  checkExistence((op) => [op.vars.other, op.vars.target], 'local'),
  checkConsistency('local', (op) => op.vars.other, { ldisk: false }),
  allocateSteps,
  detachSteps,
  attachSteps,
  syncAndRemove('local', (index) => `disk/${index}`),
]
