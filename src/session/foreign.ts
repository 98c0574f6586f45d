import { definitionOf, type Lab } from '../labs/lab.ts'
import type { Problem } from '../labs/problem.ts'
import { readForeignLab } from '../labs/read.ts'
import { locate } from '../labs/write.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { Release } from '../sim/releases.ts'
import type { World } from '../sim/world.ts'
import type { Engine } from './engine.ts'
import { checkOpening, opening } from './opening.ts'
import type { Ahead } from './way.ts'

/** A request to the worker: a lab, and the release in which to play its start (null: do not play it). */
export interface ReadRequest {
  source: string
  wanted: Release | null
}

/** A request to the worker: a lab, and the goal to play it to. */
export interface PlayRequest {
  lab: Lab
  definition: ClusterDefinition
  goal: string
}

/** A lab's start that has been played already. */
export interface Start {
  release: Release
  world: World
  /** Simulated milliseconds. */
  now: number
  /** Where it is not the lab's own start, but a goal. */
  ahead?: Ahead
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
      message: `in ${release}: ${message}`,
    })),
  )
  if (problems.length > 0) return { ok: false, problems }
  const release = lab.releases.includes(wanted) ? wanted : (lab.releases[0] ?? wanted)
  const start = opening(engine, lab, definitionOf(lab, release))
  if ('message' in start)
    return { ok: false, problems: [{ line: 1, field: 'start', message: start.message }] }
  return { ok: true, lab, start: { release, world: start.world, now: start.now } }
}

/** Plays a lab's own solution up to a goal. */
export function startedAt(engine: Engine, { lab, definition, goal }: PlayRequest): Started {
  const session = opening(engine, lab, definition, goal)
  if ('message' in session) return { ok: false, why: session.message }
  const { world, now, progress } = session
  const { release } = definition
  return { ok: true, start: { release, world, now, ahead: { from: goal, progress } } }
}
