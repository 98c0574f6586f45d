import type { Entry } from '../../src/class/log/entry.ts'
import type { GroupRow, LogStore } from '../../src/class/server/store.ts'

/** A store that forgets everything, with a clock that the test moves. */
export function memoryStore(): LogStore & { clock: { now: number } } {
  const clock = { now: 1_000_000 }
  const notes = new Map<string, string>()
  const rows: GroupRow[] = []
  const logs = new Map<string, Entry[]>()
  const logOf = (group: string): Entry[] => {
    const log = logs.get(group) ?? []
    logs.set(group, log)
    return log
  }
  let alive = 0
  return {
    clock,
    now: () => clock.now,
    note: async (key) => notes.get(key) ?? null,
    noteOnce: async (key, value) => {
      if (!notes.has(key)) notes.set(key, value)
      return notes.get(key) ?? value
    },
    groups: async () => [...rows],
    addGroup: async (row) => {
      if (rows.some(({ id, code }) => id === row.id || code === row.code)) return false
      rows.push(row)
      return true
    },
    read: async (group, after) => logOf(group).slice(after),
    snapshot: async () => null,
    keepSnapshot: async () => undefined,
    append: async (group, entry) => {
      const log = logOf(group)
      const known = log.find(({ id }) => id === entry.id)
      if (known) return { is: 'known', entry: known }
      if (log.length !== entry.n - 1) return { is: 'taken' }
      log.push(entry)
      return { is: 'appended' }
    },
    show: async () => true,
    alive: async (until) => {
      const before = alive
      alive = Math.max(alive, until)
      return before
    },
    present: async () => undefined,
    presentElsewhere: async () => [],
    watch: () => () => undefined,
    close: async () => undefined,
  }
}
