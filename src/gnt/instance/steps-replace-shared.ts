/**
 * What both ways of replacing disks share: variables, the looks before the change, the removal of old
 * volumes. Source: lib/cmdlib/instance_storage.py (TLReplaceDisks).
 */

import type { DrbdDisk, InstanceConf, InstanceName, NodeName } from '../../sim/cluster/config.ts'
import { nodesOf } from '../../sim/cluster/config.ts'
import { describeVolume } from '../../sim/noded/devices.ts'
import { call, goto, type OpContext, type OpNext, type OpPart } from '../../sim/run/opcode.ts'
import { ALLOCATING } from '../iallocator.ts'
import { DISK_LOOP } from '../storage.ts'
import { lockedInstance } from './checks.ts'
import { ATTACHING } from './steps-attach.ts'
import { SYNCING, waitForSync } from './steps-wait-for-sync.ts'

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
  disks: [] as number[],
  /** Position in the loop that is under way. */
  at: 0,
  /** Whether a disk was not found anywhere it should be. */
  inactive: false,
  earlyRelease: false,
  /** The disks of a stopped instance were started for this. */
  activated: false,
  /** With a new secondary: the disks as they will be. */
  newDisks: [] as DrbdDisk[],
  /** Volumes to remove in the end, by disk. */
  oldVolumes: [] as { data: string; meta: string }[],
  /** Disks renewed in place: names under which their new volumes were made. */
  newVolumes: [] as { data: string; meta: string }[],
  found: '',
  failure: '',
}

/** The variables of INSTANCE_REPLACE_DISKS. */
export type ReplaceVars = typeof REPLACE_VARS

/** The context of INSTANCE_REPLACE_DISKS. */
export type ReplaceOp = OpContext<ReplaceParams, ReplaceVars>

/** Steps of INSTANCE_REPLACE_DISKS by name. */
export type ReplaceSteps = OpPart<ReplaceParams, ReplaceVars>

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

/** Ends the operation; a stopped instance's disks are shut down first. */
export const giveUp = (op: ReplaceOp, text: string): OpNext => {
  op.vars.failure = text
  return goto('finish')
}

/** Logs one of the six headings of the operation. */
export const logStep = (op: ReplaceOp, step: number, what: string): void =>
  op.log(`STEP ${step}/6 ${what}`)

/** A volume as Ganeti prints it inside a DRBD disk. */
export const volumeText = (op: ReplaceOp, name: string, sizeMib: number): string =>
  describeVolume(op.config.cluster.volumeGroup, name, sizeMib, '')

/** One volume of a mirrored disk as a disk of its own, for calls about volumes. */
export const asVolume = (disk: DrbdDisk, volume: string) =>
  ({ uuid: disk.uuid, mode: disk.mode, sizeMib: disk.sizeMib, kind: 'plain', volume }) as const

/** Looks for all disks on all their nodes; leaves the result in `vars.inactive`. Offline nodes pass. */
export const checkActivated = (name: string): ReplaceSteps => {
  const rounds = (op: ReplaceOp) =>
    drbdDisks(op).flatMap((disk, index) =>
      nodesOf(replacing(op)).map((node) => ({ disk, index, node })),
    )
  return {
    [`${name}: begin`]: (op) => {
      op.vars.at = 0
      op.vars.inactive = false
    },
    [`${name}: find`]: (op) => {
      const round = rounds(op)[op.vars.at]
      if (!round) return goto(`${name}: end`)
      op.info(`Checking disk/${round.index} on ${round.node}`)
      return call(round.node, 'blockdev_find', { disk: round.disk })
    },
    [`${name}: judge`]: (op) => {
      const reply = op.reply('blockdev_find')
      op.vars.at += 1
      if (reply.ok ? reply.payload : reply.offline) return goto(`${name}: find`)
      op.vars.inactive = true
    },
    [`${name}: end`]: () => undefined,
  }
}

/** Step 1: every disk to replace has to be found on every node concerned. */
export const checkExistence = (
  nodes: (op: ReplaceOp) => NodeName[],
  name: string,
): ReplaceSteps => {
  const rounds = (op: ReplaceOp) =>
    op.vars.disks.flatMap((index) => nodes(op).map((node) => ({ index, node })))
  return [
    {
      [`${name}: begin existence`]: (op) => {
        op.vars.at = 0
        logStep(op, 1, 'Check device existence')
      },
      [`${name}: find disk`]: (op) => {
        const round = rounds(op)[op.vars.at]
        if (!round) return goto(`${name}: volume groups`)
        op.info(`Checking disk/${round.index} on ${round.node}`)
        return call(round.node, 'blockdev_find', { disk: diskAt(op, round.index) })
      },
      [`${name}: judge disk`]: (op) => {
        const reply = op.reply('blockdev_find')
        const round = rounds(op)[op.vars.at]
        op.vars.at += 1
        if (reply.ok && reply.payload) return goto(`${name}: find disk`)
        const why = reply.ok ? 'disk not found' : reply.error
        op.vars.found = `Can't find disk/${round?.index ?? 0} on node ${reply.node}: ${why}`
      },
    },
    checkActivated(`${name}: activated`),
    {
      [`${name}: missing`]: (op) =>
        giveUp(
          op,
          op.vars.inactive
            ? `${op.vars.found}\nDisks seem to be not properly activated. Try running activate-disks on the instance before using replace-disks.`
            : op.vars.found,
        ),
      [`${name}: volume groups`]: (op) => {
        op.info('Checking volume groups')
        return call(nodes(op), 'vg_list', {})
      },
      [`${name}: judge groups`]: (op) => {
        const { volumeGroup } = op.config.cluster
        for (const reply of op.all('vg_list')) {
          if (!reply.ok) return giveUp(op, `Error checking node ${reply.node}: ${reply.error}`)
          if (!reply.payload.some((group) => group.name === volumeGroup))
            return giveUp(op, `Volume group '${volumeGroup}' not found on node ${reply.node}`)
        }
      },
    },
  ]
}

/** Step 2: the copy that stays has to be good; with `ldisk` only its local disk counts. */
export const checkConsistency = (
  name: string,
  node: (op: ReplaceOp) => NodeName,
  { ldisk }: { ldisk: boolean },
): ReplaceSteps => ({
  [`${name}: begin consistency`]: (op) => {
    op.vars.at = 0
    logStep(op, 2, 'Check peer consistency')
  },
  [`${name}: find copy`]: (op) => {
    const index = op.vars.disks[op.vars.at]
    if (index === undefined) return goto(`${name}: consistent`)
    op.info(`Checking disk/${index} consistency on node ${node(op)}`)
    return call(node(op), 'blockdev_find', { disk: diskAt(op, index) })
  },
  [`${name}: judge copy`]: (op) => {
    const reply = op.reply('blockdev_find')
    const status = reply.ok ? reply.payload : null
    if (!status) op.warn(`Can't find disk on node ${node(op)}${reply.ok ? '' : `: ${reply.error}`}`)
    const good = status && (ldisk ? status.ldisk === 'ok' : !status.degraded)
    if (!good)
      return giveUp(
        op,
        `Node ${node(op)} has degraded storage, unsafe to replace disks for instance ${replacing(op).name}`,
      )
    op.vars.at += 1
    return goto(`${name}: find copy`)
  },
  [`${name}: consistent`]: () => undefined,
})

/** Removes the volumes in `vars.oldVolumes`, two for each disk; failures are only told. */
const removeOld = (name: string, label: (index: number) => string): ReplaceSteps => ({
  [`${name}: begin removal`]: (op) => {
    op.vars.at = 0
  },
  [`${name}: remove`]: (op) => {
    const position = Math.floor(op.vars.at / 2)
    const index = op.vars.disks[position]
    const volumes = op.vars.oldVolumes[position]
    if (index === undefined || !volumes) return goto(`${name}: removed`)
    const first = op.vars.at % 2 === 0
    if (first) op.info(`Remove logical volumes for ${label(index)}`)
    const disk = asVolume(diskAt(op, index), first ? volumes.data : volumes.meta)
    return call(op.vars.target, 'blockdev_remove', { disk })
  },
  [`${name}: judge removal`]: (op) => {
    const reply = op.reply('blockdev_remove')
    if (!reply.ok) op.warn(`Can't remove old LV: ${reply.error}`, 'remove unused LVs manually')
    op.vars.at += 1
    return goto(`${name}: remove`)
  },
  [`${name}: removed`]: () => undefined,
})

/**
 * The last two steps: the new copy comes into step, the old volumes go. An early release swaps them.
 * `label`: how Ganeti calls a disk here ("0" or "disk/0").
 */
export const syncAndRemove = (name: string, label: (index: number) => string): ReplaceSteps => [
  {
    [`${name}: release early`]: (op) => {
      if (!op.vars.earlyRelease) return goto(`${name}: sync`)
      logStep(op, 5, 'Removing old storage')
    },
  },
  removeOld(`${name} early`, label),
  {
    [`${name}: sync`]: (op) => {
      op.job.holds = op.job.holds.filter(
        ({ level }) => level !== 'node' && !(op.vars.earlyRelease && level === 'node-res'),
      )
      logStep(op, op.vars.earlyRelease ? 6 : 5, 'Sync devices')
    },
  },
  waitForSync<ReplaceParams, ReplaceVars>(`${name}: wait`, {
    instance: replacing,
    lost: giveUp,
  }),
  {
    [`${name}: begin check`]: (op) => {
      op.vars.at = 0
    },
    [`${name}: find device`]: (op) => {
      const index = op.vars.disks[op.vars.at]
      if (index === undefined) return goto(`${name}: release`)
      return call(replacing(op).primary, 'blockdev_find', { disk: diskAt(op, index) })
    },
    [`${name}: judge device`]: (op) => {
      const device = label(op.vars.disks[op.vars.at] ?? 0)
      const reply = op.reply('blockdev_find')
      if (!reply.ok || !reply.payload)
        return giveUp(
          op,
          `Can't find DRBD device ${device}: ${reply.ok ? 'disk not found' : reply.error}`,
        )
      if (reply.payload.degraded) return giveUp(op, `DRBD device ${device} is degraded!`)
      op.vars.at += 1
      return goto(`${name}: find device`)
    },
    [`${name}: release`]: (op) => {
      if (op.vars.earlyRelease) return goto('finish')
      logStep(op, 6, 'Removing old storage')
    },
  },
  removeOld(`${name} late`, label),
  { [`${name}: over`]: () => goto('finish') },
]

/** Says that a volume could not be made on a node. */
export const cannotCreate = (
  op: ReplaceOp,
  what: string,
  reply: { node: NodeName; error: string },
): string =>
  `Can't create block device ${what} on node ${reply.node} for instance ${replacing(op).name}: ${reply.error}`
