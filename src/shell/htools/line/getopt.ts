import type { Result } from '../../../sim/htools/outcome.ts'

/** Command lines as Haskell's System.Console.GetOpt reads them: options and arguments in any order. */

/** The argument of an option; `optional`: only attached to it. */
export type OptionArgument = { readonly name: string; readonly optional?: true }

/** An option: how it is spelled, and how it changes what was read so far. */
export type Option<S> = {
  readonly letter: string
  readonly name: string
  readonly argument: OptionArgument | null
  readonly summary: string
  /** `value` is null without an argument. The error is the program's own sentence. */
  readonly read: (settings: S, value: string | null) => Result<S>
}

type Given<S> = { readonly option: Option<S>; readonly value: string | null }

/** What stands on a command line, or what is wrong with it. */
export type Words<S> = {
  readonly given: readonly Given<S>[]
  readonly args: readonly string[]
  /** Each ends with a line break. */
  readonly errors: readonly string[]
}

/** Each column as wide as its widest cell (usageInfo). */
const columns = (rows: readonly (readonly [string, string, string])[]): string => {
  const [first, second] = [0, 1].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows
    .map(
      ([letter, name, summary]) =>
        `  ${letter.padEnd(first ?? 0)}  ${name.padEnd(second ?? 0)}  ${summary}\n`,
    )
    .join('')
}

const letterOf = <S>({ letter, argument }: Option<S>): string => {
  if (letter === '') return ''
  if (argument === null) return `-${letter}`
  return argument.optional ? `-${letter}[${argument.name}]` : `-${letter} ${argument.name}`
}

const nameOf = <S>({ name, argument }: Option<S>): string => {
  if (argument === null) return `--${name}`
  return argument.optional ? `--${name}[=${argument.name}]` : `--${name}=${argument.name}`
}

/** The table of options below a heading. */
export const usageTable = <S>(heading: string, options: readonly Option<S>[]): string =>
  `${heading}\n${columns(options.map((option) => [letterOf(option), nameOf(option), option.summary]))}`

const required = (typed: string, argument: OptionArgument): string =>
  `option \`${typed}' requires an argument ${argument.name}\n`

/** Reads the words of a command line. Unknown options come last among the errors. */
export const readWords = <S>(options: readonly Option<S>[], words: readonly string[]): Words<S> => {
  const given: Given<S>[] = []
  const args: string[] = []
  const errors: string[] = []
  const unknown: string[] = []
  const rest = [...words]

  const take = (option: Option<S>, typed: string, attached: string | null): void => {
    const { argument } = option
    if (argument === null) {
      if (attached === null) given.push({ option, value: null })
      else errors.push(`option \`${typed}' doesn't allow an argument\n`)
      return
    }
    const value = attached ?? (argument.optional ? null : (rest.shift() ?? null))
    if (value === null && !argument.optional) errors.push(required(typed, argument))
    else given.push({ option, value })
  }

  const long = (word: string): void => {
    const equals = word.indexOf('=')
    const name = equals < 0 ? word : word.slice(0, equals)
    const exact = options.filter((option) => option.name === name)
    const found = exact.length > 0 ? exact : options.filter((o) => o.name.startsWith(name))
    const [option] = found
    if (option === undefined) unknown.push(`unrecognized option \`--${word}'\n`)
    else if (found.length > 1)
      errors.push(usageTable(`option \`--${name}' is ambiguous; could be one of:`, found))
    else take(option, `--${name}`, equals < 0 ? null : word.slice(equals + 1))
  }

  const short = (letters: string): void => {
    const [letter = '', tail] = [letters[0], letters.slice(1)]
    const option = options.find((o) => o.letter === letter)
    if (option === undefined) unknown.push(`unrecognized option \`-${letter}'\n`)
    const takesTail = option !== undefined && option.argument !== null
    if (option !== undefined) take(option, `-${letter}`, takesTail && tail !== '' ? tail : null)
    if (!takesTail && tail !== '') short(tail)
  }

  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') args.push(...rest.splice(0))
    else if (word.startsWith('--')) long(word.slice(2))
    else if (word.startsWith('-') && word.length > 1) short(word.slice(1))
    else args.push(word)
  }
  return { given, args, errors: [...errors, ...unknown] }
}
