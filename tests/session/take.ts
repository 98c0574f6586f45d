import type { LabStep } from '../../src/labs/lab.ts'
import { play, type Session } from '../../src/session/session.ts'
import { takeStep } from '../../src/session/steps.ts'

/** Takes steps of a lab one after the other. Throws a sentence about one that cannot be taken. */
export const takeSteps = (session: Session, steps: readonly LabStep[]): Session =>
  play(session, (hands) => {
    for (const step of steps) {
      const problem = takeStep(hands, step)
      if (problem !== null) throw new Error(problem)
    }
  })
