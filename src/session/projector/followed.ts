import type { AppState } from '../app-state.ts'
import type { Delta } from '../history/json-delta.ts'
import { shownBy } from '../history/terminal-output.ts'
import type { PanelState } from '../panels.ts'
import type { Session } from '../session.ts'
import type { TypedLine } from './typed-line.ts'

/** The part of a session that the projector shows. Hints, effort and what was undone stay with the instructor. */
const SHOWN_OF_SESSION = [
  'definition',
  'lab',
  'from',
  'progress',
  'world',
  'began',
  'now',
  'inputs',
  'shown',
  'shownFrom',
  'shownLength',
] as const

/** What the projector's window follows. Plain data. */
export interface Followed {
  session: Pick<Session, (typeof SHOWN_OF_SESSION)[number]>
  recording: AppState['recording']
  happened: AppState['happened']
  speed: AppState['speed']
  view: AppState['view']
  terminal: string
  rewrites: number
  typed: TypedLine | null
  look: PanelState['look']
  /** Whose terminals are shown, where several people play one session. */
  login: string | null
}

/** What the page shows beside its session, and what is typed in its console. */
export type Beside = Pick<Followed, 'typed' | 'look'>

/** What the page shows, as far as the projector shows it. `before`: the last such value, of which it keeps what it can. */
export function followedOf(
  state: AppState,
  { typed, look }: Beside,
  before: Followed | null,
): Followed {
  const { recording, happened, speed, view, terminal, rewrites } = state
  const { definition, lab, from, progress, world, began, now, inputs } = state.session
  const { shownFrom, shownLength } = state.session
  const old = before?.session
  const same = old?.shownLength === shownLength && old.shownFrom === shownFrom
  // The list itself grows in place, and may belong to a later session.
  const shown = same && rewrites === before?.rewrites ? old.shown : [...shownBy(state.session)]
  const session = {
    ...{ definition, lab, from, progress, world, began, now, inputs },
    ...{ shown, shownFrom: shownLength - shown.length, shownLength },
  }
  const login = state.together?.login ?? null
  return { session, recording, happened, speed, view, terminal, rewrites, typed, look, login }
}

/** The change of a page's state with which it shows what it follows. `wholes`: how often it was told everything. */
export const showing = (
  { session }: AppState,
  { typed, look: _, login, session: told, ...followed }: Followed,
  wholes: number,
): Partial<AppState> => ({
  ...followed,
  presenter: true,
  together:
    login === null
      ? null
      : {
          ...{ login, watches: true, typed, onTheirWay: [], doerOf: () => null },
          ...{ ask: () => undefined, refuse: () => undefined },
        },
  // A console draws everything again when this number changes, whoever changes it.
  rewrites: followed.rewrites + wholes * 1_000_000,
  session: { ...session, ...told, engine: null, checkpoints: [], undone: [] },
})

/** What the windows say to each other. `page` is the visit of the instructor's window that speaks or is spoken to. */
export type Message =
  /** The projector: "tell me everything"; null: whoever is there. */
  | { says: 'hello'; page: string | null }
  | { says: 'bye' }
  /** The instructor's window: it is there; */
  | { says: 'here'; page: string }
  /** everything, and then what has changed since the message with the number before. */
  | { says: 'whole'; page: string; number: number; followed: Followed; pointed: string | null }
  | { says: 'change'; page: string; number: number; change: Delta }
  | { says: 'point'; page: string; pointed: string | null }
  /** It goes away; `both`: so shall the projector. */
  | { says: 'leave'; page: string; both: boolean }
