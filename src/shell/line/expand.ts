import { literal } from '../../lib/text/literal.ts'
import { calculate, type Variables } from './arithmetic.ts'
import type { ValueChange, Word, WordPart } from './tokens.ts'

/** What words may refer to. */
export interface Surroundings {
  /** The variables; one that is not set is empty. */
  variables: Variables
  /** Output of the commands in $(…), in the order of their appearance, as far as they have run. */
  found: readonly string[]
  /** Full paths of the files that match a pattern, sorted; none when nothing matches. */
  match: (pattern: string) => string[]
}

/** `needs`: a $(…) that has to run first. `wrong`: what bash says of an expression that has no value. */
export type Expansion =
  | { kind: 'words'; words: string[] }
  | { kind: 'needs'; line: string }
  | { kind: 'wrong'; text: string }

/** A stretch of text with the knowledge whether its characters still mean something. */
interface Piece {
  text: string
  quoted: boolean
}

/** A command that has to run before the words have a text. */
function lacking(words: readonly Word[], found: readonly string[]): Expansion | undefined {
  const line = words
    .flat()
    .flatMap((part) => (part.kind === 'command' ? part.line : []))
    .at(found.length)
  return line === undefined ? undefined : { kind: 'needs', line }
}

/** The words with what they refer to in its place, in pieces. */
function substitute(
  words: readonly Word[],
  around: Surroundings,
): { kind: 'pieces'; pieces: Piece[][] } | Exclude<Expansion, { kind: 'words' }> {
  const needs = lacking(words, around.found)
  if (needs && needs.kind !== 'words') return needs
  const pieces: Piece[][] = []
  let used = 0
  for (const word of words) {
    const row: Piece[] = []
    for (const [i, part] of word.entries()) {
      if (part.kind === 'sum') {
        const sum = calculate(part.text, around.variables)
        if (!sum.ok) return { kind: 'wrong', text: sum.wrong }
        row.push({ text: String(sum.value), quoted: part.quoted })
      } else {
        const text =
          part.kind === 'command' ? (around.found[used++] ?? '') : textOf(part, i, around)
        row.push({ text, quoted: part.quoted })
      }
    }
    pieces.push(row)
  }
  return { kind: 'pieces', pieces }
}

/**
 * Replaces what the words refer to, splits at blanks, and fills in file names, as bash does. The first `assignments`
 * words keep their blanks and patterns.
 */
export function expandWords(
  words: readonly Word[],
  around: Surroundings,
  assignments = 0,
): Expansion {
  const read = substitute(words, around)
  if (read.kind !== 'pieces') return read
  const result: string[] = []
  for (const [place, pieces] of read.pieces.entries()) {
    const word = words[place] ?? []
    if (place < assignments) {
      result.push(pieces.map(({ text }) => text).join(''))
      continue
    }
    const fields = isPlain(word) ? [pieces] : split(word, pieces)
    for (const field of fields) result.push(...filled(field, around))
  }
  return { kind: 'words', words: result }
}

/**
 * Replaces what the words refer to and leaves each of them one word, as `case` and `[[ ]]` read them. In `patterns`
 * the characters that were quoted have a backslash.
 */
export function expandWhole(
  words: readonly Word[],
  around: Surroundings,
): { kind: 'whole'; words: string[]; patterns: string[] } | Exclude<Expansion, { kind: 'words' }> {
  const read = substitute(words, around)
  if (read.kind !== 'pieces') return read
  return {
    kind: 'whole',
    words: read.pieces.map((pieces) => pieces.map(({ text }) => text).join('')),
    patterns: read.pieces.map(patternOf),
  }
}

const isPlain = (word: Word): boolean => word.every((p) => p.kind === 'text' || p.quoted)

function textOf(
  part: Extract<WordPart, { kind: 'text' | 'param' }>,
  at: number,
  { variables }: Surroundings,
): string {
  if (part.kind === 'param') {
    const value = variables.get(part.name)
    return part.change ? changed(value, part.name, part.change, variables) : value
  }
  if (at === 0 && !part.quoted && /^~(\/|$)/.test(part.text)) return `/root${part.text.slice(1)}`
  return part.text
}

/** What `${NAME…}` makes of a value. A variable that is not set is empty here. */
function changed(
  value: string,
  name: string,
  { by, word }: ValueChange,
  variables: Variables,
): string {
  const operand = word.replace(/\$\{?([A-Za-z_]\w*)\}?/g, (_all, inner: string) =>
    variables.get(inner),
  )
  const [sign = ''] = by.slice(-1)
  if (by === '#' && word === '') return String(value.length)
  if (sign === '-') return value === '' ? operand : value
  if (sign === '+') return value === '' ? '' : operand
  if (sign === '=') {
    if (value === '') variables.set(name, operand)
    return value === '' ? operand : value
  }
  if (sign === '/') {
    const [, pattern = '', replacement = ''] =
      /^((?:\\.|[^/])*)(?:\/([\s\S]*))?$/.exec(operand) ?? []
    const expression = new RegExp(globSource(pattern, true), by === '//' ? 'g' : '')
    return pattern === '' ? value : value.replace(expression, () => replacement)
  }
  return trimmed(value, operand, by)
}

/** `#` and `##` cut the shortest or longest start that matches, `%` and `%%` the end. */
function trimmed(value: string, pattern: string, by: string): string {
  const expression = globExpression(pattern, true)
  const cuts = Array.from({ length: value.length + 1 }, (_, length) => length)
  if (by.length === 2) cuts.reverse()
  const fromStart = by.startsWith('#')
  const cut = cuts.find((length) =>
    expression.test(fromStart ? value.slice(0, length) : value.slice(value.length - length)),
  )
  if (cut === undefined) return value
  return fromStart ? value.slice(cut) : value.slice(0, value.length - cut)
}

/** Unquoted values fall apart at blanks; what stands beside them sticks to the first and last piece. */
function split(word: Word, pieces: Piece[]): Piece[][] {
  const fields: Piece[][] = []
  let open: Piece[] | null = null
  for (const [i, piece] of pieces.entries()) {
    const part = word[i]
    if (part?.kind === 'text' || piece.quoted) {
      open = [...(open ?? []), piece]
      continue
    }
    const bits = piece.text.split(/[ \t\n]+/)
    for (const [j, bit] of bits.entries()) {
      if (j > 0 && open) {
        fields.push(open)
        open = null
      }
      if (bit !== '') open = [...(open ?? []), { text: bit, quoted: false }]
    }
  }
  if (open) fields.push(open)
  return fields
}

function filled(field: Piece[], around: Surroundings): string[] {
  const text = field.map((p) => p.text).join('')
  const pattern = patternOf(field)
  if (!field.some((p) => !p.quoted && /[*?]|\[.+\]/.test(p.text))) return [text]
  const matches = around.match(pattern)
  return matches.length > 0 ? matches : [text]
}

const patternOf = (pieces: readonly Piece[]): string =>
  pieces.map((p) => (p.quoted ? p.text.replace(/[*?[\]\\]/g, '\\$&') : p.text)).join('')

/** A shell pattern as a regular expression over a whole text; in paths `*` and `?` stop at a slash. */
export const globExpression = (pattern: string, crossing = false): RegExp =>
  new RegExp(`^${globSource(pattern, crossing)}$`)

function globSource(pattern: string, crossing: boolean): string {
  const one = crossing ? '[\\s\\S]' : '[^/]'
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? ''
    const set = c === '[' ? /^\[([!^]?)([^\]]+)\]/.exec(pattern.slice(i)) : null
    if (c === '\\') {
      i += 1
      source += literal(pattern[i] ?? '')
    } else if (c === '*') source += `${one}*`
    else if (c === '?') source += one
    else if (set) {
      source += `[${set[1] ? '^' : ''}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`
      i += set[0].length - 1
    } else source += literal(c)
  }
  return source
}
