import { type AwkToken, syntaxError } from './tokens.ts'

/** The tokens of a program, and how far they are read. */
export interface Reading {
  tokens: readonly AwkToken[]
  at: number
  depth: number
  /** In the list of print, where `>` is no comparison. */
  inPrint: boolean
}

/** Whether a sign comes next. */
export const isSign = ({ tokens, at }: Reading, text: string): boolean =>
  tokens[at]?.kind === 'sign' && tokens[at]?.text === text

/** Reads one of these signs if it comes next. */
export function takeSign(r: Reading, ...texts: string[]): string | undefined {
  const found = texts.find((text) => isSign(r, text))
  if (found !== undefined) r.at += 1
  return found
}

/** Reads one of these words if it comes next. */
export function takeWord(r: Reading, ...words: string[]): boolean {
  const token = r.tokens[r.at]
  const found = (token?.kind === 'name' || token?.kind === 'call') && words.includes(token.text)
  if (found) r.at += 1
  return found
}

/** Reads a sign that has to stand here. */
export function expect(r: Reading, text: string): void {
  if (takeSign(r, text) === undefined) syntaxError(r.tokens[r.at]?.text ?? '')
}

/** Passes what may stand between statements. */
export function passSeparators(r: Reading): void {
  while (isSign(r, ';') || r.tokens[r.at]?.kind === 'newline') r.at += 1
}
