import { createStore, del, get, promisifyRequest, set, type UseStore } from 'idb-keyval'
import type { Speed } from './clock.ts'
import type { Happened } from './happened.ts'
import { markKept } from './kept.ts'
import { emptyRecording, type Recording, recordWorld } from './recording.ts'
import type { LabOfSave } from './restore.ts'
import type { Save } from './save.ts'
import type { Session } from './session.ts'
import { FIRST_LAB, FIRST_WORLD } from './shelf.ts'

/** What stood around the session. */
export interface Desk {
  happened: Happened | null
  history: Record<string, string[]>
  terminal: string
  view: 'is' | 'known'
  speed: Speed
}

/** What is kept of the app between two visits. */
export interface Stored extends Desk {
  save: Save
  previous: Save | null
  recording: Recording
}

export type Loaded =
  | { is: 'nothing' }
  | {
      is: 'session'
      session: Session
      previous: Session | null
      recording: Recording
      desk: Desk
    }
  /** It cannot be read or shown; it was put aside under `key`, or still is where it was. */
  | { is: 'set aside'; why: string; key: IDBValidKey | null }
  | { is: 'closed'; why: string }

const KEY = 'session'
/** Where the key of what was put aside stands until the next visit has told of it. */
const ASIDE_KEY = 'set aside last'
/** A storage that does not answer is taken for closed after this long. */
const PATIENCE_MS = 2000

let opened: UseStore | undefined
const store = (): UseStore => {
  opened ??= createStore('ganeti-lab', 'sittings')
  return opened
}

const inTime = <T>(promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<T>((_, refuse) =>
      setTimeout(() => refuse(new Error('it does not answer')), PATIENCE_MS),
    ),
  ])

const reason = (problem: unknown): string =>
  problem instanceof Error ? problem.message : String(problem)

/** Reads what was kept. Whatever cannot be read is put aside, never thrown away. */
export async function load(): Promise<Loaded> {
  let data: unknown
  try {
    data = await inTime(get(KEY, store()))
  } catch (problem) {
    return { is: 'closed', why: reason(problem) }
  }
  if (data === undefined) return toldAside()
  // A first visit has nothing to check, so what checks it comes only now.
  const { deskIn, recordingIn, restore } = await import('./restore.ts')
  const stored = data as Partial<Stored> | null
  const { labOfSave } = await import('./labs.ts')
  let lab: LabOfSave
  try {
    lab = await labOfSave(stored?.save)
  } catch (problem) {
    // It may be there again at the next visit, so the session stays where it is.
    return { is: 'set aside', why: `Its lab cannot be loaded (${reason(problem)}).`, key: null }
  }
  const read = restore(stored?.save, lab)
  if (!read.ok) return { is: 'set aside', why: read.error, key: await setAside(data) }
  const { session } = read
  const before = stored?.previous
    ? restore(stored.previous, await labOfSave(stored.previous).catch(() => NO_LAB))
    : null
  return {
    is: 'session',
    session,
    previous: before?.ok ? before.session : null,
    recording:
      recordingIn(stored?.recording, session) ??
      recordWorld(emptyRecording, session.world, session.now),
    desk: deskIn(stored),
  }
}

const NO_LAB: LabOfSave = { ok: false, error: 'Its lab cannot be loaded.' }

/** Puts data that nobody can read beside the place where the next session is kept. */
async function setAside(data: unknown): Promise<string | null> {
  const key = `set aside ${new Date().toISOString()}`
  try {
    await inTime(set(key, data, store()))
    return key
  } catch {
    return null
  }
}

/** Set once what is stored was put aside: this page shows something else and must not store that again. */
let closedForGood = false

/**
 * The safe start, for a page that cannot show the session it has: moves what is stored aside, so that the next
 * visit starts with the first lab and offers the session as a file. From then on this page stores nothing.
 * Fails with the browser's reason; then everything is where it was.
 */
export async function setStoredAside(): Promise<void> {
  closedForGood = true
  try {
    const data: unknown = await inTime(get(KEY, store()))
    if (data === undefined) return markKept(false)
    const key = `set aside ${new Date().toISOString()}`
    await inTime(
      store()('readwrite', (records) => {
        records.put(data, key)
        records.put(key, ASIDE_KEY)
        records.delete(KEY)
        return promisifyRequest(records.transaction)
      }),
    )
    markKept(false)
  } catch (problem) {
    closedForGood = false
    throw problem
  }
}

/** What a page put aside that could not show it is told of at the next visit, once. */
async function toldAside(): Promise<Loaded> {
  const key = await inTime(get<IDBValidKey>(ASIDE_KEY, store())).catch(() => undefined)
  if (key === undefined) return { is: 'nothing' }
  await inTime(del(ASIDE_KEY, store())).catch(() => undefined)
  return { is: 'set aside', why: 'The page could not show it.', key }
}

/**
 * Keeps it until the next visit. Fails with the browser's reason. The commit is asked for at once: a page that is being
 * left does not live to see its writes end.
 */
export async function keep(stored: Stored): Promise<void> {
  if (closedForGood) return
  await store()('readwrite', (records) => {
    records.put(stored, KEY)
    records.transaction.commit?.()
    return promisifyRequest(records.transaction)
  })
  markKept(isWorthKeeping(stored))
}

/** Whether the next visit shows something else than a first one does. */
const isWorthKeeping = ({ save, previous }: Stored): boolean =>
  save.inputs.length > 0 ||
  save.undone.length > 0 ||
  previous !== null ||
  save.lab !== FIRST_LAB.id ||
  save.definition.release !== FIRST_WORLD.release

/** What was put aside, for a file that the learner can keep. */
export const readAside = (key: IDBValidKey): Promise<unknown> => get(key, store())
