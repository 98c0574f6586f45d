import type { Lab } from '../labs/lab.ts'
import type { Problem } from '../labs/problem.ts'
import { readForeignLab } from '../labs/read.ts'
import { locate } from '../labs/write.ts'
import type { Release } from '../sim/releases.ts'
import type { World } from '../sim/world.ts'
import { checkOpening, opening } from './opening.ts'

/** What a worker is asked about a lab: with a release also how it begins there. */
export interface ReadRequest {
  source: string
  wanted: Release | null
}

/** A lab's start as it has been played: nobody has to play it again. */
export interface Start {
  release: Release
  world: World
  /** Simulated milliseconds. */
  now: number
}

/** A lab in a text from outside, with its start in a release; or everything that is wrong with it. */
export type Foreign = { ok: true; lab: Lab; start: Start } | { ok: false; problems: Problem[] }

/**
 * Reads a lab from outside and plays its start in every release that it is for, so that it never fails later.
 * `wanted` is the release in which it shall begin, if it is for it. May take seconds: pages ask a worker.
 */
export function readForeign(source: string, wanted: Release): Foreign {
  const read = readForeignLab(source)
  if (!read.ok) return read
  const { lab } = read
  const problems = lab.releases.flatMap((release) =>
    checkOpening(lab, release).map(({ path, message }) => ({
      line: locate(source, path),
      field: path.join('.'),
      message: `in ${release}: ${message}`,
    })),
  )
  if (problems.length > 0) return { ok: false, problems }
  const release = lab.releases.includes(wanted) ? wanted : (lab.releases[0] ?? wanted)
  const start = opening(lab, release)
  if ('message' in start)
    return { ok: false, problems: [{ line: 1, field: 'start', message: start.message }] }
  return { ok: true, lab, start: { release, world: start.world, now: start.now } }
}
