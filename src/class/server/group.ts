import { own } from '../../lib/own.ts'
import {
  type Entry,
  type GroupAction,
  isAllowed,
  meansWhatItSaw,
  ROOM,
  SEATS,
} from '../log/entry.ts'
import { after, EMPTY_LOG, type LogHead, mayAct, mayLend, mayType, stampAt } from '../log/head.ts'
import type { ClassRefusal } from '../log/refusal.ts'
import type { GroupRow, LogStore } from './store.ts'

/** What a page wants appended. */
export interface Post {
  by: string
  id: string
  what: GroupAction
  /** The number of the last entry that the page had seen. */
  seen: number
}

/** The log of one group, on this server. */
export interface ServedGroup {
  row: GroupRow
  head: () => LogHead
  /** Appends, and resolves to the entry; or to why it never will be. Rejects if the store fails. */
  post: (post: Post) => Promise<Entry | RefusedPost>
  /** The seat of a name: its own again, or a free one; or why there is none. */
  seat: (name: string) => Promise<{ seat: string } | RefusedPost>
  /** The entries after a number. */
  since: (n: number) => Promise<Entry[]>
  /** Reads what other servers have appended. */
  catchUp: () => Promise<void>
  /** The time of the group's clock that may be shown now; null: it stands, or other entries come first. */
  beat: () => Promise<number | null>
  /**
   * Stops the clock, if it runs: at the last time that was shown, or where it stood at `moment`, in milliseconds since
   * 1970.
   */
  pause: (why: string, moment?: number) => Promise<void>
}

/** What was refused, and why. */
export interface RefusedPost {
  refused: ClassRefusal
}

const refused = (why: ClassRefusal): RefusedPost => ({ refused: why })
const FULL = refused({ is: 'group full', seats: SEATS.length })

/** Why a post is refused as the log stands; null: it is not. */
function refusalOf(head: LogHead, { by, what }: Post): ClassRefusal | null {
  if (!mayAct(head, by, what))
    return { is: 'floor', name: own(head.names, head.floor ?? '') ?? null }
  if (what.do === 'join' && head.closed) return { is: 'door closed' }
  return mayType(head, by, what) && mayLend(head, by, what) ? null : { is: 'other keyboard' }
}

const sameName = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

/**
 * Opens a group's log. `until`: the moment up to which this server may show times, in milliseconds since 1970. `told`
 * hears of every entry once, in order.
 */
export async function openGroup(
  store: LogStore,
  row: GroupRow,
  until: () => number,
  told: (entries: Entry[]) => void,
): Promise<ServedGroup> {
  let head = EMPTY_LOG
  /** The latest time of the group's clock that anyone was shown. */
  let shown = 0
  let line: Promise<unknown> = Promise.resolve()
  /** One after the other: an entry is numbered by the one before it. */
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const result = line.then(work)
    line = result.catch(() => undefined)
    return result
  }
  const take = (entries: Entry[]): void => {
    const fresh = entries.filter(({ n }) => n > head.n)
    if (fresh.length === 0) return
    for (const entry of fresh) head = after(head, entry)
    told(fresh)
  }
  const readOn = async (): Promise<void> => take(await store.read(row.id, head.n))
  const timeNow = (): number => stampAt(head, Math.min(store.now(), until()))

  async function appended(post: Post, at?: number): Promise<Entry | RefusedPost> {
    for (let tries = 0, least = 0; tries < 50; tries++) {
      const { by, id, what, seen } = post
      const why = refusalOf(head, post)
      if (why) return refused(why)
      if (meansWhatItSaw(what) && head.changed > seen) {
        const known = (await store.read(row.id, 0)).find((entry) => entry.id === id)
        return known ?? refused({ is: 'changed' })
      }
      const real = Math.min(store.now(), until())
      const stamp = Math.max(head.at, shown, least, at ?? timeNow())
      const entry: Entry = { n: head.n + 1, at: stamp, real, by, id, what }
      const result = await store.append(row.id, entry)
      if (result.is === 'appended') take([entry])
      else if (result.is !== 'late') await readOn()
      if (result.is === 'appended') return entry
      if (result.is === 'known') return result.entry
      if (result.is === 'late') least = result.at
    }
    throw new Error(`the log of ${row.id} is too busy`)
  }

  await readOn()
  return {
    row,
    head: () => head,
    post: (post) =>
      isAllowed(post.by, post.what)
        ? inLine(() => appended(post))
        : Promise.resolve(refused({ is: 'instructor only' })),
    seat: (name) =>
      inLine(async () => {
        for (let tries = 0; tries < SEATS.length + 1; tries++) {
          const mine = Object.entries(head.names).find(([, taken]) => sameName(taken, name))
          if (mine) return { seat: mine[0] }
          const free = SEATS.find((seat) => own(head.names, seat) === undefined)
          if (free === undefined) return FULL
          const id = `join:${free}`
          const entry = await appended({ by: free, id, what: { do: 'join', name }, seen: head.n })
          if ('refused' in entry) return entry
        }
        return FULL
      }),
    since: (n) => store.read(row.id, n),
    catchUp: () => inLine(readOn),
    beat: () =>
      inLine(async () => {
        if (head.speed === 'paused') return null
        const at = Math.max(shown, timeNow())
        if (!(await store.show(row.id, head.n, at))) {
          await readOn()
          return null
        }
        shown = at
        return at
      }),
    pause: (why, moment) =>
      inLine(async () => {
        if (head.speed === 'paused') return
        const what: GroupAction = { do: 'speed', speed: 'paused' }
        const post = { by: ROOM, id: `pause:${head.n}:${why}`, what, seen: head.n }
        await appended(post, moment === undefined ? shown : stampAt(head, moment))
      }),
  }
}
