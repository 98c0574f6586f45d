import type { Emission } from '../../sim/input.ts'

/** What the terminals of a session have shown. */
export interface Shown {
  /**
   * What the terminals showed, oldest first, without the `shownFrom` entries that can no longer be scrolled back to.
   * The array only grows and may be shared by later sessions: this one has shown `shownLength` entries in all.
   */
  shown: Emission[]
  shownFrom: number
  shownLength: number
}

/** Entries that are kept of what terminals showed: so many at least, and at most twice as many. */
const SHOWN_KEPT = 8000

/** What its terminals have shown from an entry on, counted from the beginning; or as much of it as is kept. */
export const shownSince = ({ shown, shownFrom, shownLength }: Shown, from: number): Emission[] =>
  shown.slice(Math.max(0, from - shownFrom), shownLength - shownFrom)

/** What its terminals have shown so far, as far as it is kept. Not to be changed. */
export const shownBy = (session: Shown): Emission[] =>
  session.shown.length === session.shownLength - session.shownFrom
    ? session.shown
    : shownSince(session, session.shownFrom)

/** With more on the terminals. */
export function showMore(session: Shown, emitted: Emission[]): Shown {
  const shown = shownBy(session)
  for (const emission of emitted) shown.push(emission)
  return trimmed(shown, session.shownFrom)
}

/** The entries from a number on, without those that are too old. */
export function trimmed(shown: Emission[], from: number): Shown {
  const shownLength = from + shown.length
  if (shown.length <= 2 * SHOWN_KEPT) return { shown, shownFrom: from, shownLength }
  return { shown: shown.slice(-SHOWN_KEPT), shownFrom: shownLength - SHOWN_KEPT, shownLength }
}
