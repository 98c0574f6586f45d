/** A line being typed, as bash edits it. A value: every function below returns the next one. */
export interface EditedLine {
  text: string
  /** Characters before the cursor. */
  cursor: number
  /** What the last Ctrl-K, -U or -W cut. */
  cut: string
  /** Distance into the past while a line of the history is shown; 0: the line being typed. */
  back: number
  /** The line being typed while a line of the history is shown. */
  draft: string
  /** Reverse search: what is looked for, and which match, newest first; null while not searching. */
  search: { wanted: string; nth: number } | null
}

export const emptyLine: EditedLine = {
  text: '',
  cursor: 0,
  cut: '',
  back: 0,
  draft: '',
  search: null,
}

/** The line with that text and the cursor at its end. */
export const lineOf = (text: string, cut = ''): EditedLine => ({
  ...emptyLine,
  text,
  cursor: text.length,
  cut,
})

export type Edit =
  | { do: 'insert'; text: string }
  | { do: 'left' | 'right' | 'home' | 'end' | 'word left' | 'word right' }
  | { do: 'backspace' | 'delete' | 'cut to end' | 'cut to start' | 'cut word' | 'cut next word' }
  | { do: 'paste cut' | 'swap' }
  | { do: 'older' | 'newer' | 'oldest' | 'newest' }
  | { do: 'search' | 'leave search' }

const place = (line: EditedLine, text: string, cursor: number): EditedLine => ({
  ...line,
  text,
  cursor: Math.max(0, Math.min(text.length, cursor)),
})

/** Start of the word before the cursor; words are made of letters and digits. */
const wordStart = (text: string, cursor: number): number => {
  let at = cursor
  while (at > 0 && !/\w/.test(text[at - 1] ?? '')) at -= 1
  while (at > 0 && /\w/.test(text[at - 1] ?? '')) at -= 1
  return at
}

const wordEnd = (text: string, cursor: number): number => {
  let at = cursor
  while (at < text.length && !/\w/.test(text[at] ?? '')) at += 1
  while (at < text.length && /\w/.test(text[at] ?? '')) at += 1
  return at
}

/** Start of the blank-separated word before the cursor, as Ctrl-W counts. */
const blankStart = (text: string, cursor: number): number => {
  let at = cursor
  while (at > 0 && text[at - 1] === ' ') at -= 1
  while (at > 0 && text[at - 1] !== ' ') at -= 1
  return at
}

const remove = (
  line: EditedLine,
  from: number,
  to: number,
  options: { keep: boolean },
): EditedLine => ({
  ...place(line, line.text.slice(0, from) + line.text.slice(to), from),
  cut: options.keep && to > from ? line.text.slice(from, to) : line.cut,
})

const swap = (line: EditedLine): EditedLine => {
  const at = line.cursor === line.text.length ? line.cursor - 1 : line.cursor
  if (at < 1) return line
  const { text } = line
  const swapped = text.slice(0, at - 1) + text[at] + text[at - 1] + text.slice(at + 1)
  return place(line, swapped, at + 1)
}

const recall = (line: EditedLine, history: readonly string[], back: number): EditedLine => {
  const to = Math.max(0, Math.min(history.length, back))
  if (to === line.back) return line
  const draft = line.back === 0 ? line.text : line.draft
  const text = to === 0 ? draft : (history[history.length - to] ?? '')
  return { ...line, text, cursor: text.length, back: to, draft }
}

const found = (history: readonly string[], wanted: string, nth: number): string | undefined => {
  const matches = history.filter((entry) => entry.includes(wanted))
  const distinct = [...new Set(matches.reverse())]
  return wanted === '' ? undefined : distinct[nth]
}

const searched = (
  line: EditedLine,
  history: readonly string[],
  wanted: string,
  nth: number,
): EditedLine => {
  const text = found(history, wanted, nth)
  if (text === undefined && nth > 0) return line
  const shown = text ?? line.text
  const at = text === undefined ? line.cursor : Math.max(0, shown.indexOf(wanted))
  return { ...line, text: shown, cursor: at, search: { wanted, nth } }
}

const searchEdit = (line: EditedLine, edit: Edit, history: readonly string[]): EditedLine => {
  const { wanted, nth } = line.search ?? { wanted: '', nth: 0 }
  switch (edit.do) {
    case 'insert':
      return searched(line, history, wanted + edit.text, 0)
    case 'backspace':
      return searched(line, history, wanted.slice(0, -1), 0)
    case 'search':
      return searched(line, history, wanted, wanted === '' ? 0 : nth + 1)
    case 'leave search':
      return { ...line, search: null }
    default:
      return edited({ ...line, search: null }, edit, history)
  }
}

/** The line after one key. `history` has the oldest line first. */
export function edited(line: EditedLine, edit: Edit, history: readonly string[]): EditedLine {
  if (line.search) return searchEdit(line, edit, history)
  const { text, cursor } = line
  switch (edit.do) {
    case 'insert':
      return place(
        line,
        text.slice(0, cursor) + edit.text + text.slice(cursor),
        cursor + edit.text.length,
      )
    case 'left':
      return place(line, text, cursor - 1)
    case 'right':
      return place(line, text, cursor + 1)
    case 'home':
      return place(line, text, 0)
    case 'end':
      return place(line, text, text.length)
    case 'word left':
      return place(line, text, wordStart(text, cursor))
    case 'word right':
      return place(line, text, wordEnd(text, cursor))
    case 'backspace':
      return cursor === 0 ? line : remove(line, cursor - 1, cursor, { keep: false })
    case 'delete':
      return remove(line, cursor, cursor + 1, { keep: false })
    case 'cut to end':
      return remove(line, cursor, text.length, { keep: true })
    case 'cut to start':
      return remove(line, 0, cursor, { keep: true })
    case 'cut word':
      return remove(line, blankStart(text, cursor), cursor, { keep: true })
    case 'cut next word':
      return remove(line, cursor, wordEnd(text, cursor), { keep: true })
    case 'paste cut':
      return edited(line, { do: 'insert', text: line.cut }, history)
    case 'swap':
      return swap(line)
    case 'older':
      return recall(line, history, line.back + 1)
    case 'newer':
      return recall(line, history, line.back - 1)
    case 'oldest':
      return recall(line, history, history.length)
    case 'newest':
      return recall(line, history, 0)
    case 'search':
      return { ...line, search: { wanted: '', nth: 0 } }
    case 'leave search':
      return line
  }
}
