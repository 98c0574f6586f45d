import type { World } from '../world.ts'
import type { InstanceConf } from './config.ts'
import { hasDiverged } from './divergence.ts'

/** Whether both sides of any disk of the instance went separate ways. */
export const isSplitInstance = hasDiverged

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
