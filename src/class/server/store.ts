import type { Entry } from '../log/entry.ts'
import type { Snapshot } from '../log/snapshot.ts'

/** A group as it is stored. */
export interface GroupRow {
  id: string
  name: string
  /** What its members type to join. */
  code: string
}

/** What came of an attempt to append. */
export type Appended =
  | { is: 'appended' }
  /** It was appended before, as this entry. */
  | { is: 'known'; entry: Entry }
  /** Another server has appended meanwhile: read on, and try again. */
  | { is: 'taken' }
  /** Another server has shown a later time meanwhile: this one, of the group's clock. */
  | { is: 'late'; at: number }

/**
 * Where the logs are. `append` is the whole of the agreement between servers: an entry gets the next number or none.
 * What is appended is on the disk when the promise resolves.
 */
export interface LogStore {
  /** Milliseconds since 1970, by the one clock that all servers of this store go by. */
  now: () => number
  /** A value kept beside the logs; null where there is none. */
  note: (key: string) => Promise<string | null>
  /** Keeps a value unless there is one; resolves to the one that is kept. */
  noteOnce: (key: string, value: string) => Promise<string>
  groups: () => Promise<GroupRow[]>
  /** Adds a group; false where its id or its code is taken. */
  addGroup: (row: GroupRow) => Promise<boolean>
  /** The entries after a number, in order. */
  read: (group: string, after: number) => Promise<Entry[]>
  /** What came of a log, as it was kept last by a server of the same build; null where there is none. */
  snapshot: (group: string, build: string) => Promise<Snapshot | null>
  /** Keeps what came of a log, in place of what was kept before. It may be lost: the log is what counts. */
  keepSnapshot: (group: string, build: string, snapshot: Snapshot) => Promise<void>
  append: (group: string, entry: Entry) => Promise<Appended>
  /**
   * To be asked before a time of the group's clock is shown to anyone: afterwards no entry gets an earlier one. False
   * where there are entries after `n`, which come first.
   */
  show: (group: string, n: number, at: number) => Promise<boolean>
  /** Notes that a server is alive until a moment, and returns the latest that was noted before. */
  alive: (until: number) => Promise<number>
  /** Shows the other servers of these logs what is known at this one; holds for some seconds. */
  present: (what: string) => Promise<void>
  /** What the other servers show. */
  presentElsewhere: () => Promise<string[]>
  /**
   * Calls back when another server may have appended to a group; with null when another one shows something else. Returns
   * a function that stops.
   */
  watch: (changed: (group: string | null) => void) => () => void
  close: () => Promise<void>
}
