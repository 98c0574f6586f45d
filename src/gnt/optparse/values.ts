/**
 * From the text typed after a flag to its value: optparse's checkers and those that Ganeti adds
 * (CliOption). Source: lib/cli_opts.py, Python's optparse.check_builtin and check_choice.
 */

import { own } from '../../lib/own.ts'
import type { OptionSpec, OptionType, OptionValue } from '../spec.ts'
import { accept, type Checked, refuse } from './checked.ts'
import { parseIdentified, parseKeyValues, parseSections, splitEscaped } from './keyvals.ts'
import { parseFloatingPoint, parseInteger } from './numbers.ts'
import { repr } from './repr.ts'
import { parseUnit } from './units.ts'

type Checker = (option: OptionSpec, flag: string, text: string) => Checked<OptionValue>

/**
 * Where Ganeti keeps choices in a set, Python lists them in another order on each run; ours are in
 * the order of their declaration.
 */
const choice: Checker = (option, flag, text) => {
  const choices = option.choices ?? []
  if (choices.includes(text)) return accept(own(option.meanings, text) ?? text)
  const list = choices.map(repr).join(', ')
  return refuse('usage', `option ${flag}: invalid choice: ${repr(text)} (choose from ${list})`)
}

const bool: Checker = (_option, _flag, text) => {
  const word = text.toLowerCase()
  if (word === 'no' || word === 'false') return accept(false)
  if (word === 'yes' || word === 'true') return accept(true)
  return refuse('parameter', `Invalid boolean value '${word}'`)
}

const number =
  (parse: (text: string) => number | null, name: string): Checker =>
  (_option, flag, text) => {
    const value = parse(text)
    if (value !== null) return accept(value)
    return refuse('usage', `option ${flag}: invalid ${name} value: ${repr(text)}`)
  }

const unit: Checker = (_option, flag, text) => {
  const size = parseUnit(text)
  if (size.ok || size.refusal.kind !== 'usage') return size
  return refuse('usage', `option ${flag}: ${size.refusal.text}`)
}

const maybeFloat: Checker = (_option, _flag, text) => {
  const word = text.toLowerCase()
  if (word === 'default') return accept(word)
  const value = parseFloatingPoint(word)
  if (value !== null) return accept(value)
  return refuse('uncaught', `ValueError: could not convert string to float: ${repr(word)}`)
}

const json: Checker = (_option, _flag, text) => {
  try {
    return accept(JSON.parse(text) as OptionValue)
  } catch {
    return refuse('uncaught', 'simplejson.errors.JSONDecodeError: Expecting value')
  }
}

const filterAction: Checker = (_option, _flag, text) => {
  const limit = /^RATE_LIMIT\s+(\d+)/.exec(text)
  return accept(limit ? ['RATE_LIMIT', Number(limit[1])] : text)
}

const keyValues: Checker = (_option, flag, text) => parseKeyValues(flag, text, { prefixes: true })

const CHECKERS = {
  string: (_option, _flag, text) => accept(text),
  int: number(parseInteger, 'integer'),
  float: number(parseFloatingPoint, 'floating-point'),
  choice,
  bool,
  unit,
  list: (_option, _flag, text) => accept(text === '' ? [] : splitEscaped(text)),
  keyval: keyValues,
  keyprivateval: keyValues,
  identkeyval: (_option, flag, text) => parseIdentified(flag, text, { prefixes: true }),
  multilistidentkeyval: (_option, flag, text) => parseSections(flag, text),
  maybefloat: maybeFloat,
  json,
  filteraction: filterAction,
} satisfies Record<OptionType, Checker>

/** The value that `text` stands for; `flag` is how messages call the option. */
export function checkValue(
  option: OptionSpec,
  type: OptionType,
  flag: string,
  text: string,
): Checked<OptionValue> {
  return CHECKERS[type](option, flag, text)
}
