import type { Lab } from '../labs/lab.ts'
import { own } from '../lib/own.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Input } from '../sim/input.ts'
import type { Release } from '../sim/releases.ts'
import type { AppState, Notice } from './app-state.ts'
import { type Speed, toNextStep } from './clock.ts'
import { guarded, stopped } from './failure.ts'
import type { Start } from './foreign.ts'
import type { Question } from './happened.ts'
import { whenLoaded, withEngine } from './loading.ts'
import type { Theme } from './preferences.ts'
import { addMarks, cutRecording, recordWorld } from './recording.ts'
import { atShell, isAtRest } from './rest.ts'
import {
  act,
  beginning,
  engineOf,
  openSession,
  passTime,
  redo,
  type Session,
  seek,
  undo,
} from './session.ts'
import { stateOf, useApp } from './store.ts'

const HISTORY_KEPT = 500

type Change = Partial<AppState>

const set = (change: Change | ((state: AppState) => Change)): void => useApp.setState(change)

/** Delays changes until the engine is loaded: on a slow line the first Enter may come earlier. */
const setWhenLoaded: typeof set = (change) => whenLoaded(() => set(change))

const recorded = (state: AppState, next: Session, forked: boolean): Change => {
  const { session } = state
  const before = forked ? cutRecording(state.recording, session.now) : state.recording
  if (next.world === session.world) return { recording: { ...before, to: next.now } }
  const teller = next.engine?.teller
  const marks = teller?.marksOf(session.world, next.world, next.world.now) ?? []
  const after = recordWorld(before, next.world, next.world.now)
  const happened = teller?.whatHappened(session.world, next.world, next.now, after.samples)
  return {
    recording: addMarks(after, marks),
    ...(happened ? { happened } : {}),
  }
}

/** Back to 1× once the cluster goes idle. */
const slowed = (state: AppState, next: Session): Change =>
  state.speed !== 'paused' &&
  state.speed !== 1 &&
  next.world !== state.session.world &&
  isAtRest(next.world) &&
  !isAtRest(state.session.world)
    ? { speed: 1 }
    : {}

const withoutNotice = ({ notices }: AppState, kind: string): Notice[] =>
  notices.filter((notice) => notice.kind !== kind)

/** Once a goal is reached, the offer to restore the previous session is only in the menu. */
const settled = (state: AppState, next: Session): Change =>
  next.progress.done.length > 0 && next.progress !== state.session.progress
    ? { notices: withoutNotice(state, 'start again') }
    : {}

const doing = (input: Input, further: (state: AppState) => Change = () => ({})): void =>
  setWhenLoaded(
    guarded(input, (state) => {
      const session = act(state.session, input)
      return {
        session,
        ...recorded(state, session, true),
        ...slowed(state, session),
        ...settled(state, session),
        ...further(state),
      }
    }),
  )

/** The clock of a session starts with its first input. */
const started = ({ speed, session }: AppState): Change =>
  speed === 'paused' && session.now === session.began && session.inputs.length === 0
    ? { speed: 1 }
    : {}

const remembered = (state: AppState, terminal: string, text: string): Change => {
  const list = own(state.history, terminal) ?? []
  if (!atShell(own(state.session.world.terminals, terminal)) || text.trim() === '') return {}
  if (list.at(-1) === text) return {}
  return { history: { ...state.history, [terminal]: [...list, text].slice(-HISTORY_KEPT) } }
}

const inputActions = {
  type: (terminal: string, text: string) =>
    doing({ kind: 'line', terminal, text }, (state) => ({
      ...started(state),
      ...remembered(state, terminal, text),
    })),
  key: (terminal: string, key: 'interrupt' | 'end-of-file') =>
    doing({ kind: 'key', terminal, key }),
  power: (node: string, to: 'on' | 'off') => doing({ kind: 'power', node, to }, started),
  cable: (node: string, is: 'in' | 'out') => doing({ kind: 'cable', node, is }, started),
  link: (nodes: [string, string], is: 'cut' | 'whole') =>
    doing({ kind: 'link', nodes, is }, started),
  /** Any other input: a dead daemon, a crashed guest, other hardware. */
  fault: (input: Input) => doing(input, started),
}

/** After a jump in time: the consoles are redrawn and the clock is paused. */
const jumped = (state: AppState, session: Session): Change => ({
  session,
  speed: 'paused',
  happened: null,
  asked: null,
  rewrites: state.rewrites + 1,
  recording: { ...state.recording, to: Math.max(state.recording.to, session.now) },
})

const back = (state: AppState, session: Session): Change => ({
  ...stateOf(session),
  speed: 'paused',
  rewrites: state.rewrites + 1,
  notices: withoutNotice(state, 'start again'),
})

const startTakenBack = (state: AppState): Change =>
  state.previous
    ? {
        ...back(state, state.previous),
        ...(state.previousRecording ? { recording: state.previousRecording } : {}),
        previous: null,
        previousRecording: null,
      }
    : {}

/** Restores the session before the last start. */
const takeBackStart = (): void => setWhenLoaded(startTakenBack)

const isUntouched = ({ session }: AppState): boolean => session.inputs.length === 0

/** What has started, as a sentence or more. */
function startedInWords(before: Session, { lab, from, progress }: Session): string {
  const goal = lab?.goals[progress.done.length]
  const wanted = lab?.goals.find(({ id }) => id === from)
  if (goal && wanted) {
    const ahead = `You begin at the goal “${goal.text}”. The goals before it were played for you.`
    return goal === wanted ? ahead : `${ahead} One step reaches this goal and “${wanted.text}”.`
  }
  return before.lab === lab ? 'Started again.' : 'A new part has started.'
}

function startNotice(state: AppState, session: Session): Notice | null {
  const text = startedInWords(state.session, session)
  if (isUntouched(state)) {
    const elsewhere = session.from !== session.lab?.goals[session.progress.done.length]?.id
    return session.from !== null && elsewhere ? { kind: 'start again', text } : null
  }
  return {
    kind: 'start again',
    text: `${text} Your previous session is kept until the next start.`,
    action: { label: 'Restore it', run: takeBackStart },
  }
}

/** Opens a session that begins. */
const begun = (state: AppState, session: Session): Change => {
  const notice = startNotice(state, session)
  return {
    ...back(state, session),
    focusConsole: state.focusConsole + 1,
    ...(isUntouched(state) ? {} : { previous: state.session, previousRecording: state.recording }),
    ...(notice ? { notices: [...withoutNotice(state, notice.kind), notice] } : {}),
  }
}

const travelActions = {
  undo: () =>
    setWhenLoaded(
      guarded('undoing the last step', (state) =>
        state.session.inputs.length > 0
          ? jumped(state, undo(state.session))
          : startTakenBack(state),
      ),
    ),
  redo: () =>
    setWhenLoaded(
      guarded('redoing the step', (state) => {
        const session = redo(state.session)
        return session === state.session
          ? {}
          : { ...recorded(state, session, false), session, rewrites: state.rewrites + 1 }
      }),
    ),
  seek: (now: number) =>
    setWhenLoaded(
      guarded('replaying the session', (state) => jumped(state, seek(state.session, now))),
    ),
  startAgain: (release?: Release) =>
    setWhenLoaded(
      guarded('starting again', (state) => {
        const { definition, lab, from } = state.session
        return begun(
          state,
          openSession(
            engineOf(state),
            release ? { ...definition, release } : definition,
            lab,
            from,
          ),
        )
      }),
    ),
  takeBackStart,
  /**
   * Throws a sentence where the lab's start cannot be done: then nothing is changed. `start`: how it begins, where
   * that has been played already.
   */
  open: (definition: ClusterDefinition, lab: Lab | null = null, start?: Start) =>
    setWhenLoaded((state) =>
      begun(
        state,
        start
          ? beginning(state.engine, definition, lab, start.world, start.now, start.ahead)
          : openSession(engineOf(state), definition, lab),
      ),
    ),
}

const forks = ({ recording, session }: AppState): boolean => recording.to > session.now

const timeActions = {
  setSpeed: (speed: Speed) => setWhenLoaded({ speed }),
  nextEvent: () =>
    setWhenLoaded(
      guarded('time passed', (state) => {
        // Also report what happens between two visible steps, such as a call that times out.
        let seen: AppState = state
        const session = toNextStep(state.session, (after) => {
          seen = { ...seen, ...recorded(seen, after, forks(seen)), session: after }
        })
        if (session === state.session) return {}
        const { recording, happened } = seen
        return {
          session,
          recording,
          happened,
          ...slowed(state, session),
          ...settled(state, session),
        }
      }),
    ),
}

/** Actions on a session that was made elsewhere. They do not wait for the commands. */
const givenActions = {
  /** Opens a session from a file or from storage. */
  adopt: (session: Session, further: Change = {}) =>
    set((state) => ({
      ...stateOf(withEngine(session, state.engine)),
      rewrites: state.rewrites + 1,
      ...further,
      ...(further.previous ? { previous: withEngine(further.previous, state.engine) } : {}),
    })),
  /** Takes the session after time has passed. Only the clock calls this. */
  pass: (session: Session) =>
    set(
      guarded('time passed', (state) => ({
        session,
        ...recorded(state, session, forks(state)),
        ...slowed(state, session),
        ...settled(state, session),
      })),
    ),
  /** Stops the clock and reports an error of the trainer while time passed. */
  stop: (error: unknown) => set((state) => stopped(state, error)),
}

const inSight = (state: AppState): Change => ({
  focusConsole: state.focusConsole + 1,
  showConsole: state.showConsole + 1,
})

const screenActions = {
  setView: (view: AppState['view']) => set({ view }),
  /** Brings a console to the front. The focus stays where it is. */
  showTerminal: (terminal: string) => set({ terminal }),
  /** Brings a console to the front and focuses it. */
  openTerminal: (terminal: string) =>
    set((state) =>
      own(state.session.world.machines, terminal) ? { terminal, ...inSight(state) } : {},
    ),
  /** Focuses the console in front. */
  focusTerminal: () => set((state) => ({ focusConsole: state.focusConsole + 1 })),
  /** Puts a command on the prompt of that console (default: the one in front). `enter` also runs it. */
  offerCommand: (text: string, terminal?: string, { enter = false } = {}) =>
    set((state) => {
      const node = terminal ?? state.terminal
      const number = (state.offer?.number ?? 0) + 1
      return { terminal: node, ...inSight(state), offer: { terminal: node, text, number, enter } }
    }),
  setAhead: (terminal: string, lines: string[]) =>
    set((state) => ({ ahead: { ...state.ahead, [terminal]: lines } })),
  ask: (asked: Question | null) => set({ asked }),
  setPresenter: (presenter: boolean) => set({ presenter }),
  setTheme: (theme: Theme) => set({ theme }),
  setHideHints: (hideHints: boolean) => set({ hideHints }),
  setStrip: (strip: boolean) => set({ strip }),
  notify: (notice: Notice) =>
    set((state) => ({ notices: [...withoutNotice(state, notice.kind), notice] })),
  /** Closes the notice of a kind. */
  dismiss: (kind: string) => set((state) => ({ notices: withoutNotice(state, kind) })),
}

/** All actions on the state of the app. They never change, so no component subscribes to them. */
export const actions = {
  ...inputActions,
  ...travelActions,
  ...timeActions,
  ...givenActions,
  ...screenActions,
}

/** Lets simulated time pass without a clock; for tests and demonstrations. */
export const passSeconds = (seconds: number): void => {
  const { session } = useApp.getState()
  actions.pass(passTime(session, session.now + seconds * 1000))
}
