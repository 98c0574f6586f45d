import { create } from 'zustand'
import { isSolved, keptSoFar } from '../../labs/progress.ts'
import { own } from '../../lib/own.ts'
import { visibleData } from '../../lib/text/visible.ts'
import { RELEASES, type Release } from '../../sim/releases.ts'
import type { Recording } from '../recording/recording.ts'
import type { Session } from '../session.ts'
import { SOLVED_LABS_KEY } from '../storage/stored-flag.ts'
import { useApp } from '../store.ts'
import { better, type Run, runOf } from './lab-run.ts'

/** A lab that was solved to its last goal, at its best. */
export interface SolvedLab {
  /** ISO 8601, by the clock of the first browser that solved it. */
  solved: string
  /** Releases in which it was solved. */
  releases: Release[]
  /** Whether all that the lab wants kept was kept, at least once. */
  clean: boolean
  /** Numbers of the drills that were repaired, in a lab of drills. */
  drills?: number[]
  /** The best run. Absent where only an older version saw it solved, and in a lab of drills. */
  best?: Run
  /** The best run of each drill, by its number. */
  runs?: Record<string, Run>
}

/** What a learner has solved, by the lab's id. Kept in this browser. */
export type SolvedLabs = Record<string, SolvedLab>

export const PROGRESS_FORMAT = 'ganeti-lab progress'

const RUN = ['seconds', 'down', 'one', 'twice', 'hints', 'wrong', 'broken', 'tries'] as const

const isRun = (value: unknown): value is Run => {
  const run = (value ?? {}) as Partial<Run>
  return (
    RELEASES.some((release) => release === run.release) &&
    RUN.every((part) => typeof run[part] === 'number' && run[part] >= 0)
  )
}

/** An entry without runs that cannot be read: it was solved all the same. */
function readable({ best, runs, ...entry }: SolvedLab): SolvedLab {
  const good = Object.entries(runs ?? {}).filter(([, run]) => isRun(run))
  return {
    ...entry,
    ...(isRun(best) ? { best } : {}),
    ...(good.length > 0 ? { runs: Object.fromEntries(good) } : {}),
  }
}

const isEntry = (value: unknown): value is SolvedLab => {
  const { solved, releases, clean, drills = [] } = (value ?? {}) as Partial<SolvedLab>
  return (
    typeof solved === 'string' &&
    typeof clean === 'boolean' &&
    Array.isArray(releases) &&
    releases.every((release) => typeof release === 'string') &&
    Array.isArray(drills) &&
    drills.every((number) => typeof number === 'number')
  )
}

/** The solved labs in data from elsewhere; anything else is left out. */
export function readSolvedLabs(data: unknown): SolvedLabs {
  if (typeof data !== 'object' || data === null) return {}
  const entries = Object.entries(data).flatMap(([id, entry]): [string, SolvedLab][] =>
    isEntry(entry) ? [[id, readable(entry)]] : [],
  )
  return visibleData(Object.fromEntries(entries))
}

function stored(): SolvedLabs {
  try {
    return readSolvedLabs(JSON.parse(localStorage.getItem(SOLVED_LABS_KEY) ?? '{}'))
  } catch {
    return {}
  }
}

export const useSolvedLabs = create<{ solved: SolvedLabs }>(() => ({ solved: stored() }))

/** Both lists in one: nothing that was reached is lost. */
export function merged(mine: SolvedLabs, other: SolvedLabs): SolvedLabs {
  const solved = { ...mine }
  for (const [id, entry] of Object.entries(other)) {
    const known = own(solved, id)
    const union = <T>(a: T[] = [], b: T[] = []) => [...new Set([...a, ...b])]
    const drills = union(known?.drills, entry.drills).sort((a, b) => a - b)
    const best = bestOf(known?.best, entry.best)
    const runs = bestRuns(known?.runs, entry.runs)
    solved[id] = {
      solved: known && known.solved < entry.solved ? known.solved : entry.solved,
      releases: union(known?.releases, entry.releases).sort(),
      clean: entry.clean || known?.clean === true,
      ...(drills.length > 0 ? { drills } : {}),
      ...(best ? { best } : {}),
      ...(Object.keys(runs).length > 0 ? { runs } : {}),
    }
  }
  return solved
}

const bestOf = (a: Run | undefined, b: Run | undefined): Run | undefined =>
  a && b ? better(a, b) : (a ?? b)

function bestRuns(a: SolvedLab['runs'] = {}, b: SolvedLab['runs'] = {}): Record<string, Run> {
  const all = { ...a }
  for (const [number, run] of Object.entries(b)) all[number] = better(own(a, number) ?? run, run)
  return all
}

/**
 * How well something was solved. `with wrong turns`: at its best there was one, or a rule of the lab was broken.
 * `clean`: neither, and no hint and no wrong guess. `solved`: anything between, or an older version saw it.
 */
export type SolvedHow = 'not yet' | 'with wrong turns' | 'solved' | 'clean'

/** How well a lab was solved; with `drill`, how well the drill of that number was. */
export function solvedHow(entry: SolvedLab | undefined, drill?: number): SolvedHow {
  if (!entry) return 'not yet'
  if (drill !== undefined && !entry.drills?.includes(drill)) return 'not yet'
  const best = bestRun(entry, drill)
  if (!best) return 'solved'
  if (best.wrong + best.broken > 0) return 'with wrong turns'
  return best.hints + best.tries === 0 ? 'clean' : 'solved'
}

/** The best run of a lab, or of the drill of that number. */
export const bestRun = (entry: SolvedLab | undefined, drill?: number): Run | undefined =>
  drill === undefined ? entry?.best : own(entry?.runs ?? {}, String(drill))

/** Adds to the solved labs of this browser. */
export function addSolvedLabs(entries: SolvedLabs): void {
  const solved = merged(useSolvedLabs.getState().solved, entries)
  useSolvedLabs.setState({ solved })
  try {
    localStorage.setItem(SOLVED_LABS_KEY, JSON.stringify(solved))
  } catch {
    // It lasts until the page is closed; the session itself says when nothing can be stored.
  }
}

/**
 * What is entered about a session at the end of its lab. One begun in the middle is not entered, nor one in which the
 * learner gave up: what was played or shown may be the hard part.
 */
function entryOf(session: Session, recording: Recording, solved: string): SolvedLabs {
  const { lab, from, progress, effort, definition } = session
  if (!lab || from !== null || lab.source !== undefined) return {}
  if (!isSolved(lab, progress) || effort.gaveUp) return {}
  const clean = keptSoFar(lab, progress).every((kept) => kept.broken === null)
  const run = runOf(session, recording)
  const { release, seed = 1 } = definition
  const how = lab.causes.length > 0 ? { drills: [seed], runs: { [seed]: run } } : { best: run }
  return { [lab.id]: { solved, releases: [release], clean, ...how } }
}

/** From now on every lab that is solved is added. */
export function recordSolvedLabs(): void {
  useApp.subscribe(({ session, recording }, before) => {
    if (session.progress.done === before.session.progress.done) return
    // A session that was restored or opened was entered when it was solved.
    if (session.definition !== before.session.definition) return
    const entry = entryOf(session, recording, new Date().toISOString())
    if (Object.keys(entry).length > 0) addSolvedLabs(entry)
  })
}
