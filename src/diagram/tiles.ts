import { wireNotes } from './bus.ts'
import { bareNodeLabel, shortened } from './labels.ts'
import { dashes, wallInk } from './node-box.ts'
import {
  type Canvas,
  canvas,
  INK,
  type Ink,
  letters,
  type Picture,
  pictureOf,
  strokes,
} from './picture.ts'
import type { Scene, SceneBox, SceneInstance, SceneNode } from './scene.ts'

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

const drawTile = (
  c: Canvas,
  scene: Scene,
  node: SceneNode,
  label: string,
  x: number,
  y: number,
) => {
  const off = node.power.is === 'off' || node.power.is === 'booting'
  const ink = wallInk(node)
  const wall = off ? dashes(INNER) : '-'.repeat(INNER)
  strokes(c, x, y, node.drained ? `/${wall}\\` : `+${wall}+`, ink)
  strokes(c, x, y + 2, node.drained ? `\\${wall}/` : `+${wall}+`, ink)
  letters(c, x + 1, y, label, off ? INK.ghost : node.master ? INK.strong : INK.plain)
  const flag = flagOf(node)
  letters(c, x + 1 + label.length, y, flag.char, flag.ink)
  if (!off) for (const wallX of [x, x + BOX - 1]) strokes(c, wallX, y + 1, '|', ink)
  const disks = scene.instances.flatMap((instance) =>
    instance.boxes.flatMap((box) => (box.node === node.name ? [diskChar(instance, box)] : [])),
  )
  for (const [i, disk] of disks.slice(0, INNER).entries())
    letters(c, x + 1 + i, y + 1, disk.char, off && disk.ink !== INK.bad ? INK.ghost : disk.ink)
  // What does not fit is at least announced.
  if (disks.length > INNER) letters(c, x + INNER, y + 1, '+', INK.strong)
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

/** Tiles, `perRow` side by side. */
export function drawTiles(scene: Scene, perRow: number): Picture {
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
  const labels = shortened(
    scene.nodes.map((node) => bareNodeLabel(node.label)),
    INNER - 1,
  )
  for (const [i, node] of scene.nodes.entries()) {
    if (node.removed) continue
    const label = labels.get(bareNodeLabel(node.label)) ?? node.label
    drawTile(c, scene, node, label, (i % perRow) * TILE_STEP, Math.floor(i / perRow) * ROWS)
  }
  return pictureOf(c)
}
