import { percent } from '../../lib/text/percent.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import type { Scene, SceneBox, SceneInstance, SceneLink, SceneNode } from '../scene/scene.ts'
import { wireNotes } from './bus.ts'
import { marksOf } from './disk-box.ts'
import { bareNodeLabel, shortened, withoutCommonStart } from './labels.ts'
import { linkInk } from './link.ts'
import {
  dashes,
  factInk,
  factOf,
  factsOf,
  flagInk,
  flagsOf,
  flagText,
  jobText,
  wallInk,
} from './node-box.ts'
import {
  type Canvas,
  canvas,
  INK,
  type Ink,
  letters,
  onWire,
  type Picture,
  pictureOf,
  strokes,
} from './picture.ts'
import { placeKey } from './slots.ts'

/**
 * The compact picture: one line per disk, the border of a box becomes a bracket around its name,
 * the peer is named instead of linked.
 */

/** A node's box, the gap beside it, and how long the labels of instances may be in it. */
const COMPACT = { box: 12, gap: 2, labelRoom: 6 }

/** How long the name of a peer may be beside a disk. */
const PEER_ROOM = 4

/** Short labels of instances, by label. */
const compactLabels = (scene: Scene): Map<string, string> =>
  shortened(
    scene.instances.map((instance) => instance.label),
    COMPACT.labelRoom,
  )

/** The columns that one node takes, its gap included. */
const compactStep = (scene: Scene): number => {
  const longest = Math.max(2, ...[...compactLabels(scene).values()].map((label) => label.length))
  return COMPACT.box + COMPACT.gap + longest - 2
}

interface Frame {
  scene: Scene
  labels: Map<string, string>
  peers: Map<string, string>
  /** Columns that long labels add. */
  extra: number
  width: number
  /** Lines inside each box. */
  lines: number
}

type Line = { instance: SceneInstance; box: SceneBox }

const linesOf = (scene: Scene, node: SceneNode): Line[] =>
  scene.instances.flatMap((instance) =>
    instance.boxes.flatMap((box) => (box.node === node.name ? [{ instance, box }] : [])),
  )

/** Lines inside each box: one per disk, and one for what is wrong with the node. */
const linesIn = (scene: Scene): number => {
  const lines = new Map<string, number>()
  for (const { boxes } of scene.instances)
    for (const { node } of boxes) lines.set(node, (lines.get(node) ?? 0) + 1)
  const needed = scene.nodes.map(
    (node) => (lines.get(node.name) ?? 0) + (factsOf(node).length > 0 ? 1 : 0),
  )
  return Math.max(3, ...needed)
}

/** Rows of one row of nodes: title, flags, box, wire, bus, and a blank or the notes. */
const rowsOf = (lines: number): number => lines + 7

/** What the compact picture takes, in cells. */
export const compactSize = (scene: Scene, perRow: number): { columns: number; rows: number } => ({
  columns: Math.min(perRow, scene.nodes.length) * compactStep(scene) - COMPACT.gap,
  rows: Math.ceil(scene.nodes.length / perRow) * rowsOf(linesIn(scene)),
})

/** Nodes of instances that are not in the picture, and labels like those of its own nodes. */
const awayFrom = (scene: Scene): Pick<SceneNode, 'name' | 'label'>[] => {
  const here = new Set(scene.nodes.map(({ name }) => name))
  const spaced = scene.nodes.some(({ label }) => label.startsWith('node '))
  const all = new Set(scene.instances.flatMap(({ boxes }) => boxes.map(({ node }) => node)))
  return [...all].flatMap((name) => {
    const label = spaced ? shortName(name).replace(/^node/, 'node ') : shortName(name)
    return here.has(name) ? [] : [{ name, label }]
  })
}

const frameOf = (scene: Scene): Frame => {
  const short = compactLabels(scene)
  const named = [...scene.nodes, ...awayFrom(scene)]
  const bare = named.map((node) => bareNodeLabel(node.label))
  const isLong = bare.some((label) => label.length > PEER_ROOM)
  const names = isLong ? withoutCommonStart(bare) : bare
  const peers = shortened(names, PEER_ROOM)
  const width = compactStep(scene) - COMPACT.gap
  return {
    scene,
    labels: new Map(scene.instances.map((i) => [i.name, short.get(i.label) ?? i.label])),
    peers: new Map(named.map((n, i) => [n.name, peers.get(names[i] ?? '') ?? n.label])),
    extra: width - COMPACT.box,
    width,
    lines: linesIn(scene),
  }
}

const BRACKETS = { primary: '=', secondary: ':', plain: '-', building: '+', removing: '+' } as const

/** At most five letters. */
const troubleWord = (link: SceneLink, peer: string): string => {
  if (link.state.is === 'no peer' || link.state.is === 'diskless') return `no ${peer}`
  return link.state.is === 'connected' ? 'slow' : link.state.is.slice(0, 5)
}

/** What stands right of the name, and whether it sits at the right wall. */
const remark = (f: Frame, { instance, box }: Line): { text: string; ink: Ink; right: boolean } => {
  const { link, copy } = instance
  const other = link && (link.from === box.node ? link.to : link.to === box.node ? link.from : null)
  const peer = other ? (f.peers.get(other) ?? '') : ''
  const right = (text: string, ink: Ink) => ({ text, ink, right: true })
  switch (box.state) {
    case 'damaged':
      return right('BAD', INK.bad)
    case 'crashed':
      return right('down', INK.bad)
    case 'stopped':
      return right(copy ? percent(copy.fraction) : 'stop', copy ? INK.moving : INK.quiet)
    case 'split':
    case 'split copy':
      return right('SPLIT', INK.bad)
    case 'leaving':
    case 'arriving':
    case 'stale':
      if (link?.state.is === 'syncing' || link?.state.is === 'migrating')
        return right(percent(link.state.fraction), INK.moving)
      return box.diskLost ? right('lost', INK.warning) : right('', INK.plain)
    case 'starting':
    case 'taking over':
    case 'unknown':
      return right('', INK.plain)
    case 'copy':
    case 'running': {
      if (box.diskLost) return right('lost', INK.warning)
      const inTrouble = link && linkInk(link) === INK.warning && box.state === 'running'
      if (inTrouble) return right(troubleWord(link, peer), INK.warning)
      return { text: peer, ink: INK.quiet, right: false }
    }
  }
}

const drawLine = (c: Canvas, f: Frame, node: SceneNode, line: Line, x: number, y: number): void => {
  const { instance, box } = line
  const label = (f.labels.get(instance.name) ?? instance.label).padEnd(2 + f.extra)
  const bracket = BRACKETS[box.border]
  const peer = instance.boxes.find((b) => b.node !== box.node)
  const order = f.scene.nodes.map((n) => n.name)
  const side = peer && order.indexOf(peer.node) < order.indexOf(box.node) ? 'left' : 'right'
  const mark = box.state === 'stopped' ? '' : marksOf(box.state, side).join('').trim().slice(0, 1)
  const dark = node.power.is === 'off' && box.state !== 'crashed'
  const ghost = dark || box.border === 'removing'
  const bad = ['crashed', 'split', 'split copy', 'damaged'].includes(box.state)
  const base: Ink = ghost ? INK.ghost : bad ? INK.bad : INK.plain
  const nameInk = ghost || bad ? base : box.state === 'stale' ? INK.warning : INK.strong
  letters(c, x + 1, y, `${bracket}${label}${bracket}`, base)
  letters(c, x + 2, y, label, nameInk)
  const markInk = ghost || bad ? base : box.state === 'stale' ? INK.warning : INK.moving
  letters(c, x + 5 + f.extra, y, mark, box.state === 'unknown' ? INK.quiet : markInk)
  const { text, ink, right } = remark(f, line)
  const room = f.width - 7 - f.extra
  const column = right ? x + f.width - 1 - Math.min(text.length, room) : x + 6 + f.extra
  letters(c, column, y, text.slice(0, room), dark ? INK.ghost : ink)
  const running = box.state === 'running' || box.state === 'leaving'
  if (running && !ghost)
    c.fills.push({ x: x + 1, y, width: 4 + f.extra, height: 1, role: 'running' })
  c.regions.push({
    id: `instance/${placeKey(instance.name, box.node)}`,
    of: { kind: 'instance', instance: instance.name, node: box.node },
    x: x + 1,
    y,
    width: f.width - 2,
    height: 1,
  })
}

const drawWalls = (c: Canvas, f: Frame, node: SceneNode, x: number, y: number): void => {
  const ink = wallInk(node)
  const dashed = node.power.is === 'off' || node.power.is === 'booting'
  const wall = dashed ? dashes(f.width - 2) : '-'.repeat(f.width - 2)
  strokes(c, x, y + 2, node.drained ? `/${wall}\\` : `+${wall}+`, ink)
  strokes(c, x, y + 3 + f.lines, node.drained ? `\\${wall}/` : `+${wall}+`, ink)
  for (let k = 0; k < f.lines; k++) {
    if (dashed && k % 2 === 1) continue
    strokes(c, x, y + 3 + k, '|', ink)
    strokes(c, x + f.width - 1, y + 3 + k, '|', ink)
  }
}

const drawWire = (c: Canvas, f: Frame, node: SceneNode, x: number, y: number): void => {
  const middle = x + Math.floor(f.width / 2) - 1
  const wall = y + 3 + f.lines
  c.stubs.push({ node: node.name, x: middle, y: wall + 1 })
  if (node.offline) {
    letters(c, middle, wall, 'o', INK.warning)
    return
  }
  const ink = wallInk(node)
  strokes(c, middle, wall, '+', ink)
  strokes(c, middle, wall + 2, '+', INK.plain)
  const waits = f.scene.calls.some((k) => k.to === node.name && k.state.is === 'no answer')
  if (node.power.is === 'on' && node.cable === 'out') onWire(c, middle, wall + 1, 'x', INK.strong)
  else if (waits) onWire(c, middle, wall + 1, '?', INK.warning)
  else strokes(c, middle, wall + 1, '|', ink)
}

const drawNode = (c: Canvas, f: Frame, node: SceneNode, x: number, y: number): void => {
  const middle = Math.floor(f.width / 2)
  const off = node.power.is === 'off'
  const label = node.label.length > f.width ? (f.peers.get(node.name) ?? '') : node.label
  letters(c, x + middle - Math.floor(label.length / 2), y, label, off ? INK.ghost : INK.strong)
  const flags = flagText(compactFlags(node), f.width + 1)
  letters(c, Math.max(0, x + Math.floor((f.width - flags.length) / 2)), y + 1, flags, flagInk(node))
  drawWalls(c, f, node, x, y)
  letters(c, x + 2, y + 2, jobText(node.jobs, f.width - 4), INK.moving)
  c.regions.push({
    id: `node/${node.name}`,
    of: { kind: 'node', node: node.name },
    x,
    y,
    width: f.width,
    height: f.lines + 4,
  })
  letters(c, x + 1, y + 2 + f.lines, factOf(node, f.width - 2), factInk(node))
}

const compactFlags = (node: SceneNode): string[] =>
  flagsOf(node).map((flag) => (flag === 'old config' ? 'old' : flag))

/** The compact picture, `perRow` nodes side by side. Packets are not drawn. */
export function drawCompact(scene: Scene, perRow: number): Picture {
  const f = frameOf(scene)
  const step = f.width + COMPACT.gap
  const height = rowsOf(f.lines)
  const rows = Math.ceil(scene.nodes.length / perRow)
  const across = Math.min(perRow, scene.nodes.length)
  const notes = wireNotes(scene)
    .map(({ text }) => text)
    .join(', ')
  const c = canvas(
    Math.max(across * step - COMPACT.gap, notes.length),
    Math.max(0, rows * height - (notes === '' ? 1 : 0)),
  )
  letters(c, 0, c.height - 1, notes, INK.warning)
  const at = (i: number) => ({ x: (i % perRow) * step, y: Math.floor(i / perRow) * height })
  for (let row = 0; row < rows; row++)
    strokes(c, 0, row * height + f.lines + 5, '-'.repeat(across * step - COMPACT.gap), INK.plain)
  for (const [i, node] of scene.nodes.entries()) {
    if (node.removed) continue
    drawNode(c, f, node, at(i).x, at(i).y)
    drawWire(c, f, node, at(i).x, at(i).y)
  }
  for (const [i, node] of scene.nodes.entries()) {
    if (node.removed) continue
    for (const [k, line] of linesOf(scene, node).entries())
      drawLine(c, f, node, line, at(i).x, at(i).y + 3 + k)
  }
  return pictureOf(c)
}
