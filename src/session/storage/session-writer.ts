import { promisifyRequest, type UseStore } from 'idb-keyval'
import type { Branch } from '../history/branches.ts'
import type { Checkpoint } from '../history/checkpoint.ts'
import type { Recording } from '../recording/recording.ts'
import { keptCheckpoint, saveOf } from '../save/save.ts'
import type { LoggedInput, Session } from '../session.ts'

/**
 * How the browser's database stores a session: a head with everything small or always new, and records that only grow
 * in number. A write touches only the head, the last inputs and the new checkpoints, however long the session is.
 */
export const HEAD = 'session'
/** Sorts after the key of every record that belongs to the head. */
export const BEYOND = 'session~'
const INPUTS = 'session inputs'
const CHECKPOINTS = 'session checkpoint'
const BRANCHES = 'session branches'
const RECORDING = 'session recording'
const PREVIOUS = 'session previous'
/** Inputs in one record. */
const CHUNK = 100

const keyOf = (kind: string, number: number): string => `${kind} ${String(number).padStart(7, '0')}`
const restOf = (kind: string, from: number): IDBKeyRange =>
  IDBKeyRange.bound(keyOf(kind, from), `${kind} ~`)

/** The part of the database that this page has written or read. */
interface Written {
  inputs: readonly LoggedInput[]
  checkpoints: readonly Checkpoint[]
  branches: readonly Branch[]
  recording: Recording | null
  previous: Session | null | undefined
}

const NOTHING: Written = {
  inputs: [],
  checkpoints: [],
  branches: [],
  recording: null,
  previous: undefined,
}

/** The number of entries that are the same at the beginning of both. */
const common = (a: readonly unknown[], b: readonly unknown[]): number => {
  const differs = a.findIndex((item, i) => b[i] !== item)
  return differs < 0 ? Math.min(a.length, b.length) : differs
}

export interface Kept {
  session: Session
  previous: Session | null
  recording: Recording
}

/** Writes sessions into a database, each time only what is new. */
export class SessionWriter {
  #written = NOTHING

  /** Makes the next write write everything: another tab may have changed the database. */
  forget(): void {
    this.#written = NOTHING
  }

  /** Notes what was read, so that the next write skips it. */
  knows({ session, recording, previous }: Kept): void {
    this.#written = {
      inputs: session.inputs,
      checkpoints: session.checkpoints,
      branches: session.branches,
      recording,
      previous,
    }
  }

  /**
   * Writes in one transaction, with `rest` as part of the head, and resolves to the number of records. Rejects with the
   * browser's reason; then nothing has changed. Commits explicitly, because a page that is being left ends too soon.
   */
  async write(store: UseStore, kept: Kept, rest: object): Promise<number> {
    const { session, previous, recording } = kept
    const before = this.#written
    const { inputs, checkpoints = [], branches = [], ...save } = saveOf(session)
    const points = session.checkpoints.slice(0, checkpoints.length)
    let records = 1
    const writing = (table: IDBObjectStore): Promise<unknown> => {
      const put = (value: unknown, key: string): void => {
        records += 1
        table.put(value, key)
      }
      const chunk = Math.floor(common(before.inputs, inputs) / CHUNK)
      table.delete(restOf(INPUTS, chunk))
      for (let i = chunk; i * CHUNK < inputs.length; i++)
        put(inputs.slice(i * CHUNK, (i + 1) * CHUNK), keyOf(INPUTS, i))
      const from = common(before.checkpoints, points)
      table.delete(restOf(CHECKPOINTS, from))
      for (const [i, point] of points.entries())
        if (i >= from) put(keptCheckpoint(point), keyOf(CHECKPOINTS, i))
      if (before.branches !== branches) put(branches, BRANCHES)
      const { to, ...kept } = recording
      const old = before.recording
      if (old?.samples !== kept.samples || old.marks !== kept.marks || old.news !== kept.news)
        put(kept, RECORDING)
      if (before.previous !== previous) put(previous && saveOf(previous), PREVIOUS)
      table.put({ ...rest, layout: 2, save, recordingTo: to }, HEAD)
      table.transaction.commit?.()
      return promisifyRequest(table.transaction)
    }
    // All or nothing, even if a request throws.
    const whole = (table: IDBObjectStore): Promise<unknown> => {
      try {
        return writing(table)
      } catch (problem) {
        table.transaction.abort()
        throw problem
      }
    }
    await store('readwrite', whole).catch((problem: unknown) => {
      this.forget()
      throw problem
    })
    this.#written = { inputs, checkpoints: points, branches, recording, previous }
    return records
  }
}

/** The records of a database as one value: { save, previous, recording, … }; undefined if there is no head. */
export function assembled(keys: IDBValidKey[], values: unknown[]): unknown {
  const at = keys.indexOf(HEAD)
  if (at < 0) return undefined
  const head = values[at] as Record<string, unknown> | null | undefined
  if (head?.layout !== 2) return head
  const of = (kind: string): unknown[] =>
    values.filter((_, i) => String(keys[i]).startsWith(`${kind} `))
  const one = (key: string): unknown => values[keys.indexOf(key)]
  const recording = one(RECORDING) as object | undefined
  return {
    ...head,
    save: {
      ...(head.save as object),
      inputs: of(INPUTS).flat(),
      checkpoints: of(CHECKPOINTS),
      branches: one(BRANCHES) ?? [],
    },
    recording: { ...recording, to: head.recordingTo },
    previous: one(PREVIOUS) ?? null,
  }
}
