import type { Engine } from '../../session/engine.ts'
import type { Session } from '../../session/session.ts'
import { type Entry, opensLab } from './entry.ts'
import { type LabsAtHand, NOTHING_PLAYED, playAll, playTo } from './play.ts'

/**
 * The sessions of a log before the present one, the oldest first: each as it was when the next lab was opened. Those in
 * which nothing was done are left out.
 */
export function* earlierSessions(
  engine: Engine,
  labs: LabsAtHand,
  entries: readonly Entry[],
): Generator<Session> {
  const begins = entries.flatMap(({ what }, i) => (opensLab(what.do) ? [i] : []))
  let played = NOTHING_PLAYED
  for (const [i, from] of begins.entries()) {
    const here = playTo(played, entries[from]?.at ?? 0).session
    const begun = playAll(engine, labs, played, entries.slice(from, from + 1))
    // A lab that cannot be opened ends none.
    const isOver = here !== null && begun.session?.definition !== here.definition
    if (isOver && here.inputs.length > 0) yield here
    const to = begins[i + 1]
    if (to === undefined) return
    played = playAll(engine, labs, begun, entries.slice(from + 1, to))
  }
}
