import { drawAs, type Layout } from '../draw/layout.ts'
import type { Picture, Rect, Region } from '../draw/picture.ts'
import type { Scene } from '../scene/scene.ts'

/** The part of a small picture to look at. */
export type Cut =
  /** A node with its title, its flags and its cable. */
  | { of: 'node'; node: string }
  /** An instance in a node, with the words beside and below it. */
  | { of: 'box'; instance: string; node: string }
  /** Two boxes and what is between them. */
  | { of: 'pair'; instance: string; nodes: [string, string] }
  /** From the top down to the instance's row: a line over the titles. */
  | { of: 'lane'; instance: string; node: string }
  /** The cables, the line below the nodes, and the notes under it. */
  | { of: 'network' }

const bounds = (rects: Rect[]): Rect => {
  const x = Math.min(...rects.map((r) => r.x))
  const y = Math.min(...rects.map((r) => r.y))
  return {
    x,
    y,
    width: Math.max(...rects.map((r) => r.x + r.width)) - x,
    height: Math.max(...rects.map((r) => r.y + r.height)) - y,
  }
}

const regionOf = (picture: Picture, is: (of: Region['of']) => boolean): Region | undefined =>
  picture.regions.find((region) => is(region.of))

const boxIn = (picture: Picture, instance: string, node: string): Rect | undefined =>
  regionOf(picture, (of) => of.kind === 'instance' && of.instance === instance && of.node === node)

const nodeIn = (picture: Picture, node: string): Rect | undefined =>
  regionOf(picture, (of) => of.kind === 'node' && of.node === node)

const whole = (picture: Picture): Rect => ({
  x: 0,
  y: 0,
  width: picture.width,
  height: picture.rows.length,
})

/** The node's inside in the rows of a box and the row of words below it. */
const insideNode = (picture: Picture, box: Rect, node: string): Rect => {
  const walls = nodeIn(picture, node)
  if (!walls || box.height === 1) return box
  const height = Math.min(4, walls.y + walls.height - 1 - box.y)
  return { x: walls.x + 1, y: box.y, width: walls.width - 2, height }
}

const rectOf = (picture: Picture, cut: Cut): Rect | undefined => {
  switch (cut.of) {
    case 'node': {
      const walls = nodeIn(picture, cut.node)
      // The cable and the line that it leads to.
      return walls && { ...walls, height: walls.height + 2 }
    }
    case 'box': {
      const box = boxIn(picture, cut.instance, cut.node)
      return box && insideNode(picture, box, cut.node)
    }
    case 'pair': {
      const boxes = cut.nodes.flatMap((node) => boxIn(picture, cut.instance, node) ?? [])
      return boxes.length > 0 ? bounds(boxes) : undefined
    }
    case 'lane': {
      const box = boxIn(picture, cut.instance, cut.node)
      return box && { ...whole(picture), height: box.y + box.height }
    }
    case 'network': {
      const [first] = picture.stubs
      return first && bounds([{ ...whole(picture), y: first.y - 1, height: 4 }])
    }
  }
}

const isBlank = (text: string): boolean => text.trim() === ''

/** Without the blank columns and rows at the edges. */
const trimmed = (picture: Picture, rect: Rect): Rect => {
  const height = Math.min(rect.height, picture.rows.length - rect.y)
  const column = (x: number): string =>
    picture.rows
      .slice(rect.y, rect.y + height)
      .map((row) => row[x] ?? ' ')
      .join('')
  let [left, right] = [rect.x, Math.min(picture.width, rect.x + rect.width)]
  while (left < right - 1 && isBlank(column(left))) left += 1
  while (right > left + 1 && isBlank(column(right - 1))) right -= 1
  const row = (y: number): string => (picture.rows[y] ?? '').slice(left, right)
  let [top, bottom] = [rect.y, rect.y + height]
  while (top < bottom - 1 && isBlank(row(top))) top += 1
  while (bottom > top + 1 && isBlank(row(bottom - 1))) bottom -= 1
  return { x: left, y: top, width: right - left, height: bottom - top }
}

/** A part of a picture as a picture of its own. */
const partOf = (picture: Picture, { x, y, width, height }: Rect): Picture => {
  const cut = (rows: string[]) => rows.slice(y, y + height).map((row) => row.slice(x, x + width))
  return {
    width,
    rows: cut(picture.rows),
    inks: cut(picture.inks),
    strokes: cut(picture.strokes),
    fills: picture.fills.flatMap((fill) =>
      fill.x >= x && fill.x < x + width && fill.y >= y && fill.y < y + height
        ? [{ ...fill, x: fill.x - x, y: fill.y - y }]
        : [],
    ),
    regions: [],
    stubs: [],
  }
}

/** How many rows of a node are shown above and below what is left out: title to fact, wall to network. */
const ABOVE = 5
const BELOW = 4

/** A node without the rows in its middle, which are all alike. */
const folded = (picture: Picture): Picture => {
  const { rows } = picture
  const keep = (_: string, y: number): boolean => {
    const isFlags = y === 1 && isBlank(rows[1] ?? '')
    return !isFlags && (y < ABOVE || y >= rows.length - BELOW)
  }
  return {
    ...picture,
    rows: rows.filter(keep),
    inks: picture.inks.filter(keep),
    strokes: picture.strokes.filter(keep),
  }
}

/** Draws a scene in the layout and cuts out the part to look at. Tiles are too small to be cut. */
export function cutOut(scene: Scene, kind: Layout['kind'], cut: Cut): Picture {
  const perRow = Math.max(1, scene.nodes.length)
  const picture = drawAs(scene, kind === 'full' ? { kind } : { kind, perRow })
  const rect = kind === 'tiles' ? whole(picture) : (rectOf(picture, cut) ?? whole(picture))
  const part = partOf(picture, trimmed(picture, rect))
  return kind !== 'tiles' && cut.of === 'node' ? folded(part) : part
}
