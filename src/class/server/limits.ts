/** Lets so many things happen in a row, and so many a second after that. */
export interface Allowance {
  /** Takes one; false where there is none left. `now` in milliseconds. */
  take: (now: number) => boolean
}

export function allowance(burst: number, perSecond: number): Allowance {
  let left = burst
  let last = 0
  return {
    take: (now) => {
      left = Math.min(burst, left + (Math.max(0, now - last) / 1000) * perSecond)
      last = now
      if (left < 1) return false
      left -= 1
      return true
    },
  }
}

/** An allowance for each of many keys; the ones that are full again are forgotten. */
export function allowances(
  burst: number,
  perSecond: number,
): (key: string, now: number) => boolean {
  const known = new Map<string, { allowance: Allowance; at: number }>()
  const fullAfterMs = (burst / perSecond) * 1000
  return (key, now) => {
    for (const [old, { at }] of known) {
      if (now - at < fullAfterMs) break
      known.delete(old)
    }
    const found = known.get(key)?.allowance ?? allowance(burst, perSecond)
    known.delete(key)
    known.set(key, { allowance: found, at: now })
    return found.take(now)
  }
}
