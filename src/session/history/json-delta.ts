import { own } from '../../lib/own.ts'

/**
 * What is different between two pieces of plain JSON, as plain JSON. States of a sitting differ little from one
 * checkpoint to the next: kept as changes they take a hundredth. The order of keys counts, since the simulation walks
 * tables in their order; and whatever is the same in both stays the same object, so that it is in memory once.
 */
export type Delta =
  /** Another value altogether. */
  | { put: unknown }
  /** An object: keys that went, and keys that changed or came, new ones in their order. */
  | { gone?: string[]; keys: Record<string, Delta> }
  /** An array: the first entries stay, and these follow. */
  | { first: number; then: unknown[] }

type Table = Record<string, unknown>

const isTable = (value: unknown): value is Table =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** How to get from `before` to `after`; undefined where they are equal. */
export function changeBetween(before: unknown, after: unknown): Delta | undefined {
  if (before === after) return undefined
  if (isTable(before) && isTable(after)) return changeOfTable(before, after)
  if (Array.isArray(before) && Array.isArray(after)) return changeOfList(before, after)
  return { put: after }
}

function changeOfTable(before: Table, after: Table): Delta | undefined {
  const had = Object.keys(before)
  const has = Object.keys(after)
  const stay = had.filter((key) => Object.hasOwn(after, key))
  // A key that went and came back stands elsewhere now.
  if (stay.some((key, i) => has[i] !== key)) return { put: after }
  const keys: Record<string, Delta> = {}
  let some = stay.length < had.length
  for (const [i, key] of has.entries()) {
    const change =
      i < stay.length ? changeBetween(own(before, key), own(after, key)) : { put: own(after, key) }
    if (change === undefined) continue
    keys[key] = change
    some = true
  }
  if (!some) return undefined
  if (stay.length === had.length) return { keys }
  return { gone: had.filter((key) => !Object.hasOwn(after, key)), keys }
}

function changeOfList(before: unknown[], after: unknown[]): Delta | undefined {
  let first = 0
  while (
    first < before.length &&
    first < after.length &&
    changeBetween(before[first], after[first]) === undefined
  )
    first += 1
  if (first === before.length && first === after.length) return undefined
  return { first, then: after.slice(first) }
}

/** The keys that lead to the first difference between two pieces of plain JSON; null where they are equal. */
export function differenceBetween(before: unknown, after: unknown): string[] | null {
  const change = changeBetween(before, after)
  if (change === undefined) return null
  if (!('keys' in change)) return []
  const [key = change.gone?.[0]] = Object.keys(change.keys)
  if (key === undefined) return []
  const inner = isTable(before) && isTable(after) ? [own(before, key), own(after, key)] : []
  return [key, ...(differenceBetween(inner[0], inner[1]) ?? [])]
}

/**
 * The value after a change. What is in `made` was made on the way and may be changed in place: a long chain of changes
 * copies a large table once.
 */
export function withChange(before: unknown, change: Delta, made: WeakSet<object>): unknown {
  if ('put' in change) return change.put
  if ('first' in change) {
    if (!Array.isArray(before)) throw new Error('there is no list to change')
    return [...before.slice(0, change.first), ...change.then]
  }
  if (!isTable(before)) throw new Error('there is no table to change')
  const after = made.has(before) ? before : { ...before }
  made.add(after)
  for (const key of change.gone ?? []) delete after[key]
  for (const [key, inner] of Object.entries(change.keys))
    after[key] = withChange(own(after, key), inner, made)
  return after
}
