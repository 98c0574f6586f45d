import { valueAt } from '../../lib/ramp.ts'
import type { World } from '../world.ts'
import { type DrbdDisk, type InstanceConf, minorOn } from './config.ts'
import { compareGenerations } from './drbd.ts'
import type { DrbdDevice, DrbdMetadata } from './machine.ts'

const deviceOf = (world: World, disk: DrbdDisk, side: 0 | 1): DrbdDevice | undefined => {
  const device = world.machines[disk.nodes[side]]?.drbd[minorOn(disk, disk.nodes[side])]
  return device?.dataVolume === disk.dataVolume ? device : undefined
}

const metaOf = (world: World, disk: DrbdDisk, side: 0 | 1): DrbdMetadata | undefined =>
  world.machines[disk.nodes[side]]?.volumeGroup.volumes[disk.metaVolume]?.meta

/**
 * Whether the two copies of a DRBD disk went separate ways: both hold writes that the other lacks, known
 * to DRBD already or not. A side that wrote nothing gives way by itself when they meet.
 */
export function isSplitDisk(world: World, disk: DrbdDisk, now: number): boolean {
  if (deviceOf(world, disk, 0)?.splitBrain || deviceOf(world, disk, 1)?.splitBrain) return true
  const [a, b] = [metaOf(world, disk, 0), metaOf(world, disk, 1)]
  if (!a || !b || compareGenerations(a, b) !== 'split') return false
  return valueAt(a.dirty, now) > 0 && valueAt(b.dirty, now) > 0
}

/** Whether both sides of any disk of the instance went separate ways. */
export const isSplitInstance = (world: World, instance: InstanceConf, now: number): boolean =>
  instance.disks.some((disk) => disk.kind === 'drbd' && isSplitDisk(world, disk, now))

/** Whether a complete copy of every disk exists somewhere, running or not. */
export const hasWholeData = (world: World, instance: InstanceConf): boolean =>
  instance.disks.every((disk) => {
    if (disk.kind === 'file') return true
    const nodes = disk.kind === 'drbd' ? disk.nodes : Object.keys(world.machines)
    return nodes.some((node) => {
      const group = world.machines[node]?.volumeGroup
      if (!group || group.state === 'failed') return false
      if (disk.kind === 'plain') return disk.volume in group.volumes
      const meta = group.volumes[disk.metaVolume]?.meta
      return disk.dataVolume in group.volumes && meta !== undefined && meta.disk !== 'Inconsistent'
    })
  })
