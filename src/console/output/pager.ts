import { t } from '../../lib/language/t.ts'
import { printable, withoutTabs } from './printable.ts'

/** A text that is read page by page. A value; `turned` returns the next one. */
export interface Page {
  text: string
  /** Folded to the width of the screen. */
  lines: string[]
  /** Rows for text; the last row of the screen shows where one is. */
  rows: number
  top: number
}

export type Turn =
  | 'line down'
  | 'line up'
  | 'page down'
  | 'page up'
  | 'half down'
  | 'half up'
  | 'start'
  | 'end'

const folded = (line: string, columns: number): string[] =>
  line === ''
    ? ['']
    : Array.from({ length: Math.ceil(line.length / columns) }, (_, i) =>
        line.slice(i * columns, (i + 1) * columns),
      )

const lastTop = (page: Page): number => Math.max(0, page.lines.length - page.rows)

/** The text on a screen of that size, `rows` including the status line; read from line `top` on. */
export function pageOf(text: string, columns: number, rows: number, top = 0): Page {
  const plain = printable(text).replace(/\n$/, '')
  const lines = plain.split('\n').flatMap((line) => folded(withoutTabs(line), columns))
  const page = { text, lines, rows: Math.max(1, rows - 1), top }
  return { ...page, top: Math.min(top, lastTop(page)) }
}

const STEPS: Record<Turn, (page: Page) => number> = {
  'line down': () => 1,
  'line up': () => -1,
  'page down': (page) => page.rows,
  'page up': (page) => -page.rows,
  'half down': (page) => Math.ceil(page.rows / 2),
  'half up': (page) => -Math.ceil(page.rows / 2),
  start: (page) => -page.lines.length,
  end: (page) => page.lines.length,
}

/** The page after a key of the pager; it stays within the text. */
export const turned = (page: Page, turn: Turn): Page => ({
  ...page,
  top: Math.max(0, Math.min(lastTop(page), page.top + STEPS[turn](page))),
})

/** Whether the last line of the text is on the screen. */
export const isAtEnd = (page: Page): boolean => page.top >= lastTop(page)

/** What the status line says. */
export const statusOf = (page: Page): string => {
  if (isAtEnd(page)) return '(END)  q: quit'
  const seen = Math.floor(((page.top + page.rows) / page.lines.length) * 100)
  return t`${seen}%  Space: next page, q: quit`
}

/** The page as lines, filled up with the tildes of an empty screen. */
export const visibleLines = (page: Page): string[] =>
  Array.from({ length: page.rows }, (_, i) => page.lines[page.top + i] ?? '~')

/** What a letter means to the pager; `q` is not among them. */
export const TURN_LETTERS: Readonly<Record<string, Turn>> = {
  ' ': 'page down',
  f: 'page down',
  b: 'page up',
  j: 'line down',
  k: 'line up',
  d: 'half down',
  u: 'half up',
  g: 'start',
  G: 'end',
}
