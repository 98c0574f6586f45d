import { own } from '../../lib/own.ts'
import type { Json } from './field.ts'
import { pythonStr } from './python.ts'

/**
 * Facts as the `info` commands lay them out: almost YAML. Source: lib/cli.py, PrintGenericInfo.
 * Pairs keep their order; a record is sorted by its keys; a tuple stands on one line in brackets.
 */
export type Info =
  | null
  | boolean
  | number
  | string
  | readonly Info[]
  | { readonly pairs: readonly Pair[] }
  | { readonly record: Readonly<Record<string, Info>> }
  | { readonly tuple: readonly (null | boolean | number | string)[] }

/** Key, value, and whether the value is aligned with those of the other aligned keys. */
export type Pair = readonly [key: string, value: Info, aligned?: 'aligned']

/** Named values that are printed in this order. */
export const pairs = (...entries: readonly Pair[]): Info => ({ pairs: entries })

/** The same from an object, whose keys are the names. */
export const record = (entries: Readonly<Record<string, Info>>): Info => ({ record: entries })

/** Plain data as facts: objects become records. */
export function infoOf(value: Json): Info {
  if (Array.isArray(value)) return value.map((item: Json) => infoOf(item))
  if (value !== null && typeof value === 'object')
    return record(Object.fromEntries(Object.entries(value).map(([k, v]) => [k, infoOf(v)])))
  return value as null | boolean | number | string
}

/** The whole text, with its last line end. */
export const printInfo = (info: Info): string => `${serialize(info, 0, false)}\n`

const INDENT = '  '

function serialize(info: Info, level: number, afterKey: boolean): string {
  if (info === null || typeof info !== 'object') return `${pythonStr(info)}\n`
  if ('pairs' in info) return serializePairs(info.pairs, level, afterKey)
  if ('record' in info)
    return serializePairs(
      Object.keys(info.record)
        .sort()
        .map((key) => [key, own(info.record, key) ?? null]),
      level,
      afterKey,
    )
  if ('tuple' in info) return `[${info.tuple.map(pythonStr).join(', ')}]\n`
  if (info.length === 0) return '\n'
  return (
    (afterKey ? '\n' : '') +
    info
      .map((item, i) => {
        const indent = i === 0 && !afterKey ? '' : INDENT.repeat(level)
        return `${indent}- ${serialize(item, level + 1, false)}`
      })
      .join('')
  )
}

function serializePairs(entries: readonly Pair[], level: number, afterKey: boolean): string {
  if (entries.length === 0) return '\n'
  const widest = entries.reduce(
    (width, [key, , aligned]) => (aligned ? Math.max(width, key.length) : width),
    0,
  )
  const lines = entries.map(([key, value, aligned], i) => {
    const indent = i === 0 && !afterKey ? '' : INDENT.repeat(level)
    const gap = aligned ? ' '.repeat(widest - key.length) : ''
    return `${indent}${key}: ${gap}${serialize(value, level + 1, true)}`
  })
  return (afterKey ? '\n' : '') + lines.join('')
}

type Values = { readonly [key: string]: Json }

const isRecord = (value: Json | undefined): value is Values =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/**
 * Parameters, each with its own value or with `default (…)`. Source: lib/cli.py, FormatParamsDictInfo.
 */
export const parametersInfo = (given: Values, actual: Values): Info =>
  record(
    Object.fromEntries(
      Object.entries(actual).map(([key, value]): [string, Info] => {
        const mine = own(given, key)
        if (isRecord(value) && Object.keys(value).length > 0)
          return [key, parametersInfo(isRecord(mine) ? mine : {}, value)]
        return [key, mine === undefined ? `default (${pythonStr(value)})` : pythonStr(mine)]
      }),
    ),
  )
