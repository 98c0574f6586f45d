import { own } from '../../lib/own.ts'
import { formatTable } from '../../lib/text/table.ts'
import { formatUnit } from '../../lib/text/units.ts'
import type { ListStyle } from './list.ts'

/** Columns of the older lists, whose rows are the result of a job: plain texts. */
export interface OldColumns {
  readonly titles: Readonly<Record<string, string>>
  /** Sizes in MiB: aligned to the right, written with units. */
  readonly sizes: readonly string[]
}

/**
 * The older table: unlike the newer one it pads the title of its last column to the width of the values
 * below. Source: lib/cli.py, GenerateTable.
 */
export function renderOldTable(
  { titles, sizes }: OldColumns,
  fields: readonly string[],
  rows: readonly (readonly string[])[],
  style: Pick<ListStyle, 'headers' | 'separator' | 'unit'>,
): string {
  const unit = style.unit ?? (style.separator ? 'm' : 'h')
  const written = rows.map((row) =>
    row.map((cell, i) =>
      sizes.includes(fields[i] ?? '') && /^-?\d+$/.test(cell)
        ? formatUnit(Number(cell), unit)
        : cell,
    ),
  )
  const columns = fields.map((name, i) => {
    const right = sizes.includes(name)
    const last = i === fields.length - 1 && style.separator === null && !right
    const widest = written.reduce((width, row) => Math.max(width, (row[i] ?? '').length), 0)
    const title = own(titles, name) ?? name
    return {
      title: last ? title.padEnd(widest) : title,
      align: right ? ('right' as const) : ('left' as const),
    }
  })
  return formatTable(columns, written, style)
    .map((line) => `${line}\n`)
    .join('')
}
