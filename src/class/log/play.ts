import { EXERCISE } from '../../labs/clusters.ts'
import { causeOf } from '../../labs/drill.ts'
import { type Effort, withHint, withTurnAway } from '../../labs/effort.ts'
import { definitionOf, type Lab } from '../../labs/lab.ts'
import type { Engine } from '../../session/engine.ts'
import type { Driver } from '../../session/labs/lab-steps.ts'
import {
  act,
  openSession,
  passTime,
  play,
  redo,
  rewind,
  type Session,
  seekInput,
} from '../../session/session.ts'
import type { World } from '../../sim/world.ts'
import { type Entry, type GroupAction, opensLab, SEATS } from './entry.ts'

/** What came of a log so far. A value; every function below returns the next one. */
export interface PlayedLog {
  /** Null before the first lab. */
  session: Session | null
  /** Who did each input of the session, and after them those that can be done again: seats. */
  doers: readonly string[]
  /** The group's clock minus the session's, in milliseconds: it changes when the session goes back or begins. */
  ahead: number
  /** The number of the last entry. */
  n: number
  /** The group's clock: how far time has passed. */
  at: number
}

/** Before the first entry. */
export const NOTHING_PLAYED: PlayedLog = { session: null, doers: [], ahead: 0, n: 0, at: 0 }

/** The labs that a log opens, fetched before it is played: by their ids, or by the text of their files. */
export type LabsAtHand = ReadonlyMap<string, Lab>

/** Labs that are wanted: ids of those that come with the page, and texts of lab files. */
export interface WantedLabs {
  ids: string[]
  sources: string[]
}

/** The labs that entries open. */
export function labsIn(entries: readonly Entry[]): WantedLabs {
  const ids = new Set<string>()
  const sources = new Set<string>()
  for (const { what } of entries)
    if (what.do === 'lab' && what.lab !== null) ids.add(what.lab)
    else if (what.do === 'lab file') sources.add(what.source)
  return { ids: [...ids], sources: [...sources] }
}

/** Lets time pass up to a stamp of the group's clock. */
export function playTo(played: PlayedLog, at: number): PlayedLog {
  const { session, ahead } = played
  if (!session || at <= played.at) return { ...played, at: Math.max(at, played.at) }
  return { ...played, session: passTime(session, Math.max(session.now, at - ahead)), at }
}

/** The same session at another moment: from now on the group's clock means this one. */
const rebased = (played: PlayedLog, session: Session): PlayedLog => ({
  ...played,
  session,
  ahead: played.at - session.now,
})

const begun = (played: PlayedLog, session: Session): PlayedLog => ({
  ...rebased(played, session),
  doers: [],
})

/** After inputs of some seats: what waited to be done again before them waits no longer. */
const acted = (played: PlayedLog, session: Session, by: readonly string[]): PlayedLog => ({
  ...played,
  session,
  doers: [...played.doers.slice(0, session.inputs.length - by.length), ...by],
})

/**
 * Plays one entry. Every page does the same with it, whatever it is: what cannot be done changes nothing, on any of
 * them.
 */
export function playEntry(
  engine: Engine,
  labs: LabsAtHand,
  before: PlayedLog,
  { n, at, by, what }: Entry,
): PlayedLog {
  const here = { ...playTo(before, at), n }
  try {
    return done(engine, labs, here, what, by)
  } catch {
    return here
  }
}

function done(
  engine: Engine,
  labs: LabsAtHand,
  here: PlayedLog,
  what: GroupAction,
  by: string,
): PlayedLog {
  if (what.do === 'lab') return begun(here, opened(engine, labs, what))
  if (what.do === 'lab file') {
    const { source: lab, release } = what
    return begun(here, opened(engine, labs, { do: 'lab', lab, release }))
  }
  const { session } = here
  if (!session) return here
  switch (what.do) {
    case 'input':
      return acted(here, act(session, what.input), [by])
    case 'skip':
      return what.to > session.now ? rebased(here, passTime(session, what.to)) : here
    case 'back':
      return rebased(here, takenBack(session, what.keep, what.now))
    case 'redo':
      return rebased(here, redo(session))
    case 'hint':
      return {
        ...here,
        session: withEffort(session, withHint(session.effort, what.goal, what.level)),
      }
    case 'put away':
      return { ...here, session: withEffort(session, withTurnAway(session.effort, what)) }
    case 'give up': {
      const next = givenUp(session)
      return next === session ? here : acted(here, next, [by])
    }
    case 'join':
    case 'speed':
    case 'say':
    case 'floor':
    case 'ask for keyboard':
    case 'lend keyboard':
    case 'door':
    case 'time left':
      return here
  }
}

const withEffort = (session: Session, effort: Effort): Session => ({ ...session, effort })

/** The session after its drill was given up: the cause is shown, and named. */
function givenUp(session: Session): Session {
  const { lab, definition, effort } = session
  const cause = lab && causeOf(lab, definition.release, definition.seed ?? 1)
  if (!cause) return session
  return act(withEffort(session, { ...effort, gaveUp: true }), {
    kind: 'diagnosis',
    cause: cause.id,
  })
}

function opened(
  engine: Engine,
  labs: LabsAtHand,
  { lab: id, release, seed, goal }: Extract<GroupAction, { do: 'lab' }>,
): Session {
  const logins = [...SEATS]
  if (id === null) return openSession(engine, { ...EXERCISE, release, logins })
  const lab = labs.get(id)
  if (!lab?.releases.includes(release)) throw new Error(`there is no lab ${id} for ${release}`)
  const definition = { ...definitionOf(lab, release, seed), logins }
  const first = goal === undefined || goal === lab.goals[0]?.id
  return openSession(engine, definition, lab, first ? null : goal)
}

/** The session with its first `keep` inputs, at a moment that is not later than the present. */
function takenBack(session: Session, keep: number, now: number): Session {
  const first = session.inputs[keep]
  const there = first ? seekInput(session, keep, first.at) : session
  // No one looks at the past together.
  const next = { ...there, looking: false }
  const moment = Math.min(now, session.now)
  if (next.now > moment && (next.inputs.at(-1)?.at ?? next.began) <= moment)
    return rewind(next, moment)
  return next.now < moment ? passTime(next, moment) : next
}

/** Entries that a session takes one after the other, without being looked at in between. */
const isPlain = ({ what }: Entry): boolean => PLAIN.has(what.do)

const PLAIN: ReadonlySet<GroupAction['do']> = new Set([
  'input',
  'speed',
  'join',
  'say',
  'floor',
  'ask for keyboard',
  'lend keyboard',
  'door',
  'time left',
])

/**
 * The index of the last entry that begins a session; 0 where there is none. What comes before it makes no difference to
 * what comes after.
 */
export function lastBeginning(engine: Engine, labs: LabsAtHand, entries: readonly Entry[]): number {
  return Math.max(
    0,
    entries.findLastIndex(
      (entry) =>
        opensLab(entry.what.do) && playEntry(engine, labs, NOTHING_PLAYED, entry).session !== null,
    ),
  )
}

/** Plays many entries, much faster than one by one; the result is the same. */
export function playAll(
  engine: Engine,
  labs: LabsAtHand,
  before: PlayedLog,
  entries: readonly Entry[],
): PlayedLog {
  const first = lastBeginning(engine, labs, entries)
  let next = first === 0 ? before : { ...NOTHING_PLAYED, at: before.at }
  for (let i = first; i < entries.length; ) {
    const run = plainRun(entries, i)
    const some = run.length > 2 && next.session ? run : entries.slice(i, i + 1)
    const inOne = some === run && next.session ? playRun(next, next.session, run) : null
    next = inOne ?? some.reduce((played, entry) => playEntry(engine, labs, played, entry), next)
    i += some.length
  }
  return next
}

/** The entries from an index on that a session takes one after the other, without being looked at in between. */
export function plainRun(entries: readonly Entry[], from: number): readonly Entry[] {
  let end = from
  while (end < entries.length && isPlain(entries[end] as Entry)) end += 1
  return entries.slice(from, end)
}

/** Looks at the World of a run, which changes in place. */
export interface RunWatch {
  /** Before an entry comes to it. */
  typed: (entry: Entry, world: World) => void
  /** After each change. */
  changed: (world: World) => void
}

/** Lets time pass; who watches sees the World after each event. */
function pass(driver: Driver, until: number, watch: RunWatch | undefined): void {
  for (
    let due = watch && driver.nextEvent();
    due !== undefined && due <= until;
    due = driver.nextEvent()
  ) {
    driver.pass(due)
    watch?.changed(driver.world)
  }
  driver.pass(Math.max(driver.now, until))
}

/** A run of plain entries, played in one; null where one of them cannot be done: that must not undo the others. */
export function playRun(
  before: PlayedLog,
  session: Session,
  run: readonly Entry[],
  watch?: RunWatch,
): PlayedLog | null {
  const { ahead } = before
  try {
    const after = play(session, (driver) => {
      for (const entry of run) {
        pass(driver, entry.at - ahead, watch)
        watch?.typed(entry, driver.world)
        if (entry.what.do !== 'input') continue
        driver.act(entry.what.input)
        watch?.changed(driver.world)
      }
    })
    const by = run.flatMap((entry) => (entry.what.do === 'input' ? [entry.by] : []))
    // Without an input, what was taken back can still be redone.
    const undone = by.length > 0 ? [] : session.undone
    const last = run.at(-1)
    return {
      ...(by.length > 0 ? acted(before, after, by) : before),
      session: { ...after, undone },
      n: last?.n ?? before.n,
      at: last?.at ?? before.at,
    }
  } catch {
    return null
  }
}
