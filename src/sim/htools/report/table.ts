/** Columns as wide as their widest cell; `numeric` ones are aligned to the right (Utils.hs, formatTable). */
export const alignColumns = (
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[],
): string[][] => {
  const widths = (rows[0] ?? []).map((_, place) =>
    Math.max(...rows.map((row) => (row[place] ?? '').length)),
  )
  return rows.map((row) =>
    row.map((cell, place) =>
      numeric[place] === true ? cell.padStart(widths[place] ?? 0) : cell.padEnd(widths[place] ?? 0),
    ),
  )
}

/** A table with its header, each line after `prefix` and a space (printTable). */
export const printTable = (
  prefix: string,
  header: readonly string[],
  rows: readonly (readonly string[])[],
  numeric: readonly boolean[],
): string =>
  alignColumns([header, ...rows], numeric)
    .map((row) => `${prefix} ${row.join(' ')}\n`)
    .join('')
