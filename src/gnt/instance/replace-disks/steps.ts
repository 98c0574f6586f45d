/**
 * What both ways of replacing disks share: variables, the checks in front of the change, the removal of old
 * volumes. Source: lib/cmdlib/instance_storage.py (TLReplaceDisks).
 */

import type { DrbdDisk, InstanceConf, InstanceName, NodeName } from '../../../sim/cluster/config.ts'
import { nodesOf } from '../../../sim/cluster/config.ts'
import { fail, type OpContext, type OpPart } from '../../../sim/run/opcode.ts'
import { askAll, askEach, leave, when } from '../../../sim/run/parts.ts'
import { ALLOCATING } from '../../iallocator.ts'
import { lockedInstance } from '../checks.ts'
import { ATTACHING } from '../disks/attach.ts'
import { DISK_LOOP } from '../disks/steps.ts'
import { SYNCING, waitForSync } from '../disks/wait-for-sync.ts'

/**
 * Which disks are replaced: those of a node (`auto`: whichever is broken), or the secondary node itself
 * (`change`).
 */
export type ReplaceMode = 'primary' | 'secondary' | 'auto' | 'change'

/** Parameters of INSTANCE_REPLACE_DISKS. */
export interface ReplaceParams {
  instance: InstanceName
  mode: ReplaceMode
  /** Indices; empty for all. */
  disks: number[]
  /** With `change`: the new secondary, or the allocator that chooses it. */
  remoteNode: NodeName | null
  iallocator: string | null
  earlyRelease: boolean
  dryRun: boolean
  /** Whether the policy of another group is only warned of. */
  ignorePolicy?: boolean
}

/** The two volumes of one disk on one node, by name. */
export interface DiskVolumes {
  /** Of the disk, within its instance. */
  index: number
  data: string
  meta: string
}

/** Initial variables of INSTANCE_REPLACE_DISKS. */
export const REPLACE_VARS = {
  ...DISK_LOOP,
  ...ALLOCATING,
  ...ATTACHING,
  ...SYNCING,
  script: '',
  /** The node whose disks are replaced, and the one that keeps its own. */
  target: '',
  other: '',
  /** The new secondary; empty when disks are renewed in place. */
  newNode: '',
  /** Indices of the disks to replace. */
  disks: [] as number[],
  /** Whether a disk is missing on one of its nodes. */
  inactive: false,
  earlyRelease: false,
  /** Whether the disks of a stopped instance were activated for this. */
  activated: false,
  /** With a new secondary: the disks as they will be. */
  newDisks: [] as DrbdDisk[],
  /** Volumes to remove in the end. */
  oldVolumes: [] as DiskVolumes[],
  /** Disks renewed in place: names under which their new volumes were made. */
  newVolumes: [] as DiskVolumes[],
  /** The old volumes of the disk under way that still exist. */
  present: [] as string[],
  failure: '',
}

/** The variables of INSTANCE_REPLACE_DISKS. */
export type ReplaceVars = typeof REPLACE_VARS

/** The context of INSTANCE_REPLACE_DISKS. */
export type ReplaceOp = OpContext<ReplaceParams, ReplaceVars>

/** Steps, or parts, of INSTANCE_REPLACE_DISKS. */
export type ReplaceSteps = OpPart<ReplaceParams, ReplaceVars, null>

/** The instance in question, as the configuration has it now. */
export const replacing = (op: ReplaceOp): InstanceConf => lockedInstance(op)

/** All its disks; the checks have refused every other template. */
export const drbdDisks = (op: ReplaceOp): DrbdDisk[] =>
  replacing(op).disks.filter((disk) => disk.kind === 'drbd')

/** The disk with that index, which the checks have seen. */
export const diskAt = (op: ReplaceOp, index: number): DrbdDisk => {
  const disk = drbdDisks(op)[index]
  if (!disk) throw new Error(`instance ${op.params.instance} lost its disk ${index}`)
  return disk
}

/** Whether the secondary node changes; else disks are renewed in place. */
export const changesNode = (op: ReplaceOp): boolean => op.vars.newNode !== ''

/** What Ganeti calls a disk in the last steps: "0" where the secondary changes, else "disk/0". */
const label = (op: ReplaceOp, index: number): string =>
  changesNode(op) ? String(index) : `disk/${index}`

/** Logs one of the six headings of the operation. */
export const logStep = (op: ReplaceOp, step: number, what: string): void =>
  op.log(`STEP ${step}/6 ${what}`)

/** One volume of a mirrored disk as a disk of its own, for calls about volumes. */
export const asVolume = (disk: DrbdDisk, volume: string) =>
  ({ uuid: disk.uuid, mode: disk.mode, sizeMib: disk.sizeMib, kind: 'plain', volume }) as const

/**
 * Looks for all disks on all their nodes, up to the first that is missing; the result is in `vars.inactive`. Nodes
 * that are flagged offline pass.
 */
export const checkActivated = (name: string): ReplaceSteps => [
  {
    [`(${name}: begin)`]: (op) => {
      op.vars.inactive = false
    },
  },
  askEach(name, 'blockdev_find', {
    of: (op) =>
      drbdDisks(op).flatMap((disk, index) =>
        nodesOf(replacing(op)).map((node) => ({ disk, index, node })),
      ),
    to: (_op, { node }) => node,
    before: (op, { index, node }) => op.info(`Checking disk/${index} on ${node}`),
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply) => {
      if (reply.ok ? reply.payload : reply.offline) return
      op.vars.inactive = true
      return leave()
    },
  }),
]

/** The nodes that need every disk and the volume group: the one that keeps its disks, and the one that renews them. */
const neededNodes = (op: ReplaceOp): NodeName[] =>
  changesNode(op) ? [replacing(op).primary] : [op.vars.other, op.vars.target]

/** Step 1: every disk to replace has to be found on every node that it needs. */
const checkExistence: ReplaceSteps = [
  { announceExistence: (op) => logStep(op, 1, 'Check device existence') },
  askEach('look for the disks', 'blockdev_find', {
    of: (op) => op.vars.disks.flatMap((index) => neededNodes(op).map((node) => ({ index, node }))),
    to: (_op, { node }) => node,
    before: (op, { index, node }) => op.info(`Checking disk/${index} on ${node}`),
    args: (op, { index }) => ({ disk: diskAt(op, index) }),
    answer: (op, reply, { index, node }) => {
      if (reply.ok && reply.payload) return
      const why = reply.ok ? 'disk not found' : reply.error
      op.vars.failure = `Can't find disk/${index} on node ${node}: ${why}`
      return leave()
    },
  }),
  when('a disk is missing', (op) => op.vars.failure !== '', [
    checkActivated('look for all disks'),
    {
      failMissing: (op) =>
        fail(
          op.vars.inactive
            ? `${op.vars.failure}\nDisks seem to be not properly activated. Try running activate-disks on the instance before using replace-disks.`
            : op.vars.failure,
        ),
    },
  ]),
  askAll('ask for volume groups', 'vg_list', {
    to: neededNodes,
    before: (op) => op.info('Checking volume groups'),
    args: () => ({}),
    answer: (op, replies) => {
      const { volumeGroup } = op.config.cluster
      for (const reply of replies) {
        if (!reply.ok) return fail(`Error checking node ${reply.node}: ${reply.error}`)
        if (!reply.payload.some((group) => group.name === volumeGroup))
          return fail(`Volume group '${volumeGroup}' not found on node ${reply.node}`, {
            is: 'node failed',
            node: reply.node,
          })
      }
    },
  }),
]

/** The node whose copy stays. */
const keeper = (op: ReplaceOp): NodeName =>
  changesNode(op) ? replacing(op).primary : op.vars.other

/** Step 2: the copy that stays has to be good; where the secondary changes, only its local disk counts. */
const checkConsistency: ReplaceSteps = [
  { announceConsistency: (op) => logStep(op, 2, 'Check peer consistency') },
  askEach('check the copy that stays', 'blockdev_find', {
    of: (op) => op.vars.disks,
    to: keeper,
    before: (op, index) => op.info(`Checking disk/${index} consistency on node ${keeper(op)}`),
    args: (op, index) => ({ disk: diskAt(op, index) }),
    answer: (op, reply) => {
      const status = reply.ok ? reply.payload : null
      if (!status)
        op.warn(`Can't find disk on node ${keeper(op)}${reply.ok ? '' : `: ${reply.error}`}`)
      const good = status && (changesNode(op) ? status.ldisk === 'ok' : !status.degraded)
      if (!good)
        return fail(
          `Node ${keeper(op)} has degraded storage, unsafe to replace disks for instance ${replacing(op).name}`,
          { is: 'degraded', instance: replacing(op).name, node: keeper(op) },
        )
    },
  }),
]

/** The first two steps: nothing is changed where the copy that stays is missing or bad. */
export const checkCopies: ReplaceSteps = [checkExistence, checkConsistency]

/** Removes the volumes in `vars.oldVolumes`, two for each disk; failures are only logged. */
const removeOld = (name: string): ReplaceSteps =>
  askEach(name, 'blockdev_remove', {
    of: (op) =>
      op.vars.oldVolumes.flatMap(({ index, data, meta }) => [
        { index, volume: data, first: true },
        { index, volume: meta, first: false },
      ]),
    to: (op) => op.vars.target,
    before: (op, { index, first }) => {
      if (first) op.info(`Remove logical volumes for ${label(op, index)}`)
    },
    args: (op, { index, volume }) => ({ disk: asVolume(diskAt(op, index), volume) }),
    answer: (op, reply) => {
      if (!reply.ok) op.warn(`Can't remove old LV: ${reply.error}`, 'remove unused LVs manually')
    },
  })

const sync: ReplaceSteps = [
  {
    announceSync: (op) => {
      op.job.holds = op.job.holds.filter(
        ({ level }) => level !== 'node' && !(op.vars.earlyRelease && level === 'node-res'),
      )
      logStep(op, op.vars.earlyRelease ? 6 : 5, 'Sync devices')
    },
  },
  waitForSync<ReplaceParams, ReplaceVars>('wait for sync', { instance: replacing }),
  askEach('check the synced devices', 'blockdev_find', {
    of: (op) => op.vars.disks,
    to: (op) => replacing(op).primary,
    args: (op, index) => ({ disk: diskAt(op, index) }),
    answer: (op, reply, index) => {
      const device = label(op, index)
      if (!reply.ok || !reply.payload)
        return fail(
          `Can't find DRBD device ${device}: ${reply.ok ? 'disk not found' : reply.error}`,
        )
      if (reply.payload.degraded)
        return fail(`DRBD device ${device} is degraded!`, {
          is: 'not in sync',
          instance: replacing(op).name,
        })
    },
  }),
]

/** The last two steps: the new copy gets in sync, the old volumes go. An early release swaps them. */
export const syncAndRemove: ReplaceSteps = [
  when('early release', (op) => op.vars.earlyRelease, [
    { announceEarlyRemoval: (op) => logStep(op, 5, 'Removing old storage') },
    removeOld('remove old volumes early'),
  ]),
  sync,
  when('late release', (op) => !op.vars.earlyRelease, [
    { announceRemoval: (op) => logStep(op, 6, 'Removing old storage') },
    removeOld('remove old volumes'),
  ]),
]

/** Says that a volume could not be made on a node. */
export const cannotCreate = (
  op: ReplaceOp,
  what: string,
  reply: { node: NodeName; error: string },
): string =>
  `Can't create block device ${what} on node ${reply.node} for instance ${replacing(op).name}: ${reply.error}`
