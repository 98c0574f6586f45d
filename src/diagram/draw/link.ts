import { percent } from '../../lib/text/percent.ts'
import type { LinkState, SceneInstance, SceneLink } from '../scene/scene.ts'
import {
  bandRow,
  columnsOf,
  type Geometry,
  gapColumn,
  type Lane,
  plainColumn,
  plainRow,
  slotColumn,
} from './geometry.ts'
import { placeOnRow } from './lanes.ts'
import { type Canvas, centred, column, INK, type Ink, letters, strokes } from './picture.ts'
import { placeKey } from './slots.ts'

/** How pictures are drawn. */
export interface DrawOptions {
  /** Nothing between cells moves: no packets, no chevrons. */
  still: boolean
}

const DEAD_ENDS = ' ]  [ '
const TORN = ' =/= '

/** The word under the line; empty while the copies are the same. */
const linkWord = ({ state, slow }: Pick<SceneLink, 'state' | 'slow'>): string => {
  const word = stateWord(state)
  if (!slow || state.is === 'split') return word
  return word === '' ? 'slow' : word.endsWith('%') && word.length < 4 ? `${word} slow` : word
}

const stateWord = (state: LinkState): string => {
  switch (state.is) {
    case 'connected':
    case 'split':
      return ''
    case 'syncing':
      return percent(state.fraction)
    case 'no peer':
    case 'waiting':
    case 'alone':
    case 'diskless':
      return state.is
    case 'failing over':
      return 'failover'
    case 'migrating':
      return `mem ${percent(state.fraction)}`
  }
}

/** The ink of a link between two copies. */
export const linkInk = ({ state, slow }: Pick<SceneLink, 'state' | 'slow'>): Ink => {
  switch (state.is) {
    case 'connected':
      return slow ? INK.warning : INK.plain
    case 'syncing':
    case 'migrating':
    case 'failing over':
      return INK.moving
    case 'no peer':
    case 'waiting':
    case 'alone':
    case 'diskless':
      return INK.warning
    case 'split':
      return INK.bad
  }
}

const ends = (length: number, middle: string, centre: number): string => {
  const left = Math.max(1, centre - 3)
  return '.'.repeat(left) + middle + '.'.repeat(Math.max(0, length - middle.length - left))
}

const repeated = (
  length: number,
  char: (fromGood: number) => string,
  leftToRight: boolean,
): string => Array.from({ length }, (_, i) => char(leftToRight ? i : length - 1 - i)).join('')

/** The characters of a link of `length` cells; `centre` is where a torn one is torn. */
const linkChars = (
  state: LinkState,
  length: number,
  at: { leftToRight: boolean; centre: number; still: boolean },
): string => {
  switch (state.is) {
    case 'connected':
    case 'diskless':
      return '.'.repeat(length)
    case 'syncing': {
      const full = Math.round(length * state.fraction)
      return repeated(length, (i) => (i < full ? 'o' : '.'), at.leftToRight)
    }
    case 'no peer':
    case 'waiting':
      return repeated(length, (i) => (i % 3 === 0 ? '.' : ' '), at.leftToRight)
    case 'alone':
      return ends(length, DEAD_ENDS, at.centre)
    case 'split':
      return ends(length, TORN, at.centre)
    case 'migrating':
    case 'failing over': {
      const arrow = at.leftToRight ? '>' : '<'
      // A failover shows no number, so its arrows stay where nothing may move.
      const phase = at.still ? 2 : state.phase
      const shows = !at.still || state.is === 'failing over'
      const moving = (i: number) => shows && (i - phase + 400) % 4 === 0
      return repeated(length, (i) => (moving(i) ? arrow : '.'), at.leftToRight)
    }
  }
}

/** Blanks in a link show what is behind it: walls. */
const putLink = (c: Canvas, x: number, y: number, text: string, ink: Ink): void => {
  const dots = ink === INK.bad || ink === INK.warning ? ink : INK.plain
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ' '
    if (char === '.') strokes(c, x + i, y, char, dots)
    else if (char === 'o') strokes(c, x + i, y, char, ink)
    else if (char === '>' || char === '<') letters(c, x + i, y, char, INK.arrow)
    else if (char !== ' ') letters(c, x + i, y, char, ink)
  }
}

/** One straight line between neighbours, its name above and its state below the line. */
export const drawStraight = (
  c: Canvas,
  g: Geometry,
  instance: SceneInstance,
  link: SceneLink,
  options: DrawOptions,
): void => {
  const from = columnsOf(g, link.from)
  const to = columnsOf(g, link.to)
  const leftToRight = from.index < to.index
  const [a, b] = leftToRight ? [from, to] : [to, from]
  const [left, right] = leftToRight ? [link.from, link.to] : [link.to, link.from]
  const place = g.places.drbd.get(placeKey(instance.name, left))
  const other = g.places.drbd.get(placeKey(instance.name, right))
  const x = slotColumn(g, a, place?.slot ?? 0) + g.boxWidth
  const last = slotColumn(g, b, other?.slot ?? 0)
  const y = bandRow(g, place?.band ?? 0)
  const gap = gapColumn(g, a)
  const ink = linkInk(link)
  const centre = gap + Math.floor(g.gap / 2) - x
  putLink(c, x, y + 1, linkChars(link.state, last - x, { leftToRight, centre, ...options }), ink)
  const split = link.state.is === 'split'
  centred(c, gap, g.gap, y, split ? 'SPLIT' : 'drbd', split ? INK.bad : INK.plain)
  centred(c, gap, g.gap, y + 2, linkWord(link), ink)
}

/** The characters of a copy: `>` for what has arrived. */
const copyChars = (length: number, fraction: number, leftToRight: boolean): string => {
  const full = Math.round(length * fraction)
  return repeated(length, (i) => (i < full ? (leftToRight ? '>' : '<') : '-'), leftToRight)
}

const putCopy = (c: Canvas, x: number, y: number, text: string): void => {
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '-') strokes(c, x + i, y, '-', INK.quiet)
    else letters(c, x + i, y, text[i] ?? '', INK.arrow)
  }
}

/** A plain disk on its way to a neighbour. */
export const drawCopy = (c: Canvas, g: Geometry, instance: SceneInstance): void => {
  const { copy } = instance
  if (!copy) return
  const from = columnsOf(g, copy.from)
  const to = columnsOf(g, copy.to)
  if (Math.abs(from.index - to.index) !== 1) return
  const leftToRight = from.index < to.index
  const [a, b] = leftToRight ? [from, to] : [to, from]
  const y = plainRow(g, g.places.plain.get(placeKey(instance.name, copy.from)) ?? 0)
  const x = plainColumn(g, a) + g.boxWidth
  // One blank before the word "plain" of the right-hand box.
  const last = plainColumn(g, b) - 7
  putCopy(c, x, y + 1, copyChars(last - x, copy.fraction, leftToRight))
  const gap = gapColumn(g, a)
  centred(c, gap, g.gap, y, 'copy', INK.moving)
  centred(c, gap, g.gap, y + 2, percent(copy.fraction), INK.moving)
}

/** The verticals of a lane, from its row down, and its ways through walls to its boxes. */
export const drawRisers = (c: Canvas, lane: Lane): void => {
  const { link } = lane.instance
  const ink = link ? linkInk(link) : INK.quiet
  const quiet = ink === INK.bad || ink === INK.warning || !link ? ink : INK.plain
  for (const { x, row, entry } of lane.ends) {
    column(c, x, lane.y + 1, row, link ? ':' : '|', quiet)
    if (!entry) continue
    const [first, last] = entry
    strokes(c, first, row, (link ? '.' : '-').repeat(last - first + 1), quiet)
    if (!link) strokes(c, x, row, '+', quiet)
  }
}

/** The name and the state of a lane, from the longest to the shortest way to write them. */
const laneTexts = (g: Geometry, { instance }: Lane): { title: string; word: string }[] => {
  const { link, copy } = instance
  const name = g.labels.get(instance.name) ?? instance.label
  const split = link?.state.is === 'split'
  const title = `${split ? 'SPLIT' : link ? 'drbd' : 'copy'} ${name}`
  const word = link ? (split ? TORN.trim() : linkWord(link)) : copy ? percent(copy.fraction) : ''
  return [
    { title, word },
    { title: name, word },
    { title: name, word: '' },
  ]
}

const spaced = ({ title, word }: { title: string; word: string }): string =>
  word ? ` ${title} ${word} ` : ` ${title} `

/** The columns in which wires of higher lanes pass the row. */
const wiresThrough = (g: Geometry, y: number): Set<number> =>
  new Set(g.lanes.flatMap((lane) => (lane.y < y ? [lane.x, lane.last] : [])))

/** The horizontal of a lane, with its name and state over a gap where nothing passes. */
export const drawLane = (c: Canvas, g: Geometry, lane: Lane, options: DrawOptions): void => {
  const { link, copy } = lane.instance
  const length = lane.last - lane.x + 1
  const lowest = lane.y === g.rows.title - 1
  if (link) {
    const leftToRight = link.from === lane.left
    const torn = link.state.is === 'alone' || link.state.is === 'split'
    const at = { leftToRight, centre: Math.ceil(length / 2), ...options }
    const chars = torn ? '.'.repeat(length) : linkChars(link.state, length, at)
    putLink(c, lane.x, lane.y, chars, linkInk(link))
  } else if (copy) {
    putCopy(c, lane.x, lane.y, copyChars(length, copy.fraction, copy.from === lane.left))
  }
  const overGap = lowest ? columnsOf(g, lane.left).left : columnsOf(g, lane.right).left - g.step
  const wires = wiresThrough(g, lane.y)
  const texts = laneTexts(g, lane)
  const place = placeOnRow(texts.map(spaced), {
    first: lane.x + 1,
    last: lane.last - 1,
    centre: overGap + g.nodeWidth + g.channel + Math.floor(g.gap / 2),
    isWire: (x) => wires.has(x),
  })
  const written = texts.find((text) => spaced(text) === place?.text)
  if (!place || !written) return
  const split = link?.state.is === 'split'
  letters(c, place.x, lane.y, place.text, split ? INK.bad : INK.plain)
  const after = place.x + written.title.length + 2
  letters(c, after, lane.y, written.word, link ? linkInk(link) : INK.moving)
}
