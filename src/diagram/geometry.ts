import { shortened } from './labels.ts'
import { type Places, placeKey, placesOf } from './places.ts'
import type { Scene, SceneInstance } from './scene.ts'

/** Columns and rows of the full-size picture, in cells. */
export interface Geometry {
  places: Places
  /** Short labels of instances by name. */
  labels: Map<string, string>
  /** Columns that long labels add to every disk box. */
  extra: number
  boxWidth: number
  nodeWidth: number
  /** From one node's left wall to the next one's. */
  step: number
  nodes: Map<string, NodeColumns>
  /** Links and copies that go over the titles. */
  lanes: Lane[]
  width: number
  height: number
  rows: {
    title: number
    flags: number
    top: number
    fact: number
    bottom: number
    stub: number
    bus: number
    note: number
  }
}

export interface NodeColumns {
  index: number
  left: number
  /** The title is centred on this column. */
  title: number
  junction: number
}

export interface Lane {
  instance: SceneInstance
  /** Node at the left end and node at the right end. */
  left: string
  right: string
  /** Columns of the two ends. */
  x: number
  last: number
  y: number
  /** Rows in which the ends arrive. */
  leftEnd: number
  rightEnd: number
}

const GAP = 8
/** The handout's own offsets of the first three titles and wires, kept. */
const TITLES = [9, 10, 9]
const JUNCTIONS = [9, 8, 8]
/** Longer instance labels than this are shortened. */
const LABEL_ROOM = 10

/** Rows of one DRBD band: three of the boxes, one of Ganeti's words. */
const BAND = 4
const PLAIN = 3

/** First row of a DRBD box. */
export const bandRow = (g: Geometry, band: number): number => g.rows.fact + 1 + band * BAND

/** First row of a plain box. */
export const plainRow = (g: Geometry, row: number): number =>
  g.rows.fact + 1 + g.places.bands * BAND + row * PLAIN

/** Left column of a DRBD place in a node. */
export const slotColumn = (g: Geometry, node: NodeColumns, slot: 0 | 1): number =>
  node.left + (slot === 0 ? 2 : 11 + g.extra)

/** Left column of the plain box in a node. */
export const plainColumn = (g: Geometry, node: NodeColumns): number => node.left + 9 + g.extra

export const columnsOf = (g: Geometry, node: string): NodeColumns => {
  const columns = g.nodes.get(node)
  if (!columns) throw new Error(`the picture has no node ${node}`)
  return columns
}

/** All columns and rows for a scene. */
export function geometryOf(scene: Scene): Geometry {
  const labels = shortened(
    scene.instances.map((instance) => instance.label),
    LABEL_ROOM,
  )
  const extra = Math.max(0, ...[...labels.values()].map((label) => label.length - 2))
  const nodeWidth = 19 + 2 * extra
  const step = nodeWidth + GAP
  const places = placesOf(scene)
  const nodes = new Map(
    scene.nodes.map((node, index) => [
      node.name,
      {
        index,
        left: 2 + step * index,
        title: 2 + step * index + (TITLES[index] ?? 9) + extra,
        junction: 2 + step * index + (JUNCTIONS[index] ?? 8) + extra,
      },
    ]),
  )
  const last = 2 + step * (Math.max(1, scene.nodes.length) - 1)
  const base = {
    places,
    labels: new Map(scene.instances.map((i) => [i.name, labels.get(i.label) ?? i.label])),
    extra,
    boxWidth: 6 + extra,
    nodeWidth,
    step,
    nodes,
    width: last + nodeWidth + 1,
  }
  return withRows(base, scene)
}

type Columns = Omit<Geometry, 'rows' | 'lanes' | 'height'>

const withRows = (base: Columns, scene: Scene): Geometry => {
  const lanes = laneEnds(base, scene)
  const levels = packed(lanes)
  const title = Math.max(2, ...levels.map((level) => level + 1))
  const fact = title + 3
  const bottom = fact + 1 + base.places.bands * BAND + base.places.plainRows * PLAIN
  const rows = {
    title,
    flags: title + 1,
    top: title + 2,
    fact,
    bottom,
    stub: bottom + 1,
    bus: bottom + 2,
    note: bottom + 3,
  }
  const g: Geometry = { ...base, rows, lanes: [], height: bottom + 4 }
  g.lanes = lanes.map((lane, i) => ({
    instance: lane.instance,
    left: lane.left,
    right: lane.right,
    x: lane.x,
    last: lane.last,
    y: title - 1 - (levels[i] ?? 0),
    leftEnd: endRow(g, lane.instance, lane.left),
    rightEnd: endRow(g, lane.instance, lane.right),
  }))
  return g
}

type LaneEnds = Pick<Lane, 'instance' | 'left' | 'right' | 'x' | 'last'>

const laneEnds = (base: Columns, scene: Scene): LaneEnds[] => {
  const lanes: LaneEnds[] = []
  const taken = new Set<number>()
  for (const instance of scene.instances) {
    const line = instance.link ?? instance.copy
    const from = line && base.nodes.get(line.from)
    const to = line && base.nodes.get(line.to)
    if (!from || !to || from === to || base.places.straight.has(instance.name)) continue
    if (instance.copy && Math.abs(from.index - to.index) === 1) continue
    const [left, right] = from.index < to.index ? [line.from, line.to] : [line.to, line.from]
    const ends = [left, right].map((node) => {
      const x = riser(base, instance, node, taken)
      taken.add(x)
      return x
    })
    lanes.push({ instance, left, right, x: ends[0] ?? 0, last: ends[1] ?? 0 })
  }
  return lanes
}

/** The column in which a lane comes down: over the box, or beside it where another box is above. */
const riser = (
  base: Columns,
  instance: SceneInstance,
  node: string,
  taken: Set<number>,
): number => {
  const left = base.nodes.get(node)?.left ?? 0
  const place = base.places.drbd.get(placeKey(instance.name, node))
  if (!place) return left + 8 + base.extra
  if (place.band === 0) return left + (place.slot === 0 ? 3 : base.nodeWidth - 4)
  const beside = place.slot === 0 ? [8 + base.extra, 1] : [10 + base.extra, base.nodeWidth - 2]
  const free = beside.find((x) => !taken.has(left + x))
  return left + (free ?? beside[0] ?? 0)
}

const endRow = (g: Geometry, instance: SceneInstance, node: string): number => {
  const place = g.places.drbd.get(placeKey(instance.name, node))
  if (place) return bandRow(g, place.band) + (place.band === 0 ? -1 : 1)
  return plainRow(g, g.places.plain.get(placeKey(instance.name, node)) ?? 0) + 1
}

/** Short lanes lie low; lanes that would overlap lie above each other. One level per lane. */
const packed = (lanes: LaneEnds[]): number[] => {
  const levels = lanes.map(() => 0)
  const sorted = [...lanes.keys()].sort((i, j) => span(lanes[i]) - span(lanes[j]) || i - j)
  const placed: number[] = []
  for (const i of sorted) {
    const overlapping = placed.filter((j) => overlap(lanes[i], lanes[j])).map((j) => levels[j] ?? 0)
    let level = 0
    while (overlapping.includes(level)) level++
    levels[i] = level
    placed.push(i)
  }
  return levels
}

const span = (lane: LaneEnds | undefined): number => (lane ? lane.last - lane.x : 0)
const overlap = (a: LaneEnds | undefined, b: LaneEnds | undefined): boolean =>
  a !== undefined && b !== undefined && a.x <= b.last && b.x <= a.last
