import { minorOn } from '../../../src/sim/cluster/config.ts'
import { newestConfig } from '../../../src/sim/cluster/current-config.ts'
import { halfOn } from '../../../src/sim/cluster/drbd/drbd.ts'
import type { World } from '../../../src/sim/world.ts'

/** Both sides of the first disk of a DRBD instance, and its port. */
export function halvesOn(world: World, name: string) {
  const instance = newestConfig(world)?.instances[name]
  const disk = instance?.disks[0]
  if (!instance || disk?.kind !== 'drbd') throw new Error(`${name} has no DRBD disk`)
  const [primary, secondary] = [
    instance.primary,
    ...disk.nodes.filter((n) => n !== instance.primary),
  ].map((node) => halfOn(world, node, minorOn(disk, node)))
  if (!primary || !secondary) throw new Error(`the disk of ${name} is not active on both nodes`)
  return { primary, secondary, port: disk.port }
}
