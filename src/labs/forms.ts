import * as v from 'valibot'

/** What the checker found, in words for whoever wrote the file or the request. */
export const worded = (issue: v.BaseIssue<unknown>): string => {
  const { type, message, received, expected, requirement } = issue
  if (type === 'custom' || type === 'regex') return message
  if (type === 'max_length') return `is too long: ${String(requirement)} at most`
  if (expected === 'never') return 'is not a field here'
  if (received === 'undefined') return `is missing: ${expected}`
  return `must be ${expected}, and is ${received}`
}

/** Fields, and what they mean together. */
export const said = <T extends v.ObjectEntries>(entries: T, meaning: string) =>
  v.pipe(v.strictObject(entries), v.description(meaning))

/** One form of several: the keys that tell it, and what it looks like. */
export type Form = readonly [keys: readonly string[], schema: v.GenericSchema]

/** One of several forms, told apart by which keys are there; so a mistake is blamed on the right one. */
export const byKeys = <T>(what: string, kinds: () => readonly Form[]): v.GenericSchema<T> => {
  const union = v.lazy((input) => {
    const all = kinds()
    if (input === undefined) return v.union(all.map(([, schema]) => schema))
    const has = (key: string) =>
      typeof input === 'object' && input !== null && Object.hasOwn(input, key)
    const found = all.find(([keys]) => keys.every(has))
    if (found) return found[1]
    const known = all.map(([keys]) => keys.join(' + ')).join(', ')
    return v.custom<never>(() => false, `is no ${what}: it is one of ${known}`)
  })
  return union as unknown as v.GenericSchema<T>
}
