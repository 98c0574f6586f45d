import type { Scene, SceneInstance } from '../scene/scene.ts'
import { bareNodeLabel, shortened } from './labels.ts'
import { channelWidth, type Descent, packed, type Route, routesOf } from './lanes.ts'
import { type Places, placeKey, placesOf } from './slots.ts'

/** Columns and rows of the full-size picture, in cells. */
export interface Geometry {
  places: Places
  /** Short labels of instances by name. */
  labels: Map<string, string>
  /** What the titles write, by name of the node. */
  titles: Map<string, string>
  /** How long a node's flags may be. */
  flagRoom: number
  /** Columns that long labels add to every disk box. */
  extra: number
  boxWidth: number
  nodeWidth: number
  /** From one node's left wall to the next one's. */
  step: number
  /** Between two nodes: columns for wires beside the left one, and then for words. */
  channel: number
  gap: number
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
  /** How the two ends come down to their boxes. */
  ends: [LaneEnd, LaneEnd]
}

interface LaneEnd {
  /** Down in this column, from the lane to this row ... */
  x: number
  row: number
  /** ... and on in that row, from one column to another; `null` where it has arrived. */
  entry: [number, number] | null
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

/** Where a node is in the picture. Throws if it is not there. */
export const columnsOf = (g: Geometry, node: string): NodeColumns => {
  const columns = g.nodes.get(node)
  if (!columns) throw new Error(`the picture has no node ${node}`)
  return columns
}

/** Where the words between a node and the next one begin. */
export const gapColumn = (g: Geometry, node: NodeColumns): number =>
  node.left + g.nodeWidth + g.channel

const titleOffset = (index: number, extra: number, title: string): number =>
  (TITLES[index] ?? 9) + extra - Math.floor(title.length / 2)

const titlesOf = (scene: Scene, room: number): Map<string, string> => {
  const short = shortened(
    scene.nodes.map((node) => node.label),
    room,
  )
  return new Map(scene.nodes.map((n) => [n.name, short.get(n.label) ?? bareNodeLabel(n.label)]))
}

/**
 * Where everything in a scene stands, in columns and rows of characters. The same scene gives the same geometry.
 */
export function geometryOf(scene: Scene): Geometry {
  const labels = shortened(
    scene.instances.map((instance) => instance.label),
    LABEL_ROOM,
  )
  const extra = Math.max(0, ...[...labels.values()].map((label) => label.length - 2))
  const nodeWidth = 19 + 2 * extra
  const places = placesOf(scene)
  const wide = titlesOf(scene, nodeWidth + GAP - 2)
  const spans = scene.nodes.map(({ name }, index): [string, [number, number]] => {
    const title = wide.get(name) ?? ''
    const first = titleOffset(index, extra, title)
    return [name, [first, first + title.length - 1]]
  })
  const order = new Map(scene.nodes.map((node, index) => [node.name, index]))
  const routes = routesOf(scene, { places, order, nodeWidth, titles: new Map(spans) })
  const channels = { left: channelWidth(routes, 'left'), right: channelWidth(routes, 'right') }
  const hasChannels = channels.left + channels.right > 0
  // Over every gap there is room for the name of a lane.
  const gap = hasChannels ? Math.max(GAP, extra + 4) : GAP
  const step = nodeWidth + channels.right + gap + channels.left
  const margin = 2 + channels.left
  const nodes = new Map(
    scene.nodes.map((node, index) => [
      node.name,
      {
        index,
        left: margin + step * index,
        title: margin + step * index + (TITLES[index] ?? 9) + extra,
        junction: margin + step * index + (JUNCTIONS[index] ?? 8) + extra,
      },
    ]),
  )
  const base = {
    places,
    labels: new Map(scene.instances.map((i) => [i.name, labels.get(i.label) ?? i.label])),
    // Wires beside the nodes leave no room for titles that are wider than their box.
    titles: hasChannels ? titlesOf(scene, nodeWidth - 2) : wide,
    flagRoom: hasChannels ? nodeWidth + 2 : step - 1,
    extra,
    boxWidth: 6 + extra,
    nodeWidth,
    step,
    channel: channels.right,
    gap,
    nodes,
    width: margin + step * (Math.max(1, scene.nodes.length) - 1) + nodeWidth + channels.right + 1,
  }
  return withRows(base, routes)
}

type Columns = Omit<Geometry, 'rows' | 'lanes' | 'height'>

const descentColumn = (g: Columns, node: string, descent: Descent): number => {
  const left = g.nodes.get(node)?.left ?? 0
  if (descent.by === 'inside') return left + descent.offset
  return descent.side === 'left' ? left - 2 - descent.index : left + g.nodeWidth + 1 + descent.index
}

const withRows = (base: Columns, routes: Route[]): Geometry => {
  const spans = routes.map(({ left, right, ends }) => ({
    x: descentColumn(base, left, ends[0]),
    last: descentColumn(base, right, ends[1]),
  }))
  const levels = packed(spans)
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
  g.lanes = routes.map(({ instance, left, right, ends: [first, second] }, i) => ({
    instance,
    left,
    right,
    x: spans[i]?.x ?? 0,
    last: spans[i]?.last ?? 0,
    y: title - 1 - (levels[i] ?? 0),
    ends: [laneEnd(g, instance, left, first), laneEnd(g, instance, right, second)],
  }))
  return g
}

const laneEnd = (g: Geometry, instance: SceneInstance, node: string, descent: Descent): LaneEnd => {
  const x = descentColumn(g, node, descent)
  const columns = columnsOf(g, node)
  const place = g.places.drbd.get(placeKey(instance.name, node))
  const middle = place
    ? bandRow(g, place.band) + 1
    : plainRow(g, g.places.plain.get(placeKey(instance.name, node)) ?? 0) + 1
  if (descent.by === 'inside')
    return { x, row: place?.band === 0 ? middle - 2 : middle, entry: null }
  const box = place ? slotColumn(g, columns, place.slot) : plainColumn(g, columns)
  const entry: [number, number] =
    descent.side === 'left' ? [x + 1, box - 1] : [box + g.boxWidth, x - 1]
  return { x, row: middle, entry }
}
