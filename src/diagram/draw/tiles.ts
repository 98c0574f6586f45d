import type { Scene, SceneBox, SceneInstance, SceneNode } from '../scene/scene.ts'
import { type Grade, type NodeTrouble, troubleFirst, troublesIn } from '../words/trouble.ts'
import { wireNotes } from './bus.ts'
import { bareNodeLabel, shortened, withoutCommonStart } from './labels.ts'
import { dashes, wallInk } from './node-box.ts'
import {
  type Canvas,
  canvas,
  type Fill,
  INK,
  type Ink,
  letters,
  type Picture,
  pictureOf,
  strokes,
} from './picture.ts'

/** One small box per node, one character per disk: for many nodes. */
const TILE_STEP = 9
const BOX = TILE_STEP - 1
const INNER = BOX - 2
const ROWS = 4

const BORDERS = { primary: '=', secondary: ':', plain: '-', building: '+', removing: '+' } as const

const diskChar = (instance: SceneInstance, box: SceneBox): { char: string; ink: Ink } => {
  const syncing = instance.link?.state.is === 'syncing' && instance.link.to === box.node
  switch (box.state) {
    case 'crashed':
      return { char: 'x', ink: INK.bad }
    case 'split':
    case 'split copy':
    case 'damaged':
      return { char: '!', ink: INK.bad }
    case 'stale':
      return syncing ? { char: '%', ink: INK.moving } : { char: '~', ink: INK.warning }
    case 'unknown':
      return { char: '?', ink: INK.quiet }
    case 'stopped':
      return { char: '(', ink: INK.quiet }
    case 'starting':
      return { char: '^', ink: INK.moving }
    case 'leaving':
    case 'arriving':
    case 'taking over':
      return { char: '>', ink: INK.moving }
    case 'copy':
    case 'running':
      return box.diskLost
        ? { char: '~', ink: INK.warning }
        : { char: BORDERS[box.border], ink: INK.plain }
  }
}

const flagOf = (node: SceneNode): { char: string; ink: Ink } => {
  if (node.master) return { char: 'M', ink: node.rival ? INK.bad : INK.strong }
  if (node.believes?.name === node.name) return { char: 'm', ink: INK.warning }
  if (node.offline) return { char: 'o', ink: INK.warning }
  if (node.drained) return { char: 'd', ink: INK.warning }
  return { char: '', ink: INK.plain }
}

/** A tile as one patch of colour, with letters that can be read on it. */
const TINTS: Record<Grade, { ink: Ink; role: Fill['role'] } | null> = {
  bad: { ink: INK.bad, role: 'bad' },
  warning: { ink: INK.warning, role: 'warning' },
  moving: { ink: INK.moving, role: 'moving' },
  fine: null,
}

interface Tile {
  trouble: NodeTrouble
  disks: { char: string; ink: Ink }[]
  label: string
}

const drawTile = (c: Canvas, { trouble, disks, label }: Tile, x: number, y: number) => {
  const { node, grade, word } = trouble
  const off = node.power.is === 'off' || node.power.is === 'booting'
  const tint = TINTS[grade]
  const ink = tint?.ink ?? wallInk(node)
  const wall = off ? dashes(INNER) : '-'.repeat(INNER)
  strokes(c, x, y, node.drained ? `/${wall}\\` : `+${wall}+`, ink)
  strokes(c, x, y + 2, node.drained ? `\\${wall}/` : `+${wall}+`, ink)
  const quiet = off ? INK.ghost : node.master ? INK.strong : INK.plain
  letters(c, x + 1, y, label, tint?.ink ?? quiet)
  const flag = flagOf(node)
  letters(c, x + 1 + label.length, y, flag.char, flag.ink)
  if (!off) for (const wallX of [x, x + BOX - 1]) strokes(c, wallX, y + 1, '|', ink)
  for (const [i, disk] of disks.slice(0, INNER).entries()) {
    const on = tint?.ink ?? (off && disk.ink !== INK.bad ? INK.ghost : disk.ink)
    letters(c, x + 1 + i, y + 1, disk.char, on)
  }
  // What does not fit is at least announced.
  if (disks.length > INNER) letters(c, x + INNER, y + 1, '+', tint?.ink ?? INK.strong)
  if (tint) {
    letters(c, x + 1 + Math.floor((INNER - word.length) / 2), y + 2, word, tint.ink)
    c.fills.push({ x, y, width: BOX, height: 3, role: tint.role, whole: true })
  }
  c.regions.push({
    id: `node/${node.name}`,
    of: { kind: 'node', node: node.name },
    x,
    y,
    width: BOX,
    height: 3,
  })
}

/** What one character per disk cannot say. */
const notesOf = (scene: Scene): { text: string; ink: Ink }[] => {
  const masters = scene.nodes.filter((node) => node.rival).length
  const split = scene.instances.filter(({ link }) => link?.state.is === 'split')
  return [
    ...(masters > 0 ? [{ text: `${masters} masters`, ink: INK.bad }] : []),
    ...split.map(({ label }) => ({ text: `SPLIT ${label}`, ink: INK.bad })),
    ...wireNotes(scene).map(({ text }) => ({ text, ink: INK.warning })),
  ]
}

/** What tiles take, in cells. */
export const tilesSize = (scene: Scene, perRow: number): { columns: number; rows: number } => ({
  columns: Math.min(perRow, scene.nodes.length) * TILE_STEP - 1,
  rows: Math.ceil(scene.nodes.length / perRow) * ROWS,
})

/** The characters of the disks on each node. */
function disksByNode(scene: Scene): Map<string, Tile['disks']> {
  const disks = new Map<string, Tile['disks']>()
  for (const instance of scene.instances)
    for (const box of instance.boxes) {
      const list = disks.get(box.node)
      if (list) list.push(diskChar(instance, box))
      else disks.set(box.node, [diskChar(instance, box)])
    }
  return disks
}

/** The tiles in the order in which they are shown; undefined where a node has left a gap. */
function tilesOf(scene: Scene, sorted: boolean): (Tile | undefined)[] {
  const disks = disksByNode(scene)
  const bare = scene.nodes.map((node) => bareNodeLabel(node.label))
  const isLong = bare.some((label) => label.length > INNER - 1)
  const names = isLong ? withoutCommonStart(bare) : bare
  const labels = shortened(names, INNER - 1)
  const called = new Map(scene.nodes.map(({ name }, i) => [name, labels.get(names[i] ?? '')]))
  const troubles = troublesIn(scene)
  const tileOf = (trouble: NodeTrouble): Tile => {
    const { name, label } = trouble.node
    return { trouble, disks: disks.get(name) ?? [], label: called.get(name) ?? label }
  }
  if (sorted) return troubleFirst(troubles).map(tileOf)
  const byName = new Map(troubles.map((trouble) => [trouble.node.name, trouble]))
  return scene.nodes.map(({ name }) => {
    const trouble = byName.get(name)
    return trouble && tileOf(trouble)
  })
}

/** Tiles, `perRow` side by side. `sorted`: those with trouble first. */
export function drawTiles(scene: Scene, perRow: number, sorted = false): Picture {
  const rows = Math.ceil(scene.nodes.length / perRow)
  const across = Math.min(perRow, scene.nodes.length)
  const notes = notesOf(scene)
  const height = Math.max(0, rows * ROWS - (notes.length > 0 ? 0 : 1))
  const noted = notes.map(({ text }) => text).join('  ').length
  const c = canvas(Math.max(0, across * TILE_STEP - 1, noted), height)
  let x = 0
  for (const { text, ink } of notes) {
    letters(c, x, height - 1, text, ink)
    x += text.length + 2
  }
  for (const [i, tile] of tilesOf(scene, sorted).entries())
    if (tile) drawTile(c, tile, (i % perRow) * TILE_STEP, Math.floor(i / perRow) * ROWS)
  return pictureOf(c)
}
