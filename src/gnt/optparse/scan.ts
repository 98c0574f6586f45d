/**
 * Reads the options in front of a command's arguments, as optparse.OptionParser does with
 * interspersed arguments disabled: the first word that is no option ends them.
 */

import { own } from '../../lib/own.ts'
import type { OptionSpec, OptionValue } from '../spec.ts'
import { accept, type Checked, refuse } from './checked.ts'
import { checkValue } from './values.ts'

/** The value of every declared option, by its `dest`; those not given have their defaults. */
export type OptionValues = Readonly<Record<string, OptionValue>>

/** A command line taken apart: values by `dest`, and the words that are no options. */
export interface Scanned {
  readonly options: OptionValues
  readonly args: readonly string[]
  /** `--help` ends the reading. */
  readonly help: boolean
}

interface Scan {
  readonly declared: readonly OptionSpec[]
  readonly values: Record<string, OptionValue>
  /** What is still to be read. */
  readonly words: string[]
}

/** Whether reading goes on. */
type Step = Checked<'more' | 'help'>

/** Options may share a `dest`: the first says null, a later default that is not null wins. */
function defaultsOf(declared: readonly OptionSpec[]): Record<string, OptionValue> {
  const values: Record<string, OptionValue> = {}
  for (const option of declared) {
    if (option.action === 'help') continue
    values[option.dest] = option.default ?? own(values, option.dest) ?? null
  }
  return values
}

function store({ values }: Scan, option: OptionSpec, given: OptionValue): 'more' | 'help' {
  const { dest } = option
  const old = own(values, dest) ?? null
  switch (option.action) {
    case 'store':
      values[dest] = given
      return 'more'
    case 'append':
      values[dest] = [...(Array.isArray(old) ? old : []), given]
      return 'more'
    case 'store_true':
    case 'store_false':
      values[dest] = option.action === 'store_true'
      return 'more'
    case 'store_const':
      values[dest] = option.const ?? null
      return 'more'
    case 'count':
      values[dest] = (typeof old === 'number' ? old : 0) + 1
      return 'more'
    case 'help':
      return 'help'
  }
}

/** Takes the option's value, if it has one, off the remaining words. */
function take(scan: Scan, option: OptionSpec, flag: string): Step {
  if (option.type === null) return accept(store(scan, option, null))
  const text = scan.words.shift()
  if (text === undefined) return refuse('usage', `${flag} option requires 1 argument`)
  const checked = checkValue(option, option.type, flag, text)
  return checked.ok ? accept(store(scan, option, checked.value)) : checked
}

/** The long flag that `typed` is, or is the only beginning of. */
function resolveLong(declared: readonly OptionSpec[], typed: string): Checked<string> {
  const flags = declared.flatMap((option) => option.flags.filter((flag) => flag.startsWith('--')))
  if (flags.includes(typed)) return accept(typed)
  const possible = flags.filter((flag) => flag.startsWith(typed)).sort()
  const [only] = possible
  if (only === undefined) return refuse('usage', `no such option: ${typed}`)
  if (possible.length === 1) return accept(only)
  return refuse('usage', `ambiguous option: ${typed} (${possible.join(', ')}?)`)
}

const find = (scan: Scan, flag: string): OptionSpec | undefined =>
  scan.declared.find((option) => option.flags.includes(flag))

function readLong(scan: Scan, word: string): Step {
  const equals = word.indexOf('=')
  const resolved = resolveLong(scan.declared, equals < 0 ? word : word.slice(0, equals))
  if (!resolved.ok) return resolved
  const flag = resolved.value
  const option = find(scan, flag)
  if (!option) return refuse('usage', `no such option: ${flag}`)
  if (equals >= 0) {
    if (option.type === null) return refuse('usage', `${flag} option does not take a value`)
    scan.words.unshift(word.slice(equals + 1))
  }
  return take(scan, option, flag)
}

/** `-fn node` and `-nnode`: several short flags in a word, the last perhaps with its value. */
function readShort(scan: Scan, word: string): Step {
  for (let index = 1; index < word.length; index++) {
    const flag = `-${word[index]}`
    const option = find(scan, flag)
    if (!option) return refuse('usage', `no such option: ${flag}`)
    const rest = word.slice(index + 1)
    if (option.type !== null && rest !== '') scan.words.unshift(rest)
    const step = take(scan, option, flag)
    if (!step.ok || step.value === 'help' || option.type !== null) return step
  }
  return accept('more')
}

/** `words` are what follows the command's name. Options of `later` releases only have their defaults. */
export function scanOptions(
  declared: readonly OptionSpec[],
  words: readonly string[],
  later: readonly OptionSpec[] = [],
): Checked<Scanned> {
  const values = defaultsOf([...later, ...declared])
  const scan: Scan = { declared, values, words: [...words] }
  for (;;) {
    const word = scan.words[0]
    if (word === '--') scan.words.shift()
    if (word === undefined || word === '--' || word === '-' || !word.startsWith('-')) break
    scan.words.shift()
    const step = word.startsWith('--') ? readLong(scan, word) : readShort(scan, word)
    if (!step.ok) return step
    if (step.value === 'help') return accept({ options: scan.values, args: [], help: true })
  }
  return accept({ options: scan.values, args: scan.words, help: false })
}
