import { causeOf } from '../../src/labs/drill.ts'
import type { Cause, Lab } from '../../src/labs/lab.ts'
import type { Release } from '../../src/sim/releases.ts'

/** The lowest drill number that draws the cause. */
export function seedOf(lab: Lab, release: Release, cause: Cause): number {
  for (let seed = 1; seed < 10_000; seed++)
    if (causeOf(lab, release, seed)?.id === cause.id) return seed
  throw new Error(`no drill number draws ${cause.id}`)
}
