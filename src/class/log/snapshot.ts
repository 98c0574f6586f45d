import type { Lab } from '../../labs/lab.ts'
import type { Engine } from '../../session/engine.ts'
import type { Checkpoints } from '../../session/history/checkpoint.ts'
import { shownSince } from '../../session/history/terminal-output.ts'
import { frozenWorld } from '../../session/history/world-copy.ts'
import { packedText, unpackedText } from '../../session/save/pack.ts'
import { type KeptCheckpoint, keptCheckpoint, type Save } from '../../session/save/save.ts'
import type { Session } from '../../session/session.ts'
import type { LabsAtHand, PlayedLog, WantedLabs } from './play.ts'
import type { Watched } from './watched.ts'

/** What came of a log up to an entry, packed: a page that comes later begins with it, instead of playing everything. */
export interface Snapshot {
  n: number
  text: string
}

/** The session as plain data: what a page has already is only named. */
interface PlainSession extends Omit<Session, 'engine' | 'lab' | 'checkpoints'> {
  lab: Save['lab']
  checkpoints: KeptCheckpoint[]
}

interface Contents extends Omit<Watched, 'played'> {
  played: Omit<PlayedLog, 'session'> & { session: PlainSession }
}

/** Bytes: more than any session takes. */
const MOST_UNPACKED = 200_000_000

/** What terminals have shown lately: so much of it is kept beside the server. */
const SHOWN_KEPT = 2000

/**
 * A log as it is kept where no one looks at it: without the copies of Worlds that make going back fast, and with less of
 * what terminals have shown. It plays on as before.
 */
export function lean(played: PlayedLog): PlayedLog {
  const { session } = played
  if (!session) return played
  const { shownLength } = session
  const shownFrom = Math.max(session.shownFrom, shownLength - SHOWN_KEPT)
  const shown = shownSince(session, shownFrom)
  const last = session.checkpoints.length - 1
  const checkpoints = session.checkpoints.map((point, i) =>
    i === last ? point : { ...point, live: { state: null } },
  )
  return { ...played, session: { ...session, shown, shownFrom, checkpoints } }
}

/** Packs what came of a log; null before its first lab. */
export function snapshotOf(watched: Watched): Snapshot | null {
  const { session, ...place } = lean(watched.played)
  if (!session) return null
  const { engine: _, lab, checkpoints, ...rest } = session
  const contents: Contents = {
    ...watched,
    played: {
      ...place,
      session: {
        ...rest,
        lab: lab && (lab.source === undefined ? lab.id : { source: lab.source }),
        checkpoints: checkpoints.map(keptCheckpoint),
      },
    },
  }
  return { n: place.n, text: packedText(contents) }
}

/**
 * Unpacks a snapshot; `labsFor` fetches the lab that it names. Rejects where the text cannot be read, or there is no such
 * lab.
 */
export async function fromSnapshot(
  engine: Engine,
  text: string,
  labsFor: (wanted: WantedLabs) => Promise<LabsAtHand>,
): Promise<Watched> {
  const { played, ...watched } = unpackedText(text, MOST_UNPACKED) as Contents
  const { session: plain, ...place } = played
  const lab = await labOf(plain.lab, labsFor)
  const checkpoints: Checkpoints = plain.checkpoints.map((kept) => ({
    ...kept,
    live: { state: null },
  }))
  const session = { ...plain, engine, lab, checkpoints, world: frozenWorld(plain.world) }
  return { ...watched, played: { ...place, session } }
}

async function labOf(
  named: Save['lab'],
  labsFor: (wanted: WantedLabs) => Promise<LabsAtHand>,
): Promise<Lab | null> {
  if (named === null) return null
  const [key, wanted] =
    typeof named === 'string'
      ? [named, { ids: [named], sources: [] }]
      : [named.source, { ids: [], sources: [named.source] }]
  const lab = (await labsFor(wanted)).get(key)
  if (!lab) throw new Error('the lab of the group is not there')
  return lab
}
