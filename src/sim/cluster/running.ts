import type { World } from '../world.ts'
import type { InstanceName, NodeName } from './config.ts'

/** Nodes on which the virtual machine really runs, whatever Ganeti believes; two of them are one too many. */
export const runningOn = (world: World, instance: InstanceName): NodeName[] =>
  Object.values(world.machines)
    .filter(({ guests }) => guests[instance]?.state === 'running')
    .map(({ name }) => name)
