import type { Entry } from '../../log/entry.ts'

/** Entries of a group's log, as far as this page has them: those after a number, without gaps. */
interface KeptLog {
  /** The number of the entry before the first; 0 where the log is whole. */
  after: number
  entries: Entry[]
}

/** The logs of the groups on a wall. */
export class Logs {
  readonly #logs = new Map<string, KeptLog>()
  readonly #wanted = new Map<string, { early: Entry[]; done: (log: readonly Entry[]) => void }>()

  /** The last known entry of each group. */
  get known(): Record<string, number> {
    return Object.fromEntries([...this.#logs.keys()].map((id) => [id, this.last(id)]))
  }

  has(id: string): boolean {
    return this.#logs.has(id)
  }

  /** The number of the last entry; 0 where there is none. */
  last(id: string): number {
    const log = this.#logs.get(id)
    return log ? log.after + log.entries.length : 0
  }

  /** A log that begins after a number: what came before is known otherwise. */
  begin(id: string, after: number): void {
    this.#logs.set(id, { after, entries: [] })
  }

  forget(): void {
    this.#logs.clear()
  }

  /** Adds the entries that follow on what there is, and returns them. */
  add(id: string, entries: readonly Entry[]): readonly Entry[] {
    const last = this.last(id)
    const fresh = entries.filter(({ n }) => n > last)
    const log = this.#logs.get(id) ?? { after: 0, entries: [] }
    log.entries.push(...fresh)
    this.#logs.set(id, log)
    return fresh
  }

  /** The last entries of a log, as far as they are here. */
  lately(id: string, many: number): readonly Entry[] {
    return this.#logs.get(id)?.entries.slice(-many) ?? []
  }

  /** The entries after a number, as far as they are here. */
  since(id: string, n: number): readonly Entry[] {
    const log = this.#logs.get(id)
    return log?.entries.slice(Math.max(0, n - log.after)) ?? []
  }

  /** Resolves to a whole log; `ask` asks the server for entries up to a number, which come by `addEarly`. */
  async whole(id: string, ask: (to: number) => void): Promise<readonly Entry[]> {
    const log = this.#logs.get(id)
    if (!log || log.after === 0) return log?.entries ?? []
    return new Promise((done) => {
      this.#wanted.set(id, { early: [], done })
      ask(log.after)
    })
  }

  /** Asks again for what has not come: the connection was lost meanwhile. */
  askAgain(ask: (id: string, to: number) => void): void {
    for (const [id, wanted] of this.#wanted) {
      wanted.early = []
      ask(id, this.#logs.get(id)?.after ?? 0)
    }
  }

  /** Takes entries that were asked for; `isWhole`: these are the last ones. */
  addEarly(id: string, entries: readonly Entry[], isWhole: boolean): void {
    const wanted = this.#wanted.get(id)
    const log = this.#logs.get(id)
    if (!wanted || !log) return
    wanted.early.push(...entries)
    if (!isWhole) return
    this.#wanted.delete(id)
    log.entries = [...wanted.early, ...log.entries]
    log.after = 0
    wanted.done(log.entries)
  }
}
