import type { NodeName } from '../sim/cluster/config.ts'
import { linkKey, type World } from '../sim/world.ts'
import type { SceneWire } from './scene.ts'
import type { Vantage } from './vantage.ts'

/** How the connection between two nodes is, cables aside. */
export const wireBetween = (world: World, a: NodeName, b: NodeName): SceneWire['is'] | 'whole' => {
  const key = linkKey(a, b)
  if (world.cutLinks[key] !== undefined) return 'cut'
  return world.slowLinks?.[key] === undefined ? 'whole' : 'slow'
}

/** Connections that are not whole, from left to right. Ganeti sees what follows from them, not them. */
export const sceneWires = (v: Vantage): SceneWire[] => {
  if (v.view === 'known') return []
  const keys = new Set([...Object.keys(v.world.cutLinks), ...Object.keys(v.world.slowLinks ?? {})])
  if (keys.size === 0) return []
  const nodes = Object.keys(v.world.machines).filter((node) => v.config.nodes[node])
  return nodes.flatMap((a, i) =>
    nodes.slice(i + 1).flatMap((b): SceneWire[] => {
      const is = keys.has(linkKey(a, b)) ? wireBetween(v.world, a, b) : 'whole'
      return is === 'whole' ? [] : [{ nodes: [a, b], is }]
    }),
  )
}
