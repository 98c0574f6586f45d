import type { Pipeline } from './syntax.ts'
import type { Token } from './tokens.ts'

/** What a line says, or why it cannot be run yet or at all. */
export type ParsedLine = { kind: 'list'; list: Pipeline[] } | NoLine

/** Why a line is not to be run. */
type NoLine =
  /** More has to be typed. `open`: the quote that is open, or null. */
  | { kind: 'incomplete'; open: string | null }
  /** As bash words it, without its name. */
  | { kind: 'error'; text: string }
  /** Bash can do it, this trainer's shell cannot. */
  | { kind: 'absent'; what: string }

/** Ends the reading of a line; `parseLine` returns why. */
export class Unreadable extends Error {
  readonly why: NoLine
  constructor(why: NoLine) {
    super(why.kind)
    this.why = why
  }
}

/** The tokens of a line, and how far they are read. */
export interface Reader {
  tokens: readonly Token[]
  at: number
  /** How many lists are open around this one. */
  depth: number
}

/** Gives up: the token at which the line makes no sense, or that there is more to come. */
export function unexpected({ tokens, at }: Reader): never {
  const token = tokens[at]
  if (!token) throw new Unreadable({ kind: 'incomplete', open: null })
  const text = token.kind === 'word' ? token.source : token.kind === 'operator' ? token.text : '(('
  const shown = text === '\n' ? 'newline' : text
  return wrong(`syntax error near unexpected token \`${shown}'`)
}

/** Gives up, in bash's words. */
export function wrong(text: string): never {
  throw new Unreadable({ kind: 'error', text })
}

/** Gives up: bash knows this, and this shell does not. */
export function absent(what: string): never {
  throw new Unreadable({ kind: 'absent', what })
}

/** The operator that comes next; undefined: there is none. */
export const operatorAt = ({ tokens, at }: Reader): string | undefined => {
  const token = tokens[at]
  return token?.kind === 'operator' ? token.text : undefined
}

/** The word that comes next, as it was typed. */
export const wordAt = ({ tokens, at }: Reader): string | undefined => {
  const token = tokens[at]
  return token?.kind === 'word' ? token.source : undefined
}

/** Reads a word that has to stand here. */
export function expectWord(r: Reader, source: string): void {
  if (wordAt(r) !== source) unexpected(r)
  r.at += 1
}

/** Passes line breaks, which mean nothing where a command may begin. */
export function passBreaks(r: Reader): void {
  while (operatorAt(r) === '\n') r.at += 1
}
