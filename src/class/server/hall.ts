import { own } from '../../lib/own.ts'
import { messageOf } from '../../lib/text/message.ts'
import { type Entry, personName, ROOM } from '../log/entry.ts'
import { BEAT_MS, type Member, SIGN_OF_LIFE_MS, type ToServer } from '../log/protocol.ts'
import type { Arbiter } from './arbiter.ts'
import { Elsewhere, type Placing } from './elsewhere.ts'
import { openGroup } from './group.ts'
import { Leading } from './leading.ts'
import { allowance, allowances } from './limits.ts'
import { cardsFor, peopleFor } from './names.ts'
import {
  drained,
  isUpToDate,
  newPage,
  type PageConnection,
  read,
  refuse,
  type ServedPage,
  send,
  sendEntries,
  sendLog,
} from './page.ts'
import { LEAVING_MS, membersOf, type Seated } from './presence.ts'
import { Readings, SNAPSHOT_MS } from './readings.ts'
import { repeated } from './repeated.ts'
import { type GroupRoom, newRoom, seatedIn } from './room.ts'
import { isSame, plainCode } from './secrets.ts'
import type { LogStore } from './store.ts'
import { WaitingRoom } from './waiting-room.ts'

/** What a connection does with what its page says. */
export interface Caller {
  hear: (text: string) => void
  gone: () => void
}

export interface HallOptions {
  store: LogStore
  /** What opens the wall. */
  secret: string
  /** Which page is served, and which logs are kept. */
  build: string
  log: string
  /** Whether people may wait to be put into a group. */
  waiting?: boolean
  /** Compares what pages show; without one nothing is compared. */
  arbiter?: Arbiter
}

/** Real milliseconds for which changes of presence are gathered. */
const GATHER_MS = 200
/** Real milliseconds that a server may show times after it last noted that it is alive. */
const LEASE_MS = 3000
/** A server that was away for longer did not let time pass meanwhile. */
const GAP_MS = 5000
const MOST_PAGES = 4000

/** All groups of a class on one server: who is connected, and who hears what. */
export class Hall {
  readonly #options: HallOptions
  readonly #elsewhere: Elsewhere
  readonly #rooms = new Map<string, GroupRoom>()
  readonly #pages = new Set<ServedPage>()
  readonly #walls = new Set<ServedPage>()
  readonly #waiting: WaitingRoom
  readonly #readings: Readings
  readonly #leading: Leading
  readonly #wrongCodes = allowances(20, 0.5)
  #timers: NodeJS.Timeout[] = []
  #unwatch = (): void => undefined
  /** The moment up to which this server may show times, in milliseconds since 1970. */
  #until = 0

  private constructor(options: HallOptions) {
    this.#options = options
    this.#elsewhere = new Elsewhere(options.store)
    const { arbiter, store, build } = options
    this.#readings = new Readings(arbiter, (group) => store.snapshot(group, build))
    this.#leading = new Leading({
      groupOf: (id) => this.#rooms.get(id)?.group,
      pages: this.#pages,
      readings: this.#readings,
    })
    this.#waiting = new WaitingRoom(this.#walls, this.#elsewhere)
  }

  /** Opens every group in the store. Time that passed without a server is no time of the groups. */
  static async open(options: HallOptions): Promise<Hall> {
    const hall = new Hall(options)
    const { store } = options
    const before = await store.alive(0)
    await hall.#live()
    for (const row of await store.groups()) {
      const told = (entries: Entry[]) => hall.#tell(row.id, entries)
      const group = await openGroup(store, row, () => hall.#until, told)
      if (before > 0 && store.now() - before > GAP_MS) await group.pause('gap', before)
      hall.#rooms.set(row.id, newRoom(group))
    }
    hall.#start()
    return hall
  }

  #start(): void {
    this.#timers = [
      repeated(() => this.#beat(), BEAT_MS),
      repeated(() => this.#live(), LEASE_MS / 3),
      repeated(() => {
        for (const room of this.#rooms.values()) if (room.stale) this.#tellWho(room)
        return this.#show()
      }, GATHER_MS),
      repeated(() => {
        for (const page of this.#pages) send(page, { is: 'alive' })
      }, SIGN_OF_LIFE_MS),
    ]
    this.#unwatch = this.#options.store.watch((id) => {
      const heard = id === null ? this.#lookAround() : this.#rooms.get(id)?.group.catchUp()
      // What is missed now is seen a second later.
      heard?.catch(() => undefined)
    })
  }

  /** Takes a new connection. */
  connect(line: PageConnection): Caller {
    const page = newPage(line)
    this.#pages.add(page)
    if (this.#pages.size > MOST_PAGES) {
      refuse(page, { is: 'class full' })
      line.close()
    }
    let turn: Promise<void> = Promise.resolve()
    return {
      hear: (text) => {
        const wish = read(text)
        if (!wish || !page.allowance.take(Date.now())) {
          refuse(page, { is: 'no page' })
          return line.close()
        }
        turn = turn
          .then(() => this.#obey(page, wish))
          .catch((problem: unknown) => {
            console.error(messageOf(problem))
            line.close()
          })
      },
      gone: () => this.#leave(page),
    }
  }

  /** Stops every clock, and ends every connection. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer)
    this.#unwatch()
    for (const { group } of this.#rooms.values()) await group.pause('end')
    for (const page of this.#pages) page.line.close()
    await this.#options.arbiter?.close()
    await this.#options.store.close()
  }

  /** Notes that this server is alive, and may show times for a while. */
  async #live(): Promise<void> {
    const { store } = this.#options
    const next = store.now() + LEASE_MS
    const before = await store.alive(next)
    // A lid that was closed: what passed meanwhile is no time of the groups.
    if (next - before > GAP_MS + LEASE_MS)
      for (const { group } of this.#rooms.values()) await group.pause('gap', before)
    this.#until = next
    await this.#lookAround()
  }

  /** Shows the other servers who is here. */
  #show(): Promise<void> {
    const groups = [...this.#rooms].flatMap(([id, room]): [string, Seated[]][] => {
      const seated = seatedIn(room)
      return seated.length > 0 ? [[id, seated]] : []
    })
    const now = Date.now()
    const { shown: lead } = this.#leading
    const shown = { groups: Object.fromEntries(groups), ...this.#waiting.shown(now), lead }
    return this.#elsewhere.show(shown, now)
  }

  /** Takes note of who is at the other servers. */
  async #lookAround(): Promise<void> {
    if (!(await this.#elsewhere.look())) return
    for (const room of this.#rooms.values()) room.stale = true
    this.#waiting.tellWalls()
    this.#leading.leadElsewhere(this.#elsewhere.lead)
    for (const placing of this.#elsewhere.placings) this.#place(placing)
  }

  #whoIn(room: GroupRoom): Member[] {
    const { group, left } = room
    const seated = [...this.#elsewhere.seatedIn(group.row.id), ...seatedIn(room)]
    return membersOf(group.head(), seated, left)
  }

  #tell(group: string, entries: readonly Entry[]): void {
    const room = this.#rooms.get(group)
    for (const page of [...(room ? this.#watching(room) : []), ...this.#walls])
      sendEntries(page, group, entries)
    // Someone may have joined by way of another server.
    if (room && entries.some(({ what }) => what.do === 'join')) room.stale = true
  }

  /** The pages to which a group's log may be sent. */
  #watching({ group, pages }: GroupRoom): ServedPage[] {
    return [...pages, ...this.#leading.guestsOf(group)]
  }

  #tellWho(room: GroupRoom): void {
    room.stale = false
    const members = this.#whoIn(room)
    for (const page of room.pages) send(page, { is: 'who', members })
    for (const wall of this.#walls) this.#tellWall(wall, room, members)
  }

  #tellWall(wall: ServedPage, room: GroupRoom, members = this.#whoIn(room)): void {
    send(wall, { is: 'who', group: room.group.row.id, members: peopleFor(wall, members) })
  }

  /** Tells a wall no names from now on, or all of them. */
  #hide(wall: ServedPage, hides: boolean): void {
    wall.hides = hides
    send(wall, { is: 'cards', groups: cardsFor(wall, this.#rooms.values()) })
    for (const room of this.#rooms.values()) this.#tellWall(wall, room)
    if (this.#options.waiting) this.#waiting.tell(wall)
  }

  #roomOf({ group }: ServedPage): GroupRoom | undefined {
    return group ? this.#rooms.get(group.row.id) : undefined
  }

  async #obey(page: ServedPage, wish: ToServer): Promise<void> {
    switch (wish.is) {
      case 'join':
        return page.group || page.wall ? undefined : this.#join(page, wish)
      case 'wall':
        return page.group || page.wall ? undefined : this.#openWall(page, wish)
      case 'wait':
        return page.group || page.wall ? undefined : this.#wait(page, wish.name)
      case 'place':
        if (page.wall && !this.#place(wish)) this.#waiting.pass(wish, Date.now())
        return
      case 'hide':
        return page.wall ? this.#hide(page, wish.yes) : undefined
      case 'lead':
        return page.wall ? this.#leading.lead(page, wish.lead) : undefined
      case 'follow':
        return this.#leading.follow(page, wish.yes)
      case 'log': {
        const room = page.wall ? this.#rooms.get(wish.group) : undefined
        return room && sendLog(page, room.group, wish.to)
      }
      case 'post':
        return this.#post(page, wish)
      case 'here': {
        const room = this.#roomOf(page)
        if (!room || !page.seated) return
        page.seated = { ...page.seated, node: wish.node, hand: wish.hand }
        room.stale = true
        return
      }
      case 'digest':
        // Whoever plays has not to wait until others have compared.
        void this.#readings.compare(page, this.#leading.shownBy(page), wish)
    }
  }

  async #join(page: ServedPage, wish: Extract<ToServer, { is: 'join' }>): Promise<void> {
    const code = plainCode(wish.code)
    const { log, build } = this.#options
    const room = [...this.#rooms.values()].find(({ group }) => isSame(group.row.code, code))
    if (!room) return this.#refuseCode(page, 'no such code')
    const { group } = room
    const called = personName(wish.name)
    if (typeof called !== 'string') return refuse(page, called)
    const found = await group.seat(called)
    if ('refused' in found) return refuse(page, found.refused)
    if (!this.#pages.has(page)) return
    this.#waiting.leave(page)
    const { seat } = found
    const name = own(group.head().names, seat) ?? called
    page.group = group
    page.seated = { seat, node: '', hand: false }
    const now = this.#options.store.now()
    send(page, { is: 'joined', seat, name, group: group.row.name, log, build, now })
    room.pages.add(page)
    room.left.delete(seat)
    room.emptySince = null
    room.stale = true
    const from = wish.log === log ? wish.from : 0
    await this.#readings.begin(page, group, from, wish.begins && from === 0 ? SNAPSHOT_MS : null)
    this.#leading.greet(page)
  }

  #refuseCode(page: ServedPage, is: 'no such code' | 'wrong link'): void {
    const often = !this.#wrongCodes(page.line.from, Date.now())
    refuse(page, { is: often ? 'too many codes' : is })
    if (often) page.line.close()
  }

  async #openWall(page: ServedPage, wish: Extract<ToServer, { is: 'wall' }>): Promise<void> {
    const { log, build, secret, store } = this.#options
    if (!isSame(wish.secret, secret)) return this.#refuseCode(page, 'wrong link')
    page.wall = true
    page.hides = wish.hides ?? false
    // One action for all groups is a message for each.
    page.allowance = allowance(3000, 500)
    const groups = cardsFor(page, this.#rooms.values())
    send(page, { is: 'wall', groups, log, build, now: store.now() })
    this.#walls.add(page)
    if (this.#options.waiting) this.#waiting.tell(page)
    let patience = SNAPSHOT_MS * 4
    for (const [id, room] of this.#rooms) {
      const from = wish.log === log ? (own(wish.from, id) ?? 0) : 0
      const asked = performance.now()
      const begins = wish.begins && from === 0
      await this.#readings.begin(
        page,
        room.group,
        from,
        begins ? Math.min(patience, SNAPSHOT_MS) : null,
      )
      patience -= performance.now() - asked
      this.#tellWall(page, room)
      await drained(page)
      if (!this.#walls.has(page)) return
    }
  }

  async #post(page: ServedPage, wish: Extract<ToServer, { is: 'post' }>): Promise<void> {
    const group = page.wall ? this.#rooms.get(wish.group ?? '')?.group : page.group
    const by = page.wall ? ROOM : page.seated?.seat
    const { id, what, seen } = wish
    if (!group || by === undefined) return refuse(page, { is: 'not joined' }, id)
    try {
      const result = await group.post({ by, id, what, seen })
      if ('refused' in result) refuse(page, result.refused, id)
    } catch (problem) {
      const { name } = group.row
      const said = messageOf(problem)
      for (const wall of this.#walls) refuse(wall, { is: 'not stored', group: name, problem: said })
      console.error(`What was done in ${name} could not be stored: ${said}.`)
      // The page keeps what was typed, and asks again when it connects again.
      page.line.close()
    }
  }

  #wait(page: ServedPage, typed: string): void {
    if (this.#options.waiting) this.#waiting.enter(page, typed)
    else refuse(page, { is: 'no waiting room' })
  }

  /** Puts someone who waits here into a group; false where they wait elsewhere. */
  #place({ person, group }: Placing): boolean {
    const row = this.#rooms.get(group)?.group.row
    return row !== undefined && this.#waiting.place(person, row.code)
  }

  #leave(page: ServedPage): void {
    this.#pages.delete(page)
    this.#walls.delete(page)
    this.#waiting.leave(page)
    this.#leading.gone(page)
    const room = this.#roomOf(page)
    if (!room?.pages.delete(page)) return
    if (page.seated) room.left.set(page.seated.seat, { at: Date.now(), was: page.seated })
    if (room.pages.size === 0) room.emptySince = Date.now()
    setTimeout(() => {
      room.stale = true
    }, LEAVING_MS + GATHER_MS).unref()
  }

  /** Tells every page of a group what its clock says, and stops the clocks that no one looks at. */
  async #beat(): Promise<void> {
    const times: Record<string, number> = {}
    await Promise.all(
      [...this.#rooms].map(async ([id, room]) => {
        const { group, emptySince } = room
        if (emptySince !== null && Date.now() - emptySince > LEAVING_MS) {
          if (this.#elsewhere.seatedIn(id).length > 0) return
          await group.pause('alone')
        }
        const at = await group.beat()
        if (at === null) return
        times[id] = at
        for (const page of this.#watching(room))
          if (isUpToDate(page, group)) send(page, { is: 'beat', at })
      }),
    )
    if (Object.keys(times).length === 0) return
    for (const page of this.#walls) send(page, { is: 'beats', at: times })
  }
}
