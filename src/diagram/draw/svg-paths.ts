import { INK, type Ink } from './picture.ts'

/**
 * How one row of a picture is put on the screen: strokes on cells, so that corners meet and dots
 * keep one pitch both ways; letters; and bands behind words that matter. A cell is `UNIT` units wide
 * and twice as high, however large the picture is shown.
 */
export interface RowShapes {
  /** Path data of lines, small dots and large dots, by ink. */
  lines: [Ink, string][]
  dots: [Ink, string][]
  discs: [Ink, string][]
  bands: { ink: Ink; x: number; width: number }[]
  /** Letters of one ink with the centres of their cells. */
  texts: { ink: Ink; chars: string; x: string }[]
}

export const UNIT = 10

/** One row with its neighbours, which decide how strokes join. */
export interface RowInput {
  above: string
  chars: string
  below: string
  inks: string
  strokes: string
  /** What is letter and what is stroke in the two neighbours. */
  strokesAbove: string
  strokesBelow: string
  y: number
}

const units = (value: number): number => Math.round(value * 100) / 100

interface Cell {
  left: number
  right: number
  top: number
  bottom: number
  cx: number
  cy: number
  /** Half a cell, half the distance of a double line, and the arm of a lone `+`. */
  half: number
  double: number
  arm: number
}

const cellAt = (x: number, y: number, w = UNIT): Cell => ({
  left: units(x * w),
  right: units((x + 1) * w),
  top: units(y * 2 * w),
  bottom: units((y + 1) * 2 * w),
  cx: units((x + 0.5) * w),
  cy: units((y * 2 + 1) * w),
  half: units(w / 2),
  double: units(w * 0.24),
  arm: units(w * 0.4),
})

/** A diagonal of an octagon: the outer ones bend into the wall, the inner ones lead to the side. */
const slash = (row: RowInput, x: number, c: Cell): string => {
  const up = row.above[x]
  const down = row.below[x]
  const rising = row.chars[x] === '/'
  if (down === '|') return `M${c.cx} ${c.bottom}L${rising ? c.right : c.left} ${c.cy}`
  if (up === '|') return `M${c.cx} ${c.top}L${rising ? c.left : c.right} ${c.cy}`
  const wallRight = row.chars[x + 1] === '-' || row.chars[x + 2] === '-'
  const wallLeft = row.chars[x - 1] === '-' || row.chars[x - 2] === '-'
  if (wallRight)
    return `M${units(c.left - c.half)} ${rising ? c.bottom : c.top}L${c.left} ${c.cy}H${c.right}`
  if (wallLeft)
    return `M${units(c.right + c.half)} ${rising ? c.top : c.bottom}L${c.right} ${c.cy}H${c.left}`
  const underOuter = row.above[x + (rising ? 1 : -1)] === row.chars[x]
  const towardsLeft = rising === underOuter
  const side = units(c.cx + (towardsLeft ? -2 : 2) * c.half)
  return underOuter
    ? `M${side} ${c.bottom}L${c.cx} ${c.top}`
    : `M${side} ${c.top}L${c.cx} ${c.bottom}`
}

/** Whether a corner is drawn up to the cell over or under it: to a line, and to what is on a wire. */
const hangs = (chars: string, strokes: string, x: number): boolean =>
  strokes[x] === 'w' || (chars[x] === '|' && strokes[x] === 'l')

const cross = (row: RowInput, x: number, c: Cell): string => {
  const [left, right] = [row.chars[x - 1] ?? ' ', row.chars[x + 1] ?? ' ']
  const up = hangs(row.above, row.strokesAbove, x)
  const down = hangs(row.below, row.strokesBelow, x)
  if (left === '=' || right === '=') {
    // Ends are cut off square, so the corner reaches out by half the width of a line.
    const out = units(c.arm * 0.16)
    const [end, far] = left === '=' ? [c.left, c.cx + out] : [c.right, c.cx - out]
    const from = down ? units(c.cy - c.double) : c.top
    const to = down ? c.bottom : units(c.cy + c.double)
    const lines = [c.cy - c.double, c.cy + c.double].map((y) => `M${end} ${units(y)}H${units(far)}`)
    return `${lines.join('')}M${c.cx} ${from}V${to}`
  }
  const joins = (char: string) => char === '-' || char === '+'
  return (
    `M${joins(left) ? c.left : units(c.cx - c.arm)} ${c.cy}H${joins(right) ? c.right : units(c.cx + c.arm)}` +
    `M${c.cx} ${up ? c.top : units(c.cy - c.arm)}V${down ? c.bottom : units(c.cy + c.arm)}`
  )
}

type Kind = 'lines' | 'dots' | 'discs'

/** The path of this ink has just come from the left. */
const goesOn = ({ chars, strokes, inks }: RowInput, x: number): boolean =>
  chars[x - 1] === '-' && strokes[x - 1] === 'l' && inks[x - 1] === inks[x]

const strokeOf = (row: RowInput, x: number, c: Cell): [Kind, string] | undefined => {
  switch (row.chars[x]) {
    case '-':
      return ['lines', goesOn(row, x) ? `H${c.right}` : `M${c.left} ${c.cy}H${c.right}`]
    case '|':
      return ['lines', `M${c.cx} ${c.top}V${c.bottom}`]
    case '=':
      return [
        'lines',
        `M${c.left} ${units(c.cy - c.double)}H${c.right}M${c.left} ${units(c.cy + c.double)}H${c.right}`,
      ]
    case '+':
      return ['lines', cross(row, x, c)]
    case '/':
    case '\\':
      return ['lines', slash(row, x, c)]
    case '.':
      return ['dots', `M${c.cx} ${c.cy}h0`]
    case ':':
      return ['dots', `M${c.cx} ${c.top}h0M${c.cx} ${c.cy}h0`]
    case 'o':
      return ['discs', `M${c.cx} ${c.cy}h0`]
    default:
      return undefined
  }
}

const BANDS: string = INK.bad + INK.warning + INK.moving

/** Runs of letters of one banded ink; one blank between two words does not interrupt a band. */
const bandsOf = (row: RowInput): RowShapes['bands'] => {
  const inBand = (x: number, ink: string | undefined) =>
    row.strokes[x] !== 'l' && row.inks[x] === ink && (row.chars[x] ?? ' ') !== ' '
  const bands: RowShapes['bands'] = []
  for (let x = 0; x < row.chars.length; x++) {
    const ink = row.inks[x] as Ink
    if (!BANDS.includes(ink) || !inBand(x, ink)) continue
    let end = x
    while (inBand(end + 1, ink) || (row.chars[end + 1] === ' ' && inBand(end + 2, ink))) end++
    const width = units((end - x + 1.44) * UNIT)
    bands.push({ ink, x: units((x - 0.22) * UNIT), width })
    x = end
  }
  return bands
}

/** The shapes of one row. */
export function shapesOf(row: RowInput): RowShapes {
  const paths = {
    lines: new Map<Ink, string>(),
    dots: new Map<Ink, string>(),
    discs: new Map<Ink, string>(),
  }
  const texts = new Map<Ink, { chars: string; x: number[] }>()
  for (let x = 0; x < row.chars.length; x++) {
    const char = row.chars[x] ?? ' '
    if (char === ' ') continue
    const ink = row.inks[x] as Ink
    const cell = cellAt(x, row.y)
    const stroke = row.strokes[x] === 'l' ? strokeOf(row, x, cell) : undefined
    if (stroke) {
      const [kind, data] = stroke
      paths[kind].set(ink, (paths[kind].get(ink) ?? '') + data)
    } else {
      const text = texts.get(ink) ?? { chars: '', x: [] }
      texts.set(ink, { chars: text.chars + char, x: [...text.x, cell.cx] })
    }
  }
  return {
    lines: [...paths.lines],
    dots: [...paths.dots],
    discs: [...paths.discs],
    bands: bandsOf(row),
    texts: [...texts].map(([ink, { chars, x }]) => ({ ink, chars, x: x.join(' ') })),
  }
}
