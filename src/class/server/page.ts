import * as v from 'valibot'
import { type Entry, nameless } from '../log/entry.ts'
import { LONGEST_MESSAGE, type ToPage, type ToServer, toServer } from '../log/protocol.ts'
import type { ClassRefusal } from '../log/refusal.ts'
import type { ServedGroup } from './group.ts'
import { type Allowance, allowance } from './limits.ts'
import type { Seated } from './presence.ts'

/** A connection to one page. */
export interface PageConnection {
  /** Where it comes from, as far as that is known. */
  from: string
  send: (message: ToPage) => void
  /** Bytes that wait to be sent. */
  waiting: () => number
  /** Ends it. */
  close: () => void
}

/** A page that reads so slowly is cut off, and reads on later. In bytes. */
const MOST_WAITING = 4_000_000
/** Entries in one message. */
const MOST_AT_ONCE = 2000

/** A page that is connected, and what the server knows of it. */
export interface ServedPage {
  line: PageConnection
  allowance: Allowance
  group: ServedGroup | null
  seated: Seated | null
  wall: boolean
  /** Whether it is told no names. */
  hides: boolean
  /** Whether it shows what the instructor looks at, and what it was told of that last. */
  follows: boolean
  ledTo: string | null
  /** The last entry that was sent to it, by group; entries that come meanwhile wait for those before. */
  sent: Map<string, number>
}

/** A page that has just connected: it has said nothing. */
export const newPage = (line: PageConnection): ServedPage => ({
  line,
  allowance: allowance(60, 15),
  group: null,
  seated: null,
  wall: false,
  hides: false,
  follows: false,
  ledTo: null,
  sent: new Map(),
})

/** Sends to a page, unless it does not read what was sent before. */
export function send({ line }: ServedPage, message: ToPage): void {
  if (line.waiting() > MOST_WAITING) return line.close()
  line.send(message)
}

/** Refuses something; `id`: of what the page had posted. */
export const refuse = (page: ServedPage, why: ClassRefusal, id?: string): void =>
  send(page, { is: 'no', why, ...(id === undefined ? {} : { id }) })

/** Sends those of the entries that follow on what the page has. */
export function sendEntries(page: ServedPage, group: string, entries: readonly Entry[]): void {
  const last = page.sent.get(group)
  const fresh = last === undefined ? [] : entries.filter(({ n }) => n > last)
  const end = fresh.at(-1)
  // What does not follow comes with what is still being read for this page.
  if (!end || fresh[0]?.n !== (last ?? 0) + 1) return
  page.sent.set(group, end.n)
  const named = page.wall ? { group } : {}
  for (let i = 0; i < fresh.length; i += MOST_AT_ONCE)
    send(page, {
      is: 'entries',
      ...named,
      entries: fresh.slice(i, i + MOST_AT_ONCE).map(nameless),
    })
}

/** Whether everything that was appended was sent to it. */
export const isUpToDate = (page: ServedPage, { row, head }: ServedGroup): boolean =>
  (page.sent.get(row.id) ?? -1) >= head().n

/** Sends what is missing since `from`. Whatever is appended meanwhile follows on it. */
export async function sendFrom(page: ServedPage, group: ServedGroup, from: number): Promise<void> {
  const { id } = group.row
  page.sent.set(id, Math.min(from, group.head().n))
  while (!isUpToDate(page, group)) {
    const entries = await group.since(page.sent.get(id) ?? 0)
    if (entries.length === 0) return
    sendEntries(page, id, entries)
  }
}

/** Entries of a group that a wall asked for, from its first on. */
export async function sendLog(page: ServedPage, group: ServedGroup, to: number): Promise<void> {
  const { id } = group.row
  const entries = (await group.since(0)).filter(({ n }) => n <= to).map(nameless)
  for (let i = 0; i === 0 || i < entries.length; i += MOST_AT_ONCE) {
    const some = entries.slice(i, i + MOST_AT_ONCE)
    const whole = i + MOST_AT_ONCE >= entries.length
    send(page, { is: 'log', group: id, entries: some, whole })
  }
}

/** Waits until a page has read most of what was sent to it: all groups at once are much. */
export async function drained({ line }: ServedPage): Promise<void> {
  while (line.waiting() > MOST_WAITING / 4) await new Promise((over) => setTimeout(over, 20))
}

/** What a page says; null if it is nothing that pages say. */
export function read(text: string): ToServer | null {
  if (text.length > LONGEST_MESSAGE) return null
  try {
    const checked = v.safeParse(toServer, JSON.parse(text))
    return checked.success ? checked.output : null
  } catch {
    return null
  }
}
