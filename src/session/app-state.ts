import type { Release } from '../sim/releases.ts'
import type { Speed } from './clock.ts'
import type { Engine } from './engine.ts'
import type { EventLine, Question } from './narration/event-line.ts'
import type { Recording } from './recording/recording.ts'
import type { RenderCheck } from './save/render-check.ts'
import type { Session } from './session.ts'
import type { Theme } from './storage/preferences.ts'
import type { Together } from './together.ts'

/** A message of the app, shown until it is closed. */
export interface Notice {
  /** There is at most one notice of each kind. */
  kind: string
  text: string
  /** All lines of a list whose first line is in the text; the learner can open it. */
  details?: readonly string[]
  action?: { label: string; run: () => void }
  /** A plain-text report of an error, to read and to copy. */
  report?: string
}

/** Everything that the page shows. `actions.ts` changes it. */
export interface AppState {
  /** What makes Worlds of inputs; null until it has been loaded. */
  engine: Engine | null
  /** Begins to load the engine, if no one has. The page says how; see `loading.ts`. */
  load: () => void
  /** Tries whether a session from outside can be shown; null where nothing is shown. */
  renderCheck: RenderCheck | null
  session: Session
  /** The release in which labs open; a cluster of the learner's own has its own release, and leaves this one. */
  labRelease: Release
  recording: Recording
  happened: EventLine | null
  /** The question that the guide answers now; null if none. */
  asked: Question | null
  speed: Speed
  /** Where several people play this session; null: it is played alone, and what is asked for happens here. */
  together: Together | null
  /** Whether the clock has gone back to 1× by itself; until something else is chosen or done. */
  slowed: boolean
  view: 'is' | 'known'
  /** The node whose console is in front. */
  terminal: string
  presenter: boolean
  /** Whether the presenter view gives the keyboard to its console: after a link. Otherwise P leaves it again. */
  typesPresented: boolean
  theme: Theme
  hideHints: boolean
  /** Whether the time strip is shown beside the clock. */
  strip: boolean
  notices: Notice[]
  /** The session before the last start; null if there is none. */
  previous: Session | null
  /** What the time strip showed of it; null if the page was loaded since. */
  previousRecording: Recording | null
  /** Lines typed at a shell, by terminal, oldest first. */
  history: Record<string, string[]>
  /** Lines entered while a program ran, by terminal. Each is typed at the next prompt. */
  ahead: Record<string, string[]>
  /** Grows when the consoles must be redrawn. */
  rewrites: number
  /** Grows when the console in front should take the focus. */
  focusConsole: number
  /** Grows when the console in front should also scroll into view. */
  showConsole: number
  /** A command to put on a prompt, for the console to take. */
  offer: { terminal: string; text: string; number: number; enter: boolean } | null
}
