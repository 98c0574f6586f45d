import { posixSource } from '../grep.ts'

/** A script of sed, read: the commands that operators use. */

/** Which lines a command is for. */
export type Address =
  | { kind: 'line'; number: number }
  | { kind: 'last' }
  | { kind: 'match'; expression: RegExp }
  /** `FIRST~STEP`. */
  | { kind: 'step'; first: number; step: number }

/** What is done to a line. */
export type SedAction =
  | {
      kind: 's'
      expression: RegExp
      /** Literal text, or the number of a group; 0 is the whole match. */
      replacement: (string | number)[]
      /** The match to begin with, and whether all that follow are replaced as well. */
      nth: number
      all: boolean
      print: boolean
    }
  | { kind: 'y'; from: string; to: string }
  | { kind: 'p' | 'd' | 'q' | '=' }
  | { kind: 'a' | 'i' | 'c'; text: string }

/** An action with the lines that it is for. */
export interface SedCommand {
  addresses: Address[]
  negated: boolean
  action: SedAction
}

/** `wrong`: as sed words it after "char N: ". */
export type SedScript =
  | { ok: true; commands: SedCommand[] }
  | { ok: false; at: number; wrong: string }

/** Commands of sed that this one lacks. */
const ABSENT = 'bDeFgGhHlnNPrRtTvwWxz{}:'

/** A script as it is read. */
interface Reader {
  text: string
  at: number
  kind: 'basic' | 'extended'
}

const peek = ({ text, at }: Reader): string => text[at] ?? ''

function skip(reader: Reader, what: RegExp): void {
  while (peek(reader) !== '' && what.test(peek(reader))) reader.at += 1
}

function readNumber(reader: Reader): number | undefined {
  const digits = /^\d+/.exec(reader.text.slice(reader.at))?.[0]
  if (digits === undefined) return undefined
  reader.at += digits.length
  return Number(digits)
}

/** Up to the delimiter, which is passed; null: it never comes. An escaped delimiter stands for itself. */
function upTo(reader: Reader, delimiter: string): string | null {
  let text = ''
  for (; peek(reader) !== delimiter; reader.at++) {
    if (peek(reader) === '') return null
    if (peek(reader) !== '\\') text += peek(reader)
    else {
      reader.at += 1
      text += peek(reader) === delimiter ? delimiter : `\\${peek(reader)}`
    }
  }
  reader.at += 1
  return text
}

const expressionOf = ({ kind }: Reader, source: string, flags: string): RegExp =>
  new RegExp(posixSource(source.replaceAll('\\n', '\n'), kind), flags)

function readAddress(reader: Reader): Address | undefined {
  if (peek(reader) === '$') {
    reader.at += 1
    return { kind: 'last' }
  }
  const number = readNumber(reader)
  if (number !== undefined) {
    if (peek(reader) !== '~') return { kind: 'line', number }
    reader.at += 1
    return { kind: 'step', first: number, step: readNumber(reader) ?? 0 }
  }
  if (peek(reader) !== '/') return undefined
  reader.at += 1
  const source = upTo(reader, '/')
  if (source === null) throw new SyntaxError('unterminated address regex')
  const fold = peek(reader) === 'I'
  if (fold) reader.at += 1
  return { kind: 'match', expression: expressionOf(reader, source, fold ? 'i' : '') }
}

function readAddresses(reader: Reader): Address[] {
  const first = readAddress(reader)
  if (!first) return []
  skip(reader, /\s/)
  if (peek(reader) !== ',') return [first]
  reader.at += 1
  skip(reader, /\s/)
  const second = readAddress(reader)
  if (!second) throw new SyntaxError("unexpected `,'")
  return [first, second]
}

const replacementOf = (text: string): (string | number)[] => {
  const parts: (string | number)[] = []
  for (const [all] of text.matchAll(/\\[\s\S]|&|[^\\&]+/g)) {
    if (all === '&') parts.push(0)
    else if (/^\\\d$/.test(all)) parts.push(Number(all[1]))
    else if (all === '\\n') parts.push('\n')
    else if (all === '\\t') parts.push('\t')
    else parts.push(all.startsWith('\\') ? all.slice(1) : all)
  }
  return parts
}

function readSubstitution(reader: Reader): SedAction {
  const delimiter = peek(reader)
  reader.at += 1
  const pattern = delimiter === '' ? null : upTo(reader, delimiter)
  const replacement = pattern === null ? null : upTo(reader, delimiter)
  if (pattern === null || replacement === null) throw new SyntaxError("unterminated `s' command")
  const flags = /^[gpiI\d]*/.exec(reader.text.slice(reader.at))?.[0] ?? ''
  reader.at += flags.length
  if (/[a-zA-Z]/.test(peek(reader))) {
    reader.at += 1
    throw new SyntaxError("unknown option to `s'")
  }
  const parts = replacementOf(replacement)
  const expression = expressionOf(reader, pattern, `g${/i/i.test(flags) ? 'i' : ''}`)
  const groups = (new RegExp(`${expression.source}|`).exec('')?.length ?? 1) - 1
  const beyond = parts.find((part) => typeof part === 'number' && part > groups)
  if (beyond !== undefined)
    throw new SyntaxError(`invalid reference \\${beyond} on \`s' command's RHS`)
  return {
    kind: 's',
    expression,
    replacement: parts,
    nth: Number(/\d+/.exec(flags)?.[0] ?? 1),
    all: flags.includes('g'),
    print: flags.includes('p'),
  }
}

function readTransliteration(reader: Reader): SedAction {
  const delimiter = peek(reader)
  reader.at += 1
  const from = delimiter === '' ? null : upTo(reader, delimiter)
  const to = from === null ? null : upTo(reader, delimiter)
  if (from === null || to === null) throw new SyntaxError("unterminated `y' command")
  if (from.length !== to.length)
    throw new SyntaxError("strings for `y' command are different lengths")
  return { kind: 'y', from, to }
}

/** `a TEXT`, or `a\` and the text on the next line: the rest of this piece of the script. */
function readText(reader: Reader): string {
  skip(reader, /[ \t]/)
  if (peek(reader) === '\\') {
    reader.at += 1
    skip(reader, /[ \t]/)
    if (peek(reader) === '\n') reader.at += 1
  }
  if (peek(reader) === '') throw new SyntaxError("expected \\ after `a', `c' or `i'")
  const end = reader.text.indexOf('\n', reader.at)
  const text = reader.text.slice(reader.at, end < 0 ? undefined : end)
  reader.at = end < 0 ? reader.text.length : end
  return text
}

function readAction(reader: Reader): SedAction {
  const command = peek(reader)
  reader.at += 1
  switch (command) {
    case 's':
      return readSubstitution(reader)
    case 'y':
      return readTransliteration(reader)
    case 'p':
    case 'd':
    case 'q':
    case '=':
      return { kind: command }
    case 'a':
    case 'i':
    case 'c':
      return { kind: command, text: readText(reader) }
  }
  if (command === '') throw new SyntaxError('missing command')
  if (ABSENT.includes(command))
    throw new SyntaxError(`this trainer's sed has no \`${command}'; it knows s y p d q = a i c`)
  throw new SyntaxError(`unknown command: \`${command}'`)
}

/** Reads a script; its commands are separated by `;` and line breaks. */
export function parseSed(text: string, kind: 'basic' | 'extended'): SedScript {
  const reader: Reader = { text, at: 0, kind }
  const commands: SedCommand[] = []
  try {
    for (;;) {
      skip(reader, /[\s;]/)
      if (peek(reader) === '') return { ok: true, commands }
      if (peek(reader) === '#') {
        skip(reader, /[^\n]/)
        continue
      }
      const addresses = readAddresses(reader)
      skip(reader, /\s/)
      const negated = peek(reader) === '!'
      if (negated) reader.at += 1
      skip(reader, /\s/)
      const action = readAction(reader)
      if (addresses.length === 2 && action.kind === 'q')
        throw new SyntaxError('command only uses one address')
      commands.push({ addresses, negated, action })
      skip(reader, /[ \t]/)
      if (!/^[;\n}]?$/.test(peek(reader))) {
        reader.at += 1
        throw new SyntaxError('extra characters after command')
      }
    }
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return { ok: false, at: reader.at, wrong: error.message }
  }
}
