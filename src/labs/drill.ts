import { drawBelow } from '../lib/random.ts'
import type { Release } from '../sim/releases.ts'
import type { Cause, Lab } from './lab.ts'

/** The faults that a drill may draw in a release. */
export const causesIn = (lab: Lab, release: Release): Cause[] =>
  lab.causes.filter((cause) => cause.in === undefined || cause.in.includes(release))

/** The fault that a seed stands for; undefined in a lab that is no drill. */
export function causeOf(lab: Lab, release: Release, seed: number): Cause | undefined {
  const causes = causesIn(lab, release)
  return causes[drawBelow({ seed }, `drill ${seed}`, Math.max(1, causes.length))]
}
