/**
 * Something that grows or shrinks evenly: stored as where it was, when, and how fast; its value is
 * derived from the time. Nothing is written per tick.
 */
export interface Ramp {
  /** Simulated milliseconds at which the amount was `from`. */
  at: number
  from: number
  /** Change per second; negative when it shrinks. */
  perSecond: number
  /** The amount never passes this. */
  limit: number
}

/** The amount at `now`. */
export const valueAt = (ramp: Ramp, now: number): number => {
  if (ramp.perSecond === 0) return ramp.from
  const value = ramp.from + (ramp.perSecond * (now - ramp.at)) / 1000
  return ramp.perSecond < 0 ? Math.max(ramp.limit, value) : Math.min(ramp.limit, value)
}

/** The same amount at `now`, going on at another speed. */
export const withSpeed = (
  ramp: Ramp,
  now: number,
  perSecond: number,
  limit = ramp.limit,
): Ramp => ({
  at: now,
  from: valueAt(ramp, now),
  perSecond,
  limit,
})

/** When the amount reaches its limit, in whole milliseconds; undefined if it never does. */
export const endOf = (ramp: Ramp): number | undefined => {
  const way = ramp.limit - ramp.from
  if (way === 0) return ramp.at
  if (ramp.perSecond === 0 || way / ramp.perSecond < 0) return undefined
  return ramp.at + Math.ceil((way / ramp.perSecond) * 1000)
}
