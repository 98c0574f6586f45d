import type { BalanceOptions } from '../../../sim/htools/balance/balance.ts'
import type { Result } from '../../../sim/htools/outcome.ts'
import { good } from '../../../sim/htools/outcome.ts'
import { readNumber } from '../../../sim/htools/text/numbers.ts'
import type { Option } from './getopt.ts'
import type { Settings } from './settings.ts'

/** The kinds of options that htools have, by what follows them and what they change. */

/** An option of htools. */
export type Declared = Option<Settings>

/** The letter, or '', and the long name. */
export type Spelling = readonly [letter: string, name: string]

/** An option that sets something. */
export const set =
  (change: Partial<Settings>) =>
  (settings: Settings): Result<Settings> =>
    good({ ...settings, ...change })

/** An option without a value. */
export const flag = (
  [letter, name]: Spelling,
  summary: string,
  read: (settings: Settings) => Result<Settings>,
): Declared => ({ letter, name, argument: null, summary, read })

/** An option with a value; the error of `read` is Ganeti's sentence. */
export const taking = (
  [letter, name]: Spelling,
  argument: string,
  summary: string,
  read: (value: string) => Result<Partial<Settings>>,
): Declared => ({
  letter,
  name,
  argument: { name: argument },
  summary,
  read: (settings, value) => {
    const change = read(value ?? '')
    return change.ok ? good({ ...settings, ...change.value }) : change
  },
})

/** An option with a number; `label` begins the sentence of an error. */
export const number = (
  spelling: Spelling,
  argument: string,
  summary: string,
  label: string,
  change: (value: number) => Partial<Settings>,
  reader: typeof readNumber = readNumber,
): Declared =>
  taking(spelling, argument, summary, (text) => {
    const value = reader(label, text)
    return value.ok ? good(change(value.value)) : value
  })

/** An option that changes the search for moves. */
export const search = (
  spelling: Spelling,
  summary: string,
  change: Partial<BalanceOptions>,
): Declared =>
  flag(spelling, summary, (settings) =>
    good({ ...settings, balance: { ...settings.balance, ...change } }),
  )

/** An option with a number for the search for moves. */
export const gain = (
  spelling: Spelling,
  argument: string,
  summary: string,
  label: string,
  key: 'minGain' | 'minGainLimit',
): Declared => ({
  letter: spelling[0],
  name: spelling[1],
  argument: { name: argument },
  summary,
  read: (settings, text) => {
    const value = readNumber(label, text ?? '')
    if (!value.ok) return value
    return good({ ...settings, balance: { ...settings.balance, [key]: value.value } })
  },
})
