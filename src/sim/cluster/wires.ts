import { own } from '../../lib/own.ts'
import { linkKey, type World } from '../world.ts'
import type { NodeName } from './config.ts'

/** How the connection between two nodes is, cables aside. */
export type WireState = 'cut' | 'slow' | 'whole'

/**
 * The state of the connection between two nodes, given in either order. A cable that is pulled out does not
 * count here.
 */
export const wireBetween = (world: World, a: NodeName, b: NodeName): WireState => {
  const key = linkKey(a, b)
  if (own(world.cutLinks, key) !== undefined) return 'cut'
  return own(world.slowLinks, key) === undefined ? 'whole' : 'slow'
}

/** Pairs of machines whose connection is not whole, in the order of the machines. */
export const brokenWires = (world: World): { a: NodeName; b: NodeName; is: WireState }[] => {
  const keys = new Set(
    [world.cutLinks, world.slowLinks ?? {}].flatMap((links) => Object.keys(links)),
  )
  if (keys.size === 0) return []
  const nodes = Object.keys(world.machines)
  const ends = new Set([...keys].flatMap((key) => key.split('|')))
  const touched = nodes.filter((node) => ends.has(node))
  return touched.flatMap((a, i) =>
    touched
      .slice(i + 1)
      .filter((b) => keys.has(linkKey(a, b)))
      .map((b) => ({ a, b, is: wireBetween(world, a, b) })),
  )
}
