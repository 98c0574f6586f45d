import type { Lab, LabStep } from '../../src/labs/lab.ts'
import { holds } from '../../src/labs/progress.ts'
import { type Driver, runStep } from '../../src/session/labs/lab-steps.ts'
import type { EventLine } from '../../src/session/narration/event-line.ts'
import { NARRATOR } from '../../src/session/narration/narrator.ts'
import { emptyRecording, recordWorld } from '../../src/session/recording/recording.ts'
import { act, passTime, type Session } from '../../src/session/session.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'

/** A sitting whose every event is told, as on the page. */
export interface ToldSitting {
  session: Session
  told: { line: EventLine; world: World }[]
}

/** Takes steps as `play` does, but looks at the World after each input and each event. */
export function tellSteps(
  from: Session,
  steps: readonly LabStep[],
  enough: (session: Session) => boolean = () => false,
): ToldSitting {
  const told: ToldSitting['told'] = []
  let session = from
  let recording = recordWorld(emptyRecording, from.world, from.now)
  const become = (next: Session) => {
    const line = NARRATOR.whatHappened(session.world, next.world, next.now, recording.samples)
    if (line) told.push({ line, world: next.world })
    recording = recordWorld(recording, next.world, next.world.now)
    session = next
  }
  const driver: Driver = {
    get world() {
      return session.world
    },
    get now() {
      return session.now
    },
    nextEvent: () => nextEvent(session.world),
    act: (input) => become(act(session, input)),
    pass: (until) => {
      for (let due = nextEvent(session.world); due !== undefined && due <= until; ) {
        become(passTime(session, due))
        due = nextEvent(session.world)
      }
      become(passTime(session, until))
    },
    holds: (condition) =>
      holds(condition, session.lab, session.progress, session.world, session.now),
  }
  for (const step of steps) {
    if (enough(session)) break
    runStep(driver, step)
  }
  return { session, told }
}

/** The sittings of a lab without a drawn fault: its solution, and each of its wrong turns. */
export function sittingsOf(lab: Lab, opening: () => Session): ToldSitting[] {
  const solution = tellSteps(opening(), lab.solution)
  const turns = lab.wrongTurns.map((turn) => {
    const reached = ({ progress }: Session) => progress.done.some(({ goal }) => goal === turn.after)
    const there =
      turn.after === undefined ? opening() : tellSteps(opening(), lab.solution, reached).session
    return tellSteps(there, turn.steps)
  })
  return [solution, ...turns]
}
