import type { Scene, SceneBox, SceneInstance } from '../scene/scene.ts'

/**
 * The place of each box in the full-size picture. DRBD boxes have two places side by side per band; a
 * node with more than two repeats the band below, and so do all others. Everything here follows
 * from the scene alone, so the same scene always has the same places.
 */
export interface Places {
  /** By `placeKey`. */
  drbd: Map<string, { band: number; slot: 0 | 1 }>
  /** By `placeKey`: which of the plain rows. */
  plain: Map<string, number>
  /** At least one of each, so that an empty cluster has the handout's outlines. */
  bands: number
  plainRows: number
  /** Instances whose link is one straight line between neighbours. */
  straight: Set<string>
}

/** The box of an instance on a node, as a key. */
export const placeKey = (instance: string, node: string): string => `${instance}@${node}`

/** The two boxes that belong together: the ends of the link, or the first two. */
const endsOf = (instance: SceneInstance): [string, string] | undefined => {
  if (instance.link) return [instance.link.from, instance.link.to]
  const [a, b] = instance.boxes
  return a && b ? [a.node, b.node] : undefined
}

/** While a secondary is replaced, the old pair keeps its place and the new copy finds one. */
const settledFirst = (instance: SceneInstance): SceneBox[] => {
  const leaving = instance.boxes.filter((box) => box.border === 'removing')
  const ends = endsOf(instance)
  const source = instance.boxes.find((box) => box.node === ends?.[0] && box.border !== 'removing')
  if (leaving.length === 0 || !source) return instance.boxes
  return [source, ...leaving, ...instance.boxes.filter((b) => b !== source && !leaving.includes(b))]
}

const bandsOf = (instances: SceneInstance[]): Map<string, number> => {
  const used = new Map<string, number>()
  const count = (node: string, band: number) => used.get(`${node}#${band}`) ?? 0
  const take = (node: string, band: number) => used.set(`${node}#${band}`, count(node, band) + 1)
  const firstFree = (nodes: string[], from = 0): number => {
    let band = from
    while (nodes.some((node) => count(node, band) > 1)) band++
    return band
  }
  const bands = new Map<string, number>()
  for (const instance of instances) {
    const boxes = settledFirst(instance)
    const pair = boxes.slice(0, 2).map((box) => box.node)
    const home = firstFree(pair)
    for (const [i, { node }] of boxes.entries()) {
      const band = i < 2 || count(node, home) < 2 ? home : firstFree([node])
      take(node, band)
      bands.set(placeKey(instance.name, node), band)
    }
  }
  return bands
}

/** Per band, the first link of two neighbours is straight. */
const straightLinks = (
  instances: SceneInstance[],
  bands: Map<string, number>,
  order: Map<string, number>,
): Set<string> => {
  const taken = new Set<string>()
  const straight = new Set<string>()
  for (const instance of instances) {
    if (!instance.link) continue
    const { from, to } = instance.link
    const band = bands.get(placeKey(instance.name, from))
    const left = Math.min(order.get(from) ?? 0, order.get(to) ?? 0)
    const distance = Math.abs((order.get(from) ?? 0) - (order.get(to) ?? 0))
    const key = `${left}#${band}`
    if (distance !== 1 || band !== bands.get(placeKey(instance.name, to)) || taken.has(key))
      continue
    taken.add(key)
    straight.add(instance.name)
  }
  return straight
}

interface Wish {
  key: string
  weight: number
  /** Breaks ties; the boxes at the right end of two lanes stand in reverse, so that lanes nest. */
  rank: number
  /** The place it takes when it is alone. */
  alone: 0 | 1
}

const wishOf = (
  instance: SceneInstance,
  box: SceneBox,
  rank: number,
  order: Map<string, number>,
  isStraight: boolean,
): Wish => {
  const key = placeKey(instance.name, box.node)
  const mine = order.get(box.node) ?? 0
  const linked = instance.link?.from === box.node || instance.link?.to === box.node
  const ends = endsOf(instance) ?? [box.node, box.node]
  const peer = order.get(ends[0] === box.node ? ends[1] : ends[0]) ?? mine
  const near = Math.abs(peer - mine) === 1
  const facesRight = mine === 0 ? 0 : 1
  if (linked && isStraight) {
    return peer < mine
      ? { key, weight: 0, rank, alone: 0 }
      : { key, weight: 6, rank, alone: facesRight }
  }
  if (!linked && near) {
    return peer < mine
      ? { key, weight: 1, rank, alone: 0 }
      : { key, weight: 5, rank, alone: facesRight }
  }
  return peer < mine
    ? { key, weight: 4, rank: -rank, alone: 1 }
    : { key, weight: 2, rank, alone: 0 }
}

/** Places for every box of the scene. */
export function placesOf(scene: Scene): Places {
  const order = new Map(scene.nodes.map((node, i) => [node.name, i]))
  const instances = scene.instances.filter((instance) => instance.template === 'drbd')
  const bands = bandsOf(instances)
  const straight = straightLinks(instances, bands, order)
  const wishes = new Map<string, Wish[]>()
  for (const [rank, instance] of instances.entries()) {
    for (const box of instance.boxes) {
      const wish = wishOf(instance, box, rank, order, straight.has(instance.name))
      const cell = `${box.node}#${bands.get(wish.key)}`
      wishes.set(cell, [...(wishes.get(cell) ?? []), wish])
    }
  }
  const drbd: Places['drbd'] = new Map()
  for (const cell of wishes.values()) {
    cell.sort((a, b) => a.weight - b.weight || a.rank - b.rank)
    const [only] = cell
    for (const [i, wish] of cell.entries()) {
      const slot = cell.length === 1 ? (only?.alone ?? 0) : i === 0 ? 0 : 1
      drbd.set(wish.key, { band: bands.get(wish.key) ?? 0, slot })
    }
  }
  const { plain, plainRows } = plainPlaces(scene)
  return {
    drbd,
    plain,
    bands: Math.max(1, ...[...bands.values()].map((b) => b + 1)),
    plainRows,
    straight,
  }
}

const plainPlaces = (scene: Scene): { plain: Map<string, number>; plainRows: number } => {
  const plain = new Map<string, number>()
  const count = new Map<string, number>()
  for (const instance of scene.instances) {
    if (instance.template === 'drbd') continue
    // A copy is drawn as a straight line, so both of its ends stand in the same row.
    const row = Math.max(0, ...instance.boxes.map((box) => count.get(box.node) ?? 0))
    for (const box of instance.boxes) {
      plain.set(placeKey(instance.name, box.node), row)
      count.set(box.node, row + 1)
    }
  }
  return { plain, plainRows: Math.max(1, ...count.values()) }
}
