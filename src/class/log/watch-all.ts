import { own } from '../../lib/own.ts'
import type { Engine } from '../../session/engine.ts'
import { type Recording, recordWorld } from '../../session/recording/recording.ts'
import type { Session } from '../../session/session.ts'
import type { World } from '../../sim/world.ts'
import type { Entry } from './entry.ts'
import { after } from './head.ts'
import { type LabsAtHand, plainRun, playRun } from './play.ts'
import type { ShellLine } from './shell-line.ts'
import { shellLineOf } from './shell-line.ts'
import {
  linesWith,
  progressRealTime,
  REFUSALS_KEPT,
  refusedSince,
  restBefore,
  type Watched,
  watchEntry,
} from './watched.ts'

/** Shorter runs are watched one by one. */
const LEAST = 3

/** Watches many entries, much faster than one by one; the result is the same. */
export function watchAll(
  engine: Engine,
  labs: LabsAtHand,
  before: Watched,
  entries: readonly Entry[],
): Watched {
  let next = before
  for (let i = 0; i < entries.length; ) {
    const run = plainRun(entries, i)
    const { session } = next.played
    if (run.length >= LEAST && session) {
      next = watchedRun(next, session, run) ?? oneByOne(engine, labs, next, run)
      i += run.length
    } else {
      next = oneByOne(engine, labs, next, entries.slice(i, i + 1))
      i += 1
    }
  }
  return next
}

const oneByOne = (engine: Engine, labs: LabsAtHand, before: Watched, some: readonly Entry[]) =>
  some.reduce((watched, entry) => watchEntry(engine, labs, watched, entry), before)

/** What is noted of a World that changes in place. */
class Notes {
  recording: Recording
  last: ShellLine | null
  lines: Watched['lines']
  refusals: readonly string[]
  #refused: Readonly<Record<string, number>> | null = null

  constructor({ recording, last, lines, refusals }: Watched) {
    this.recording = recording
    this.last = last
    this.lines = lines
    this.refusals = refusals
  }

  /** To be asked before an entry comes to the World. */
  typed(entry: Entry, world: World): void {
    this.#refused ??= refusedIn(world)
    const typed = shellLineOf(entry, { world })
    if (!typed) return
    this.last = typed
    this.lines = linesWith(this.lines, typed)
  }

  /** To be asked after each change of the World. */
  changed(world: World): void {
    this.recording = recordWorld(this.recording, world, world.now)
    const known = this.#refused ?? {}
    const fresh = refusedSince((id) => own(known, id), world)
    if (fresh.length === 0) return
    this.#refused = refusedIn(world)
    this.refusals = [...this.refusals, ...fresh].slice(-REFUSALS_KEPT)
  }

  begin(world: World): void {
    this.#refused = refusedIn(world)
  }
}

/** When a command was refused last on each terminal. */
const refusedIn = ({ terminals }: World): Readonly<Record<string, number>> =>
  Object.fromEntries(
    Object.values(terminals).flatMap(({ id, refused }) => (refused ? [[id, refused.at]] : [])),
  )

/** When there was progress last, after a run. `reached`: the stamp of the last goal that it has reached. */
function progressAfter(
  before: Watched,
  run: readonly Entry[],
  reached: number | undefined,
): number {
  let { head, progressAt } = before
  let due = reached
  for (const entry of run) {
    if (due !== undefined && entry.at >= due) {
      progressAt = progressRealTime(head, due)
      due = undefined
    }
    progressAt += restBefore(head, entry)
    head = after(head, entry)
  }
  return progressAt
}

/** A run of plain entries, watched in one; null where one of them cannot be done. */
function watchedRun(before: Watched, session: Session, run: readonly Entry[]): Watched | null {
  const notes = new Notes(before)
  notes.begin(session.world)
  const played = playRun(before.played, session, run, notes)
  if (!played) return null
  const { recording, last, lines, refusals } = notes
  const head = run.reduce(after, before.head)
  const done = played.session?.progress.done ?? []
  const reached = done.length > session.progress.done.length ? done.at(-1) : undefined
  const progressAt = progressAfter(before, run, reached && reached.at + played.ahead)
  return { ...before, played, head, recording, last, lines, refusals, progressAt }
}
