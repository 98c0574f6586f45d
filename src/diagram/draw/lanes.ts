import type { Scene, SceneInstance } from '../scene/scene.ts'
import { type Places, placeKey } from './slots.ts'

/**
 * The ways of links and copies that go over the titles. A lane comes down where it meets neither
 * the title of its node nor a box: over its own box, between the boxes and the wall, or in a
 * channel beside the node, from which it enters through the wall.
 */

/** Where an end of a lane comes down. `offset` counts columns from the node's left wall. */
export type Descent =
  | { by: 'inside'; offset: number }
  | { by: 'channel'; side: 'left' | 'right'; index: number }

/** A lane before anything has a column: its two nodes from left to right, and how it comes down in each. */
export interface Route {
  instance: SceneInstance
  left: string
  right: string
  ends: [Descent, Descent]
}

/** What decides about routes: all in columns from a node's left wall. */
export interface Ground {
  places: Places
  /** Index of a node from left to right. */
  order: Map<string, number>
  nodeWidth: number
  /** First and last column of a node's title. */
  titles: Map<string, [number, number]>
}

/** A link or a copy that is not a straight line. */
const isLane = (instance: SceneInstance, { order, places }: Ground): boolean => {
  const line = instance.link ?? instance.copy
  if (!line) return false
  const from = order.get(line.from)
  const to = order.get(line.to)
  if (from === undefined || to === undefined || from === to) return false
  if (places.straight.has(instance.name)) return false
  return !instance.copy || Math.abs(from - to) !== 1
}

/** The column inside the node that leads to a box without touching another, if there is one. */
const insideOffset = (instance: SceneInstance, node: string, g: Ground): number | undefined => {
  const place = g.places.drbd.get(placeKey(instance.name, node))
  if (!place) return undefined
  const above = place.band === 0
  if (place.slot === 0) return above ? 3 : 1
  return g.nodeWidth - (above ? 4 : 2)
}

/** All lanes of a scene, in the order of its instances. */
export function routesOf(scene: Scene, ground: Ground): Route[] {
  const taken = new Set<string>()
  const channels = new Map<string, number>()
  const descent = (instance: SceneInstance, node: string): Descent => {
    const offset = insideOffset(instance, node, ground)
    const [first, last] = ground.titles.get(node) ?? [0, 0]
    // A blank between a wire and a name.
    const free = offset !== undefined && (offset < first - 1 || offset > last + 1)
    if (free && !taken.has(`${node} ${offset}`)) {
      taken.add(`${node} ${offset}`)
      return { by: 'inside', offset }
    }
    const place = ground.places.drbd.get(placeKey(instance.name, node))
    const side = place?.slot === 0 ? 'left' : 'right'
    const index = channels.get(`${node} ${side}`) ?? 0
    channels.set(`${node} ${side}`, index + 1)
    return { by: 'channel', side, index }
  }
  return scene.instances.flatMap((instance) => {
    const line = instance.link ?? instance.copy
    if (!line || !isLane(instance, ground)) return []
    const reversed = (ground.order.get(line.from) ?? 0) > (ground.order.get(line.to) ?? 0)
    const [left, right] = reversed ? [line.to, line.from] : [line.from, line.to]
    return [{ instance, left, right, ends: [descent(instance, left), descent(instance, right)] }]
  })
}

/** Columns that the channels on one side of the nodes take: as many as the busiest, and a blank. */
export const channelWidth = (routes: readonly Route[], side: 'left' | 'right'): number => {
  const used = routes
    .flatMap(({ ends }) => ends)
    .flatMap((end) => (end.by === 'channel' && end.side === side ? [end.index + 2] : []))
  return Math.max(0, ...used)
}

interface Span {
  x: number
  last: number
}

/** Short lanes lie low; lanes that would overlap lie above each other. One level per lane. */
export const packed = (lanes: readonly Span[]): number[] => {
  const levels = lanes.map(() => 0)
  const length = (i: number) => (lanes[i]?.last ?? 0) - (lanes[i]?.x ?? 0)
  const sorted = [...lanes.keys()].sort((i, j) => length(i) - length(j) || i - j)
  const rows: Span[][] = []
  for (const i of sorted) {
    const lane = lanes[i]
    if (!lane) continue
    const free = rows.findIndex((row) => row.every((o) => o.last < lane.x || lane.last < o.x))
    const level = free < 0 ? rows.length : free
    rows[level] = [...(rows[level] ?? []), lane]
    levels[i] = level
  }
  return levels
}

/**
 * The first column for one of `texts` on a row, from `first` to `last`, where it meets no wire
 * that passes: the longest text that has a place, and its place nearest to `centre`.
 */
export const placeOnRow = (
  texts: readonly string[],
  { first, last, centre, isWire }: RowSpace,
): { text: string; x: number } | undefined => {
  for (const text of texts) {
    const wanted = centre - Math.floor(text.length / 2)
    const isFree = (x: number) => {
      if (x < first || x + text.length - 1 > last) return false
      for (let k = x; k < x + text.length; k++) if (isWire(k)) return false
      return true
    }
    for (let away = 0; away <= last - first; away++) {
      const x = [wanted - away, wanted + away].find(isFree)
      if (x !== undefined) return { text, x }
    }
  }
  return undefined
}

interface RowSpace {
  first: number
  last: number
  centre: number
  isWire: (x: number) => boolean
}
