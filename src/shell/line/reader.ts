import { giveUp } from '../../lib/give-up.ts'
import type { Pipeline } from './syntax.ts'
import type { Token } from './tokens.ts'

/** What a line says, or why it cannot be run yet or at all. */
export type ParsedLine = { kind: 'list'; list: Pipeline[] } | NoLine

/** Why a line is not to be run. */
export type NoLine =
  /** More has to be typed. `open`: the quote that is open, or null. */
  | { kind: 'incomplete'; open: string | null }
  /** As bash words it, without its name. */
  | { kind: 'error'; text: string }
  /** Bash can do it, this trainer's shell cannot. */
  | { kind: 'absent'; what: string }

/** The tokens of a line, and how far they are read. */
export interface LineReader {
  tokens: readonly Token[]
  at: number
  /** How many lists are open around this one. */
  depth: number
}

/** Gives up: the token at which the line makes no sense, or that there is more to come. */
export function unexpected({ tokens, at }: LineReader): never {
  const token = tokens[at]
  if (!token) giveUp<NoLine>({ kind: 'incomplete', open: null })
  const text = token.kind === 'word' ? token.source : token.kind === 'operator' ? token.text : '(('
  const shown = text === '\n' ? 'newline' : text
  return wrong(`syntax error near unexpected token \`${shown}'`)
}

/** Gives up, in bash's words. */
export function wrong(text: string): never {
  return giveUp<NoLine>({ kind: 'error', text })
}

/** Gives up: bash knows this, and this shell does not. */
export function absent(what: string): never {
  return giveUp<NoLine>({ kind: 'absent', what })
}

/** The operator that comes next; undefined: there is none. */
export const operatorAt = ({ tokens, at }: LineReader): string | undefined => {
  const token = tokens[at]
  return token?.kind === 'operator' ? token.text : undefined
}

/** The word that comes next, as it was typed. */
export const wordAt = ({ tokens, at }: LineReader): string | undefined => {
  const token = tokens[at]
  return token?.kind === 'word' ? token.source : undefined
}

/** Reads a word that has to stand here. */
export function expectWord(r: LineReader, source: string): void {
  if (wordAt(r) !== source) unexpected(r)
  r.at += 1
}

/** Passes line breaks, which mean nothing where a command may begin. */
export function passBreaks(r: LineReader): void {
  while (operatorAt(r) === '\n') r.at += 1
}
