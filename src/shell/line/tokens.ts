/**
 * From a typed line to tokens, as bash reads it: quoting, comments, operators, redirections. What a word
 * says is kept in parts, because only the unquoted ones are split and matched against file names.
 */

/** One stretch of a word. `param`: $NAME; `command`: $(…). */
export type WordPart =
  | { kind: 'text'; text: string; quoted: boolean }
  | { kind: 'param'; name: string; quoted: boolean }
  | { kind: 'command'; line: string; quoted: boolean }

/** A word before expansion; its parts stand next to each other without a space. */
export type Word = WordPart[]

/** A piece of a line. `source` is the word as it was typed. */
export type Token =
  | { kind: 'word'; word: Word; source: string }
  | { kind: 'operator'; text: string }

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
  '<<',
  '<(',
  '>(',
]
const SINGLE = ';|&<>()\n'

interface Reader {
  line: string
  at: number
}

/** Splits a line into words and operators. A comment ends at the line's end; variables are not replaced yet. */
export function tokenize(line: string): Tokens {
  const reader: Reader = { line, at: 0 }
  const tokens: Token[] = []
  for (;;) {
    while (line[reader.at] === ' ' || line[reader.at] === '\t') reader.at += 1
    const c = line[reader.at]
    if (c === undefined) return { ok: true, tokens }
    if (c === '#') {
      const end = line.indexOf('\n', reader.at)
      reader.at = end < 0 ? line.length : end
      continue
    }
    const operator = operatorAt(line, reader.at)
    if (operator !== null) {
      reader.at += operator.length
      tokens.push({ kind: 'operator', text: operator })
      continue
    }
    const from = reader.at
    const read = readWord(reader)
    if (!read.ok) return read
    tokens.push({ kind: 'word', word: read.word, source: line.slice(from, reader.at) })
  }
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

function readWord(reader: Reader): ReadWord {
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
function readDouble(reader: Reader, word: Word): string | undefined {
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
function readDollar(reader: Reader, sign: string, quoted: boolean, word: Word): string | undefined {
  const { line } = reader
  const rest = line.slice(reader.at)
  if (sign === '`') {
    const end = line.indexOf('`', reader.at)
    if (end < 0) return '`'
    word.push({ kind: 'command', line: line.slice(reader.at, end), quoted })
    reader.at = end + 1
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
  if (!name) {
    addText(word, '$', quoted)
    return undefined
  }
  word.push({ kind: 'param', name: name[1] ?? name[2] ?? '', quoted })
  reader.at += name[0].length
  return undefined
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
