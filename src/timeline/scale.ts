/**
 * How the time strip maps moments to places. A short sitting is drawn evenly. Of a long one the last minutes keep
 * most of the room, and what came before is drawn closer together, left of a fold.
 */
export interface Scale {
  /** Simulated milliseconds from the left edge to the right one. */
  span: number
  /** Where the last minutes begin, in milliseconds from the left edge; 0: all is drawn evenly. */
  fold: number
  /** The part of the width left of the fold, from 0 to 1. */
  folded: number
}

const MINUTE_MS = 60_000
/** Spans of a strip without a fold, in minutes. They differ enough that the strip seldom jumps. */
const EVEN_MINUTES = [3, 5, 8, 12] as const
/** The minutes right of the fold, how far they move on at a time, and the part of the width left of them. */
const RECENT_MINUTES = 8
const HOP_MINUTES = 2
const FOLDED = 0.35

/** The scale of a strip whose sitting has reached `end`, in milliseconds from its left edge. */
export function scaleOf(end: number): Scale {
  const even = EVEN_MINUTES.find((minutes) => end <= minutes * MINUTE_MS * 0.95)
  if (even !== undefined) return { span: even * MINUTE_MS, fold: 0, folded: 0 }
  const hop = HOP_MINUTES * MINUTE_MS
  const fold = Math.ceil((end * 1.0001) / hop) * hop - (RECENT_MINUTES - HOP_MINUTES) * MINUTE_MS
  return { span: fold + RECENT_MINUTES * MINUTE_MS, fold, folded: FOLDED }
}

/** The place of a moment, from 0 at the left edge to 1 at the right one. */
export function placeOf({ span, fold, folded }: Scale, at: number): number {
  if (fold === 0) return at / span
  return at < fold ? (at / fold) * folded : folded + ((at - fold) / (span - fold)) * (1 - folded)
}

/** The moment at a place. */
export function momentAt({ span, fold, folded }: Scale, place: number): number {
  if (fold === 0) return place * span
  return place < folded
    ? (place / folded) * fold
    : fold + ((place - folded) / (1 - folded)) * (span - fold)
}

/** The stretches of a scale that are even in themselves: from, to, and the part of the width. */
export const stretchesOf = ({ span, fold, folded }: Scale) =>
  fold === 0
    ? [{ from: 0, to: span, part: 1 }]
    : [
        { from: 0, to: fold, part: folded },
        { from: fold, to: span, part: 1 - folded },
      ]
