import { draw } from './draw.ts'
import { shortened } from './labels.ts'
import type { Picture } from './picture.ts'
import type { Scene } from './scene.ts'

/** Which picture is drawn, and how wide a cell is. Cells are twice as high as wide. */
export type Layout =
  | { kind: 'full'; cellPx: number }
  | { kind: 'compact'; cellPx: number; perRow: number }
  | { kind: 'tiles'; cellPx: number; perRow: number }

/** A compact node, the gap beside it, and how long the labels of instances may be in it. */
export const COMPACT = { box: 12, gap: 2, labelRoom: 6 }
/** Columns from tile to tile. */
export const TILE_STEP = 9

/** Short labels of instances in the compact picture, by label. */
export const compactLabels = (scene: Scene): Map<string, string> =>
  shortened(
    scene.instances.map((instance) => instance.label),
    COMPACT.labelRoom,
  )

/** The columns that one compact node takes, its gap included. */
export const compactStep = (scene: Scene): number => {
  const longest = Math.max(2, ...[...compactLabels(scene).values()].map((label) => label.length))
  return COMPACT.box + COMPACT.gap + longest - 2
}

/** Under this width of a cell the full-size picture gives way. */
const SMALLEST_CELL = 8
const LARGEST_CELL = 30
/** From this many nodes on, tiles. */
const TILES_FROM = 13

const halfPixel = (px: number): number => Math.floor(px * 2) / 2

/** Columns of a picture whose labels are as short as the handout's. */
const shortStep = { full: 27, compact: 14 }
const fullColumns = (nodes: number): number => Math.max(1, nodes) * shortStep.full - 5

/**
 * The layout for an area. `columns` is the width of the full-size picture and `compact` the width
 * of a compact node where labels make them wider than usual; `heightPx` and `rows` bound the size
 * of the full-size picture.
 */
export function layoutFor(
  widthPx: number,
  nodeCount: number,
  bounds: { columns?: number; compact?: number; heightPx?: number; rows?: number } = {},
): Layout {
  const byWidth = widthPx / (bounds.columns ?? fullColumns(nodeCount))
  const byHeight =
    bounds.heightPx !== undefined && bounds.rows !== undefined
      ? bounds.heightPx / bounds.rows / 2
      : byWidth
  if (nodeCount >= TILES_FROM) return grid('tiles', widthPx, nodeCount, TILE_STEP)
  const cell = halfPixel(Math.min(byWidth, byHeight, LARGEST_CELL))
  // A low area makes the picture small, but only a narrow one changes its kind.
  if (byWidth >= SMALLEST_CELL) return { kind: 'full', cellPx: Math.max(1, cell) }
  return grid('compact', widthPx, nodeCount, bounds.compact ?? shortStep.compact)
}

const grid = (
  kind: 'compact' | 'tiles',
  widthPx: number,
  nodeCount: number,
  step: number,
): Layout => {
  const fit = Math.max(1, Math.floor(widthPx / (step * SMALLEST_CELL)))
  const rows = Math.max(1, Math.ceil(nodeCount / fit))
  // Rows of equal length, instead of one full and one nearly empty.
  const perRow = Math.max(1, Math.ceil(nodeCount / rows))
  const cell = Math.min(halfPixel(widthPx / (perRow * step)), kind === 'tiles' ? 12 : 13)
  return { kind, cellPx: Math.max(4, cell), perRow }
}

/** The layout that suits this scene in an area of that size. */
export const layoutOf = (scene: Scene, widthPx: number, heightPx?: number): Layout => {
  const full = scene.nodes.length >= TILES_FROM ? undefined : draw(scene)
  return layoutFor(widthPx, scene.nodes.length, {
    compact: compactStep(scene),
    ...(full ? { columns: full.width, rows: rowsShown(full) } : {}),
    ...(heightPx === undefined ? {} : { heightPx }),
  })
}

/** The upper of the two lanes over the titles is seldom used; then its row is left out. */
export const rowsShown = (full: Picture): number =>
  full.rows.length - (full.rows[0]?.trim() === '' ? 1 : 0)
