import { addressMove } from '../../sim/cluster/beliefs.ts'
import type { World } from '../../sim/world.ts'
import { sceneCalls } from './calls.ts'
import { sceneInstances } from './instances.ts'
import { sceneNodes } from './nodes.ts'
import type { Scene, View } from './scene.ts'
import { viewpointOf } from './viewpoint.ts'
import { sceneWires } from './wires.ts'

/**
 * The scene of a world at `now` (simulated milliseconds): everything drawn is read from the
 * World, everything that moves from the time.
 */
export function sceneOf(world: World, now: number, view: View): Scene {
  const viewpoint = viewpointOf(world, now, view)
  if (!viewpoint) return { view, nodes: [], instances: [], wires: [], calls: [], clusterIp: null }
  return {
    view,
    nodes: sceneNodes(viewpoint),
    instances: sceneInstances(viewpoint),
    calls: sceneCalls(viewpoint),
    wires: sceneWires(viewpoint),
    // At rest the address belongs to the master.
    clusterIp: addressMove(world, viewpoint.now),
  }
}
