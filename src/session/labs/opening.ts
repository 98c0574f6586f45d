import { causeOf, causesIn } from '../../labs/drill.ts'
import { type Cause, definitionOf, type Lab } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { Release } from '../../sim/releases.ts'
import type { Engine } from '../engine.ts'
import { openSession, type Session } from '../session.ts'
import { StepFailed } from './budget.ts'

/** A problem found by playing a lab: its field, and what happened instead. */
export interface Finding {
  /** As in the file: ["wrongTurns", 0, "steps"]. */
  path: readonly (string | number)[]
  message: string
}

/** The problems of a lab's start in a release. A drill is checked with each of its causes. */
export function checkOpening(engine: Engine, lab: Lab, release: Release): Finding[] {
  const starts = causesIn(lab, release).map((cause) => seedOf(lab, release, cause))
  const opened = (starts.length > 0 ? starts : [undefined]).map((seed) =>
    opening(engine, lab, definitionOf(lab, release, seed)),
  )
  const findings = opened.flatMap((start) => ('message' in start ? [start] : []))
  // Report a problem that all causes share only once.
  return findings.filter(
    ({ path }, i) => findings.findIndex((other) => String(other.path) === String(path)) === i,
  )
}

/** A session at the lab's start, or at one of its goals; or the problem with it. */
export function opening(
  engine: Engine,
  lab: Lab,
  definition: ClusterDefinition,
  from: string | null = null,
): Session | Finding {
  try {
    return openSession(engine, definition, lab, from)
  } catch (error) {
    if (error instanceof StepFailed) return { path: error.path, message: error.message }
    const message = messageOf(error)
    return { path: ['start'], message: t`makes the trainer fail: ${message}` }
  }
}

/** The lowest drill number that draws a cause. */
export function seedOf(lab: Lab, release: Release, cause: Cause): number {
  let seed = 1
  while (causeOf(lab, release, seed) !== cause) seed += 1
  return seed
}
