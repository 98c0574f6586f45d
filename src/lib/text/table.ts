/** One column of a text table. */
export interface Column {
  readonly title: string
  readonly align: 'left' | 'right'
}

export interface TableStyle {
  readonly headers: boolean
  /** Text between columns instead of padding; null: columns are padded. */
  readonly separator: string | null
}

/** How wide each column of a table is: as its widest cell. The last one is not padded when it is aligned to the left. */
export function widthsOf(
  columns: readonly Column[],
  lines: readonly (readonly string[])[],
): number[] {
  const last = columns.length - 1
  return columns.map((column, i) => {
    let widest = 0
    if (i < last || column.align === 'right')
      for (const line of lines) widest = Math.max(widest, line[i]?.length ?? 0)
    return widest
  })
}

/** One line of a table: columns are padded, with one blank between them, or have a separator. */
export const lineOf = (
  columns: readonly Column[],
  widths: readonly number[],
  cells: readonly string[],
  { separator }: Pick<TableStyle, 'separator'>,
): string =>
  separator !== null
    ? cells.join(separator)
    : cells
        .map((cell, i) =>
          columns[i]?.align === 'right'
            ? cell.padStart(widths[i] ?? 0)
            : cell.padEnd(widths[i] ?? 0),
        )
        .join(' ')

/** Lines of a table. Source: lib/cli.py, FormatTable. */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string[] {
  const lines = style.headers ? [columns.map(({ title }) => title), ...rows] : rows
  // A separator takes the place of padding.
  const widths = style.separator === null ? widthsOf(columns, lines) : []
  return lines.map((line) => lineOf(columns, widths, line, style))
}
