import { complete } from '../shell/complete.ts'
import { RULES } from '../shell/rules.ts'
import { advance, advanceInPlace, apply, applyInPlace } from '../sim/apply.ts'
import type { Rules } from '../sim/run/rules.ts'
import { startWorld } from '../sim/start.ts'
import type { Narrator } from './narration/describer.ts'
import { NARRATOR } from './narration/narrator.ts'

/**
 * What makes Worlds of inputs: the rules of every command, and all that works with them. It is most of the code and
 * not needed to show a cluster at rest, so the page loads it after the first paint and hands it on as a value.
 */
export interface Engine {
  rules: Rules
  startWorld: typeof startWorld
  apply: typeof apply
  applyInPlace: typeof applyInPlace
  advance: typeof advance
  advanceInPlace: typeof advanceInPlace
  /** What may follow on a line that is being typed. */
  complete: typeof complete
  /** Says what lies between two Worlds. */
  narrator: Narrator
}

/** The engine of this version: every command, every release. */
export const ENGINE: Engine = {
  rules: RULES,
  startWorld,
  apply,
  applyInPlace,
  advance,
  advanceInPlace,
  complete,
  narrator: NARRATOR,
}
