import { createStore, get, promisifyRequest, set, type UseStore } from 'idb-keyval'
import type { Speed } from './clock.ts'
import type { Happened } from './happened.ts'
import { isRecording, type Recording } from './recording.ts'
import type { LabOfSave } from './restore.ts'
import type { Save } from './save.ts'
import type { Session } from './session.ts'

/** What is kept of the app between two visits. */
export interface Stored {
  save: Save
  previous: Save | null
  recording: Recording
  happened: Happened | null
  history: Record<string, string[]>
  terminal: string
  view: 'is' | 'known'
  speed: Speed
}

export type Loaded =
  | { is: 'nothing' }
  | { is: 'session'; session: Session; previous: Session | null; stored: Stored }
  /** It cannot be read; it was put aside under `key`, or still is where it was. */
  | { is: 'set aside'; why: string; key: string | null }
  | { is: 'closed'; why: string }

const KEY = 'session'
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
  if (data === undefined) return { is: 'nothing' }
  // A first visit has nothing to check, so what checks it comes only now.
  const { restore } = await import('./restore.ts')
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
  if (!read.ok || !isComplete(stored)) {
    const why = read.ok ? 'Parts of it are missing.' : read.error
    return { is: 'set aside', why, key: await setAside(data) }
  }
  const previous = stored.previous
    ? restore(stored.previous, await labOfSave(stored.previous).catch(() => NO_LAB))
    : null
  return {
    is: 'session',
    session: read.session,
    previous: previous?.ok ? previous.session : null,
    stored,
  }
}

const NO_LAB: LabOfSave = { ok: false, error: 'Its lab cannot be loaded.' }

const isComplete = (stored: Partial<Stored> | null | undefined): stored is Stored =>
  isRecording(stored?.recording) &&
  typeof stored?.history === 'object' &&
  typeof stored.terminal === 'string'

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

/**
 * Keeps it until the next visit. Fails with the browser's reason. The commit is asked for at once: a page that is being
 * left does not live to see its writes end.
 */
export const keep = (stored: Stored): Promise<void> =>
  store()('readwrite', (records) => {
    records.put(stored, KEY)
    records.transaction.commit?.()
    return promisifyRequest(records.transaction)
  })

/** What was put aside, for a file that the learner can keep. */
export const readAside = (key: string): Promise<unknown> => get(key, store())
