import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'

/** How people call a node: "nodeB" for "nodeB.virt.nsrc.org". */
export const shortName = (name: NodeName): string => name.split('.')[0] ?? name

/** How the picture calls an instance: "dX" where it has a label, its name elsewhere. */
export const labelOf = (world: World, instance: InstanceName): string =>
  Object.entries(world.labels).find(([, name]) => name === instance)?.[0] ?? instance
