import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import type { Entry, GroupAction } from '../log/entry.ts'
import type { Snapshot } from '../log/snapshot.ts'
import type { Appended, GroupRow, LogStore } from './store.ts'

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE);
  CREATE TABLE IF NOT EXISTS entries (
    grp TEXT NOT NULL, n INTEGER NOT NULL, id TEXT NOT NULL, at INTEGER NOT NULL, real INTEGER NOT NULL,
    who TEXT NOT NULL, what TEXT NOT NULL, PRIMARY KEY (grp, n), UNIQUE (grp, id)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS snapshots (grp TEXT PRIMARY KEY, build TEXT NOT NULL, n INTEGER NOT NULL, text TEXT NOT NULL);
  CREATE TABLE IF NOT EXISTS notes (key TEXT PRIMARY KEY, value TEXT NOT NULL);
`

interface Row {
  n: number
  id: string
  at: number
  real: number
  who: string
  what: string
}

const entryOf = ({ n, id, at, real, who, what }: Row): Entry => ({
  n,
  at,
  real,
  by: who,
  id,
  what: JSON.parse(what) as GroupAction,
})

type Waiting = {
  group: string
  entry: Entry
  done: (is: Appended) => void
  fail: (why: unknown) => void
}

/** Why a folder that another server serves is not opened. */
export const IN_USE = 'another server serves these logs'

/** The name of the file in the folder that is given. */
export const FILE = 'class.sqlite'

/** No server says that it is alive for longer than this, in milliseconds. */
const LONGEST_LEASE_MS = 10_000

/** Whether a server still serves these logs: it goes on saying that it is alive. One that was killed says no more. */
async function isServed(alive: () => number): Promise<boolean> {
  const until = alive()
  const left = until - Date.now()
  if (left <= 0 || left > LONGEST_LEASE_MS) return false
  await new Promise((over) => setTimeout(over, left + 50))
  return alive() !== until
}

/** What came of the logs. */
function snapshotsIn(db: Database.Database): Pick<LogStore, 'snapshot' | 'keepSnapshot'> {
  const from = db.prepare('SELECT n, text FROM snapshots WHERE grp = ? AND build = ?')
  const put = db.prepare('INSERT OR REPLACE INTO snapshots VALUES (?, ?, ?, ?)')
  return {
    snapshot: async (group, build) => {
      const kept = from.get(group, build) as Snapshot | undefined
      return kept ? { n: kept.n, text: kept.text } : null
    },
    keepSnapshot: async (group, build, { n, text }) => {
      put.run(group, build, n, text)
    },
  }
}

/**
 * Logs in one file of a folder, for one server. What arrives at the same time is written in one transaction, so a
 * class of groups waits for the disk once. Rejects where the folder cannot be written, or where another server serves
 * it.
 */
export async function openSqlite(folder: string): Promise<LogStore> {
  mkdirSync(folder, { recursive: true })
  const db = new Database(join(folder, FILE))
  // Acknowledged means on the disk, also after the power was cut.
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;')
  db.exec(SCHEMA)
  const put = db.prepare('INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)')
  const last = db.prepare('SELECT max(n) AS n FROM entries WHERE grp = ?')
  const byId = db.prepare('SELECT * FROM entries WHERE grp = ? AND id = ?')
  const from = db.prepare('SELECT * FROM entries WHERE grp = ? AND n > ? ORDER BY n')
  const noted = db.prepare('SELECT value FROM notes WHERE key = ?')
  const setNote = db.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?)')
  const keepNote = db.prepare('INSERT OR IGNORE INTO notes VALUES (?, ?)')
  const noteNow = (key: string): string | null =>
    (noted.get(key) as { value: string } | undefined)?.value ?? null

  if (await isServed(() => Number(noteNow('alive') ?? 0))) {
    db.close()
    throw new Error(IN_USE)
  }
  const appendNow = (group: string, entry: Entry): Appended => {
    const known = byId.get(group, entry.id) as Row | undefined
    if (known) return { is: 'known', entry: entryOf(known) }
    const { n } = last.get(group) as { n: number | null }
    if ((n ?? 0) !== entry.n - 1) return { is: 'taken' }
    const { id, at, real, by, what } = entry
    put.run(group, entry.n, id, at, real, by, JSON.stringify(what))
    return { is: 'appended' }
  }
  let waiting: Waiting[] = []
  const flush = (): void => {
    const batch = waiting
    waiting = []
    const results: Appended[] = []
    try {
      db.exec('BEGIN IMMEDIATE')
      for (const { group, entry } of batch) results.push(appendNow(group, entry))
      db.exec('COMMIT')
    } catch (problem) {
      if (db.inTransaction) db.exec('ROLLBACK')
      for (const { fail } of batch) fail(problem)
      return
    }
    batch.forEach(({ done }, i) => {
      done(results[i] ?? { is: 'taken' })
    })
  }
  return {
    now: () => Date.now(),
    note: async (key) => noteNow(key),
    noteOnce: async (key, value) => {
      keepNote.run(key, value)
      return noteNow(key) ?? value
    },
    groups: async () => db.prepare('SELECT * FROM groups ORDER BY rowid').all() as GroupRow[],
    addGroup: async ({ id, name, code }) =>
      db.prepare('INSERT OR IGNORE INTO groups VALUES (?, ?, ?)').run(id, name, code).changes > 0,
    read: async (group, after) => (from.all(group, after) as Row[]).map(entryOf),
    ...snapshotsIn(db),
    append: (group, entry) =>
      new Promise((done, fail) => {
        if (waiting.length === 0) setImmediate(flush)
        waiting.push({ group, entry, done, fail })
      }),
    // There is one server: it never shows a time and appends an earlier one.
    show: async () => true,
    alive: async (until) => {
      const before = Number(noteNow('alive') ?? 0)
      if (until > before) setNote.run('alive', `${until}`)
      return before
    },
    present: async () => undefined,
    presentElsewhere: async () => [],
    watch: () => () => undefined,
    close: async () => {
      if (waiting.length > 0) flush()
      setNote.run('alive', `${Date.now()}`)
      db.close()
    },
  }
}
