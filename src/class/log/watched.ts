import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import type { Engine } from '../../session/engine.ts'
import { emptyRecording, type Recording, recordWorld } from '../../session/recording/recording.ts'
import type { Session } from '../../session/session.ts'
import { nextEvent, type World } from '../../sim/world.ts'
import { type Entry, opensLab } from './entry.ts'
import { after, EMPTY_LOG, type LogHead } from './head.ts'
import { type LabPlayed, labPlayed } from './lab-played.ts'
import {
  type LabsAtHand,
  lastBeginning,
  NOTHING_PLAYED,
  type PlayedLog,
  playEntry,
  playTo,
} from './play.ts'
import { type ShellLine, shellLineOf } from './shell-line.ts'

/** All that an instructor sees of a group: a reading of its log. A value; the functions below return the next one. */
export interface Watched {
  played: PlayedLog
  head: LogHead
  /** What the time strip shows of the session, and so the seconds that count. */
  recording: Recording
  last: ShellLine | null
  /** Lines at a shell since the lab began, by seat. */
  lines: Readonly<Record<string, number>>
  /** Commands that were refused last, oldest first. */
  refusals: readonly string[]
  /** What the group did in the labs before this one, the oldest first. */
  before: readonly LabPlayed[]
  /** So many entries were not played, since a lab was opened after them. */
  skipped: number
  /** Milliseconds since 1970 of the server's clock when a goal was reached last, or the lab was opened. */
  progressAt: number
}

/** A group whose log is empty. */
export const NOTHING_WATCHED: Watched = {
  played: NOTHING_PLAYED,
  head: EMPTY_LOG,
  recording: emptyRecording,
  last: null,
  lines: {},
  refusals: [],
  before: [],
  skipped: 0,
  progressAt: 0,
}

export const REFUSALS_KEPT = 5

/** The commands that were refused. `before`: when that happened last on a terminal. */
export const refusedSince = (before: (terminal: string) => number | undefined, now: World) =>
  Object.values(now.terminals).flatMap(({ id, refused }): string[] =>
    refused && refused.at !== before(id) ? [refused.argv.join(' ')] : [],
  )

/** The server's clock at a stamp of the group's that an entry may follow, in milliseconds since 1970. */
export const progressRealTime = ({ real, at, speed }: LogHead, stamp: number): number =>
  speed === 'paused' ? real : real + Math.round(Math.max(0, stamp - at) / speed)

/** Real milliseconds before an entry in which the clock stood: no one is stuck meanwhile. */
export const restBefore = ({ speed, real }: LogHead, entry: Entry): number =>
  speed === 'paused' ? Math.max(0, entry.real - real) : 0

/** Lines at a shell by seat, with one more. */
export const linesWith = (lines: Watched['lines'], { by }: ShellLine): Watched['lines'] => ({
  ...lines,
  [by]: (own(lines, by) ?? 0) + 1,
})

function seen(watched: Watched, played: PlayedLog): Watched {
  const before = watched.played.session
  const { session } = played
  if (!session || session.world === before?.world) return { ...watched, played }
  const goes = before !== null && before.lab === session.lab && session.now >= before.now
  const recording = recordWorld(
    goes ? watched.recording : cut(watched.recording, before, session),
    session.world,
    session.world.now,
  )
  const terminals = before?.world.terminals ?? {}
  const refused = goes ? refusedSince((id) => own(terminals, id)?.refused?.at, session.world) : []
  const refusals = refused.length === 0 ? watched.refusals : [...watched.refusals, ...refused]
  const reached = goes ? session.progress.done[before.progress.done.length] : undefined
  const last = reached && session.progress.done.at(-1)
  return {
    ...watched,
    ...{ played, recording, refusals: refusals.slice(-REFUSALS_KEPT) },
    // Most goals are reached while time passes, and not by what is typed then.
    ...(last ? { progressAt: progressRealTime(watched.head, last.at + played.ahead) } : {}),
  }
}

/** What is left of a recording where a session went back, or began. */
function cut(recording: Recording, before: Session | null, session: Session): Recording {
  if (before?.definition !== session.definition) return emptyRecording
  const samples = Object.entries(recording.samples).map(
    ([name, list]) => [name, list.filter(({ at }) => at <= session.now)] as const,
  )
  return { samples: Object.fromEntries(samples), marks: [], to: session.now }
}

/** Lets time pass up to a stamp of the group's clock, from event to event: each counts in the seconds. */
export function watchTo(watched: Watched, at: number): Watched {
  let next = watched
  for (;;) {
    const { session, ahead } = next.played
    const due = session ? nextEvent(session.world) : undefined
    if (due === undefined || due + ahead >= at) return seen(next, playTo(next.played, at))
    const to = Math.max(next.played.at + 1, due + ahead)
    next = seen(next, playTo(next.played, Math.min(at, to)))
  }
}

/** Takes one entry. */
export function watchEntry(
  engine: Engine,
  labs: LabsAtHand,
  before: Watched,
  entry: Entry,
): Watched {
  const here = watchTo(before, entry.at)
  const typed = shellLineOf(entry, here.played.session)
  const next = seen(here, playEntry(engine, labs, here.played, entry))
  // A lab that cannot be opened begins nothing.
  const begins = opensLab(entry.what.do) && next.played.session !== here.played.session
  const refusals = begins ? [] : next.refusals
  const lines = begins ? {} : here.lines
  const isOver = begins && (here.played.session?.inputs.length ?? 0) > 0
  return {
    ...next,
    refusals,
    before: isOver ? playedIn(here) : here.before,
    head: after(here.head, entry),
    last: typed ?? here.last,
    lines: typed ? linesWith(lines, typed) : lines,
    progressAt: begins ? entry.real : next.progressAt + restBefore(before.head, entry),
  }
}

/** What a group did in every lab so far, this one included. */
export function playedIn({ before, played: { session }, recording, lines }: Watched): LabPlayed[] {
  return session ? [...before, labPlayed(session, recording, lines)] : [...before]
}

/** The group with what it did in the entries that were skipped. `past`: those entries, watched until it went on. */
export const withSkipped = (watched: Watched, past: Watched): Watched => ({
  ...watched,
  before: [...playedIn(past), ...watched.before],
  skipped: 0,
})

/**
 * Skips what makes no difference any more to a group that is not watched yet: a session that began later. Returns the
 * group before the entry that begins it, and the index of that entry.
 */
export function skipTo(
  engine: Engine,
  labs: LabsAtHand,
  before: Watched,
  entries: readonly Entry[],
): { watched: Watched; first: number } {
  const first = before.played.session ? 0 : lastBeginning(engine, labs, entries)
  if (first === 0) return { watched: before, first }
  const head = entries.slice(0, first).reduce(after, before.head)
  const played = { ...NOTHING_PLAYED, at: before.played.at }
  return { watched: { ...NOTHING_WATCHED, played, head, skipped: first }, first }
}

/** Milliseconds of work without a goal after which a group may need help. */
const STUCK_MS = 5 * 60_000
/** The same refusal so often. */
const OFTEN = 3

/**
 * Why a group may need help, in a few words each; empty: it does not seem to. `now`: the server's clock, in milliseconds
 * since 1970, up to which the group has worked.
 */
export function helpSigns(
  { played, head, refusals, progressAt }: Watched,
  now = head.real,
): string[] {
  const { session } = played
  if (!session) return []
  const { lab, progress } = session
  const open = lab !== null && progress.done.length < lab.goals.length
  const worked = (head.speed === 'paused' ? head.real : now) - progressAt
  const repeated = refusals.find(
    (command) => refusals.filter((other) => other === command).length >= OFTEN,
  )
  return [
    ...('twice' in progress.trouble ? [t`an instance runs twice`] : []),
    ...('split' in progress.trouble ? [t`split brain`] : []),
    ...('masters' in progress.trouble ? [t`two masters`] : []),
    ...(repeated === undefined ? [] : [t`refused ${OFTEN} times: ${repeated}`]),
    ...(open && worked > STUCK_MS ? [t`no goal for ${Math.floor(worked / 60_000)} min`] : []),
  ]
}
