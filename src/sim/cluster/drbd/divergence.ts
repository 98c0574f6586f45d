import { own } from '../../../lib/own.ts'
import { valueAt } from '../../../lib/ramp.ts'
import { remembered } from '../../../lib/remembered.ts'
import type { World } from '../../world.ts'
import {
  type ClusterConfig,
  type DrbdDisk,
  type InstanceConf,
  type InstanceName,
  minorOn,
  type NodeName,
} from '../config.ts'
import { newestConfig } from '../current-config.ts'
import type { DrbdDevice, DrbdMetadata, Machine } from '../machine.ts'
import { runningOn } from '../running.ts'
import { compareGenerations } from './drbd.ts'

/** What one node has of one DRBD disk. */
export interface HalfDisk {
  node: NodeName
  /** undefined where the kernel does not know it. */
  device: DrbdDevice | undefined
  /** undefined where the volume is gone. */
  meta: DrbdMetadata | undefined
}

/** The mirrored disks of an instance in their order; empty for every other template. */
export const drbdDisks = (instance: InstanceConf): DrbdDisk[] =>
  instance.disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk] : []))

/** Device and metadata of one disk on `node`, as far as they exist there: also of a node that is off or unknown. */
export const halfDisk = (world: World, disk: DrbdDisk, node: NodeName): HalfDisk => {
  const machine = own(world.machines, node)
  const device = machine?.drbd[minorOn(disk, node)]
  return {
    node,
    device: device?.dataVolume === disk.dataVolume ? device : undefined,
    meta: own(machine?.volumeGroup.volumes, disk.metaVolume)?.meta,
  }
}

/** MiB that a half would have to get from its peer, or would lose to it. */
export const dirtyMib = (half: HalfDisk, now: number): number =>
  half.meta ? valueAt(half.meta.dirty, now) : 0

/** Whether this side has something that the other one has not, or is about to. */
const hasOwn = (half: HalfDisk, now: number): boolean =>
  dirtyMib(half, now) > 0 || (half.meta?.dirty.perSecond ?? 0) > 0

/** How the two histories relate, from the first one's side, whether the two have met or not. */
export const relationOf = (
  a: HalfDisk,
  b: HalfDisk,
  now: number,
): 'same' | 'older' | 'newer' | 'split' => {
  if (a.device?.splitBrain || b.device?.splitBrain) return 'split'
  if (!a.meta || !b.meta) return a.meta ? 'newer' : b.meta ? 'older' : 'same'
  switch (compareGenerations(a.meta, b.meta)) {
    case 'same':
    case 'both fresh':
      return 'same'
    case 'first is newer':
      return 'newer'
    case 'second is newer':
      return 'older'
    case 'split':
      // A side that wrote nothing gives way by itself when they meet.
      return !hasOwn(a, now) ? 'older' : !hasOwn(b, now) ? 'newer' : 'split'
  }
}

/** Whether its disk on that node is gone under it: DRBD without a disk, or a failed volume group. */
export const hasLostDisk = (world: World, instance: InstanceConf, node: NodeName): boolean => {
  const machine = own(world.machines, node)
  if (!machine) return false
  if (instance.template === 'plain') return machine.volumeGroup.state === 'failed'
  return drbdDisks(instance).some((disk) => {
    const { device } = halfDisk(world, disk, node)
    return device ? !device.attached : machine.volumeGroup.state === 'failed'
  })
}

/** Whether a complete copy of every disk exists somewhere, running or not. */
export const hasWholeData = (world: World, instance: InstanceConf): boolean =>
  instance.disks.every((disk) => {
    if (disk.kind === 'file') return true
    const nodes = disk.kind === 'drbd' ? disk.nodes : Object.keys(world.machines)
    return nodes.some((node) => {
      const group = own(world.machines, node)?.volumeGroup
      if (!group || group.state === 'failed') return false
      if (disk.kind === 'plain') return Object.hasOwn(group.volumes, disk.volume)
      const meta = own(group.volumes, disk.metaVolume)?.meta
      return (
        Object.hasOwn(group.volumes, disk.dataVolume) &&
        meta !== undefined &&
        meta.disk !== 'Inconsistent'
      )
    })
  })

/** What was found of a disk when it was last looked at, and in which machines. */
interface Look {
  a: Machine | undefined
  b: Machine | undefined
  split: boolean
}
const lastLook = new WeakMap<DrbdDisk, Look>()

/** Time alone brings no one together or apart: as long as both machines are as they were, so is the answer. */
function isSplit(world: World, disk: DrbdDisk, now: number): boolean {
  const [nodeA, nodeB] = disk.nodes
  const a = own(world.machines, nodeA)
  const b = own(world.machines, nodeB)
  const look = () =>
    relationOf(halfDisk(world, disk, nodeA), halfDisk(world, disk, nodeB), now) === 'split'
  if (!Object.isFrozen(a) || !Object.isFrozen(b)) return look()
  const known = lastLook.get(disk)
  if (known && known.a === a && known.b === b) return known.split
  const split = look()
  lastLook.set(disk, { a, b, split })
  return split
}

/** Whether both sides of any of its disks went separate ways: DRBD may not have noticed yet. */
export const hasDiverged = (world: World, instance: InstanceConf, now: number): boolean =>
  instance.disks.some((disk) => disk.kind === 'drbd' && isSplit(world, disk, now))

/** A configuration is a value: its mirrored disks are looked for once. */
const mirroredDisks = remembered(({ instances }: ClusterConfig) =>
  Object.values(instances).flatMap(drbdDisks),
)

/** Whether any instance of the configuration that counts has diverged; asked after every event. */
export function isAnySplit(world: World, now: number): boolean {
  const config = newestConfig(world)
  return config !== undefined && mirroredDisks(config).some((disk) => isSplit(world, disk, now))
}

/** An instance whose two copies differ, and neither is older. */
export interface Divergence {
  instance: InstanceName
  /** In the order of the nodes of its disk. `writtenMib`: what the other side does not have. */
  sides: { node: NodeName; writtenMib: number; runs: boolean }[]
  /** Whether DRBD has seen both and refused to connect them. */
  noticed: boolean
}

/** Every split in the cluster, by the configuration that counts. */
export const divergences = (world: World, now: number): Divergence[] =>
  Object.values(newestConfig(world)?.instances ?? {})
    .filter((instance) => hasDiverged(world, instance, now))
    .map((instance) => {
      const disks = drbdDisks(instance)
      const halves = (node: NodeName) => disks.map((disk) => halfDisk(world, disk, node))
      const nodes = disks[0]?.nodes ?? []
      const running = runningOn(world, instance.name)
      return {
        instance: instance.name,
        sides: nodes.map((node) => ({
          node,
          writtenMib: halves(node).reduce((sum, half) => sum + dirtyMib(half, now), 0),
          runs: running.includes(node),
        })),
        noticed: nodes.some((node) => halves(node).some((half) => half.device?.splitBrain)),
      }
    })
