/**
 * From a typed line to tokens, as bash reads it: quoting, comments, operators, redirections. What a word
 * says is kept in parts, because only the unquoted ones are split and matched against file names.
 */

/** One stretch of a word. `param`: $NAME, or ${NAME…} with what is done to its value; `command`: $(…); `sum`: $((…)). */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'param'; name: string; change?: ValueChange; quoted: boolean }
  | { kind: 'command'; line: string; quoted: boolean }
  | { kind: 'sum'; text: string; quoted: boolean }

/** What `${NAME…}` does to a value: `by` is `#` in front of the name for its length, or the operator behind it. */
export interface ValueChange {
  by: string
  word: string
}

/** A word before expansion; its parts stand next to each other without a space. */
export type Word = WordPart[]

/** A piece of a line. `source` is the word as it was typed; `arithmetic` stands in (( )). */
export type Token =
  | { kind: 'word'; word: Word; source: string }
  | { kind: 'operator'; text: string }
  | { kind: 'arithmetic'; text: string }

/** `incomplete`: the line goes on: the quote that is open, or null for a backslash at its end. */
export type Tokens = { ok: true; tokens: Token[] } | { ok: false; incomplete: string | null }

/** Longest first. A number may stand directly before a redirection. */
const OPERATORS = [
  '2>&1',
  '1>&2',
  '&>>',
  '>&2',
  '&&',
  '||',
  ';;',
  '|&',
  '>>',
  '&>',
  '<<-',
  '<<',
  '<(',
  '>(',
]
const SINGLE = ';|&<>()\n'

interface LineReader {
  line: string
  at: number
}

/** A here document whose text begins on the next line. `word` becomes its text. */
interface HereDocument {
  word: Word
  end: string
  /** Whether nothing in it is replaced. */
  quoted: boolean
  /** `<<-`: without the tabs before its lines. */
  strip: boolean
}

/**
 * Splits a line into words and operators. A comment ends at the line's end; variables are not replaced yet. The word
 * after `<<` is the text of the here document, not its delimiter.
 */
export function tokenize(line: string): Tokens {
  const reader: LineReader = { line, at: 0 }
  const tokens: Token[] = []
  const pending: HereDocument[] = []
  for (;;) {
    while (line[reader.at] === ' ' || line[reader.at] === '\t') reader.at += 1
    const c = line[reader.at]
    if (c === undefined)
      return pending.length === 0 ? { ok: true, tokens } : { ok: false, incomplete: null }
    if (c === '#') {
      const end = line.indexOf('\n', reader.at)
      reader.at = end < 0 ? line.length : end
      continue
    }
    const sum = sumAt(line, reader.at)
    if (sum !== undefined) {
      reader.at += sum.length + 4
      tokens.push({ kind: 'arithmetic', text: sum })
      continue
    }
    const operator = operatorAt(line, reader.at)
    if (operator !== null) {
      reader.at += operator.length
      tokens.push({ kind: 'operator', text: operator })
      if (operator === '\n' && !readHereDocuments(reader, pending.splice(0)))
        return { ok: false, incomplete: null }
      continue
    }
    const from = reader.at
    const read = readWord(reader)
    if (!read.ok) return read
    const source = line.slice(from, reader.at)
    const before = tokens.at(-1)
    if (before?.kind === 'operator' && before.text.startsWith('<<'))
      pending.push(announced(read.word, before.text === '<<-'))
    tokens.push({ kind: 'word', word: read.word, source })
  }
}

/** The document that a delimiter announces; quotes in it keep the text as it is. */
const announced = (word: Word, strip: boolean): HereDocument => ({
  word,
  end: word.map((part) => (part.kind === 'text' ? part.text : '')).join(''),
  quoted: word.some((part) => part.quoted),
  strip,
})

/** Reads the texts that begin here, each up to its delimiter; false: there is more to come. */
function readHereDocuments(reader: LineReader, documents: readonly HereDocument[]): boolean {
  for (const { word, end, quoted, strip } of documents) {
    let text = ''
    for (;;) {
      if (reader.at >= reader.line.length) return false
      const stop = reader.line.indexOf('\n', reader.at)
      const typed = reader.line.slice(reader.at, stop < 0 ? undefined : stop)
      reader.at = stop < 0 ? reader.line.length : stop + 1
      const next = strip ? typed.replace(/^\t+/, '') : typed
      if (next === end) break
      text += `${next}\n`
    }
    word.splice(0, word.length, ...(quoted ? textWord(text) : expandable(text)))
  }
  return true
}

const textWord = (text: string): Word => [{ kind: 'text', text, quoted: true }]

/** A text in which variables are replaced, as between double quotes. */
function expandable(line: string): Word {
  const reader: LineReader = { line, at: 0 }
  const word: Word = textWord('')
  for (let c = line[reader.at]; c !== undefined; c = line[reader.at]) {
    reader.at += 1
    const next = line[reader.at]
    if (c === '\\' && next !== undefined && '$`\\\n'.includes(next)) {
      reader.at += 1
      if (next !== '\n') addText(word, next, true)
    } else if (c === '$' || c === '`') {
      const at = reader.at
      if (readDollar(reader, c, true, word) === undefined) continue
      reader.at = at
      addText(word, c, true)
    } else addText(word, c, true)
  }
  return word
}

function operatorAt(line: string, at: number): string | null {
  const redirect =
    /^[012]>>?(?!&)/.exec(line.slice(at, at + 3)) ?? /^0</.exec(line.slice(at, at + 2))
  const long = OPERATORS.find((text) => line.startsWith(text, at))
  if (long !== undefined) return long
  if (redirect) return redirect[0]
  const c = line[at] ?? ''
  return c !== '' && SINGLE.includes(c) ? c : null
}

type ReadWord = { ok: true; word: Word } | { ok: false; incomplete: string | null }

function readWord(reader: LineReader): ReadWord {
  const word: Word = []
  const { line } = reader
  for (;;) {
    const c = line[reader.at]
    if (c === undefined || ' \t'.includes(c) || SINGLE.includes(c)) return { ok: true, word }
    reader.at += 1
    if (c === '\\') {
      const next = line[reader.at]
      if (next === undefined) return { ok: false, incomplete: null }
      reader.at += 1
      if (next !== '\n') word.push({ kind: 'text', text: next, quoted: true })
    } else if (c === "'") {
      const end = line.indexOf("'", reader.at)
      if (end < 0) return { ok: false, incomplete: "'" }
      word.push({ kind: 'text', text: line.slice(reader.at, end), quoted: true })
      reader.at = end + 1
    } else if (c === '"') {
      const failed = readDouble(reader, word)
      if (failed !== undefined) return { ok: false, incomplete: failed }
    } else if (c === '$' || c === '`') {
      const failed = readDollar(reader, c, false, word)
      if (failed !== undefined) return { ok: false, incomplete: failed }
    } else addText(word, c, false)
  }
}

function addText(word: Word, text: string, quoted: boolean): void {
  const last = word.at(-1)
  if (last?.kind === 'text' && last.quoted === quoted) last.text += text
  else word.push({ kind: 'text', text, quoted })
}

/** Inside "…": returns the quote that was never closed, or undefined. */
function readDouble(reader: LineReader, word: Word): string | undefined {
  const { line } = reader
  addText(word, '', true)
  for (;;) {
    const c = line[reader.at]
    if (c === undefined) return '"'
    reader.at += 1
    if (c === '"') return undefined
    if (c === '\\') {
      const next = line[reader.at]
      if (next !== undefined && '$`"\\\n'.includes(next)) {
        reader.at += 1
        if (next !== '\n') addText(word, next, true)
      } else addText(word, c, true)
    } else if (c === '$' || c === '`') {
      const failed = readDollar(reader, c, true, word)
      if (failed !== undefined) return failed
    } else addText(word, c, true)
  }
}

/** After `$` or a backtick: returns what was never closed, or undefined. */
function readDollar(
  reader: LineReader,
  sign: string,
  quoted: boolean,
  word: Word,
): string | undefined {
  const { line } = reader
  const rest = line.slice(reader.at)
  if (sign === '`') {
    const end = line.indexOf('`', reader.at)
    if (end < 0) return '`'
    word.push({ kind: 'command', line: line.slice(reader.at, end), quoted })
    reader.at = end + 1
    return undefined
  }
  const sum = sumAt(line, reader.at)
  if (sum !== undefined) {
    word.push({ kind: 'sum', text: sum, quoted })
    reader.at += sum.length + 4
    return undefined
  }
  if (rest.startsWith('(')) {
    const end = closingParenthesis(line, reader.at)
    if (end < 0) return ')'
    word.push({ kind: 'command', line: line.slice(reader.at + 1, end), quoted })
    reader.at = end + 1
    return undefined
  }
  const name = /^(?:\{([A-Za-z_]\w*|[?#$!*@0-9])\}|([A-Za-z_]\w*|[?#$!*@0-9]))/.exec(rest)
  const changed = name ? null : CHANGED.exec(rest)
  if (changed) {
    const [all, length, whole, by = '#', operand = ''] = changed
    word.push({ kind: 'param', name: length ?? whole ?? '', change: { by, word: operand }, quoted })
    reader.at += all.length
    return undefined
  }
  if (!name) {
    addText(word, '$', quoted)
    return undefined
  }
  word.push({ kind: 'param', name: name[1] ?? name[2] ?? '', quoted })
  reader.at += name[0].length
  return undefined
}

/** `${#NAME}`, or `${NAME OPERATOR WORD}`. */
const CHANGED = /^\{(?:#([A-Za-z_]\w*)|([A-Za-z_]\w*|[?#$!*@0-9])(:?[-+=]|##?|%%?|\/\/?)([^}]*))\}/

/** What stands between (( and )) from here on; undefined: nothing does. */
function sumAt(line: string, at: number): string | undefined {
  if (!line.startsWith('((', at)) return undefined
  const end = closingParenthesis(line, at)
  return end > 0 && closingParenthesis(line, at + 1) === end - 1
    ? line.slice(at + 2, end - 1)
    : undefined
}

/** The parenthesis that closes the one at `from`, past quotes and inner pairs; -1 when there is none. */
function closingParenthesis(line: string, from: number): number {
  let depth = 0
  let quote = ''
  for (let i = from; i < line.length; i++) {
    const c = line[i] ?? ''
    if (quote !== '') {
      if (c === '\\' && quote === '"') i += 1
      else if (c === quote) quote = ''
    } else if (c === "'" || c === '"') quote = c
    else if (c === '\\') i += 1
    else if (c === '(') depth += 1
    else if (c === ')') {
      depth -= 1
      if (depth === 0) return i
    }
  }
  return -1
}
