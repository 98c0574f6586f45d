import type { Completion } from '../../shell/complete.ts'

export interface Completed {
  text: string
  cursor: number
  /** What to list; empty when the line was changed or nothing fits. */
  list: string[]
}

const commonStart = (words: readonly string[]): string => {
  let start = words[0] ?? ''
  for (const word of words) while (!word.startsWith(start)) start = start.slice(0, -1)
  return start
}

/** What one press of Tab does to a line, as bash does it; `again`: the press before changed nothing. */
export function completed(
  text: string,
  cursor: number,
  { from, candidates }: Completion,
  again: boolean,
): Completed {
  const unchanged = { text, cursor, list: [] }
  const [only] = candidates
  if (only === undefined) return unchanged
  const rest = text.slice(cursor)
  const put = (word: string) => ({
    text: text.slice(0, from) + word + rest,
    cursor: from + word.length,
    list: [],
  })
  if (candidates.length === 1) {
    const open = /[/=,:]$/.test(only) || rest.startsWith(' ')
    return put(open ? only : `${only} `)
  }
  const start = commonStart(candidates)
  if (start.length > cursor - from) return put(start)
  return again ? { ...unchanged, list: candidates } : unchanged
}

/** Words side by side, column by column, as `ls` lists. */
export function inColumns(words: readonly string[], columns: number): string {
  const width = Math.max(...words.map((word) => word.length)) + 2
  const perRow = Math.max(1, Math.floor(columns / width))
  const rows = Math.ceil(words.length / perRow)
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: perRow }, (__, i) => words[i * rows + row] ?? '')
      .map((word) => word.padEnd(width))
      .join('')
      .trimEnd(),
  ).join('\n')
}
