import * as v from 'valibot'
import { t } from '../../../lib/language/t.ts'
// With it, "__proto__" is a name like any other, also of a volume or a variable in a save.
import '../../../lib/own.ts'

/** Simulated milliseconds: some thirty years. No one sits that long, and every loop over time ends within them. */
export const LATEST = 1e12

/** What may be in data from outside before anyone looks at what it means. */
const DEEPEST = 60
const MOST_VALUES = 6_000_000
const LONGEST_TEXT = 1_000_000
const LARGEST_NUMBER = 1e19

/**
 * Why data is no plain JSON of a bearable size, as the end of a sentence; undefined where it is. Looked at first,
 * and without recursion: whatever comes after can walk it.
 */
export function implausible(data: unknown): string | undefined {
  let row: unknown[] = [data]
  let seen = 0
  for (let depth = 0; row.length > 0; depth++) {
    if (depth > DEEPEST) return t`it is nested too deeply`
    seen += row.length
    if (seen > MOST_VALUES) return t`it holds too much`
    const next: unknown[] = []
    for (const value of row) {
      if (typeof value === 'object' && value !== null) {
        for (const inner of Object.values(value)) next.push(inner)
      } else {
        const problem = implausibleLeaf(value)
        if (problem) return problem
      }
    }
    row = next
  }
  return undefined
}

function implausibleLeaf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'number':
      return Number.isFinite(value) && Math.abs(value) <= LARGEST_NUMBER
        ? undefined
        : t`a number in it is not usable`
    case 'string':
      return value.length <= LONGEST_TEXT ? undefined : t`a text in it is too long`
    case 'boolean':
    case 'object':
    case 'undefined':
      return undefined
    default:
      return t`it holds a ${typeof value}`
  }
}

type Schema<T> = v.GenericSchema<unknown, T>
type Optional<T> = v.GenericSchema<unknown, T> & { type: 'exact_optional' }

/** One schema for each key of T. A key that T leaves out at times must be marked as such, and no other. */
export type Entries<T> = {
  [K in keyof T]-?: Record<never, never> extends Pick<T, K>
    ? Optional<Exclude<T[K], undefined>>
    : Schema<T[K]>
}

/** An object with all that T has: a type that grows and a schema that does not are no longer built. */
export const shape = <T extends object>(entries: Entries<T>): Schema<T> =>
  v.looseObject(entries as unknown as v.ObjectEntries) as unknown as Schema<T>

/** A key that may be missing. */
export const maybe = <T>(item: Schema<T>): Optional<T> =>
  v.exactOptional(item) as unknown as Optional<T>

/** The entries of something, each looked at only once it is known that there are not too many. */
const entriesOf = <T>(is: (value: unknown) => boolean, item: Schema<unknown>, most: number) =>
  v.pipe(
    v.custom<object>(is, t`it has another shape`),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return
      const entries = Object.entries(dataset.value)
      if (entries.length > most) return addIssue({ message: t`there are more than ${most}` })
      for (const [key, value] of entries) {
        const read = v.safeParse(item, value, { abortEarly: true })
        if (read.success) continue
        const [issue] = read.issues
        const where = issue.path?.map((part) => String(part.key)) ?? []
        return addIssue({ message: `${[key, ...where].join('.')}: ${issue.message}` })
      }
    }),
  ) as unknown as Schema<T>

/** A table by name. Names that every object inherits are names like any other here. */
export const table = <T>(item: Schema<T>, most: number): Schema<Record<string, T>> =>
  entriesOf(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    item,
    most,
  )

/** A list of at most so many items. */
export const list = <T>(item: Schema<T>, most: number): Schema<T[]> =>
  entriesOf(Array.isArray, item, most)

/** Looks at an object once, however many Worlds hold the same. Only where no one changes it afterwards. */
export function once<T extends object>(item: Schema<T>): Schema<T> {
  const good = new WeakSet<object>()
  const look = v.pipe(
    item,
    v.check((value) => {
      good.add(value)
      return true
    }),
  )
  return v.union([
    v.custom<T>((value) => typeof value === 'object' && value !== null && good.has(value)),
    look,
  ]) as unknown as Schema<T>
}

export const text = v.string()
export const flag = v.boolean()
export const number = v.pipe(v.number(), v.finite())
/** Simulated milliseconds of something that was or will be. */
export const time = v.pipe(v.number(), v.minValue(0), v.maxValue(LATEST))
/** Seconds or milliseconds since 1970, of the simulated clocks: to the year 5000. */
export const wallClock = v.pipe(v.number(), v.minValue(0), v.maxValue(1e14))
export const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
/** The same, or null. */
export const orNull = <T>(item: Schema<T>): Schema<T | null> => v.nullable(item)
/** One of these words. */
export const one = <const T extends readonly string[]>(...of: T): Schema<T[number]> =>
  v.picklist(of)
/** Plain JSON that only the step that wrote it can read: `implausible` has bounded it, and a trial plays it. */
export const anything: Schema<unknown> = v.unknown()
export const things: Schema<Record<string, unknown>> = table(anything, 10_000)
