/** One line of the table. */
export interface Row {
  measure: string
  value: number
  unit: string
  /** The most it should be; without one it is only told. */
  target?: number
}

/** The middle one of several measurements. */
export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

const rounded = (value: number): string => value.toFixed(Math.abs(value) < 10 ? 1 : 0)

const cells = ({ measure, value, unit, target }: Row): string[] => [
  measure,
  `${rounded(value)} ${unit}`.trim(),
  target === undefined ? '' : `${target} ${unit}`.trim(),
  target === undefined ? '' : `${(value / target).toFixed(2)}`,
]

/** The table as text: the number, what it should be at most, and the one divided by the other. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [['measure', 'number', 'at most', 'ratio'], ...rows.map(cells)]
  const widths = [0, 1, 2, 3].map((i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)))
  return lines
    .map((line) =>
      line
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  '),
    )
    .join('\n')
}
