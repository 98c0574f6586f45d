import { type Filter, globPattern } from './filter.ts'

/**
 * Reads a filter as it is typed: `status == "running" and not offline`. Source: lib/qlang.py, whose grammar
 * is written with pyparsing; where that library gives up, and how it says so, is followed too.
 */
export type ParsedFilter = { ok: true; filter: Filter } | { ok: false; text: string }

type Found<T> = { ok: true; value: T; end: number } | Failed
type Failed = { ok: false; at: number; fatal?: string }
type Parser<T> = (text: string, from: number) => Found<T>

const BINARY = ['==', '=', '!=', '<=', '<', '>=', '>'] as const
const NOTHING_FITS = "Expected Suppress:('or') term"
const TOO_MUCH = 'Expected end of text'

/** The whole text as one filter, or Ganeti's complaint about it: several lines. */
export function parseFilter(text: string): ParsedFilter {
  const found = anyOf(text, 0)
  if (!found.ok) return complain(text, found.fatal ?? NOTHING_FITS, found.at)
  const end = skipBlanks(text, found.end)
  if (end < text.length) return complain(text, TOO_MUCH, end)
  return { ok: true, filter: found.value }
}

function complain(text: string, message: string, at: number): ParsedFilter {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  const column = at - before.lastIndexOf('\n')
  const word = /^(?:[A-Za-z0-9]{1,16}|.)/.exec(text.slice(at))?.[0]
  const found = word === undefined ? 'end of text' : `'${word}'`
  const detail = `${message}, found ${found}  (at char ${at}), (line:${line}, col:${column})`
  const shown = text.split('\n')[line - 1] ?? ''
  return {
    ok: false,
    text: `Error while parsing query filter: Failed to parse query filter '${text}': ${detail}\n${shown}\n${' '.repeat(column - 1)}^\n${detail}\n`,
  }
}

const skipBlanks = (text: string, from: number): number => {
  let at = from
  while (/\s/.test(text[at] ?? '')) at += 1
  return at
}

const furthest = (failures: Failed[]): Failed =>
  failures.find((f) => f.fatal !== undefined) ??
  failures.reduce((best, f) => (f.at > best.at ? f : best), { ok: false, at: -1 })

/** A piece of text that matches `pattern` (anchored) after blanks. */
const piece =
  (pattern: RegExp): Parser<string> =>
  (text, from) => {
    const at = skipBlanks(text, from)
    const match = pattern.exec(text.slice(at))
    return match ? { ok: true, value: match[0], end: at + match[0].length } : { ok: false, at }
  }

const fieldName = piece(/^[A-Za-z][A-Za-z0-9_/.]*/)
const number = piece(/^[-+]?[0-9]+/)
const quoted = piece(/^(?:"(?:[^"\n\r\\]|""|\\.)*"|'(?:[^'\n\r\\]|''|\\.)*')/)
const keyword = (word: string) => piece(new RegExp(`^${word}(?![A-Za-z0-9_$])`))
const literal = (text: string) => piece(new RegExp(`^${text.replace(/[^a-z]/g, '\\$&')}`))

const quotedText: Parser<string> = (text, from) => {
  const found = quoted(text, from)
  return found.ok ? { ...found, value: found.value.slice(1, -1) } : found
}

const value: Parser<string | number> = (text, from) => {
  const digits = number(text, from)
  return digits.ok ? { ...digits, value: Number(digits.value) } : quotedText(text, from)
}

/** One parser after the other; `build` makes something of all their values. */
const sequence =
  <T extends readonly unknown[], R>(
    parsers: { readonly [K in keyof T]: Parser<T[K]> },
    build: (...values: T) => R,
  ): Parser<R> =>
  (text, from) => {
    const values: unknown[] = []
    let end = from
    for (const parser of parsers as readonly Parser<unknown>[]) {
      const found = parser(text, end)
      if (!found.ok) return found
      values.push(found.value)
      end = found.end
    }
    return { ok: true, value: build(...(values as unknown as T)), end }
  }

const regexp: Parser<string> = (text, from) => {
  const m = literal('m')(text, from)
  const start = m.ok ? m.end : from
  const body = piece(/^([/#^|])((?:\\.|(?!\1)[^\\\n])*)\1/)(text, start)
  if (!body.ok) return body
  const flags = piece(/^[A-Za-z]*/)(text, body.end)
  const letters = flags.ok ? flags.value : ''
  const end = letters === '' || !flags.ok ? body.end : flags.end
  const unknown = [...letters].filter((letter) => letter !== 's' && letter !== 'i')
  const at = skipBlanks(text, from)
  if (unknown.length > 0)
    return { ok: false, at, fatal: `Unknown regular expression flags: '${unknown.join('')}'` }
  const prefix = letters === '' ? '' : `(?${[...letters].sort().join('')})`
  const pattern = body.value.slice(1, -1).replace(/\\([/#^|\\])/g, '$1')
  return { ok: true, value: prefix + pattern, end }
}

const binaryOperator: Parser<(typeof BINARY)[number]> = (text, from) => {
  const found = piece(/^(?:==|!=|<=|>=|=|<|>)/)(text, from)
  return found.ok ? { ...found, value: found.value as (typeof BINARY)[number] } : found
}

const not = (filter: Filter): Filter => ['!', filter]

const CONDITIONS: readonly Parser<Filter>[] = [
  sequence([fieldName, binaryOperator, value], (field, op, to) => [
    op === '=' ? '==' : op,
    field,
    to,
  ]),
  sequence([fieldName], (field) => ['?', field]),
  sequence([value, literal('in'), fieldName], (item, _in, field) => ['=[]', field, item]),
  sequence([value, literal('not'), literal('in'), fieldName], (item, _not, _in, field) =>
    not(['=[]', field, item]),
  ),
  sequence([fieldName, literal('=~'), regexp], (field, _op, to) => ['=~', field, to]),
  sequence([fieldName, literal('!~'), regexp], (field, _op, to) => not(['=~', field, to])),
  sequence([fieldName, literal('=*'), quotedText], (field, _op, to) => [
    '=~',
    field,
    globPattern(to),
  ]),
  sequence([fieldName, literal('!*'), quotedText], (field, _op, to) =>
    not(['=~', field, globPattern(to)]),
  ),
]

/** The longest of the conditions that fit. */
const condition: Parser<Filter> = (text, from) => {
  const results = CONDITIONS.map((parser) => parser(text, from))
  const failures = results.filter((r) => !r.ok)
  if (failures.some((f) => f.fatal !== undefined)) return furthest(failures)
  const good = results.filter((r) => r.ok)
  return good.length === 0
    ? furthest(failures)
    : good.reduce((best, r) => (r.end > best.end ? r : best))
}

const inParentheses: Parser<Filter> = (text, from) =>
  sequence([literal('('), anyOf, literal(')')], (_open, filter, _close) => filter)(text, from)

const term: Parser<Filter> = (text, from) => {
  const plain = condition(text, from)
  if (plain.ok || plain.fatal !== undefined) return plain
  const nested = inParentheses(text, from)
  return nested.ok ? nested : furthest([plain, nested])
}

const notTerm: Parser<Filter> = (text, from) => {
  const negated = sequence([keyword('not'), notTerm], (_not, filter) => not(filter))(text, from)
  if (negated.ok || negated.fatal !== undefined) return negated
  const plain = term(text, from)
  return plain.ok ? plain : furthest([negated, plain])
}

const joined =
  (word: string, op: '&' | '|', part: Parser<Filter>): Parser<Filter> =>
  (text, from) => {
    const first = part(text, from)
    if (!first.ok) return first
    const parts = [first.value]
    let { end } = first
    for (;;) {
      const joint = keyword(word)(text, end)
      const next = joint.ok ? part(text, joint.end) : joint
      if (!next.ok) break
      parts.push(next.value)
      end = next.end
    }
    return { ok: true, value: parts.length === 1 ? first.value : [op, ...parts], end }
  }

const allOf = joined('and', '&', notTerm)
const anyOf: Parser<Filter> = (text, from) => joined('or', '|', allOf)(text, from)
