import type { Lab } from '../labs/lab.ts'
import type { Problem } from '../labs/problem.ts'
import { readForeignLab } from '../labs/read.ts'
import { locate } from '../labs/write.ts'
import type { Release } from '../sim/releases.ts'
import type { World } from '../sim/world.ts'
import type { Engine } from './engine.ts'
import { checkOpening, opening } from './opening.ts'

/** A request to the worker: a lab, and the release in which to play its start (null: do not play it). */
export interface ReadRequest {
  source: string
  wanted: Release | null
}

/** A lab's start that has been played already. */
export interface Start {
  release: Release
  world: World
  /** Simulated milliseconds. */
  now: number
}

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
  const start = opening(engine, lab, release)
  if ('message' in start)
    return { ok: false, problems: [{ line: 1, field: 'start', message: start.message }] }
  return { ok: true, lab, start: { release, world: start.world, now: start.now } }
}
