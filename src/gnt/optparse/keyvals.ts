/**
 * Ganeti's `key=value,…` options. A key alone means true, `no_key` false, `-key` null: back to the
 * default. Source: _SplitKeyVal and its family in lib/cli_opts.py, UnescapeAndSplit in
 * lib/utils/text.py.
 */

import { accept, type Checked, refuse } from './checked.ts'

/** Values of "key=value,..." by key: true for a bare key, false after "no_", null after "-". */
export type KeyValues = Readonly<Record<string, string | boolean | null>>

/** `ident:key=value,…`; false for `no_ident`, null for `-ident`. */
export type Identified = readonly [ident: string, values: KeyValues | false | null]

const NO_PREFIX = 'no_'
const UN_PREFIX = '-'

/** The parts of `text` between commas; a backslash makes the next character ordinary. */
export function splitEscaped(text: string): string[] {
  const parts: string[] = []
  let open: string | null = null
  for (const piece of text.split(',')) {
    const part: string = open === null ? piece : `${open},${piece}`
    const backslashes = part.length - part.replace(/\\+$/, '').length
    open = backslashes % 2 === 1 ? part : null
    if (open === null) parts.push(part)
  }
  if (open !== null) parts.push(open)
  return parts.map((part) => part.replace(/\\(.)/g, '$1'))
}

function keyAndValue(element: string): [string, string | boolean | null] {
  const equals = element.indexOf('=')
  if (equals >= 0) return [element.slice(0, equals), element.slice(equals + 1)]
  if (element.startsWith(NO_PREFIX)) return [element.slice(NO_PREFIX.length), false]
  if (element.startsWith(UN_PREFIX)) return [element.slice(UN_PREFIX.length), null]
  return [element, true]
}

/** With `prefixes: false` every key needs its value. */
export function parseKeyValues(
  flag: string,
  text: string,
  { prefixes }: { readonly prefixes: boolean },
): Checked<KeyValues> {
  const values = new Map<string, string | boolean | null>()
  for (const element of text === '' ? [] : splitEscaped(text)) {
    if (!prefixes && !element.includes('=')) {
      return refuse('parameter', `Missing value for key '${element}' in option ${flag}`)
    }
    const [key, value] = keyAndValue(element)
    if (values.has(key)) {
      return refuse('parameter', `Duplicate key '${key}' in option ${flag}`)
    }
    values.set(key, value)
  }
  return accept(Object.fromEntries(values))
}

/** `-1:…` addresses the last disk or card, so a minus before a digit removes nothing. */
const isRemoval = (ident: string): boolean => /^-(?!\d)/.test(ident)

/** Reads "ident:key=value,..."; refuses a text that would remove or reset what has properties (_SplitIdentKeyVal). */
export function parseIdentified(
  flag: string,
  text: string,
  { prefixes }: { readonly prefixes: boolean },
): Checked<Identified> {
  const colon = text.indexOf(':')
  const ident = colon < 0 ? text : text.slice(0, colon)
  const rest = colon < 0 ? '' : text.slice(colon + 1)
  const prefix = !prefixes
    ? null
    : ident.startsWith(NO_PREFIX)
      ? NO_PREFIX
      : isRemoval(ident)
        ? UN_PREFIX
        : null
  if (prefix === null) {
    const values = parseKeyValues(flag, rest, { prefixes })
    return values.ok ? accept([ident, values.value]) : values
  }
  if (rest !== '') {
    return refuse('parameter', `Cannot pass options when removing parameter groups: ${text}`)
  }
  return accept([ident.slice(prefix.length), prefix === NO_PREFIX ? false : null])
}

function parseSection(flag: string, text: string): Checked<Readonly<Record<string, KeyValues>>> {
  const section = new Map<string, KeyValues>()
  for (const element of text.split('/')) {
    if (element === '') return refuse('parameter', `Empty section in option '${flag}'`)
    const parsed = parseIdentified(flag, element, { prefixes: false })
    if (!parsed.ok) return parsed
    const [ident, values] = parsed.value
    if (section.has(ident)) {
      return refuse('parameter', `Duplicated parameter '${ident}' in parsing ${flag}: ${element}`)
    }
    section.set(ident, values || {})
  }
  return accept(Object.fromEntries(section))
}

/** `ident:key=value,…/ident:…//ident:…`: sections, each a table of idents. */
export function parseSections(
  flag: string,
  text: string,
): Checked<readonly Readonly<Record<string, KeyValues>>[]> {
  const sections: Readonly<Record<string, KeyValues>>[] = []
  for (const line of text.split('//')) {
    const section = parseSection(flag, line)
    if (!section.ok) return section
    sections.push(section.value)
  }
  return accept(sections)
}
