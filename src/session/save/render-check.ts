import type { Engine } from '../engine.ts'
import type { Session } from '../session.ts'

/** Draws a session as the page would, and throws what goes wrong. */
export type RenderCheck = (session: Session) => void

/** What a session from outside is tried with before it is believed; null: not at all, since it is not there. */
export interface Trial {
  engine: Engine | null
  renderCheck: RenderCheck | null
}
