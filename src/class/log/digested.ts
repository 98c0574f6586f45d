import { digestOf } from '../../lib/digest.ts'
import type { Engine } from '../../session/engine.ts'
import type { World } from '../../sim/world.ts'
import type { Entry } from './entry.ts'
import type { LabsAtHand, PlayedLog } from './play.ts'
import { watchAll } from './watch-all.ts'
import { NOTHING_WATCHED, skipTo, type Watched } from './watched.ts'

/** Pages say what came of a log every so many entries. */
export const DIGEST_EVERY = 20

/** The World up to an entry, and its digest. */
interface Digest {
  n: number
  digest: string
  world: World
}

/** A log that was watched, with what came of it every so many entries. */
export interface Digested {
  watched: Watched
  /** The last of them, oldest first. */
  kept: readonly Digest[]
}

export const NOTHING_DIGESTED: Digested = { watched: NOTHING_WATCHED, kept: [] }

/** So many are kept, each with its World: a page that is further behind is not compared. */
const KEPT = 2

/** Watches the entries that follow. */
export function digestedTo(
  engine: Engine,
  labs: LabsAtHand,
  before: Digested,
  entries: readonly Entry[],
): Digested {
  const skipped = skipTo(engine, labs, before.watched, entries)
  let { watched } = skipped
  let { kept } = before
  for (let i = skipped.first; i < entries.length; ) {
    const next = entries[i]?.n ?? 0
    const end = i + 1 + ((DIGEST_EVERY - (next % DIGEST_EVERY)) % DIGEST_EVERY)
    watched = watchAll(engine, labs, watched, entries.slice(i, end))
    i = end
    const digest = digestAt(watched.played)
    if (digest) kept = [...kept, digest].slice(-KEPT)
  }
  return { watched, kept }
}

/** What a page and the arbiter compare after an entry; null where they compare nothing. */
export function digestAt({ n, session }: PlayedLog): Digest | null {
  if (!session || n % DIGEST_EVERY !== 0) return null
  return { n, digest: digestOf(session.world), world: session.world }
}
