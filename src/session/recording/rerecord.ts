import { nextEvent } from '../../sim/world.ts'
import { act, engineOf, type LoggedInput, openSession, passTime, type Session } from '../session.ts'
import { addMarks, addNews, emptyRecording, type Recording, recordWorld } from './recording.ts'

/** More happens in no sitting that anyone would wait for here. */
const MOST_EVENTS = 10_000

/** Replays the inputs of a sitting and records what the time strip shows of it. Throws where that takes too long. */
export function recordingOf(session: Session): Recording {
  const { definition, lab, from } = session
  return recordingSince(openSession(engineOf(session), definition, lab, from), session)
}

/** The same for a session whose start is at hand. */
export const recordingSince = (
  start: Session,
  { inputs, now }: Pick<Session, 'inputs' | 'now'>,
): Recording =>
  recordingFrom(start, recordWorld(emptyRecording, start.world, start.began), inputs, now)

/** The same where it may take too long, or this version cannot replay the inputs: then the strip starts now. */
export function recordingAgain(session: Session): Recording {
  try {
    return recordingOf(session)
  } catch {
    return recordWorld(emptyRecording, session.world, session.now)
  }
}

/**
 * Plays inputs on a session, lets time pass until `now`, and adds what the time strip shows of it to a recording that ends
 * where the session stands. Throws where that takes too long.
 */
export function recordingFrom(
  start: Session,
  before: Recording,
  inputs: readonly LoggedInput[],
  now: number,
): Recording {
  const { marksOf, whatHappened } = engineOf(start).narrator
  let session = start
  let recording = before
  let events = 0
  const take = (next: Session): void => {
    events += 1
    if (events > MOST_EVENTS) throw new Error('too much happened')
    const { world } = next
    if (world !== session.world) {
      const after = recordWorld(recording, world, world.now)
      recording = addNews(
        addMarks(after, marksOf(session.world, world, world.now)),
        whatHappened(session.world, world, next.now, after.samples),
        next,
      )
    }
    session = next
  }
  const wait = (until: number): void => {
    for (
      let due = nextEvent(session.world);
      due !== undefined && due <= until;
      due = nextEvent(session.world)
    )
      take(passTime(session, due))
    take(passTime(session, until))
  }
  for (const { at, input } of inputs) {
    wait(at)
    take(act(session, input))
  }
  wait(now)
  return { ...recording, to: now }
}
