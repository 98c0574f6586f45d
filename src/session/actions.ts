import type { Lab } from '../labs/lab.ts'
import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Input } from '../sim/input.ts'
import type { Release } from '../sim/releases.ts'
import type { AppState, Notice } from './app-state.ts'
import { type Speed, toNextStep } from './clock.ts'
import {
  type AppChange,
  jumped,
  recorded,
  redone,
  remembered,
  settled,
  slowed,
  startedInWords,
  tookBack,
  wentBack,
  withoutNotice,
  withoutOfSession,
} from './consequences.ts'
import { guarded, stopped } from './failure.ts'
import { isInPast } from './history/branches.ts'
import { branchNotice, openedBranch, renamed, withoutOne } from './history/branching.ts'
import { promptOf } from './idle.ts'
import { whenLoaded, withEngine } from './loading/engine-loader.ts'
import type { Question } from './narration/event-line.ts'
import { cutAtMoment, newsAt } from './recording/recording.ts'
import {
  act,
  beginning,
  engineOf,
  goOn,
  openSession,
  playOn,
  redo,
  rewind,
  type Session,
  seek,
  undo,
} from './session.ts'
import type { Theme } from './storage/preferences.ts'
import { stateOf, useApp } from './store.ts'
import { againFrom, backTo, skipped, soughtBy, terminalIn, type Wish } from './together.ts'
import type { Start } from './worker/foreign.ts'

const set = (change: AppChange | ((state: AppState) => AppChange)): void => useApp.setState(change)

/** Delays changes until the engine is loaded: on a slow line the first Enter may come earlier. */
const setWhenLoaded: typeof set = (change) => whenLoaded(() => set(change))

/** Asks for it where several people play; returns whether they do. */
export const asked = (wish: (state: AppState) => Wish | null): boolean => {
  const state = useApp.getState()
  if (!state.together) return false
  const wanted = wish(state)
  if (wanted) state.together.ask(wanted)
  return true
}

/** Says that several people cannot do this together; returns whether there are several. */
const refused = (what: string): boolean => {
  const { together } = useApp.getState()
  together?.refuse(what)
  return together !== null
}

const doing = (input: Input, further: (state: AppState) => AppChange = () => ({})): void => {
  if (asked(() => ({ do: 'input', input }))) return
  setWhenLoaded(
    guarded(input, (state) => {
      const session = act(state.session, input)
      const notices = withForkNotice(state, session)
      return {
        session,
        ...recorded(state, session, true),
        // One rule everywhere: what you do starts the clock.
        slowed: false,
        ...(state.speed === 'paused' ? { speed: 1 } : slowed(state, session)),
        notices,
        ...settled({ ...state, notices }, session),
        ...further(state),
      }
    }),
  )
}

/** The notices after an input: what it left is said until the next one. */
function withForkNotice(state: AppState, next: Session): Notice[] {
  const others = withoutNotice(state, 'branch')
  const notice = branchNotice(state.session, next, openBranchAgain)
  return notice ? [...others, notice] : others
}

const openBranchAgain = (id: number): void =>
  setWhenLoaded(
    guarded(t`opening the branch`, (state) => {
      const opened = openedBranch(state, id)
      if (!opened) return {}
      const { session, recording } = opened
      const there = jumped({ ...state, recording }, session)
      return { ...there, notices: withoutNotice(state, 'branch') }
    }),
  )

const inputActions = {
  type: (terminal: string, text: string) =>
    doing({ kind: 'line', terminal: terminalIn(useApp.getState(), terminal), text }, (state) =>
      remembered(state, terminal, text),
    ),
  key: (terminal: string, key: 'interrupt' | 'end-of-file') =>
    doing({ kind: 'key', terminal: terminalIn(useApp.getState(), terminal), key }),
  power: (node: string, to: 'on' | 'off') => doing({ kind: 'power', node, to }),
  cable: (node: string, is: 'in' | 'out') => doing({ kind: 'cable', node, is }),
  link: (nodes: [string, string], is: 'cut' | 'whole') => doing({ kind: 'link', nodes, is }),
  /** Any other input: a dead daemon, a crashed guest, other hardware. */
  fault: (input: Input) => doing(input),
}

const back = (state: AppState, session: Session): AppChange => ({
  ...stateOf(session),
  speed: 'paused',
  rewrites: state.rewrites + 1,
  notices: withoutOfSession(state),
})

function startTakenBack(state: AppState): AppChange {
  const { previous, previousRecording: recording } = state
  if (!previous) return {}
  return {
    ...back(state, previous),
    ...(recording ? { recording, happened: newsAt(recording, previous) } : {}),
    previous: null,
    previousRecording: null,
  }
}

/** Restores the session before the last start. */
const takeBackStart = (): void => setWhenLoaded(startTakenBack)

const isUntouched = ({ session }: AppState): boolean => session.inputs.length === 0

function startNotice(state: AppState, session: Session): Notice | null {
  const text = startedInWords(state.session, session)
  if (isUntouched(state)) {
    const elsewhere = session.from !== session.lab?.goals[session.progress.done.length]?.id
    return session.from !== null && elsewhere ? { kind: 'start again', text } : null
  }
  return {
    kind: 'start again',
    text: t`${text} Your previous session is kept until the next start.`,
    action: { label: t`Restore it`, run: takeBackStart },
  }
}

/** Opens a session that begins. */
const begun = (state: AppState, session: Session): AppChange => {
  const notice = startNotice(state, session)
  return {
    ...back(state, session),
    focusConsole: state.focusConsole + 1,
    ...(isUntouched(state) ? {} : { previous: state.session, previousRecording: state.recording }),
    ...(notice ? { notices: [...withoutOfSession(state), notice] } : {}),
  }
}

const travelActions = {
  undo: () => {
    if (asked(({ session }) => backTo(session, session.inputs.length - 1))) return
    setWhenLoaded(
      guarded(t`undoing the last step`, (state) =>
        state.session.inputs.length > 0
          ? tookBack(state, undo(state.session))
          : startTakenBack(state),
      ),
    )
  },
  redo: () => {
    if (asked(({ session }) => (session.undone.length > 0 ? { do: 'redo' } : null))) return
    setWhenLoaded(
      guarded(t`redoing the step`, (state) => {
        const session = redo(state.session)
        return session === state.session ? {} : redone(state, session)
      }),
    )
  },
  /** Looks at an earlier moment. What was taken back before is a branch then: it is not on the way to the present. */
  seek: (now: number) => {
    if (asked(({ session }) => soughtBy(session, now))) return
    setWhenLoaded(
      guarded(t`replaying the session`, (state) => {
        const here = state.session.looking ? state.session : goOn(state.session)
        return { ...jumped(state, seek(here, now)), notices: withForkNotice(state, here) }
      }),
    )
  },
  /** Goes back to before something happened, and stays there. */
  rewind: (now: number) => {
    if (asked(({ session }) => soughtBy(session, now))) return
    setWhenLoaded(
      guarded(t`replaying the session`, (state) => tookBack(state, rewind(state.session, now))),
    )
  },
  /** Goes on from a moment in the past as a new way; what came later is kept as a branch. */
  goOn: () => {
    if (refused(t`go on from an earlier moment`)) return
    setWhenLoaded((state) => {
      const session = goOn(state.session)
      return {
        session,
        speed: 1,
        recording: cutAtMoment(state.recording, session),
        notices: withForkNotice(state, session),
      }
    })
  },
  /** Opens a branch at its end; the way that was open is a branch then. */
  openBranch: (id: number) => {
    if (!refused(t`open a branch`)) openBranchAgain(id)
  },
  nameBranch: (id: number, name: string) =>
    set(({ session }) => ({ session: renamed(session, id, name) })),
  deleteBranch: (id: number) => set(({ session }) => ({ session: withoutOne(session, id) })),
  startAgain: (release?: Release) => {
    if (asked(({ session }) => againFrom(session, release))) return
    setWhenLoaded(
      guarded(t`starting again`, (state) => {
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
    )
  },
  takeBackStart,
  /**
   * Throws a sentence where the lab's start cannot be done: then nothing is changed. `start`: how it begins, where
   * that has been played already.
   */
  open: (definition: ClusterDefinition, lab: Lab | null = null, start?: Start) => {
    if (refused(t`open this`)) return
    setWhenLoaded((state) =>
      begun(
        state,
        start
          ? beginning(state.engine, definition, lab, start.world, start.now, start.ahead)
          : openSession(engineOf(state), definition, lab),
      ),
    )
  },
}

const timeActions = {
  setSpeed: (speed: Speed) => {
    if (!asked(() => ({ do: 'speed', speed }))) setWhenLoaded({ speed, slowed: false })
  },
  nextEvent: () => {
    if (asked(({ session }) => skipped(session))) return
    setWhenLoaded(
      guarded('time passed', (state) => {
        // Also report what happens between two visible steps, such as a call that times out.
        let seen: AppState = state
        const session = toNextStep(state.session, (after) => {
          seen = { ...seen, ...recorded(seen, after, false), session: after }
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
    )
  },
}

/** What came of a wish that was played: the session goes on, is gone back in, or begins. */
export type Played = 'goes on' | 'went back' | 'begins'

/** Actions on a session that several people play: the only ones that change it. They do not wait for the commands. */
const togetherActions = {
  /** Takes the session with what was played of it. `further`: what changes beside it. */
  follow: (session: Session, how: Played, further: AppChange = {}) =>
    set((state) => ({
      ...(how === 'begins'
        ? {
            ...stateOf(session),
            rewrites: state.rewrites + 1,
            notices: withoutOfSession(state),
          }
        : how === 'went back'
          ? wentBack(state, session)
          : { session, ...recorded(state, session, true), ...settled(state, session) }),
      ...further,
    })),
  /** Remembers a line that was typed here, for the arrow keys. */
  remember: (terminal: string, text: string) => set((state) => remembered(state, terminal, text)),
}

/** Actions on a session that was made elsewhere. They do not wait for the commands. */
const givenActions = {
  /** Opens a session from a file or from storage. */
  adopt: (session: Session, further: AppChange = {}) =>
    set((state) => ({
      ...stateOf(withEngine(session, state.engine)),
      rewrites: state.rewrites + 1,
      notices: withoutOfSession(state),
      ...further,
      ...(further.previous ? { previous: withEngine(further.previous, state.engine) } : {}),
    })),
  /** Takes the session after time has passed. Only the clock calls this. */
  pass: (session: Session) =>
    set(
      guarded('time passed', (state) => ({
        session,
        ...recorded(state, session, false),
        ...slowed(state, session),
        ...settled(state, session),
      })),
    ),
  /** Stops the clock and reports an error of the trainer while time passed. */
  stop: (error: unknown) => set((state) => stopped(state, error)),
}

const inSight = (state: AppState): AppChange => ({
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
  /**
   * Sets the lines that wait for a prompt after a new one was entered. Like every input it starts the clock; where a
   * program runs in the past, the session goes on from there.
   */
  enter: (terminal: string, lines: string[]) => {
    const state = useApp.getState()
    const { session, speed, together } = state
    const shown = own(session.world.terminals, terminalIn(state, terminal))
    const waits = !together && promptOf(shown) === null
    if (waits && isInPast(session)) travelActions.goOn()
    if (waits && speed === 'paused') timeActions.setSpeed(1)
    screenActions.setAhead(terminal, lines)
  },
  setAhead: (terminal: string, lines: string[]) =>
    set((state) => ({ ahead: { ...state.ahead, [terminal]: lines } })),
  ask: (asked: Question | null) => set({ asked: asked && { ...asked } }),
  /** `types`: its console takes the keyboard. */
  setPresenter: (presenter: boolean, types = false) => set({ presenter, typesPresented: types }),
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
  ...togetherActions,
  ...givenActions,
  ...screenActions,
}

/** Lets simulated time pass without a clock; for tests and demonstrations. */
export const passSeconds = (seconds: number): void => {
  const { session } = useApp.getState()
  actions.pass(playOn(session, session.now + seconds * 1000))
}
