import { own } from '../../lib/own.ts'
import { printableLine } from '../output/printable.ts'
import type { Edit } from './line-editor.ts'

/** What a key asks the console for; everything else edits the line. */
export type Key =
  | { kind: 'edit'; edit: Edit }
  | { kind: 'enter' }
  /** Alt+Enter: what would the line do? */
  | { kind: 'plan' }
  | { kind: 'tab' }
  | { kind: 'interrupt' }
  | { kind: 'end-of-file' }
  | { kind: 'clear' }
  | { kind: 'escape' }
  | { kind: 'page'; to: 'up' | 'down' }

const edit = (what: Exclude<Edit['do'], 'insert'>): Key => ({ kind: 'edit', edit: { do: what } })

const KEYS: Record<string, Key> = {
  '\r': { kind: 'enter' },
  '\n': { kind: 'enter' },
  '\t': { kind: 'tab' },
  '\x1b\r': { kind: 'plan' },
  '\x03': { kind: 'interrupt' },
  '\x04': { kind: 'end-of-file' },
  '\x0c': { kind: 'clear' },
  '\x1b': { kind: 'escape' },
  '\x07': { kind: 'escape' },
  '\x01': edit('home'),
  '\x02': edit('left'),
  '\x05': edit('end'),
  '\x06': edit('right'),
  '\x08': edit('backspace'),
  '\x7f': edit('backspace'),
  '\x0b': edit('cut to end'),
  '\x0e': edit('newer'),
  '\x10': edit('older'),
  '\x12': edit('search'),
  '\x14': edit('swap'),
  '\x15': edit('cut to start'),
  '\x17': edit('cut word'),
  '\x19': edit('paste cut'),
  '\x1bb': edit('word left'),
  '\x1bf': edit('word right'),
  '\x1bd': edit('cut next word'),
  '\x1b\x7f': edit('cut word'),
  '\x1b<': edit('oldest'),
  '\x1b>': edit('newest'),
  '\x1b[A': edit('older'),
  '\x1b[B': edit('newer'),
  '\x1b[C': edit('right'),
  '\x1b[D': edit('left'),
  '\x1bOA': edit('older'),
  '\x1bOB': edit('newer'),
  '\x1bOC': edit('right'),
  '\x1bOD': edit('left'),
  '\x1b[H': edit('home'),
  '\x1b[F': edit('end'),
  '\x1bOH': edit('home'),
  '\x1bOF': edit('end'),
  '\x1b[1~': edit('home'),
  '\x1b[4~': edit('end'),
  '\x1b[3~': edit('delete'),
  '\x1b[5~': { kind: 'page', to: 'up' },
  '\x1b[6~': { kind: 'page', to: 'down' },
  '\x1b[1;5C': edit('word right'),
  '\x1b[1;5D': edit('word left'),
  '\x1b[1;3C': edit('word right'),
  '\x1b[1;3D': edit('word left'),
}

/**
 * The keys in what a terminal sends for one event of the keyboard: a sequence, or letters (several at once from an
 * input method). Unknown sequences are none.
 */
export function keysOf(data: string): Key[] {
  const known = own(KEYS, data)
  if (known) return [known]
  if (data.startsWith('\x1b')) return []
  const keys: Key[] = []
  for (const part of data.split(/([\u0000-\u001f\u007f])/)) {
    const key = own(KEYS, part)
    if (key) keys.push(key)
    else if (printableLine(part) !== '')
      keys.push({ kind: 'edit', edit: { do: 'insert', text: printableLine(part) } })
  }
  return keys
}
