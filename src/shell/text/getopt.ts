import { own } from '../../lib/own.ts'
/** Short and long options as GNU programs read them, in any order among the arguments. */
export interface Options {
  /** By short letter: the value, or '' for a flag. The last one given counts. */
  flags: Record<string, string>
  rest: string[]
  /** The complaint about what does not exist or lacks its value, with the program's name. */
  wrong: string | null
}

/**
 * `letters` as in getopt(3): a colon after those that take a value. `long` gives the letter that a long
 * option stands for.
 */
export function getopt(
  name: string,
  args: readonly string[],
  letters: string,
  long: Readonly<Record<string, string>> = {},
): Options {
  const flags: Record<string, string> = {}
  const rest: string[] = []
  const takes = (letter: string) => letters[letters.indexOf(letter) + 1] === ':'
  const knows = (letter: string) => letter !== ':' && letters.includes(letter)
  const failed = (wrong: string): Options => ({ flags, rest, wrong: `${name}: ${wrong}\n` })
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    if (arg === '--') {
      rest.push(...args.slice(i + 1))
      break
    }
    if (arg.startsWith('--')) {
      const [word = '', given] = splitOnce(arg.slice(2))
      const letter = own(long, word) ?? own(long, uniqueStart(Object.keys(long), word) ?? '')
      if (letter === undefined) return failed(`unrecognized option '${arg}'`)
      if (!takes(letter)) flags[letter] = given ?? ''
      else {
        const value = given ?? args[++i]
        if (value === undefined) return failed(`option '--${word}' requires an argument`)
        flags[letter] = value
      }
      continue
    }
    if (!arg.startsWith('-') || arg === '-') {
      rest.push(arg)
      continue
    }
    for (let j = 1; j < arg.length; j++) {
      const letter = arg[j] ?? ''
      if (!knows(letter)) return failed(`invalid option -- '${letter}'`)
      if (!takes(letter)) {
        flags[letter] = ''
        continue
      }
      const value = j + 1 < arg.length ? arg.slice(j + 1) : args[++i]
      if (value === undefined) return failed(`option requires an argument -- '${letter}'`)
      flags[letter] = value
      break
    }
  }
  return { flags, rest, wrong: null }
}

const splitOnce = (text: string): [string, string | undefined] => {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

const uniqueStart = (words: readonly string[], start: string): string | undefined => {
  const found = words.filter((word) => word.startsWith(start))
  return found.length === 1 ? found[0] : undefined
}

/** Lines of a text, without their ends. */
export const linesOf = (text: string): string[] => {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Lines as one text, each with its newline. */
export const joined = (lines: readonly string[]): string => lines.map((l) => `${l}\n`).join('')
