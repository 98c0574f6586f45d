import { messageOf } from '../../lib/text/message.ts'
import { TOLD_KEPT, type ToServer } from '../log/protocol.ts'
import type { Snapshot } from '../log/snapshot.ts'
import type { Arbiter } from './arbiter.ts'
import type { ServedGroup } from './group.ts'
import { type ServedPage, send, sendFrom } from './page.ts'

/** A page plays so many entries in no time. */
const LONG_LOG = 60
/** Real milliseconds that a page waits for a snapshot before it plays everything. */
export const SNAPSHOT_MS = 500

/** What the arbiter makes of the logs, for pages. */
export class Readings {
  readonly #arbiter: Arbiter | undefined
  readonly #kept: (group: string) => Promise<Snapshot | null>
  /** Groups whose logs were played since this server has started. */
  readonly #played = new Set<string>()

  /** `kept`: what was kept of a log; it may be old. */
  constructor(arbiter: Arbiter | undefined, kept: (group: string) => Promise<Snapshot | null>) {
    this.#arbiter = arbiter
    this.#kept = kept
  }

  /**
   * Sends a page what it lacks of a log: first what came of it, if that is known within `patience`, and then the entries
   * that follow. Null: it wants the entries.
   */
  async begin(
    page: ServedPage,
    group: ServedGroup,
    from: number,
    patience: number | null,
  ): Promise<void> {
    const { id } = group.row
    const snapshot = await this.#snapshot(group, patience)
    if (!snapshot) return sendFrom(page, group, from)
    // A page lists what was done last.
    const told = page.wall ? snapshot.n : Math.max(0, snapshot.n - TOLD_KEPT)
    send(page, { is: 'snapshot', ...(page.wall ? { group: id } : {}), snapshot, from: told })
    await sendFrom(page, group, told)
  }

  /** What came of a long log; what was kept of it where that takes longer than the patience there is. */
  async #snapshot(group: ServedGroup, patience: number | null): Promise<Snapshot | null> {
    const { n } = group.head()
    const { id } = group.row
    if (!this.#arbiter || n < LONG_LOG) return null
    // After a start nothing was played yet: whoever comes first lets it be played for those who come later.
    if (patience === null && this.#played.has(id)) return null
    this.#played.add(id)
    const found = this.#arbiter.snapshot(id, n).catch(() => null)
    if (patience === null) return null
    const late = new Promise<null>((over) => setTimeout(over, Math.max(0, patience), null).unref())
    return (await Promise.race([found, late])) ?? this.#kept(id).catch(() => null)
  }

  /** Compares what a page says came of its log, and tells it where something else did. */
  async compare(
    page: ServedPage,
    group: ServedGroup | null,
    { n, digest }: Extract<ToServer, { is: 'digest' }>,
  ): Promise<void> {
    if (!group || n > group.head().n) return
    try {
      const world = await this.#arbiter?.compare(group.row.id, n, digest)
      if (world === null || world === undefined) return
      const { name } = group.row
      console.error(`${name}: a page shows something else than its log says, from entry ${n} on.`)
      send(page, { is: 'differs', n, world })
    } catch (problem) {
      console.error(`The pages could not be compared: ${messageOf(problem)}`)
    }
  }
}
