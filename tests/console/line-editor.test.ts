import { describe, expect, test } from 'vitest'
import { keysOf } from '../../src/console/input/keys.ts'
import { type EditedLine, edited, emptyLine, lineOf } from '../../src/console/input/line-editor.ts'

const history = ['gnt-node list', 'gnt-instance list', 'gnt-cluster verify', 'gnt-instance info dX']

/** The line after a sequence of keys as a terminal sends them. */
const typed = (start: EditedLine, ...data: string[]): EditedLine =>
  data
    .flatMap(keysOf)
    .reduce((line, key) => (key.kind === 'edit' ? edited(line, key.edit, history) : line), start)

/** The text with a bar where the cursor stands. */
const shown = (line: EditedLine): string =>
  `${line.text.slice(0, line.cursor)}|${line.text.slice(line.cursor)}`

describe('a line is edited as in bash', () => {
  const line = lineOf('gnt-instance list --no-headers')
  test.each([
    [
      'letters come in at the cursor',
      ['\x1b[D', '\x1b[D', 'x'],
      'gnt-instance list --no-headex|rs',
    ],
    ['Home and End', ['\x01', 'a', '\x05', 'z'], 'agnt-instance list --no-headersz|'],
    ['Alt-B goes back by a word', ['\x1bb', '\x1bb'], 'gnt-instance list --|no-headers'],
    ['Alt-F goes on by a word', ['\x01', '\x1bf', '\x1bf'], 'gnt-instance| list --no-headers'],
    ['Ctrl-W cuts to the blank before', ['\x17'], 'gnt-instance list |'],
    ['Alt-D cuts the next word', ['\x01', '\x1bd'], '|-instance list --no-headers'],
    ['Ctrl-U cuts to the start', ['\x1bb', '\x15'], '|headers'],
    ['Ctrl-K cuts to the end', ['\x01', '\x1b[C', '\x0b'], 'g|'],
    [
      'Ctrl-Y brings back what was cut',
      ['\x17', '\x01', '\x19'],
      '--no-headers|gnt-instance list ',
    ],
    ['Delete removes under the cursor', ['\x01', '\x1b[3~'], '|nt-instance list --no-headers'],
    ['Backspace removes before it', ['\x7f', '\x7f'], 'gnt-instance list --no-heade|'],
    ['Ctrl-T swaps two letters', ['\x14'], 'gnt-instance list --no-headesr|'],
    ['Backspace at the start does nothing', ['\x01', '\x7f'], '|gnt-instance list --no-headers'],
  ])('%s', (_, keys, expected) => {
    expect(shown(typed(line, ...keys))).toBe(expected)
  })
})

describe('history', () => {
  test('goes up to the oldest line, and back down to what was being typed', () => {
    const up = typed(lineOf('gnt-j'), '\x1b[A', '\x1b[A')
    expect(up.text).toBe('gnt-cluster verify')
    const top = typed(up, '\x1b[A', '\x1b[A', '\x1b[A')
    expect(top.text).toBe('gnt-node list')
    expect(typed(top, '\x1b[B', '\x1b[B', '\x1b[B', '\x1b[B', '\x1b[B').text).toBe('gnt-j')
  })

  test('Ctrl-R finds the newest line that holds the text, and Ctrl-R again an older one', () => {
    const found = typed(emptyLine, '\x12', 'inst')
    expect(found.text).toBe('gnt-instance info dX')
    const older = typed(found, '\x12')
    expect(older.text).toBe('gnt-instance list')
    expect(typed(older, '\x12').text).toBe('gnt-instance list')
    expect(shown(typed(older, '\x05'))).toBe('gnt-instance list|')
  })
})

describe('what a terminal sends', () => {
  test('several lines at once are keys with an Enter at each line end', () => {
    expect(keysOf('a\rb\n').map((key) => key.kind)).toEqual(['edit', 'enter', 'edit', 'enter'])
  })

  test('an unknown escape sequence types nothing', () => {
    expect(keysOf('\x1b[200~')).toEqual([])
  })
})
