import { create } from 'zustand'
import { definitionOf, type Lab } from '../labs/lab.ts'
import { own } from '../lib/own.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Input } from '../sim/input.ts'
import type { Release } from '../sim/releases.ts'
import type { World } from '../sim/world.ts'
import type { AppState, Notice } from './app-state.ts'
import { type Pace, type Speed, toNextStep } from './clock.ts'
import { guarded, stopped } from './failure.ts'
import type { Start } from './foreign.ts'
import { marksOf, type Question, whatHappened } from './happened.ts'
import { onceSpoken } from './language.ts'
import { loadPreferences, type Theme } from './preferences.ts'
import { addMarks, cutRecording, emptyRecording, recordWorld } from './recording.ts'
import { atShell, isAtRest } from './rest.ts'
import { act, beginning, openSession, passTime, redo, type Session, seek, undo } from './session.ts'
import { FIRST_LAB, FIRST_WORLD } from './shelf.ts'

const HISTORY_KEPT = 500

type Change = Partial<AppState>
type Set = (change: Change | ((lab: AppState) => Change)) => void

const masterOf = (definition: ClusterDefinition, world: World): string =>
  Object.keys(world.machines).find((n) => n.toLowerCase() === definition.master.toLowerCase()) ??
  definition.master

const recorded = (lab: AppState, next: Session, forked: boolean): Change => {
  const { session } = lab
  const before = forked ? cutRecording(lab.recording, session.now) : lab.recording
  if (next.world === session.world) return { recording: { ...before, to: next.now } }
  const marks = marksOf(session.world, next.world, next.world.now)
  const happened = whatHappened(session.world, next.world, next.now)
  return {
    recording: addMarks(recordWorld(before, next.world, next.world.now), marks),
    ...(happened ? { happened } : {}),
  }
}

/** Busy and then at rest: whatever made it worth hurrying is over. */
const slowed = (lab: AppState, next: Session): Change =>
  lab.speed !== 'paused' &&
  lab.speed !== 1 &&
  next.world !== lab.session.world &&
  isAtRest(next.world) &&
  !isAtRest(lab.session.world)
    ? { speed: 1 }
    : {}

const fresh = (session: Session): Change => ({
  session,
  recording: recordWorld(emptyRecording, session.world, session.now),
  happened: null,
  asked: null,
  ahead: {},
  terminal: masterOf(session.definition, session.world),
  offer: null,
})

/** Who has reached a goal since the last start has settled there: the offer to take it back moves to the menu. */
const settled = (lab: AppState, next: Session): Change =>
  next.progress.done.length > 0 && next.progress !== lab.session.progress
    ? { notices: lab.notices.filter((n) => n.kind !== 'start again') }
    : {}

const doing = (set: Set, input: Input, rest: (lab: AppState) => Change = () => ({})): void =>
  set(
    guarded(input, (lab) => {
      const session = act(lab.session, input)
      return {
        session,
        ...recorded(lab, session, true),
        ...slowed(lab, session),
        ...settled(lab, session),
        ...rest(lab),
      }
    }),
  )

/** The clock of a sitting that has not begun starts with the first thing typed. */
const started = (lab: AppState): Change =>
  lab.speed === 'paused' && lab.session.now === lab.session.began && lab.session.inputs.length === 0
    ? { speed: 1 }
    : {}

const remembered = (lab: AppState, terminal: string, text: string): Change => {
  const list = own(lab.history, terminal) ?? []
  if (!atShell(own(lab.session.world.terminals, terminal)) || text.trim() === '') return {}
  if (list.at(-1) === text) return {}
  return { history: { ...lab.history, [terminal]: [...list, text].slice(-HISTORY_KEPT) } }
}

const inputActions = (set: Set) => ({
  type: (terminal: string, text: string) =>
    doing(set, { kind: 'line', terminal, text }, (lab) => ({
      ...started(lab),
      ...remembered(lab, terminal, text),
    })),
  key: (terminal: string, key: 'interrupt' | 'end-of-file') =>
    doing(set, { kind: 'key', terminal, key }),
  power: (node: string, to: 'on' | 'off') => doing(set, { kind: 'power', node, to }, started),
  cable: (node: string, is: 'in' | 'out') => doing(set, { kind: 'cable', node, is }, started),
  link: (nodes: [string, string], is: 'cut' | 'whole') =>
    doing(set, { kind: 'link', nodes, is }, started),
  fault: (input: Input) => doing(set, input, started),
})

/** Jumps in time: the consoles are written anew, the clock stands still. */
const jumped = (lab: AppState, session: Session): Change => ({
  session,
  speed: 'paused',
  happened: null,
  asked: null,
  rewrites: lab.rewrites + 1,
  recording: { ...lab.recording, to: Math.max(lab.recording.to, session.now) },
})

const travelActions = (set: Set) => ({
  undo: () =>
    set(
      guarded('taking back the last step', (lab) => {
        if (lab.session.inputs.length > 0) return jumped(lab, undo(lab.session))
        return lab.previous ? { ...back(lab, lab.previous), previous: null } : {}
      }),
    ),
  redo: () =>
    set(
      guarded('doing the step again', (lab) => {
        const session = redo(lab.session)
        return session === lab.session
          ? {}
          : { ...recorded(lab, session, false), session, rewrites: lab.rewrites + 1 }
      }),
    ),
  seek: (now: number) =>
    set(guarded('playing the session again', (lab) => jumped(lab, seek(lab.session, now)))),
  startAgain: (release?: Release) =>
    set(
      guarded('starting again', (lab) => {
        const definition = release ? { ...lab.session.definition, release } : lab.session.definition
        return anew(lab, openSession(definition, lab.session.lab))
      }),
    ),
  takeBackStart: () =>
    set((lab) => (lab.previous ? { ...back(lab, lab.previous), previous: null } : {})),
  open: (definition: ClusterDefinition, lesson: Lab | null = null, start?: Start) =>
    set((lab) =>
      anew(
        lab,
        start
          ? beginning(definition, lesson, start.world, start.now)
          : openSession(definition, lesson),
      ),
    ),
})

const back = (lab: AppState, session: Session): Change => ({
  ...fresh(session),
  speed: 'paused',
  rewrites: lab.rewrites + 1,
  notices: lab.notices.filter((n) => n.kind !== 'start again'),
})

const anew = (lab: AppState, session: Session): Change => {
  const untouched = lab.session.inputs.length === 0
  const notice: Notice = {
    kind: 'start again',
    text:
      lab.session.lab === session.lab
        ? 'Started again. What you had is kept until you start again once more.'
        : 'A new part has begun. What you had is kept until the next start.',
    action: { label: 'Take back', run: lab.takeBackStart },
  }
  return {
    ...back(lab, session),
    focusConsole: lab.focusConsole + 1,
    ...(untouched
      ? {}
      : {
          previous: lab.session,
          notices: [...lab.notices.filter((n) => n.kind !== 'start again'), notice],
        }),
  }
}

const timeActions = (set: Set) => ({
  setSpeed: (speed: Speed) => set({ speed }),
  nextEvent: () =>
    set(
      guarded('time passed', (lab) => {
        // What happens between two visible steps is told, too: a call that got no answer.
        let seen: AppState = lab
        const session = toNextStep(lab.session, (after) => {
          seen = { ...seen, ...recorded(seen, after, forks(seen)), session: after }
        })
        if (session === lab.session) return {}
        const { recording, happened } = seen
        return { session, recording, happened, ...slowed(lab, session), ...settled(lab, session) }
      }),
    ),
})

/** What is given a session that somebody else has made: it does not wait for the commands. */
const givenActions = (set: Set) => ({
  adopt: (session: Session, rest: Partial<AppState> = {}) =>
    set((lab) => ({ ...fresh(session), rewrites: lab.rewrites + 1, ...rest })),
  pass: (session: Session) =>
    set(
      guarded('time passed', (lab) => ({
        session,
        ...recorded(lab, session, forks(lab)),
        ...slowed(lab, session),
        ...settled(lab, session),
      })),
    ),
  stop: (error: unknown) => set((lab) => stopped(lab, error)),
})

const forks = (lab: AppState): boolean => lab.recording.to > lab.session.now

const inSight = (lab: AppState): Change => ({
  focusConsole: lab.focusConsole + 1,
  showConsole: lab.showConsole + 1,
})

const screenActions = (set: Set) => ({
  setView: (view: 'is' | 'known') => set({ view }),
  openTerminal: (terminal: string) =>
    set((lab) => (own(lab.session.world.machines, terminal) ? { terminal, ...inSight(lab) } : {})),
  focusTerminal: () => set((lab) => ({ focusConsole: lab.focusConsole + 1 })),
  offerCommand: (text: string, terminal?: string, { enter = false } = {}) =>
    set((lab) => ({
      terminal: terminal ?? lab.terminal,
      ...inSight(lab),
      offer: {
        terminal: terminal ?? lab.terminal,
        text,
        number: (lab.offer?.number ?? 0) + 1,
        enter,
      },
    })),
  setAhead: (terminal: string, lines: string[]) =>
    set((lab) => ({ ahead: { ...lab.ahead, [terminal]: lines } })),
  ask: (asked: Question | null) => set({ asked }),
  setPresenter: (presenter: boolean) => set({ presenter }),
  setTheme: (theme: Theme) => set({ theme }),
  setHideHints: (hideHints: boolean) => set({ hideHints }),
  setStrip: (strip: boolean) => set({ strip }),
  tell: (notice: Notice) =>
    set((lab) => ({ notices: [...lab.notices.filter((n) => n.kind !== notice.kind), notice] })),
  dismiss: (kind: string) =>
    set((lab) => ({ notices: lab.notices.filter((n) => n.kind !== kind) })),
})

/** What needs the commands waits for them: on a slow line the first Enter may come before they do. */
const afterLoading =
  (set: Set): Set =>
  (change) =>
    onceSpoken(() => set(change))

const firstDefinition = definitionOf(FIRST_LAB, FIRST_WORLD.release)
const firstSession = beginning(firstDefinition, FIRST_LAB, FIRST_WORLD, 0)

/** The state of the app, and everything that can be done with it. */
export const useSession = create<AppState>()((set) => ({
  ...(fresh(firstSession) as Pick<
    AppState,
    'session' | 'recording' | 'happened' | 'terminal' | 'ahead'
  >),
  asked: null,
  offer: null,
  speed: 'paused',
  view: 'is',
  presenter: false,
  ...loadPreferences(),
  notices: [],
  previous: null,
  history: {},
  rewrites: 0,
  focusConsole: 0,
  showConsole: 0,
  ...inputActions(afterLoading(set)),
  ...travelActions(afterLoading(set)),
  ...timeActions(afterLoading(set)),
  ...givenActions(set),
  ...screenActions(set),
}))

/** How fast the clock really runs: a world at rest has nothing to hurry for. */
export const paceOf = (lab: Pick<AppState, 'speed' | 'session'>): Speed =>
  lab.speed === 'paused' || isAtRest(lab.session.world) ? clampRest(lab.speed) : lab.speed

const clampRest = (speed: Speed): 'paused' | Pace => (speed === 'paused' ? speed : 1)

/** Lets simulated time pass without a clock; for tests and demonstrations. */
export const passSeconds = (seconds: number): void => {
  const { session, pass } = useSession.getState()
  pass(passTime(session, session.now + seconds * 1000))
}
