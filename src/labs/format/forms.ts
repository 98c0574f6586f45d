import * as v from 'valibot'
import { t } from '../../lib/language/t.ts'
import { RELEASES } from '../../sim/releases.ts'

/** The name of a node, an instance or anything else that a lab refers to. */
export const name = v.pipe(v.string(), v.minLength(1), v.maxLength(255))
export const names = v.array(name)
/** Text that is shown or typed: at most fifteen times the longest text of the built-in labs. */
export const text = v.pipe(v.string(), v.minLength(1), v.maxLength(4000))
export const id = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9 -]*$/, t`must be lower case words`))
/** A week at most. Steps before the start also have a budget of their own: session/labs/budget.ts. */
export const seconds = v.pipe(v.number(), v.minValue(0), v.maxValue(7 * 24 * 3600))
export const release = v.picklist(RELEASES)
export const link = v.tuple([name, name])

/** A problem that valibot found, in words for the author of the file or request. */
export const worded = (issue: v.BaseIssue<unknown>): string => {
  const { type, message, received, expected, requirement } = issue
  if (type === 'custom' || type === 'regex') return message
  if (type === 'max_length') return t`is too long: ${String(requirement)} at most`
  if (expected === 'never') return t`is not a field here`
  if (received === 'undefined') return t`is missing: ${expected}`
  return t`must be ${expected}, but is ${received}`
}

/** A form: its fields, with a description of their meaning. */
export const said = <T extends v.ObjectEntries>(entries: T, meaning: string) =>
  v.pipe(v.strictObject(entries), v.description(meaning))

/** One form of several: the keys by which it is recognised, and its schema. */
export type Form = readonly [keys: readonly string[], schema: v.GenericSchema]

/** One of several forms, recognised by its keys, so that a problem is reported for the right form. */
export const byKeys = <T>(what: string, kinds: () => readonly Form[]): v.GenericSchema<T> => {
  const union = v.lazy((input) => {
    const all = kinds()
    if (input === undefined) return v.union(all.map(([, schema]) => schema))
    const has = (key: string) =>
      typeof input === 'object' && input !== null && Object.hasOwn(input, key)
    const found = all.find(([keys]) => keys.every(has))
    if (found) return found[1]
    const known = all.map(([keys]) => keys.join(' + ')).join(', ')
    return v.custom<never>(() => false, t`is not a known ${what}: use one of ${known}`)
  })
  return union as unknown as v.GenericSchema<T>
}
