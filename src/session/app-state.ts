import type { Lab } from '../labs/lab.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Input } from '../sim/input.ts'
import type { Release } from '../sim/releases.ts'
import type { Speed } from './clock.ts'
import type { Start } from './foreign.ts'
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

/** All that the screen is a picture of. */
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

  type: (terminal: string, text: string) => void
  key: (terminal: string, key: 'interrupt' | 'end-of-file') => void
  power: (node: string, to: 'on' | 'off') => void
  cable: (node: string, is: 'in' | 'out') => void
  link: (nodes: [string, string], is: 'cut' | 'whole') => void
  /** Any other input: a dead daemon, a crashed guest, other hardware. */
  fault: (input: Input) => void
  undo: () => void
  redo: () => void
  seek: (now: number) => void
  startAgain: (release?: Release) => void
  /** Back to the sitting before the last start. */
  takeBackStart: () => void
  /**
   * Throws a sentence where the lab's start cannot be done: then nothing is changed. `start`: how it begins, where
   * that has been played already.
   */
  open: (definition: ClusterDefinition, lab?: Lab | null, start?: Start) => void
  /** Goes on with a session from elsewhere: a file, or storage. */
  adopt: (session: Session, rest?: Partial<AppState>) => void
  setSpeed: (speed: Speed) => void
  nextEvent: () => void
  /** Time has passed; for the clock. */
  pass: (session: Session) => void
  /** The trainer failed while time passed: the clock stops, and a notice says so. */
  stop: (error: unknown) => void
  setView: (view: 'is' | 'known') => void
  /** Brings a console to the front and gives it the keyboard. */
  openTerminal: (node: string) => void
  /** Gives the keyboard to the console in front, wherever it is. */
  focusTerminal: () => void
  /** Puts a command on the prompt of that console, or the one in front; with `enter` it is entered, too. */
  offerCommand: (text: string, terminal?: string, options?: { enter?: boolean }) => void
  setAhead: (terminal: string, lines: string[]) => void
  ask: (asked: Question | null) => void
  setPresenter: (presenter: boolean) => void
  setTheme: (theme: Theme) => void
  setHideHints: (hideHints: boolean) => void
  /** Whether the seconds that count are shown beside the clock. */
  setStrip: (strip: boolean) => void
  tell: (notice: Notice) => void
  dismiss: (kind: string) => void
}
