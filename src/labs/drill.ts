import { drawBelow } from '../lib/random.ts'
import type { Release } from '../sim/releases.ts'
import { type Cause, isFor, type Lab } from './lab.ts'

/** The faults that a drill can have in a release. */
export const causesIn = (lab: Lab, release: Release): Cause[] =>
  lab.causes.filter((cause) => isFor(cause, release))

/**
 * The fault for a seed; undefined if the lab is not a drill. Consecutive seeds form rounds, each a shuffled deck, so
 * that every fault comes once before any is repeated.
 */
export function causeOf(lab: Lab, release: Release, seed: number): Cause | undefined {
  const deck = causesIn(lab, release)
  if (deck.length === 0) return undefined
  const number = Math.abs(Math.trunc(seed))
  const round = Math.floor(number / deck.length)
  const streams = {}
  for (let last = deck.length - 1; last > 0; last--) {
    const taken = drawBelow(streams, `round ${round} of drills`, last + 1)
    const [a, b] = [deck[taken], deck[last]]
    if (a && b) {
      deck[taken] = b
      deck[last] = a
    }
  }
  return deck[number % deck.length]
}
