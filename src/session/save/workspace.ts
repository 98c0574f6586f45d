import type { Release } from '../../sim/releases.ts'
import type { Speed } from '../clock.ts'
import type { EventLine } from '../narration/event-line.ts'

/** What stood around the session. */
export interface Workspace {
  /** Unknown to saves of earlier versions. */
  labRelease?: Release
  happened: EventLine | null
  history: Record<string, string[]>
  terminal: string
  view: 'is' | 'known'
  speed: Speed
  /** Lines entered while a program ran, by terminal: they are typed when it asks. */
  ahead: Record<string, string[]>
}
