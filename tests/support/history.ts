import fc from 'fast-check'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, passTime, type Session } from '../../src/session/session.ts'
import { RELEASES, type Release } from '../../src/sim/releases.ts'
import { nextEvent } from '../../src/sim/world.ts'
import { inputOf, type Move, mayType, PATIENCE_MS, someMove } from './random-sitting.ts'

// This file also runs in browsers: nothing of Node is imported.

/** What a random learner, and fate, do to the exercise's cluster. */
export interface History {
  release: Release
  moves: Move[]
}

/** A history of so many moves at most. */
export const historyOf = (most: number): fc.Arbitrary<History> =>
  fc.record({
    release: fc.constantFrom(...RELEASES),
    moves: fc.array(someMove, { minLength: 1, maxLength: most }),
  })

/** Lets time pass until the move's moment has come. */
export const untilMove = (session: Session, move: Move): Session => {
  let next = passTime(session, session.now + move.afterMs)
  const end = next.now + PATIENCE_MS
  while (!mayType(next.world, move)) {
    const due = nextEvent(next.world)
    if (due === undefined || due > end) break
    next = passTime(next, due)
  }
  return next
}

/** The session after a history, and ten minutes more. `each` may exchange the session before every move. */
export function playHistory(
  { release, moves }: History,
  each: (session: Session) => Session = (session) => session,
): Session {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  for (const move of moves) {
    session = untilMove(session, move)
    session = act(each(session), inputOf(session.world, move))
  }
  return passTime(session, session.now + 600_000)
}
