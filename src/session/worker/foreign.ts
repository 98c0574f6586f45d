import type { Problem } from '../../labs/format/problem.ts'
import { readForeignLab } from '../../labs/format/read.ts'
import { locate } from '../../labs/format/write.ts'
import { definitionOf, type Lab } from '../../labs/lab.ts'
import { digestOf } from '../../lib/digest.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { Release } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import type { Engine } from '../engine.ts'
import { hasMoreAhead, type Ways, wholeWay } from '../history/branches.ts'
import { runWithinBudget } from '../labs/budget.ts'
import { checkOpening, opening } from '../labs/opening.ts'
import { type GoalStart, playThroughGoal } from '../labs/solution.ts'
import type { Recording } from '../recording/recording.ts'
import { recordingSince } from '../recording/rerecord.ts'
import { type Save, saveOf } from '../save/save.ts'
import { type LoggedInput, openSession, play, type Session, seekInput } from '../session.ts'

export { endsOf } from './ends.ts'
export { recordedAgain } from './record.ts'

/** A request to the worker: a lab, and the release in which to play its start (null: do not play it). */
export interface ReadRequest {
  source: string
  wanted: Release | null
}

/** A request to the worker: a lab, and the goal to play it to: until it is the next one, or until it is reached. */
export interface PlayRequest {
  lab: Lab
  definition: ClusterDefinition
  goal: string
  to: 'its start' | 'its end'
}

/** A request to the worker: a session to play again from its inputs. */
export interface ReplayRequest {
  replay: {
    lab: Lab | null
    definition: ClusterDefinition
    from: string | null
    inputs: LoggedInput[]
    now: number
    /** What follows on the same way, the next to redo last, and how far that leads. */
    undone: LoggedInput[]
    until: number
    ways: Ways
    /** Of the World that must come of it. */
    digest: string
  }
}

/** A session that was played again, as a save and with its time strip; or a sentence that says why there is none. */
export type Replayed = { ok: true; save: Save; recording: Recording } | { ok: false; why: string }

/** A lab's start that has been played already. */
export interface Start {
  release: Release
  world: World
  /** Simulated milliseconds. */
  now: number
  /** Where it is not the lab's own start, but a goal. */
  ahead?: GoalStart
}

/** A start at a goal; or a sentence that says why there is none. */
export type Started = { ok: true; start: Start } | { ok: false; why: string }

/** A lab from a file with its start in a release; or all its problems. */
export type Foreign = { ok: true; lab: Lab; start: Start } | { ok: false; problems: Problem[] }

/**
 * Reads a lab from a file and plays its start in each of its releases, so that it cannot fail later. `wanted` is the
 * release to start in, if the lab supports it. May take seconds, so pages use a worker.
 */
export function readForeign(engine: Engine, source: string, wanted: Release): Foreign {
  const read = readForeignLab(source)
  if (!read.ok) return read
  const { lab } = read
  const problems = lab.releases.flatMap((release) =>
    checkOpening(engine, lab, release).map(({ path, message }) => ({
      line: locate(source, path),
      field: path.join('.'),
      message: t`in ${release}: ${message}`,
    })),
  )
  if (problems.length > 0) return { ok: false, problems }
  const release = lab.releases.includes(wanted) ? wanted : (lab.releases[0] ?? wanted)
  const start = opening(engine, lab, definitionOf(lab, release))
  if ('message' in start)
    return { ok: false, problems: [{ line: 1, field: 'start', message: start.message }] }
  return { ok: true, lab, start: { release, world: start.world, now: start.now } }
}

const endOf = (session: Session, lab: Lab, goal: string): Session =>
  playThroughGoal(session, lab, goal, (before, step) =>
    play(before, (driver) => runWithinBudget(driver, [step])),
  )

/** Plays a lab's own solution up to a goal, or through it. */
export function startedAt(engine: Engine, request: PlayRequest): Started {
  const { lab, definition, goal, to } = request
  const session = opening(engine, lab, definition, to === 'its start' ? goal : null)
  if ('message' in session) return { ok: false, why: session.message }
  const { release } = definition
  if (to === 'its start') {
    const { world, now, progress } = session
    return { ok: true, start: { release, world, now, ahead: { from: goal, progress } } }
  }
  try {
    const { world, now } = endOf(session, lab, goal)
    return { ok: true, start: { release, world, now } }
  } catch (error) {
    return { ok: false, why: messageOf(error) }
  }
}

const OTHER_VERSION = t`It was made with another version of ganeti-lab, in which the same commands lead elsewhere. Ask for the session as a file.`

/** Plays a session again from its inputs, and compares what comes of it with what came of it before. */
export function replayed(engine: Engine, { replay }: ReplayRequest): Replayed {
  const { lab, definition, from, inputs, now, undone, ways, digest } = replay
  const until = Math.max(replay.until, now, undone[0]?.at ?? 0)
  let session: Session
  try {
    const opened = openSession(engine, definition, lab, from)
    if ((inputs[0]?.at ?? opened.began) < opened.began || now < opened.began)
      return { ok: false, why: OTHER_VERSION }
    session = play(opened, (driver) => {
      for (const { at, input } of wholeWay({ inputs, undone })) {
        driver.pass(at)
        driver.act(input)
      }
      driver.pass(until)
    })
    const there = hasMoreAhead({ undone, now, until })
      ? seekInput(session, inputs.length, now)
      : session
    if (digestOf(there.world) !== digest) return { ok: false, why: OTHER_VERSION }
    return {
      ok: true,
      save: saveOf({ ...there, ...ways }),
      recording: recordingSince(opened, session),
    }
  } catch (error) {
    const why = messageOf(error)
    return { ok: false, why: t`It cannot be played again: ${why}` }
  }
}
