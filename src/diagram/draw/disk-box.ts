import {
  type BoxState,
  nodeIn,
  type Scene,
  type SceneBox,
  type SceneInstance,
} from '../scene/scene.ts'
import { bandRow, columnsOf, type Geometry, plainColumn, plainRow, slotColumn } from './geometry.ts'
import { isNodeWide, shortStatus } from './labels.ts'
import { type Canvas, centred, INK, type Ink, letters, strokes } from './picture.ts'
import { placeKey } from './slots.ts'

/**
 * Which way a box's counterpart lies: it turns the arrows, and tells the copies of a split apart.
 */
type Side = 'left' | 'right'

/** The two cells beside a name. */
export const marksOf = (state: BoxState, peer: Side): [string, string] => {
  switch (state) {
    case 'copy':
    case 'running':
      return [' ', ' ']
    case 'stopped':
      return ['(', ')']
    case 'crashed':
      return ['x', 'x']
    case 'starting':
      return ['^', '^']
    case 'leaving':
      return peer === 'right' ? [' ', '>'] : ['<', ' ']
    case 'arriving':
    case 'taking over':
      return peer === 'left' ? ['>', ' '] : [' ', '<']
    case 'stale':
      return ['~', '~']
    case 'split':
    case 'split copy':
      return [' ', peer === 'right' ? "'" : '"']
    case 'damaged':
      return ['!', '!']
    case 'unknown':
      return ['?', '?']
  }
}

const nameInk = (state: BoxState): Ink => {
  switch (state) {
    case 'copy':
    case 'running':
      return INK.plain
    case 'stopped':
    case 'unknown':
      return INK.quiet
    case 'crashed':
    case 'split':
    case 'split copy':
    case 'damaged':
      return INK.bad
    case 'starting':
    case 'leaving':
    case 'arriving':
    case 'taking over':
      return INK.moving
    case 'stale':
      return INK.warning
  }
}

const borderInk = ({ state, diskLost }: SceneBox): Ink => {
  if (nameInk(state) === INK.bad) return INK.bad
  return state === 'stale' || diskLost ? INK.warning : INK.plain
}

interface At {
  x: number
  y: number
}

/** Where a disk is gone the border has lost its corners: `x` in their place. */
const drawBorder = (c: Canvas, at: At, width: number, box: SceneBox, ink: Ink): void => {
  drawEdges(c, at, width, box, ink)
  if (!box.diskLost) return
  const corner = ink === INK.ghost || ink === INK.bad ? ink : INK.strong
  for (const y of [at.y, at.y + 2])
    for (const x of [at.x, at.x + width - 1]) letters(c, x, y, 'x', corner)
}

const drawEdges = (c: Canvas, { x, y }: At, width: number, box: SceneBox, ink: Ink): void => {
  const right = x + width - 1
  switch (box.border) {
    case 'primary':
    case 'plain': {
      const wall = `+${(box.border === 'primary' ? '=' : '-').repeat(width - 2)}+`
      strokes(c, x, y, wall, ink)
      strokes(c, x, y + 1, '|', ink)
      strokes(c, right, y + 1, '|', ink)
      strokes(c, x, y + 2, wall, ink)
      return
    }
    case 'secondary':
      strokes(c, x, y, '.'.repeat(width), ink)
      strokes(c, x, y + 1, ':', ink)
      strokes(c, right, y + 1, ':', ink)
      strokes(c, x, y + 2, `:${'.'.repeat(width - 2)}:`, ink)
      return
    case 'building':
    case 'removing':
      for (const row of [y, y + 2]) {
        strokes(c, x, row, '+', ink)
        strokes(c, right, row, '+', ink)
      }
  }
}

const drawFill = (c: Canvas, { x, y }: At, width: number, box: SceneBox, dark: boolean): void => {
  const rect = { x, y, width, height: 3 }
  if (['crashed', 'split', 'damaged'].includes(box.state)) c.fills.push({ ...rect, role: 'bad' })
  else if ((box.state === 'running' || box.state === 'leaving') && !dark)
    c.fills.push({ ...rect, role: 'running' })
}

const peerSide = (g: Geometry, instance: SceneInstance, box: SceneBox): Side => {
  const mine = columnsOf(g, box.node).index
  const other = instance.boxes.find((b) => b.node !== box.node && b.border !== 'removing')
  return other && columnsOf(g, other.node).index < mine ? 'left' : 'right'
}

const positionOf = (g: Geometry, instance: SceneInstance, box: SceneBox): At => {
  const key = placeKey(instance.name, box.node)
  const columns = columnsOf(g, box.node)
  const place = g.places.drbd.get(key)
  return place
    ? { x: slotColumn(g, columns, place.slot), y: bandRow(g, place.band) }
    : { x: plainColumn(g, columns), y: plainRow(g, g.places.plain.get(key) ?? 0) }
}

/** One box of an instance: border, name, what runs in it. */
export const drawBox = (
  c: Canvas,
  g: Geometry,
  scene: Scene,
  instance: SceneInstance,
  box: SceneBox,
): void => {
  const at = positionOf(g, instance, box)
  const dark = nodeIn(scene, box.node)?.power.is === 'off' && box.state !== 'crashed'
  const ghost = dark || box.border === 'removing'
  drawBorder(c, at, g.boxWidth, box, ghost ? INK.ghost : borderInk(box))
  const [before, after] = marksOf(box.state, peerSide(g, instance, box))
  const label = (g.labels.get(instance.name) ?? instance.label).padEnd(g.boxWidth - 4)
  letters(c, at.x + 1, at.y + 1, before + label + after, ghost ? INK.ghost : nameInk(box.state))
  drawFill(c, at, g.boxWidth, box, dark)
  if (instance.template !== 'drbd') {
    const kind = { plain: 'plain', file: 'file', diskless: 'none' }[instance.template]
    const ink = ghost ? INK.ghost : box.border === 'building' ? INK.quiet : INK.plain
    letters(c, at.x - 6, at.y + 1, kind.padStart(5), ink)
  }
  c.regions.push({
    id: `instance/${placeKey(instance.name, box.node)}`,
    of: { kind: 'instance', instance: instance.name, node: box.node },
    ...at,
    width: g.boxWidth,
    height: 3,
  })
}

interface Word {
  at: At
  text: string
}

/** Two words in one row: both are shortened where they would not fit. */
const drawWordRow = (c: Canvas, g: Geometry, node: string, y: number, words: Word[]): void => {
  const first = columnsOf(g, node).left + 1
  const room = g.nodeWidth - 2
  const [a, b] = words.sort((p, q) => p.at.x - q.at.x)
  if (!a) return
  if (!b || a.text === b.text) {
    const centre = b || a.text.length + a.at.x > first + room
    if (centre) centred(c, first, room, y, a.text.slice(0, room), INK.strong)
    else letters(c, a.at.x, y, a.text, INK.strong)
    return
  }
  const half = Math.floor((room - 1) / 2)
  letters(c, first, y, shortStatus(a.text, half), INK.strong)
  const right = shortStatus(b.text, half)
  letters(c, first + room - right.length, y, right, INK.strong)
}

/**
 * Ganeti's own words: under DRBD boxes, left of plain ones; what concerns the whole node stands
 * once.
 */
export const drawStatusWords = (c: Canvas, g: Geometry, scene: Scene): void => {
  const rows = new Map<string, { node: string; y: number; words: Word[] }>()
  const add = (node: string, y: number, word: Word) => {
    const key = `${node}#${y}`
    const row = rows.get(key) ?? { node, y, words: [] }
    row.words.push(word)
    rows.set(key, row)
  }
  const saidOf = new Set<string>()
  for (const instance of scene.instances) {
    for (const box of instance.boxes) {
      if (!box.status) continue
      const at = positionOf(g, instance, box)
      if (isNodeWide(box.status)) {
        if (!saidOf.has(box.node)) add(box.node, bandRow(g, 0) + 3, { at, text: box.status })
        saidOf.add(box.node)
      } else if (instance.template === 'drbd') {
        add(box.node, at.y + 3, { at, text: box.status })
      } else {
        const text = shortStatus(box.status, 8 + g.extra)
        letters(c, at.x - text.length, at.y + 2, text, INK.strong)
      }
    }
  }
  for (const { node, y, words } of rows.values()) drawWordRow(c, g, node, y, words)
}
