import type { Speed } from './clock.ts'
import type { Happened } from './happened.ts'

/** What stood around the session. */
export interface Desk {
  happened: Happened | null
  history: Record<string, string[]>
  terminal: string
  view: 'is' | 'known'
  speed: Speed
  /** Lines entered while a program ran, by terminal: they are typed when it asks. */
  ahead: Record<string, string[]>
}
