import { t } from '../../lib/language/t.ts'
import type { Edit, EditedLine } from '../input/line-editor.ts'

/**
 * What a screen reader is told about a console, in words. Keys that type, delete or move by one
 * character are none of it: the browser's text field says those, as the reader's own settings
 * want it.
 */

/** Up to so many lines are read out whole. */
const WHOLE = 6
/** Names that are offered are read out up to here. */
const NAMES = 12

const sentence = (line: string): string => (/[.!?:]$/.test(line) ? line : `${line}.`)

/** What a command has printed: short output as it is, long output as its length, its first and its last line. */
export function spokenOutput(text: string): string {
  const lines = text.split('\n').map((line) => line.trim().replace(/\s+/g, ' '))
  const said = lines.filter((line) => line !== '')
  if (said.length <= WHOLE) return said.join('\n')
  const [first = '', last = ''] = [said[0], said.at(-1)]
  return t`${said.length} lines. First: ${sentence(first)} Last: ${sentence(last)}`
}

/** What Tab offers. */
export const spokenNames = (names: readonly string[]): string =>
  names.length <= NAMES
    ? t`${names.length} possibilities: ${names.join(', ')}`
    : t`${names.length} possibilities, from ${names[0]} to ${names.at(-1)}`

const lineText = ({ text }: EditedLine): string => (text === '' ? t`empty line` : text)

const wordAt = ({ text, cursor }: EditedLine): string =>
  text
    .slice(cursor)
    .match(/^\W*\w*/)?.[0]
    ?.trim() || t`end of line`

/** What an edit has done that the browser's text field cannot tell; empty where it tells it itself. */
export function spokenEdit({ do: what }: Edit, before: EditedLine, after: EditedLine): string {
  switch (what) {
    case 'insert':
    case 'search':
    case 'backspace':
    case 'leave search':
      if (after.search) return after.search.wanted === '' ? 'search' : lineText(after)
      return before.search ? lineText(after) : ''
    case 'delete':
    case 'left':
    case 'right':
    case 'home':
    case 'end':
      return before.search ? lineText(after) : ''
    case 'word left':
    case 'word right':
      return wordAt(after)
    case 'older':
    case 'newer':
    case 'oldest':
    case 'newest':
    case 'swap':
    case 'paste cut':
      return lineText(after)
    case 'cut to end':
    case 'cut to start':
    case 'cut word':
    case 'cut next word':
      return after.text === before.text ? '' : t`cut ${after.cut.trim()}`
  }
}

/** Whether the browser's text field does the same with its own text. */
export const isNative = ({ do: what }: Edit): boolean =>
  ['insert', 'backspace', 'delete', 'left', 'right', 'home', 'end'].includes(what)
