import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { atShell } from '../shell/prompt.ts'
import { nextEvent } from '../sim/world.ts'
import type { AppState, Notice } from './app-state.ts'
import { isInPast } from './history/branches.ts'
import { isAtRest } from './idle.ts'
import {
  addMarks,
  addNews,
  cutAtMoment,
  cutBefore,
  cutRecording,
  newsAt,
  recordWorld,
} from './recording/recording.ts'
import { passTime, type Session } from './session.ts'
import { terminalIn } from './together.ts'

/** What an action changes in the state of the app. */
export type AppChange = Partial<AppState>

const HISTORY_KEPT = 500

/** What was shown and recorded of a step from one session to the next. `isNew`: nothing recorded leads there. */
export const recorded = (state: AppState, next: Session, isNew: boolean): AppChange => {
  const { session, recording } = state
  const before = isNew ? cutAtMoment(recording, session) : recording
  const to = Math.max(before.to, next.now)
  if (next.world === session.world) return { recording: { ...before, to } }
  const known = !isNew && isInPast(session) && next.world.now <= recording.to
  const after = known ? before : recordWorld(before, next.world, next.world.now)
  const narrator = next.engine?.narrator
  const past = known ? cutRecording(recording, next.now) : after
  const happened = narrator?.whatHappened(session.world, next.world, next.now, past.samples)
  const marks = (known ? null : narrator?.marksOf(session.world, next.world, next.world.now)) ?? []
  const marked = addMarks({ ...after, to }, marks)
  return {
    recording: known ? marked : addNews(marked, happened, next),
    ...(happened ? { happened } : {}),
  }
}

/** Back to 1× once the cluster goes idle. */
export const slowed = (state: AppState, next: Session): AppChange =>
  state.together === null &&
  !isInPast(next) &&
  state.speed !== 'paused' &&
  state.speed !== 1 &&
  next.world !== state.session.world &&
  isAtRest(next.world) &&
  !isAtRest(state.session.world)
    ? { speed: 1, slowed: true }
    : {}

/** The notices but those of a kind. */
export const withoutNotice = ({ notices }: AppState, kind: string): Notice[] =>
  notices.filter((notice) => notice.kind !== kind)

/** Kinds of notices that tell of the session that is open; another one makes them untrue. */
const OF_SESSION = new Set(['branch', 'import', 'start again'])

/** The notices that stay when another session opens. */
export const withoutOfSession = ({ notices }: AppState): Notice[] =>
  notices.filter(({ kind }) => !OF_SESSION.has(kind))

/** Once a goal is reached, the offer to restore the previous session is only in the menu. */
export const settled = (state: AppState, next: Session): AppChange =>
  next.progress.done.length > 0 && next.progress !== state.session.progress
    ? { notices: withoutNotice(state, 'start again') }
    : {}

/** A line for the arrow keys, where a shell took it. */
export const remembered = (state: AppState, terminal: string, text: string): AppChange => {
  const list = own(state.history, terminal) ?? []
  if (
    !atShell(own(state.session.world.terminals, terminalIn(state, terminal))) ||
    text.trim() === ''
  )
    return {}
  if (list.at(-1) === text) return {}
  return { history: { ...state.history, [terminal]: [...list, text].slice(-HISTORY_KEPT) } }
}

/** After a jump in time: the consoles are redrawn and the clock is paused. */
export const jumped = (state: AppState, session: Session): AppChange => ({
  session,
  speed: 'paused',
  slowed: false,
  happened: newsAt(state.recording, session),
  asked: null,
  // Lines that wait for a program to end belong to the moment that was left.
  ahead: {},
  rewrites: state.rewrites + 1,
  recording: { ...state.recording, to: Math.max(state.recording.to, session.now) },
})

/** After something was taken back: the session goes on from there, and the clock as it was. */
export const tookBack = (state: AppState, session: Session): AppChange => ({
  ...jumped({ ...state, recording: cutBefore(state.recording, session) }, session),
  // The clock of a session begins with its first input.
  speed: state.speed === 'paused' || session.inputs.length === 0 ? 'paused' : 1,
})

/** After the next input was done again: `session` has it, `state` has not. What happened until then is recorded, too. */
export function redone(state: AppState, session: Session): AppChange {
  const until = session.inputs.at(-1)?.at ?? session.now
  let seen = state
  const see = (after: Session): void => {
    seen = { ...seen, ...recorded(seen, after, false), session: after }
  }
  for (;;) {
    const due = nextEvent(seen.session.world)
    if (due === undefined || due > until) break
    see(passTime(seen.session, due))
  }
  see(session)
  const { recording, happened } = seen
  return { session, recording, happened, rewrites: state.rewrites + 1 }
}

/** After several people went back, or forward again. */
export const wentBack = (state: AppState, session: Session): AppChange =>
  session.inputs.length > state.session.inputs.length
    ? { ...jumped(state, session), ...redone(state, session) }
    : tookBack(state, session)

/** What has started, as a sentence or more. */
export function startedInWords(before: Session, { lab, from, progress }: Session): string {
  const goal = lab?.goals[progress.done.length]
  const wanted = lab?.goals.find(({ id }) => id === from)
  if (goal && wanted) {
    const ahead = t`You begin at the goal “${goal.text}”. The goals before it were played for you.`
    return goal === wanted ? ahead : t`${ahead} One step reaches this goal and “${wanted.text}”.`
  }
  return before.lab === lab ? t`Started again.` : t`A new part has started.`
}
