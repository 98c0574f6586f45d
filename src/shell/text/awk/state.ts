import { own } from '../../../lib/own.ts'
import { awkExpression } from './functions.ts'
import type { Place } from './syntax.ts'
import { fail } from './tokens.ts'
import { type AwkValue, numberOf, textOf } from './values.ts'

/** What an awk program knows while it runs: variables, arrays, the line and its fields. */

/** What a program may do, and what it may keep and print. */
const MOST_WORK = 200_000
const LONGEST = 64 * 1024

/** All that a program knows: `fields` holds the line and its parts, `status` what it ends with, `work` its steps so far. */
export interface AwkState {
  variables: Record<string, AwkValue>
  arrays: Map<string, Map<string, AwkValue>>
  fields: string[]
  status: number
  work: number
  out: string
  print: (text: string) => void
  /** A text, if it is not too long to keep. */
  kept: (text: string) => string
}

/** The state before the first line. */
export function awkState(variables: Record<string, string>): AwkState {
  const given = Object.entries(variables).map(([name, text]) => [name, { read: text }] as const)
  const state: AwkState = {
    variables: {
      FS: ' ',
      OFS: ' ',
      ORS: '\n',
      RS: '\n',
      NR: 0,
      NF: 0,
      FNR: 0,
      SUBSEP: '\x1c',
      ...Object.fromEntries(given),
    },
    arrays: new Map(),
    fields: [],
    status: 0,
    work: 0,
    out: '',
    print: (text) => {
      state.out += text
      if (state.out.length > LONGEST * 4)
        fail(`this trainer's awk prints ${LONGEST * 4} characters at most`)
    },
    kept: (text) =>
      text.length > LONGEST ? fail(`this trainer's awk keeps ${LONGEST} characters at most`) : text,
  }
  return state
}

/** Counts a step: a program must come to an end. */
export function work(s: AwkState): void {
  s.work += 1
  if (s.work > MOST_WORK)
    fail(
      `this trainer's awk takes ${MOST_WORK} steps at most, and this program is not done after them`,
    )
}

/** The array of a name. */
export function itemsOf(s: AwkState, name: string): Map<string, AwkValue> {
  const found = s.arrays.get(name) ?? new Map<string, AwkValue>()
  s.arrays.set(name, found)
  return found
}

/** The key that several values make. */
export const keyOf = (s: AwkState, values: readonly AwkValue[]): string =>
  values.map(textOf).join(textOf(s.variables.SUBSEP))

/** The number of a field. */
export function numberField(value: AwkValue): number {
  const number = Math.trunc(numberOf(value))
  if (number < 0) fail(`negative field index $${number}`)
  return number > 1000 ? fail("this trainer's awk has 1000 fields at most") : number
}

/** The parts of a text, by a separator as FS means it. */
export function splitText(text: string, by: string | RegExp): string[] {
  if (by === ' ') return text.split(/[ \t\n]+/).filter((part) => part !== '')
  if (text === '') return []
  if (by === '') return [...text]
  return text.split(typeof by === 'string' && by.length === 1 ? by : expression(by))
}

/** Without groups, which would become parts. */
const expression = (by: string | RegExp): RegExp => {
  const source = typeof by === 'string' ? awkExpression(by).source : by.source
  return new RegExp(source.replace(/(^|[^\\])\((?!\?)/g, '$1(?:'))
}

/** Makes a text the line, and its parts the fields. */
export function setLine(s: AwkState, line: string): void {
  s.fields = [line, ...splitText(line, textOf(s.variables.FS))]
  s.variables.NF = s.fields.length - 1
}

const constant = (place: Extract<Place, { kind: 'field' | 'item' }>): string => {
  const key = place.kind === 'field' ? place.number : place.keys[0]
  return key?.kind === 'text' || key?.kind === 'number' ? String(key.value) : '0'
}

/** What stands at a place whose key is known. */
export function readPlace(s: AwkState, place: Place): AwkValue {
  if (place.kind === 'variable') return own(s.variables, place.name)
  if (place.kind === 'item') return itemsOf(s, place.name).get(constant(place))
  const text = s.fields[Number(constant(place))]
  return text === undefined ? undefined : { read: text }
}

/** Puts a value at a place whose key is known. */
export function assignTo(s: AwkState, place: Place, value: AwkValue): void {
  if (place.kind === 'item') itemsOf(s, place.name).set(constant(place), value)
  else if (place.kind === 'field') assignField(s, Number(constant(place)), textOf(value))
  else {
    s.variables[place.name] = value
    if (place.name === 'NF') resize(s, numberField(value))
  }
}

function assignField(s: AwkState, number: number, text: string): void {
  if (number === 0) return setLine(s, text)
  if (number >= s.fields.length) resize(s, number)
  s.fields[number] = text
  rejoin(s)
}

function resize(s: AwkState, count: number): void {
  while (s.fields.length <= count) s.fields.push('')
  s.fields.length = count + 1
  s.variables.NF = count
  rejoin(s)
}

function rejoin(s: AwkState): void {
  s.fields[0] = s.kept(s.fields.slice(1).join(textOf(s.variables.OFS)))
}
