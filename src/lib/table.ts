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

/**
 * Lines of a table: each column as wide as its widest cell, one blank between columns. The last column is
 * not padded when it is aligned to the left. Source: lib/cli.py, FormatTable.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  style: TableStyle,
): string[] {
  const titles = columns.map((column) => column.title)
  const lines = style.headers ? [titles, ...rows] : rows
  const { separator } = style
  if (separator !== null) return lines.map((line) => line.join(separator))
  const last = columns.length - 1
  const widths = columns.map((column, i) => {
    let widest = 0
    if (i < last || column.align === 'right')
      for (const line of lines) widest = Math.max(widest, line[i]?.length ?? 0)
    return widest
  })
  return lines.map((line) => {
    let text = ''
    for (let i = 0; i < line.length; i++) {
      const cell = line[i] ?? ''
      const width = widths[i] ?? 0
      const padded = columns[i]?.align === 'right' ? cell.padStart(width) : cell.padEnd(width)
      text += i === 0 ? padded : ` ${padded}`
    }
    return text
  })
}
