import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'

/** Numbers as Haskell's `reads` takes them, with the sentences of Utils.hs (tryRead). */

const read = (
  owner: string,
  text: string,
  number: RegExp,
  whole: (found: string) => boolean,
): Result<number> => {
  const found = number.exec(text.trimStart())?.[0]
  if (found === undefined || !whole(found)) return bad(`${owner}: cannot parse string '${text}'`)
  const rest = text.trimStart().slice(found.length)
  return rest.trim() === ''
    ? good(Number(found))
    : bad(`${owner}: leftover characters when parsing '${text}': '${rest}'`)
}

const LITERAL = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?/i

/** A whole number; `owner` begins the sentence of the error. */
export const readInteger = (owner: string, text: string): Result<number> =>
  read(owner, text, LITERAL, (found) => /^-?\d+$/.test(found))

/** A number that may have a fraction. */
export const readNumber = (owner: string, text: string): Result<number> =>
  read(owner, text, LITERAL, () => true)

/** `sepSplit`: parts between separators; an empty text has none. */
export const splitAt = (separator: string, text: string): string[] =>
  text === '' ? [] : text.split(separator)
