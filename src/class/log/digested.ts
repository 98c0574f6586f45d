import { digestOf } from '../../lib/digest.ts'
import type { Engine } from '../../session/engine.ts'
import type { World } from '../../sim/world.ts'
import type { Entry } from './entry.ts'
import { type LabsAtHand, NOTHING_PLAYED, type PlayedLog, playAll } from './play.ts'

/** Pages say what came of a log every so many entries. */
export const DIGEST_EVERY = 20

/** The World up to an entry, and its digest. */
interface Digest {
  n: number
  digest: string
  world: World
}

/** A log that was played, with what came of it every so many entries. */
export interface Digested {
  played: PlayedLog
  /** The last of them, oldest first. */
  kept: readonly Digest[]
}

export const NOTHING_DIGESTED: Digested = { played: NOTHING_PLAYED, kept: [] }

/** So many are kept, each with its World: a page that is further behind is not compared. */
const KEPT = 2

/** Plays the entries that follow. */
export function digestedTo(
  engine: Engine,
  labs: LabsAtHand,
  before: Digested,
  entries: readonly Entry[],
): Digested {
  let { played, kept } = before
  for (let i = 0; i < entries.length; ) {
    const end = i + DIGEST_EVERY - (played.n % DIGEST_EVERY)
    played = playAll(engine, labs, played, entries.slice(i, end))
    i = end
    const digest = digestAt(played)
    if (digest) kept = [...kept, digest].slice(-KEPT)
  }
  return { played, kept }
}

/** What a page and the arbiter compare after an entry; null where they compare nothing. */
export function digestAt({ n, session }: PlayedLog): Digest | null {
  if (!session || n % DIGEST_EVERY !== 0) return null
  return { n, digest: digestOf(session.world), world: session.world }
}
