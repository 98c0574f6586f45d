import type { LabStep } from '../../src/labs/lab.ts'
import { runStep } from '../../src/session/labs/lab-steps.ts'
import { play, type Session } from '../../src/session/session.ts'

/** Takes steps of a lab one after the other. Throws a sentence about one that cannot be taken. */
export const takeSteps = (session: Session, steps: readonly LabStep[]): Session =>
  play(session, (driver) => {
    for (const step of steps) {
      const problem = runStep(driver, step)
      if (problem !== null) throw new Error(problem)
    }
  })
