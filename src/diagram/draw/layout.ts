import type { Scene } from '../scene/scene.ts'
import { compactSize, drawCompact } from './compact.ts'
import { draw } from './draw.ts'
import type { DrawOptions } from './link.ts'
import type { Picture } from './picture.ts'
import { drawTiles, tilesSize } from './tiles.ts'

/** Which picture is drawn. How large it is shown is a matter of CSS (`diagram.css`). */
export type Layout =
  | { kind: 'full' }
  | { kind: 'compact'; perRow: number }
  | { kind: 'tiles'; perRow: number; sorted?: boolean }

/** The area for the picture, in pixels. `height` is `Infinity` where the page grows with it. */
export interface Room {
  width: number
  height: number
}

/** What a picture takes, in cells. Cells are twice as high as wide. */
export interface Size {
  columns: number
  rows: number
}

/** From this many nodes on, tiles. */
export const TILES_FROM = 13
/** A node and its neighbours are looked at closely: the same for them. */
export const CLOSE_TILES_FROM = 25
/** The full-size picture gives way where the room would make its cells narrower, in pixels. */
const FULL_FROM = 8
/** The same where the room is low: small is better than another kind of picture. */
const LOW_FULL_FROM = 6
/** Nodes break into more rows where cells would be narrower. */
const SMALL_FROM = 7
/** So few nodes stay side by side, on one network, wherever they can be read. */
const ONE_NETWORK = 3
/** So many nodes become tiles where they would have to be smaller than this, in pixels of a cell. */
const CROWD = 6
const SMALLEST = 7
/** No cell is narrower, in pixels: what does not fit then is scrolled to. `diagram.css` knows it, too. */
const NARROWEST = 6
/** No picture breaks into more rows for cells wider than this. */
const LARGE_ENOUGH = 13

/**
 * Full-size pictures up to this size (the handout's, with a lane over its titles) all give way in
 * the same rooms, which `diagram.css` knows, too: so nothing has to be measured for the first one.
 */
const FIRST: Size = { columns: 76, rows: 17 }
const isLikeFirst = ({ columns, rows }: Size): boolean =>
  columns <= FIRST.columns && rows <= FIRST.rows

const cellIn = (room: Room, { columns, rows }: Size): number =>
  Math.min(room.width / columns, room.height / rows / 2)

/** The size of a picture in characters. */
export const sizeOf = (picture: Picture): Size => ({
  columns: picture.width,
  rows: picture.rows.length,
})

/** So many nodes side by side; every number makes another number of rows. */
const breaks = (nodes: number): number[] => [
  ...new Set(Array.from({ length: nodes }, (_, i) => Math.ceil(nodes / (i + 1)))),
]

/** The rows of nodes that give the widest cells; where the page grows, the fewest that can be read. */
const perRowFor = (room: Room, nodes: number, size: (perRow: number) => Size): number => {
  let best = Math.max(1, nodes)
  let widest = 0
  for (const perRow of breaks(nodes)) {
    if (nodes <= ONE_NETWORK && widest >= SMALL_FROM) break
    const cell = Math.min(cellIn(room, size(perRow)), LARGE_ENOUGH)
    if (cell <= widest) continue
    best = perRow
    widest = cell
    if (room.height === Number.POSITIVE_INFINITY && cell >= SMALL_FROM) break
  }
  if (widest >= NARROWEST) return best
  // Scrolled down, and never sideways as well.
  return breaks(nodes).find((perRow) => size(perRow).columns * NARROWEST <= room.width) ?? 1
}

/** The layout that suits this scene in a room; `full` is the size of its full-size picture, if it can have one. */
export function layoutOf(
  scene: Scene,
  full: Size | null,
  room: Room,
  tilesFrom = TILES_FROM,
): Layout {
  const nodes = scene.nodes.length
  if (nodes >= tilesFrom || !full) {
    const size = (perRow: number) => tilesSize(scene, perRow)
    return { kind: 'tiles', perRow: perRowFor(room, nodes, size) }
  }
  const bound = isLikeFirst(full) ? FIRST : full
  const byWidth = room.width / bound.columns
  const byHeight = room.height / bound.rows / 2
  if (byWidth >= FULL_FROM && byHeight >= LOW_FULL_FROM) return { kind: 'full' }
  const size = (perRow: number) => compactSize(scene, perRow)
  const perRow = perRowFor(room, nodes, size)
  // A picture that has to be scrolled hides what it is to show.
  if (nodes >= CROWD && cellIn(room, size(perRow)) < SMALLEST)
    return { kind: 'tiles', perRow: perRowFor(room, nodes, (many) => tilesSize(scene, many)) }
  const gains = cellIn(room, size(perRow)) > Math.min(byWidth, byHeight)
  return byWidth < FULL_FROM || gains ? { kind: 'compact', perRow } : { kind: 'full' }
}

/** A room like those of a laptop, for pictures that are drawn before anything is measured. */
const USUAL: Room = { width: 940, height: 400 }

/** The layouts among which CSS chooses before the room is measured: exact for clusters like the handout's. */
export function layoutsOf(scene: Scene, full: Size | null): Layout[] {
  const nodes = scene.nodes.length
  if (nodes === 0 || !full || !isLikeFirst(full)) return [layoutOf(scene, full, USUAL)]
  return [{ kind: 'full' }, { kind: 'compact', perRow: nodes }]
}

/** The picture in the given layout. */
export function drawAs(scene: Scene, layout: Layout, options?: DrawOptions): Picture {
  if (layout.kind === 'full') return draw(scene, options)
  if (layout.kind === 'tiles') return drawTiles(scene, layout.perRow, layout.sorted)
  return drawCompact(scene, layout.perRow)
}
