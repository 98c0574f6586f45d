import type { Session } from './session.ts'

/** Draws a session as the page would, and throws what goes wrong. */
export type Look = (session: Session) => void

let look: Look | null = null

/** Says how it is found out whether a session can be shown: pictures are made in rooms that this one does not see. */
export const lookBy = (one: Look): void => {
  look = one
}

/** Throws where the session cannot be shown. Nothing is tried where nothing is ever shown. */
export const tryShowing: Look = (session) => look?.(session)
