/**
 * Readers of parsed options, so that commands need no casts. Reading an option that the command
 * doesn't declare, or as what it isn't, is a mistake in the command and throws. Code that serves
 * many commands asks `declares` first.
 */

import { own } from '../../lib/own.ts'
import type { OptionValue } from '../spec.ts'
import type { Identified, KeyValues } from './keyvals.ts'
import type { OptionValues } from './scan.ts'

/** Whether the command has an option that stores under `dest`. */
export const declares = (options: OptionValues, dest: string): boolean =>
  Object.hasOwn(options, dest)

function read(options: OptionValues, dest: string): OptionValue {
  const value = own(options, dest)
  if (value === undefined) throw new Error(`no option of this command stores '${dest}'`)
  return value
}

function wrong(dest: string, wanted: string): never {
  throw new Error(`the option '${dest}' holds no ${wanted}`)
}

/** A switch. Some of Ganeti's have no default, which reads as false. */
export function flag(options: OptionValues, dest: string): boolean {
  return yesNo(options, dest) ?? false
}

/** A `yes|no` option; null if not given. */
export function yesNo(options: OptionValues, dest: string): boolean | null {
  const value = read(options, dest)
  return value === null || typeof value === 'boolean' ? value : wrong(dest, 'yes or no')
}

/** Text, a choice or a stored constant; null if not given. */
export function text(options: OptionValues, dest: string): string | null {
  const value = read(options, dest)
  return value === null || typeof value === 'string' ? value : wrong(dest, 'text')
}

/** A number; null if not given. */
export function int(options: OptionValues, dest: string): number | null {
  const value = read(options, dest)
  return value === null || typeof value === 'number' ? value : wrong(dest, 'number')
}

/** A size in MiB; null if not given. */
export const units = (options: OptionValues, dest: string): number | null => int(options, dest)

/**
 * The texts of an option that may be repeated, or of a comma-separated list; empty if not given.
 */
export function texts(options: OptionValues, dest: string): readonly string[] {
  const value = read(options, dest)
  if (value === null) return []
  if (!Array.isArray(value)) return wrong(dest, 'list')
  return value.map((item) => (typeof item === 'string' ? item : wrong(dest, 'list of texts')))
}

function asKeyValues(value: OptionValue | undefined, dest: string): KeyValues {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return wrong(dest, 'key=value pairs')
  }
  const entries = Object.entries(value).map(([key, item]): [string, string | boolean | null] => {
    if (item === null || typeof item === 'string' || typeof item === 'boolean') return [key, item]
    return wrong(dest, 'key=value pairs')
  })
  return Object.fromEntries(entries)
}

/** `key=value,…`; empty if not given. */
export function keyValues(options: OptionValues, dest: string): KeyValues {
  return asKeyValues(read(options, dest) ?? {}, dest)
}

function asIdentified(value: OptionValue, dest: string): Identified {
  if (!Array.isArray(value)) return wrong(dest, 'ident:key=value pairs')
  const [ident, values] = value
  if (typeof ident !== 'string') return wrong(dest, 'ident:key=value pairs')
  return [ident, values === false || values === null ? values : asKeyValues(values, dest)]
}

/** One `ident:key=value,…`; null if not given. */
export function identified(options: OptionValues, dest: string): Identified | null {
  const value = read(options, dest)
  return value === null ? null : asIdentified(value, dest)
}

/** All the `ident:key=value,…` of an option that may be repeated, in the order typed. */
export function allIdentified(options: OptionValues, dest: string): readonly Identified[] {
  const value = read(options, dest) ?? []
  if (!Array.isArray(value)) return wrong(dest, 'list')
  return value.map((item) => asIdentified(item, dest))
}
