import type { Entry, GroupAction } from '../../src/class/log/entry.ts'
import {
  NOTHING_PLAYED,
  type PlayedLog,
  playAll,
  playEntry,
  playTo,
} from '../../src/class/log/play.ts'
import { openGroup, type ServedGroup } from '../../src/class/server/group.ts'
import { allLabs } from '../../src/door/catalogue.ts'
import { digestOf } from '../../src/lib/digest.ts'
import { ENGINE } from '../../src/session/engine.ts'
import type { Input } from '../../src/sim/input.ts'
import { memoryStore } from './memory-store.ts'

export const LABS = new Map(allLabs().map((lab) => [lab.id, lab]))

const FULL = {
  nodeA: 'nodeA.virt.nsrc.org',
  nodeB: 'nodeB.virt.nsrc.org',
  nodeC: 'nodeC.virt.nsrc.org',
}

/** An input with the names that nodes have in the labs, typed at the own login of a seat; '': at the console of a node. */
export function asMember(seat: string, input: Input): Input {
  const text = JSON.stringify(input).replace(
    /"(nodeA|nodeB|nodeC)"/g,
    (_, node: keyof typeof FULL) => `"${FULL[node]}"`,
  )
  const full = JSON.parse(text) as Input
  return seat !== '' && (full.kind === 'line' || full.kind === 'key')
    ? { ...full, terminal: `${full.terminal}~${seat}` }
    : full
}

/** A page of a group behind a line that delays, breaks and comes back. */
interface Page {
  seat: string
  played: PlayedLog
  /** What is on its way to it. */
  inbox: ({ entry: Entry } | { beat: number })[]
  connected: boolean
  /** What it has posted and not seen again. */
  pending: { id: string; what: GroupAction; seen: number }[]
}

/** What happens next: someone does something, or the network does. */
export type Happening =
  | { is: 'deed'; page: number; what: GroupAction }
  | { is: 'time'; ms: number }
  /** So many messages arrive. */
  | { is: 'arrive'; page: number; many: number }
  | { is: 'cut'; page: number }
  | { is: 'back'; page: number }

/** A group of pages on a network that exists in the test alone. */
export class Network {
  readonly store = memoryStore()
  readonly pages: Page[] = []
  readonly appended: string[] = []
  #group: ServedGroup | null = null
  #posts = 0

  static async open(seats: number): Promise<Network> {
    const network = new Network()
    network.#group = await openGroup(
      network.store,
      { id: 'g', name: 'Group', code: 'code' },
      () => Number.POSITIVE_INFINITY,
      (entries) => network.#tell(entries),
    )
    for (let i = 0; i < seats; i++) {
      const found = await network.group.seat(`Member ${i}`)
      if ('refused' in found) throw new Error(found.refused.is)
      const played = NOTHING_PLAYED
      network.pages.push({ seat: found.seat, played, inbox: [], connected: false, pending: [] })
    }
    for (const [i] of network.pages.entries()) await network.happen({ is: 'back', page: i })
    return network
  }

  get group(): ServedGroup {
    if (!this.#group) throw new Error('not open')
    return this.#group
  }

  #tell(entries: readonly Entry[]): void {
    for (const page of this.pages)
      if (page.connected) page.inbox.push(...entries.map((entry) => ({ entry })))
  }

  async happen(happening: Happening): Promise<void> {
    if (happening.is === 'time') {
      this.store.clock.now += happening.ms
      const at = await this.group.beat()
      if (at === null) return
      for (const page of this.pages) if (page.connected) page.inbox.push({ beat: at })
      return
    }
    const page = this.pages[happening.page % this.pages.length]
    if (!page) return
    switch (happening.is) {
      case 'deed': {
        this.#posts += 1
        const post = { id: `p${this.#posts}`, what: happening.what, seen: page.played.n }
        page.pending.push(post)
        if (page.connected) await this.#post(page, post)
        return
      }
      case 'arrive':
        return this.#arrive(page, happening.many)
      case 'cut':
        page.connected = false
        // What was on its way is lost.
        page.inbox = []
        return
      case 'back': {
        if (page.connected) return
        const missed = await this.group.since(page.played.n)
        page.inbox = missed.map((entry) => ({ entry }))
        page.connected = true
        for (const post of [...page.pending]) await this.#post(page, post)
        return
      }
    }
  }

  async #post(page: Page, post: Page['pending'][number]): Promise<void> {
    const result = await this.group.post({ by: page.seat, ...post })
    if ('refused' in result) page.pending = page.pending.filter(({ id }) => id !== post.id)
    else this.appended.push(post.id)
  }

  #arrive(page: Page, many: number): void {
    const messages = page.inbox.splice(0, many)
    const entries = messages.flatMap((message) => ('entry' in message ? [message.entry] : []))
    if (entries.length === messages.length && many > 3) {
      const fresh = entries.filter(({ n }) => n > page.played.n)
      page.played = playAll(ENGINE, LABS, page.played, fresh)
    } else
      for (const message of messages)
        if ('beat' in message) page.played = playTo(page.played, message.beat)
        else if (message.entry.n > page.played.n) {
          if (message.entry.at < page.played.at) throw new Error('an entry came too late')
          page.played = playEntry(ENGINE, LABS, page.played, message.entry)
        }
    const seen = new Set(entries.map(({ id }) => id))
    page.pending = page.pending.filter(({ id }) => !seen.has(id))
  }

  /** Lets everything arrive, and the last time be shown. */
  async settle(): Promise<void> {
    for (const [i] of this.pages.entries()) await this.happen({ is: 'back', page: i })
    await this.happen({ is: 'time', ms: 1000 })
    for (const [i] of this.pages.entries()) await this.happen({ is: 'arrive', page: i, many: 1e9 })
  }

  /** How many jobs the group has submitted. */
  async jobs(): Promise<number> {
    const log = await this.store.read('g', 0)
    const { session } = playAll(ENGINE, LABS, NOTHING_PLAYED, log)
    return Object.keys(session?.world.jobs ?? {}).length
  }

  /** The World of each page, and of someone who only reads the log, as short texts. */
  async digests(): Promise<string[]> {
    const log = await this.store.read('g', 0)
    const arbiter = playTo(
      playAll(ENGINE, LABS, NOTHING_PLAYED, log),
      Math.max(...this.pages.map(({ played }) => played.at)),
    )
    return [arbiter, ...this.pages.map(({ played }) => played)].map(({ session, doers }) =>
      digestOf([session?.world, session?.now, session?.progress, session?.undone, doers]),
    )
  }
}
