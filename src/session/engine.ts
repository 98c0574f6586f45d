import { advance, advanceInPlace, apply, applyInPlace } from '../sim/apply.ts'
import { startWorld } from '../sim/start.ts'

/** What changes a World, or makes one: the part of the simulation that a cluster at rest does not need. */
export const ENGINE = { startWorld, apply, applyInPlace, advance, advanceInPlace }
export type Engine = typeof ENGINE
