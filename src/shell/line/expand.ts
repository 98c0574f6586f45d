import { literal } from '../../lib/text/literal.ts'
import type { Word, WordPart } from './tokens.ts'

/** What words may refer to. */
export interface Surroundings {
  /** The value of $NAME; empty when there is none. */
  param: (name: string) => string
  /** Output of the commands in $(…), in the order of their appearance, as far as they have run. */
  found: readonly string[]
  /** Full paths of the files that match a pattern, sorted; none when nothing matches. */
  match: (pattern: string) => string[]
}

/** `needs`: a $(…) that has to run first. */
export type Expansion = { kind: 'words'; words: string[] } | { kind: 'needs'; line: string }

/** A stretch of text with the knowledge whether its characters still mean something. */
interface Piece {
  text: string
  quoted: boolean
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
  const result: string[] = []
  let used = 0
  for (const [place, word] of words.entries()) {
    const pieces: Piece[] = []
    for (const [i, part] of word.entries()) {
      if (part.kind === 'command') {
        const text = around.found[used]
        if (text === undefined) return { kind: 'needs', line: part.line }
        used += 1
        pieces.push({ text, quoted: part.quoted })
      } else pieces.push({ text: textOf(part, i, around), quoted: part.quoted })
    }
    if (place < assignments) {
      result.push(pieces.map(({ text }) => text).join(''))
      continue
    }
    const fields = isPlain(word) ? [pieces] : split(word, pieces)
    for (const field of fields) result.push(...filled(field, around))
  }
  return { kind: 'words', words: result }
}

const isPlain = (word: Word): boolean => word.every((p) => p.kind === 'text' || p.quoted)

function textOf(
  part: Exclude<WordPart, { kind: 'command' }>,
  at: number,
  around: Surroundings,
): string {
  if (part.kind === 'param') return around.param(part.name)
  if (at === 0 && !part.quoted && /^~(\/|$)/.test(part.text)) return `/root${part.text.slice(1)}`
  return part.text
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
  const pattern = field
    .map((p) => (p.quoted ? p.text.replace(/[*?[\]\\]/g, '\\$&') : p.text))
    .join('')
  if (!field.some((p) => !p.quoted && /[*?]|\[.+\]/.test(p.text))) return [text]
  const matches = around.match(pattern)
  return matches.length > 0 ? matches : [text]
}

/** A shell pattern as a regular expression over one path; `*` and `?` stop at a slash. */
export function globExpression(pattern: string): RegExp {
  let source = ''
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i] ?? ''
    const set = c === '[' ? /^\[([!^]?)([^\]]+)\]/.exec(pattern.slice(i)) : null
    if (c === '\\') {
      i += 1
      source += literal(pattern[i] ?? '')
    } else if (c === '*') source += '[^/]*'
    else if (c === '?') source += '[^/]'
    else if (set) {
      source += `[${set[1] ? '^' : ''}${(set[2] ?? '').replace(/[\\\]^]/g, '\\$&')}]`
      i += set[0].length - 1
    } else source += literal(c)
  }
  return new RegExp(`^${source}$`)
}
