import { nextEvent } from '../sim/world.ts'
import { addMarks, emptyRecording, type Recording, recordWorld } from './recording.ts'
import { act, engineOf, openSession, passTime, type Session } from './session.ts'
import { marksOf } from './telling/marks.ts'

/** More happens in no sitting that anybody would wait for here. */
const MOST_EVENTS = 10_000

/** Replays the inputs of a sitting and records what the time strip shows of it. Throws where that takes too long. */
export function recordingOf({ engine, definition, lab, from, inputs, now }: Session): Recording {
  let session = openSession(engineOf({ engine }), definition, lab, from)
  let recording = recordWorld(emptyRecording, session.world, session.began)
  let events = 0
  const take = (next: Session): void => {
    events += 1
    if (events > MOST_EVENTS) throw new Error('too much happened')
    const { world } = next
    if (world !== session.world)
      recording = addMarks(
        recordWorld(recording, world, world.now),
        marksOf(session.world, world, world.now),
      )
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
