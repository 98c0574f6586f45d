import { createStore, del, get, promisifyRequest, set, type UseStore } from 'idb-keyval'
import { isEffortless } from '../../labs/effort.ts'
import { t } from '../../lib/language/t.ts'
import { messageOf } from '../../lib/text/message.ts'
import { FIRST_LAB, FIRST_WORLD } from '../labs/catalogue.ts'
import { labOfSave } from '../labs/open-lab.ts'
import { ChunkLoadError, loadChunk } from '../loading/load-chunk.ts'
import { emptyRecording, recordWorld } from '../recording/recording.ts'
import type { LabOfSave } from '../save/restore.ts'
import type { Workspace } from '../save/workspace.ts'
import type { Session } from '../session.ts'
import { useApp } from '../store.ts'
import { assembled, BEYOND, HEAD, type Kept, SessionWriter } from './session-writer.ts'
import { markKept } from './stored-flag.ts'

/** The state of the app that is stored between two visits. */
export interface Stored extends Workspace, Kept {}

export type Loaded =
  | { is: 'nothing' }
  /** There may be a session, but the code that reads it did not load. */
  | { is: 'unread' }
  | ({ is: 'session'; workspace: Workspace } & Kept)
  /** It cannot be read or shown. It was set aside under `key`; null: it is where it was. */
  | { is: 'set aside'; why: string; key: IDBValidKey | null }
  | { is: 'closed'; why: string }

/** Holds the key of what was set aside until the next visit reports it. */
const ASIDE_KEY = 'set aside last'
/** Real milliseconds after which a storage that does not answer counts as closed. */
const PATIENCE_MS = 2000

const writer = new SessionWriter()

/** The database of this page. One page has one, so its state is here and not in a value. */
const database: { opened?: UseStore | undefined; lost: () => void; closedForGood: boolean } = {
  lost: () => undefined,
  /** True once the stored data was set aside: this page must not store the broken session again. */
  closedForGood: false,
}

/** Sets the function to call when the database is deleted while the page is open. It is made again when needed. */
export const onStorageLost = (tell: () => void): void => {
  database.lost = tell
}

/** Makes the next write write everything: another tab may have written meanwhile. */
export const forgetWritten = (): void => writer.forget()

function store(): UseStore {
  if (database.opened) return database.opened
  const use = createStore('ganeti-lab', 'sittings')
  database.opened = use
  const gone = (): void => {
    if (database.opened !== use) return
    database.opened = undefined
    writer.forget()
    database.lost()
  }
  void use('readonly', ({ transaction: { db } }) => {
    db.onversionchange = () => {
      db.close()
      gone()
    }
    db.addEventListener('close', gone)
  }).catch(() => undefined)
  return use
}

/** Reads everything that belongs to the stored session. */
const readAll = (): Promise<unknown> =>
  inTime(
    store()('readonly', async (records) => {
      const range = IDBKeyRange.bound(HEAD, BEYOND)
      const [keys, values] = await Promise.all([
        promisifyRequest(records.getAllKeys(range)),
        promisifyRequest(records.getAll(range)),
      ])
      return assembled(keys, values)
    }),
  )

const inTime = <T>(promise: Promise<T>): Promise<T> =>
  Promise.race([
    promise,
    new Promise<T>((_, refuse) =>
      setTimeout(() => refuse(new Error(t`it does not answer`)), PATIENCE_MS),
    ),
  ])

const reason = (problem: unknown): string => messageOf(problem)

/** Reads what was stored. What cannot be read is set aside, never deleted. */
export async function load(): Promise<Loaded> {
  let data: unknown
  try {
    data = await readAll()
  } catch (problem) {
    return { is: 'closed', why: reason(problem) }
  }
  if (data === undefined) return reportedBackup()
  try {
    // Loaded only now: a first visit has nothing to check.
    return await read(data, await loadChunk(() => import('../save/restore.ts')))
  } catch (problem) {
    if (problem instanceof ChunkLoadError) return { is: 'unread' }
    throw problem
  }
}

async function read(
  data: unknown,
  { workspaceIn, recordingIn, restore }: typeof import('../save/restore.ts'),
): Promise<Loaded> {
  const stored = data as { save?: unknown; previous?: unknown; recording?: unknown } | null
  const trial = useApp.getState()
  let lab: LabOfSave
  try {
    lab = await labOfSave(stored?.save)
  } catch (problem) {
    rethrowMissing(problem)
    // The lab may load at the next visit, so leave the session where it is.
    return { is: 'set aside', why: t`Its lab cannot be loaded (${reason(problem)}).`, key: null }
  }
  const restored = restore(trial, stored?.save, lab)
  if (!restored.ok) return { is: 'set aside', why: restored.error, key: await backUp(data) }
  const { session } = restored
  const before = stored?.previous
    ? restore(trial, stored.previous, await labOfSave(stored.previous).catch(noLab))
    : null
  const kept: Kept = {
    session,
    previous: before?.ok ? before.session : null,
    recording:
      recordingIn(stored?.recording, session) ??
      recordWorld(emptyRecording, session.world, session.now),
  }
  if ((stored as { layout?: unknown }).layout === 2) writer.knows(kept)
  return { is: 'session', ...kept, workspace: workspaceIn(stored) }
}

const noLab = (problem: unknown): LabOfSave => {
  rethrowMissing(problem)
  return { ok: false, error: t`Its lab cannot be loaded.` }
}

function rethrowMissing(problem: unknown): void {
  if (problem instanceof ChunkLoadError) throw problem
}

/** Stores unreadable data under another key and returns the key; null if that fails. */
async function backUp(data: unknown): Promise<string | null> {
  const key = `set aside ${new Date().toISOString()}`
  try {
    await inTime(set(key, data, store()))
    return key
  } catch {
    return null
  }
}

/** Sets a copy of the stored data aside. Returns its key; null if that fails. */
export async function backUpCopy(): Promise<string | null> {
  const data = await readAll().catch(() => undefined)
  return data === undefined ? null : backUp(data)
}

/**
 * The safe start, for a page that cannot show the session it has: moves what is stored aside, so that the next
 * visit starts with the first lab and offers the session as a file. From then on this page stores nothing.
 * Fails with the browser's reason; then everything is where it was.
 */
export async function backUpStored(): Promise<void> {
  database.closedForGood = true
  try {
    const data = await readAll()
    if (data === undefined) return markKept(false)
    const key = `set aside ${new Date().toISOString()}`
    await inTime(
      store()('readwrite', (records) => {
        records.put(data, key)
        records.put(key, ASIDE_KEY)
        records.delete(IDBKeyRange.bound(HEAD, BEYOND))
        return promisifyRequest(records.transaction)
      }),
    )
    markKept(false)
  } catch (problem) {
    database.closedForGood = false
    throw problem
  }
}

/** Reports once, at the next visit, what a page that could not show it has set aside. */
async function reportedBackup(): Promise<Loaded> {
  const key = await inTime(get<IDBValidKey>(ASIDE_KEY, store())).catch(() => undefined)
  if (key === undefined) return { is: 'nothing' }
  await inTime(del(ASIDE_KEY, store())).catch(() => undefined)
  return { is: 'set aside', why: t`The page could not show it.`, key }
}

/** Stores the state. Resolves to the number of records written; rejects with the browser's reason. */
export async function keep(stored: Stored): Promise<number> {
  if (database.closedForGood) return 0
  const { session, previous, recording } = stored
  const { happened, history, terminal, view, speed, ahead, labRelease } = stored
  const workspace: Workspace = {
    ...{ happened, history, terminal, view, speed, ahead },
    ...(labRelease ? { labRelease } : {}),
  }
  const records = await writer.write(store(), { session, previous, recording }, workspace)
  markKept(isWorthKeeping(session, previous))
  return records
}

/** Whether the next visit would look different from a first one. */
const isWorthKeeping = (session: Session, previous: Session | null): boolean =>
  session.inputs.length > 0 ||
  session.undone.length > 0 ||
  session.branches.length > 0 ||
  !isEffortless(session.effort) ||
  previous !== null ||
  session.lab?.id !== FIRST_LAB.id ||
  session.definition.release !== FIRST_WORLD.release

/** The data that was set aside, for a file that the learner can keep. */
export const readBackup = (key: IDBValidKey): Promise<unknown> => get(key, store())
