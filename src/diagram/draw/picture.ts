import { visibleCells } from '../../lib/text/visible.ts'

/**
 * A picture is a grid of characters and, cell by cell, how each is to be shown. The characters
 * are the truth; everything else only helps to read them faster.
 */
export interface Picture {
  width: number
  /** All of the same length. */
  rows: string[]
  /** One `Ink` per cell. */
  inks: string[]
  /**
   * `l` where the character is drawn as a stroke, `t` where it is a letter, `w` where it is a
   * letter on a wire, which comes up to it.
   */
  strokes: string[]
  /** Boxes in which something runs or has failed. */
  fills: Fill[]
  /** Nodes first, then instances: what can be pointed at. */
  regions: Region[]
  /** Where each node's wire leaves its box. */
  stubs: { node: string; x: number; y: number }[]
}

/** How a cell is coloured. Text in `moving`, `warning` or `bad` stands on a filled band. */
export const INK = {
  plain: 'n',
  strong: 'h',
  quiet: 'm',
  /** Parts of a machine that is switched off. */
  ghost: 'g',
  /** Blue. */
  moving: 'b',
  /** Amber. */
  warning: 'w',
  /** Red. */
  bad: 'd',
  /** Chevrons: blue, without a band. */
  arrow: 'c',
} as const
export type Ink = (typeof INK)[keyof typeof INK]

export interface Rect {
  x: number
  y: number
  width: number
  height: number
}

export interface Fill extends Rect {
  role: 'running' | 'bad' | 'warning' | 'moving'
  /** It covers the border of its box, too. */
  whole?: true
}

export interface Region extends Rect {
  /** `node/NAME` or `instance/NAME@NODE`. */
  id: string
  of: { kind: 'node'; node: string } | { kind: 'instance'; instance: string; node: string }
}

type Stroke = 'l' | 't' | 'w'

/** A grid while it is being drawn. */
export interface Canvas {
  width: number
  height: number
  chars: string[]
  inks: Ink[]
  strokes: Stroke[]
  fills: Fill[]
  regions: Region[]
  stubs: Picture['stubs']
}

/** An empty canvas; both sizes in characters. */
export const canvas = (width: number, height: number): Canvas => {
  const cells = width * height
  return {
    width,
    height,
    chars: Array<string>(cells).fill(' '),
    inks: Array<Ink>(cells).fill(INK.plain),
    strokes: Array<Stroke>(cells).fill('t'),
    fills: [],
    regions: [],
    stubs: [],
  }
}

const set = (c: Canvas, x: number, y: number, char: string, ink: Ink, stroke: Stroke): void => {
  if (x < 0 || x >= c.width || y < 0 || y >= c.height) return
  const k = y * c.width + x
  c.chars[k] = char
  c.inks[k] = ink
  c.strokes[k] = stroke
}

/** Letters from (x, y) to the right; what leaves the grid is cut. Blanks erase. */
export const letters = (c: Canvas, x: number, y: number, text: string, ink: Ink): void => {
  const shown = visibleCells(text)
  for (let i = 0; i < shown.length; i++) set(c, x + i, y, shown[i] ?? ' ', ink, 't')
}

/** A letter in the way of a wire: an unplugged cable, a packet. */
export const onWire = (c: Canvas, x: number, y: number, char: string, ink: Ink): void =>
  set(c, x, y, char, ink, 'w')

/** Strokes from (x, y) to the right. */
export const strokes = (c: Canvas, x: number, y: number, text: string, ink: Ink): void => {
  for (let i = 0; i < text.length; i++) set(c, x + i, y, text[i] ?? ' ', ink, 'l')
}

/** The same stroke in every row from y to `last`. */
export const column = (
  c: Canvas,
  x: number,
  y: number,
  last: number,
  char: string,
  ink: Ink,
): void => {
  for (let row = y; row <= last; row++) set(c, x, row, char, ink, 'l')
}

/** Letters centred between two columns, `first` included; a rest goes to the right. */
export const centred = (
  c: Canvas,
  first: number,
  width: number,
  y: number,
  text: string,
  ink: Ink,
): void => letters(c, first + Math.floor((width - text.length) / 2), y, text, ink)

/** The finished picture of what was drawn on a canvas. */
export const pictureOf = (c: Canvas): Picture => {
  const cut = (cells: string[]): string[] =>
    Array.from({ length: c.height }, (_, y) => cells.slice(y * c.width, (y + 1) * c.width).join(''))
  return {
    width: c.width,
    rows: cut(c.chars),
    inks: cut(c.inks),
    strokes: cut(c.strokes),
    fills: c.fills,
    regions: c.regions,
    stubs: c.stubs,
  }
}

/** So many widths of a cell, as CSS writes it. */
export const cells = (count: number): string => `calc(var(--cell) * ${count})`

/** Without the row over the titles where nothing stands in it: the upper of the two lanes is seldom used. */
export const cropped = (picture: Picture): Picture => {
  if (picture.rows[0]?.trim() !== '') return picture
  const up = <T extends { y: number }>(item: T): T => ({ ...item, y: item.y - 1 })
  return {
    ...picture,
    rows: picture.rows.slice(1),
    inks: picture.inks.slice(1),
    strokes: picture.strokes.slice(1),
    fills: picture.fills.map(up),
    regions: picture.regions.map(up),
    stubs: picture.stubs.map(up),
  }
}

/** The picture to paste into a mail: trailing blanks and blank outer rows are dropped. */
export const asText = (picture: Picture): string => {
  const rows = picture.rows.map((row) => row.trimEnd())
  while (rows[0] === '') rows.shift()
  while (rows.at(-1) === '') rows.pop()
  return rows.join('\n')
}

/** The smallest region that holds the cell; undefined where there is none. */
export const regionAt = (picture: Picture, x: number, y: number): Region | undefined =>
  picture.regions.findLast((r) => x >= r.x && x < r.x + r.width && y >= r.y && y < r.y + r.height)
