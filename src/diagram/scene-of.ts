import { addressMove } from '../sim/cluster/beliefs.ts'
import type { World } from '../sim/world.ts'
import { sceneCalls } from './call-scene.ts'
import { sceneInstances } from './instance-scene.ts'
import { sceneNodes } from './node-scene.ts'
import type { Scene, View } from './scene.ts'
import { vantageOf } from './vantage.ts'
import { sceneWires } from './wire-scene.ts'

/**
 * The scene of a world at `now` (simulated milliseconds): everything drawn is read from the
 * World, everything that moves from the time.
 */
export function sceneOf(world: World, now: number, view: View): Scene {
  const vantage = vantageOf(world, now, view)
  if (!vantage) return { view, nodes: [], instances: [], wires: [], calls: [], clusterIp: null }
  return {
    view,
    nodes: sceneNodes(vantage),
    instances: sceneInstances(vantage),
    calls: sceneCalls(vantage),
    wires: sceneWires(vantage),
    // At rest the address belongs to the master.
    clusterIp: addressMove(world, vantage.now),
  }
}
