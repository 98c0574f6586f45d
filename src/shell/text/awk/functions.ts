import { posixSource } from '../grep.ts'
import { formatted } from './format.ts'
import { fail } from './tokens.ts'
import { type AwkValue, numberOf, textOf } from './values.ts'

/** What the functions of awk do that change nothing. `sub`, `gsub` and `split` are part of the interpreter. */

const PLAIN = new Map<string, (args: readonly AwkValue[]) => AwkValue>([
  ['length', ([text]) => textOf(text).length],
  ['toupper', ([text]) => textOf(text).toUpperCase()],
  ['tolower', ([text]) => textOf(text).toLowerCase()],
  ['int', ([number]) => Math.trunc(numberOf(number))],
  ['sqrt', ([number]) => Math.sqrt(numberOf(number))],
  ['log', ([number]) => Math.log(numberOf(number))],
  ['exp', ([number]) => Math.exp(numberOf(number))],
  ['index', ([text, part]) => textOf(text).indexOf(textOf(part)) + 1],
  ['substr', ([text, from, length]) => substring(textOf(text), numberOf(from), length)],
  ['sprintf', ([format, ...rest]) => formatted(textOf(format), rest)],
])

/** Counted from 1; what lies before the text counts as well. */
function substring(text: string, from: number, length: AwkValue): AwkValue {
  const first = Math.round(from)
  const end = length === undefined ? text.length + 1 : first + Math.round(numberOf(length))
  return text.slice(Math.max(first, 1) - 1, Math.max(end - 1, 0))
}

const SPECIAL = new Set(['sub', 'gsub', 'split', 'match'])

/** Whether this awk has a function. */
export const isFunction = (name: string): boolean => PLAIN.has(name) || SPECIAL.has(name)

/** The value of a function that needs only values; undefined: it needs more. */
export const plainCall = (name: string, args: readonly AwkValue[]): AwkValue =>
  PLAIN.get(name)?.(args)

/** An expression of awk; what is none is refused. */
export function awkExpression(source: string, flags = ''): RegExp {
  try {
    return new RegExp(posixSource(source, 'extended'), flags)
  } catch (error) {
    if (error instanceof SyntaxError) return fail(`regular expression compile failed (${source})`)
    throw error
  }
}
