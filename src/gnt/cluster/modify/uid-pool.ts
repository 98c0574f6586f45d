/** User ids under which instances may run, as ranges. Source: lib/uidpool.py. */

/** Both ends included. */
type Range = [low: number, high: number]

const MOST = 65_535

const badNumber = (which: string, text: string): string =>
  `Invalid user-id value for ${which} boundary of user-id range: invalid literal for int() with base 10: '${text}'`

const wholeNumber = (text: string): number | null =>
  /^\s*[-+]?\d+\s*$/.test(text) ? Number(text) : null

const sorted = (ranges: readonly Range[]): Range[] =>
  [...ranges].sort(([a, b], [c, d]) => a - c || b - d)

/** Ranges such as "1000-1010,2000", sorted; a text says what is wrong with them. */
export function parseUidPool(text: string): Range[] | string {
  const ranges: Range[] = []
  for (const part of text.split(',').filter((each) => each !== '')) {
    const ends = part.split('-')
    if (ends.length > 2)
      return `Invalid user-id range definition. Only one hyphen allowed: [${ends.map((e) => `'${e}'`).join(', ')}]`
    const [first = '', last = first] = ends
    const [low, high] = [wholeNumber(first), wholeNumber(last)]
    if (low === null) return badNumber('lower', first)
    if (high === null) return badNumber('higher', last)
    ranges.push([low, high])
  }
  return sorted(ranges)
}

/** Why a pool cannot be used; null: it can. */
export function uidPoolProblem(pool: readonly Range[]): string | null {
  for (const [low, high] of pool) {
    if (low > high)
      return `Lower user-id range boundary value (${low}) is larger than higher boundary value (${high})`
    if (low < 0)
      return `Lower user-id range boundary value (${low}) is smaller than UIDPOOL_UID_MIN (0).`
    if (high > MOST)
      return `Higher user-id boundary value (${high}) is larger than UIDPOOL_UID_MAX (${MOST}).`
  }
  return null
}

const isIn = (pool: readonly Range[], [low, high]: Range): boolean =>
  pool.some(([a, b]) => a === low && b === high)

/** The pool with these ranges, sorted. */
export const withUids = (pool: readonly Range[], more: readonly Range[]): Range[] =>
  sorted([...pool, ...more.filter((range) => !isIn(pool, range))])

/** The pool without these ranges; or, as a text, those of them that it does not have. */
export function withoutUids(pool: readonly Range[], fewer: readonly Range[]): Range[] | string {
  const foreign = fewer.find((range) => !isIn(pool, range))
  if (foreign)
    return `User-id range to be removed is not found in the current user-id pool: [${foreign.join(', ')}]`
  return pool.filter((range) => !isIn(fewer, range))
}
