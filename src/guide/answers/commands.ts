import type { Prose } from '../../labs/lab.ts'

/** Where a command begins in a sentence. */
const PROGRAM = /^(gnt-[a-z]+|\/usr\/lib\/ganeti\/daemon-util)$/
const SUBCOMMAND = /^[a-z][a-z-]*[a-z]$/
/** Options with a value of its own word. */
const TAKES_VALUE = /^-[a-zA-Z]$/
/** The absolute path of a file. */
const PATH = /^(\/[a-z]+)+$/
/** What stands for a name in a sentence about commands. */
const PLACEHOLDER = /^[A-Z]{2,}$/

/** A word and the punctuation that ends a sentence or a part of it. */
const split = (word: string): [bare: string, end: string] => {
  const [, bare = word, end = ''] = /^(.*?)([.,;:)]*)$/.exec(word) ?? []
  return [bare, end]
}

/**
 * Sentences with their commands as code, whole: the program, its command, options, and the names that it is about.
 * `names`: what may be such a name.
 */
export function withCommands(text: string, names: readonly string[]): Prose {
  const known = new Set(names)
  const pieces: (string | { code: string })[] = []
  const words = text.split(' ')
  let said = ''
  const end = (code: string, rest: string): void => {
    if (said !== '') pieces.push(said)
    pieces.push({ code })
    said = rest
  }
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    const gap = i === 0 ? '' : ' '
    const [first, stop] = split(word)
    const reads = first === 'cat' && PATH.test(split(words[i + 1] ?? '')[0])
    if (reads || PROGRAM.test(first)) {
      said += gap
      const [code, rest, used] = commandAt(words, i, known)
      end(code, rest)
      i += used - 1
    } else if (/^--[a-z][a-z-]*(=\S+)?$/.test(first)) {
      said += gap
      end(first, stop)
    } else said += gap + word
  }
  if (said !== '') pieces.push(said)
  return pieces
}

/** The command that begins at a word: its text, what punctuation follows it, and how many words it takes. */
function commandAt(
  words: readonly string[],
  from: number,
  known: ReadonlySet<string>,
): [code: string, rest: string, used: number] {
  const code: string[] = []
  for (let i = from; i < words.length; i++) {
    const [bare, stop] = split(words[i] ?? '')
    const last = code.at(-1) ?? ''
    const belongs =
      code.length === 0 ||
      (code.length === 1 && SUBCOMMAND.test(bare)) ||
      /^--?[a-zA-Z]/.test(bare) ||
      TAKES_VALUE.test(last) ||
      PLACEHOLDER.test(bare) ||
      PATH.test(bare) ||
      /^ganeti-[a-z]+$/.test(bare) ||
      known.has(bare)
    if (!belongs) break
    code.push(bare)
    if (stop !== '') return [code.join(' '), stop, code.length]
  }
  return [code.join(' '), '', code.length]
}
