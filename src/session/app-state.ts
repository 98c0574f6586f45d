import type { Speed } from './clock.ts'
import type { Happened, Question } from './happened.ts'
import type { Theme } from './preferences.ts'
import type { Recording } from './recording.ts'
import type { Session } from './session.ts'

/** A message of the app itself, until it is closed. */
export interface Notice {
  /** One notice of a kind at a time. */
  kind: string
  text: string
  /** What the text is the first of: a list that can be opened. */
  details?: readonly string[]
  action?: { label: string; run: () => void }
  /** Plain text for a report of what failed, to look at and to copy. */
  report?: string
}

/** All that the screen is a picture of. What changes it is in `actions.ts`. */
export interface AppState {
  session: Session
  recording: Recording
  happened: Happened | null
  /** The question that the guide answers at present. */
  asked: Question | null
  speed: Speed
  view: 'is' | 'known'
  /** The node whose console is in front. */
  terminal: string
  presenter: boolean
  theme: Theme
  hideHints: boolean
  /** Whether the seconds that count are shown beside the clock. */
  strip: boolean
  notices: Notice[]
  /** The sitting before the last start; null when there is none. */
  previous: Session | null
  /** Lines typed at a shell, by terminal, oldest first. */
  history: Record<string, string[]>
  /** Lines entered while a program ran, by terminal: each is typed when the next prompt comes. */
  ahead: Record<string, string[]>
  /** Grows when the consoles have to be written anew. */
  rewrites: number
  /** Grows when the console in front should take the keyboard. */
  focusConsole: number
  /** Grows when the console in front should come into sight, too. */
  showConsole: number
  /** A command to put on a prompt, for the console to take. */
  offer: { terminal: string; text: string; number: number; enter: boolean } | null
}
