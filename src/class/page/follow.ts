import { own } from '../../lib/own.ts'
import { actions, type Played as How } from '../../session/actions.ts'
import { QUIET_MS } from '../../session/clock.ts'
import type { Engine } from '../../session/engine.ts'
import { differenceBetween } from '../../session/history/json-delta.ts'
import { isAtRest } from '../../session/idle.ts'
import { whenLoaded } from '../../session/loading/engine-loader.ts'
import { newId } from '../../session/new-id.ts'
import { engineOf, type Session } from '../../session/session.ts'
import { useApp } from '../../session/store.ts'
import type { Wish } from '../../session/together.ts'
import { nextEvent, partsOfTerminal, type World } from '../../sim/world.ts'
import { digestAt } from '../log/digested.ts'
import { type Entry, type GroupAction, opensLab } from '../log/entry.ts'
import { after, EMPTY_LOG, type LogHead, mayAct } from '../log/head.ts'
import {
  type LabsAtHand,
  labsIn,
  NOTHING_PLAYED,
  type PlayedLog,
  playAll,
  playEntry,
  playTo,
} from '../log/play.ts'
import { BEAT_MS, type ToServer } from '../log/protocol.ts'
import { shellLineOf } from '../log/shell-line.ts'
import { fromSnapshot, type Snapshot } from '../log/snapshot.ts'
import { type Taken, takenBy } from '../log/taken.ts'
import type { Watched } from '../log/watched.ts'
import { labShelf } from './labs-at-hand.ts'
import { noticeOf } from './notices.ts'
import { type Told, tellingOf, toldMore, useClass } from './state.ts'
import { recordAside } from './strip-again.ts'

/** So many entries at once are played without being shown one by one. */
const MANY = 20
/** Real milliseconds after which the time strip is filled where many entries were played at once. */
const STRIP_AFTER_MS = 500

const SLOWER = { do: 'speed', speed: 1 } as const

type Post = Extract<ToServer, { is: 'post' }>

/** The engine, as soon as it is loaded. */
export const engineNow = (): Promise<Engine> =>
  new Promise((done) => whenLoaded(() => done(engineOf(useApp.getState()))))

const terminalOf = ({ what }: Post): string | null =>
  what.do === 'input' && what.input.kind === 'line' ? what.input.terminal : null

const howOf = ({ do: kind }: GroupAction): How =>
  opensLab(kind) ? 'begins' : kind === 'back' || kind === 'redo' ? 'went back' : 'goes on'

/** What entries did that are not played one by one. */
const tellingsOf = (entries: readonly Entry[]): Told[] =>
  entries.flatMap((entry) => tellingOf(entry, shellLineOf(entry)) ?? [])

/** Plays the group's log on this page, and sends what is wished for. */
export class Follower {
  readonly #send: (message: ToServer) => void
  readonly #tab = newId()
  readonly #labs = labShelf()
  #posts = 0
  #pending: readonly Post[] = []
  #played: PlayedLog = NOTHING_PLAYED
  #head: LogHead = EMPTY_LOG
  #taken = 0
  /** Entries and beats are played one after the other; some have to wait for a lab. */
  #work: Promise<void> = Promise.resolve()
  #epoch = 0
  /** Between two beats the time that is shown glides from one to the other. */
  #glide = { from: 0, to: 0, since: 0 }
  #frame = 0
  #strip = 0
  /** What the server may find to differ. */
  #compared: { n: number; world: World } | null = null
  /** The server's clock minus this browser's, in milliseconds. */
  #serverAhead = 0
  /** Whether this is the log of a group to which this page does not belong: it only looks. */
  isGuest = false

  constructor(send: (message: ToServer) => void) {
    this.#send = send
  }

  /** The number of the last entry that was taken. */
  get known(): number {
    return this.#taken
  }

  /** The number of the last entry that was played. */
  get shown(): number {
    return this.#played.n
  }

  /** What something would take back now; null: nothing. */
  takenBy(wish: Wish): Taken | null {
    return takenBy(wish, this.#played)
  }

  /** Who did a step of the session, or one that can be done again; null where there is none. */
  doerOf(step: number): string | null {
    return this.#played.doers[step] ?? null
  }

  /** What the server has not confirmed, to be sent again. */
  get unconfirmed(): readonly Post[] {
    return this.#pending
  }

  /** Takes what the server's clock says, in milliseconds since 1970. */
  setClock(now: number): void {
    this.#serverAhead = now - Date.now()
  }

  /** Where the World of this page after an entry differs from another one: names of what leads there. */
  differenceAt(n: number, world: unknown): string {
    const mine = this.#compared?.n === n ? this.#compared.world : null
    return mine ? (differenceBetween(world, mine)?.join(' › ') ?? 'nothing') : 'not known any more'
  }

  /** Begins with what came of the log so far. Its entries follow from `from` on. */
  async begin({ n, text }: Snapshot, from: number): Promise<void> {
    this.reset()
    this.#taken = from
    const epoch = this.#epoch
    const begun = (async () => {
      const engine = await engineNow()
      const { played, head } = await fromSnapshot(engine, text, this.#labs)
      if (epoch === this.#epoch) this.#show({ ...played, n }, head)
    })()
    // What follows waits for it.
    this.#next(() => begun.catch(() => undefined))
    return begun
  }

  /** The same with what was played of it elsewhere on this page. */
  beginWith({ played, head }: Pick<Watched, 'played' | 'head'>, from: number): void {
    this.reset()
    this.#taken = from
    this.#show(played, head)
  }

  /** Lists entries as done that came before all others that are listed. */
  tellEarlier(entries: readonly Entry[]): void {
    useClass.setState(({ told }) => ({ told: toldMore(tellingsOf(entries), told) }))
  }

  /** Plays entries, in the order in which they come. */
  take(entries: readonly Entry[]): void {
    const fresh = entries.filter(({ n }) => n > this.#taken)
    this.#taken = fresh.at(-1)?.n ?? this.#taken
    useClass.setState(({ behind }) => ({ behind: behind + fresh.length }))
    this.#next(() => this.#play(fresh))
  }

  /** Lets time pass up to a stamp of the group's clock, behind whatever came before it. */
  beat(at: number): void {
    this.#next(() => {
      if (!this.#played.session) return
      this.#glide = { from: this.#played.at, to: at, since: performance.now() }
      if (document.visibilityState === 'hidden') this.#goTo(at)
      else if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#move())
    })
  }

  /**
   * Asks for something: it happens as soon as the server has put it in order. `seen`: the number of the last entry that
   * was shown when it was wanted.
   */
  ask(wish: Wish, seen = this.#played.n): void {
    const { session, n } = this.#played
    if (!session) return
    if (wish.do === 'input') {
      const { input } = wish
      const untouched = session.inputs.length === 0 && session.now === session.began
      if (untouched && this.#head.speed === 'paused')
        this.#post({ do: 'speed', speed: 1 }, `start:${n}`)
      if (input.kind === 'line') actions.remember(partsOfTerminal(input.terminal).node, input.text)
    }
    this.#posts += 1
    const id = wish.do === 'skip' ? `skip:${n}:${wish.to}` : `${this.#tab}:${this.#posts}`
    this.#post(wish, id, seen)
  }

  /** Asks for something that is no change of the session. */
  request(what: GroupAction): void {
    this.#posts += 1
    this.#post(what, `${this.#tab}:${this.#posts}`)
  }

  /** The server refuses an entry for good. */
  refused(id: string, why: string): void {
    if (!this.#pending.some((post) => post.id === id)) return
    this.#setPending(this.#pending.filter((post) => post.id !== id))
    actions.notify({ kind: 'class', text: why })
  }

  /** Forgets what was played, to play it from the start. */
  reset(): void {
    this.#epoch += 1
    this.#stopGliding()
    this.#played = NOTHING_PLAYED
    this.#head = EMPTY_LOG
    this.#taken = 0
    this.#compared = null
    useClass.setState({ told: [], behind: 0 })
  }

  /** Forgets everything: the server has other logs. */
  forget(): void {
    this.reset()
    this.#setPending([])
  }

  #next(work: () => Promise<void> | void): void {
    const epoch = this.#epoch
    this.#work = this.#work
      .then(() => (epoch === this.#epoch ? work() : undefined))
      .catch((problem: unknown) => actions.stop(problem))
  }

  #setPending(next: readonly Post[]): void {
    this.#pending = next
    const { together } = useApp.getState()
    const onTheirWay = next.flatMap((post) => terminalOf(post) ?? [])
    if (together) useApp.setState({ together: { ...together, onTheirWay } })
  }

  #post(what: GroupAction, id: string, seen = this.#played.n): void {
    if (this.isGuest || this.#pending.some((post) => post.id === id)) return
    const post: Post = { is: 'post', id, what, seen }
    this.#setPending([...this.#pending, post])
    this.#send(post)
  }

  #confirm(entries: readonly Entry[]): void {
    const ids = new Set(entries.map(({ id }) => id))
    if (this.#pending.some(({ id }) => ids.has(id)))
      this.#setPending(this.#pending.filter(({ id }) => !ids.has(id)))
  }

  #sendDigest(): void {
    const found = digestAt(this.#played)
    if (!found) return
    const { n, digest, world } = found
    this.#compared = { n, world }
    this.#send({ is: 'digest', n, digest })
  }

  #setHead(head: LogHead): void {
    this.#head = head
    const { floor, lent, timeEnds } = head
    const ends = timeEnds === null ? null : timeEnds - this.#serverAhead
    if (!this.isGuest) useClass.setState({ floor, lent, timeEnds: ends })
  }

  #goTo(at: number): void {
    const before = this.#played.session
    this.#played = playTo(this.#played, at)
    const { session } = this.#played
    if (!session || session === before) return
    actions.pass(session)
    if (before) this.#slowDown(before, session)
  }

  /** An idle cluster runs at 1×: the first page that sees it asks for that, under an id that all pages choose. */
  #slowDown(before: Session, { world }: Session): void {
    const { speed, n } = this.#head
    if (speed === 'paused' || speed === 1 || !isAtRest(world) || isAtRest(before.world)) return
    if (!mayAct(this.#head, useClass.getState().seat, SLOWER)) return
    this.#post(SLOWER, `slow:${n}:${world.now}`)
  }

  #move(): void {
    this.#frame = 0
    const { from, to, since } = this.#glide
    const part = Math.min(1, (performance.now() - since) / BEAT_MS)
    const at = Math.floor(from + (to - from) * part)
    if (part === 1 || this.#isDue(at)) this.#goTo(at)
    if (part < 1) this.#frame = requestAnimationFrame(() => this.#move())
  }

  /** Whether there is something to show already: at 1×, a cluster in which nothing happens is not shown in each frame. */
  #isDue(at: number): boolean {
    const { session, ahead, at: shown } = this.#played
    if (this.#head.speed !== 1 || at - shown >= QUIET_MS) return true
    const due = session ? nextEvent(session.world) : undefined
    return due !== undefined && due + ahead <= at
  }

  #stopGliding(): void {
    cancelAnimationFrame(this.#frame)
    this.#frame = 0
  }

  async #play(entries: readonly Entry[]): Promise<void> {
    const epoch = this.#epoch
    const engine = await engineNow()
    const labs = await this.#labs(labsIn(entries))
    if (epoch !== this.#epoch) return
    this.#stopGliding()
    const known = entries.filter(({ n }) => n <= this.#played.n)
    const fresh = entries.slice(known.length)
    this.#tell(known)
    if (fresh.length > MANY || !this.#played.session) this.#playMany(engine, labs, fresh)
    else for (const entry of fresh) this.#playOne(engine, labs, entry)
    useClass.setState(({ behind }) => ({ behind: behind - entries.length }))
  }

  #playOne(engine: Engine, labs: LabsAtHand, entry: Entry): void {
    const typed = shellLineOf(entry, this.#played.session)
    // All the time that has passed first, so that it is not taken for what the entry did.
    this.#goTo(entry.at)
    const before = this.#played.session
    const taken = takenBy(entry.what, this.#played)
    this.#played = playEntry(engine, labs, this.#played, entry)
    this.#setHead(after(this.#head, entry))
    const told = tellingOf(entry, typed ?? taken)
    if (told) useClass.setState((state) => ({ told: toldMore(state.told, [told]) }))
    if (!this.isGuest) noticeOf(entry, taken, (what) => this.request(what))
    this.#confirm([entry])
    const { session } = this.#played
    const { speed } = this.#head
    if (session && session !== before) actions.follow(session, howOf(entry.what), { speed })
    else useApp.setState({ speed })
    this.#sendDigest()
  }

  #playMany(engine: Engine, labs: LabsAtHand, entries: readonly Entry[]): void {
    this.#tell(entries)
    this.#confirm(entries)
    this.#show(playAll(engine, labs, this.#played, entries), entries.reduce(after, this.#head))
    this.#sendDigest()
  }

  /** Lists entries as done that are not played one by one. */
  #tell(entries: readonly Entry[]): void {
    useClass.setState((state) => ({ told: toldMore(state.told, tellingsOf(entries)) }))
  }

  /** Shows what came of a log, whatever was shown before. */
  #show(played: PlayedLog, head: LogHead): void {
    this.#played = played
    this.#setHead(head)
    const { session } = played
    if (!session) return
    const { terminal } = useApp.getState()
    const front = own(session.world.machines, terminal) ? { terminal } : {}
    actions.follow(session, 'begins', { speed: head.speed, ...front })
    this.#recordAside(session)
  }

  /** Fills the time strip, as soon as there is nothing else to play. */
  #recordAside(session: Session): void {
    window.clearTimeout(this.#strip)
    this.#strip = window.setTimeout(() => void recordAside(session), STRIP_AFTER_MS)
  }
}
