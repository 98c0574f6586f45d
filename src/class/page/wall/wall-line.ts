import { t } from '../../../lib/language/t.ts'
import { own } from '../../../lib/own.ts'
import type { Engine } from '../../../session/engine.ts'
import { newId } from '../../../session/new-id.ts'
import type { Session } from '../../../session/session.ts'
import type { Wish } from '../../../session/together.ts'
import { type Entry, type GroupAction, ROOM } from '../../log/entry.ts'
import { type LabsAtHand, labsIn } from '../../log/play.ts'
import { type Member, TOLD_KEPT, type ToPage } from '../../log/protocol.ts'
import { earlierSessions } from '../../log/sessions.ts'
import { fromSnapshot, type Snapshot } from '../../log/snapshot.ts'
import { watchAll } from '../../log/watch-all.ts'
import { NOTHING_WATCHED, skipTo, type Watched, watchTo, withSkipped } from '../../log/watched.ts'
import { inAddress } from '../address.ts'
import { type ClassConnection, classAddress, connectToClass } from '../connection.ts'
import { engineNow, Follower } from '../follow.ts'
import { labShelf } from '../labs-at-hand.ts'
import { nameIn } from '../people.ts'
import { refusalInWords } from '../refusal-words.ts'
import { useClass } from '../state.ts'
import { leadOthers } from './leader.ts'
import { Logs } from './logs.ts'
import {
  changeGroup,
  groupIn,
  groupsIn,
  meant,
  showGroups,
  showNames,
  useWall,
  type WallGroup,
} from './wall-state.ts'

/** Real milliseconds for which logs are played before the page may draw. */
const SLICE_MS = 50
/** So many entries are played without a look at the time. */
const AT_ONCE = 10
/** The same while groups only go on. */
const DRAW_EVERY_MS = 12
/** How often the wall looks at the clock for groups in which nothing happens. */
const LOOK_EVERY_MS = 10_000

const breath = (): Promise<void> => new Promise((over) => window.setTimeout(over, 0))

/** Every group of a class on one page: the logs, played here, and what the instructor does to groups. */
export class Wall {
  readonly #line: ClassConnection
  readonly #tab = newId()
  readonly #labs = labShelf()
  readonly #logs = new Logs()
  /** Whether a snapshot may stand for a log. */
  #mayBegin = true
  #posts = 0
  #log = ''
  #build = ''
  #work: Promise<void> = Promise.resolve()
  #follower: Follower | null = null
  #leader: ReturnType<typeof leadOthers> | null = null
  #serverAhead = 0
  readonly #looks: number

  constructor() {
    this.#line = connectToClass(classAddress(), {
      opened: () => {
        const { known: from } = this.#logs
        const hides = !useWall.getState().named
        this.#line.send({
          ...{ is: 'wall', secret: inAddress('wall'), from, log: this.#log },
          ...{ begins: this.#mayBegin, hides },
        })
      },
      heard: (message) => this.#hear(message),
      lost: () => useWall.setState({ connected: false }),
    })
    this.#looks = window.setInterval(() => this.#look(), LOOK_EVERY_MS)
  }

  close(): void {
    window.clearInterval(this.#looks)
    this.#line.close()
  }

  /** Does the same to every group that is meant; or what is made of each. Null: nothing to that one. */
  act(what: GroupAction | ((group: WallGroup) => GroupAction | null)): void {
    const state = useWall.getState()
    if (!state.connected)
      return useWall.setState({ trouble: t`The wall is not connected: nothing was done.` })
    useWall.setState({ trouble: null })
    for (const id of meant(state)) {
      const group = groupIn(state, id)
      const action = group && (typeof what === 'function' ? what(group) : what)
      if (action) this.#post(id, action)
    }
  }

  /** The same with what is made of each group's session. */
  actOnSession(what: (session: Session) => GroupAction | null): void {
    this.act(({ watched }) => watched.played.session && what(watched.played.session))
  }

  /** Shows names and codes, or hides them: then the server does not tell them. */
  showNames(named: boolean): void {
    showNames(named)
    this.#line.send({ is: 'hide', yes: !named })
  }

  /** Puts someone who waits into a group. */
  place(person: string, group: string): void {
    this.#line.send({ is: 'place', person, group })
  }

  /** Opens the page of a group. */
  openGroup(id: string): void {
    const follower = new Follower((message) => {
      if (message.is === 'post') this.#line.send({ ...message, group: id })
    })
    follower.setClock(Date.now() + this.#serverAhead)
    this.#follower = follower
    useWall.setState({ open: id })
    const { watched, members = [] } = groupIn(useWall.getState(), id) ?? {}
    useClass.setState({ members })
    const told = this.#logs.lately(id, TOLD_KEPT)
    const entries = this.#logs.since(id, Math.min(watched?.played.n ?? 0, (told[0]?.n ?? 1) - 1))
    if (watched?.played.session) follower.beginWith(watched, (entries[0]?.n ?? 1) - 1)
    follower.take(entries)
    // What was done before is only listed.
    const first = entries[0]?.n ?? this.#logs.last(id) + 1
    void this.#whole(id).then((log) => {
      if (this.#follower === follower) follower.tellEarlier(log.filter(({ n }) => n < first))
    })
  }

  /** Lets the group that is open, or all, see what is looked at on its page. */
  lead(leads: 'one' | 'all' | null): void {
    this.#leader?.stop()
    this.#leader = null
    const { open } = useWall.getState()
    useWall.setState({ leads })
    if (leads === null || open === null) return
    this.#leader = leadOthers(open, leads === 'all', (lead) =>
      this.#line.send({ is: 'lead', lead }),
    )
  }

  closeGroup(): void {
    this.lead(null)
    this.#follower?.reset()
    this.#follower = null
    useWall.setState({ open: null })
  }

  /** Who did a step in the group that is open; null: no one is to be named. */
  doerOf(step: number): string | null {
    const by = this.#follower?.doerOf(step) ?? ROOM
    return by === ROOM ? null : nameIn(useClass.getState().members, by)
  }

  /** What is asked for on the page of a group that is open. */
  ask(wish: Wish): void {
    this.#follower?.ask(wish)
  }

  #post(group: string, what: GroupAction): void {
    this.#posts += 1
    const seen = this.#logs.last(group)
    this.#line.send({ is: 'post', id: `${this.#tab}:${this.#posts}`, what, seen, group })
  }

  #hear(message: ToPage): void {
    switch (message.is) {
      case 'wall':
        return this.#begin(message)
      case 'cards':
        return showGroups(message.groups, () => true)
      case 'entries':
        return this.#take(message.group ?? '', message.entries)
      case 'snapshot':
        return this.#beginGroup(message.group ?? '', message.snapshot)
      case 'log':
        return this.#logs.addEarly(message.group, message.entries, message.whole)
      case 'beats':
        this.#next(() => this.#pass(message.at))
        return
      case 'who':
        return this.#showMembers(message.group ?? '', message.members)
      case 'waiting':
        return useWall.setState({ waiting: message.people })
      case 'no':
        return this.#refused(message)
      case 'joined':
      case 'beat':
      case 'differs':
      case 'led':
      case 'turn':
      case 'waits':
      case 'alive':
        return
    }
  }

  #showMembers(group: string, members: readonly Member[]): void {
    changeGroup(group, { members })
    if (useWall.getState().open === group) useClass.setState({ members })
  }

  #refused({ id, why }: Extract<ToPage, { is: 'no' }>): void {
    const words = refusalInWords(why)
    if (id !== undefined) this.#follower?.refused(id, words)
    if (useWall.getState().ids.length > 0) return useWall.setState({ trouble: words })
    this.#line.close()
    useWall.setState({ refused: words })
  }

  #begin({ groups, log, build, now }: Extract<ToPage, { is: 'wall' }>): void {
    if (this.#build !== '' && this.#build !== build) return window.location.reload()
    this.#build = build
    // Another class: nothing of this one counts.
    if (this.#log !== '' && this.#log !== log) return window.location.reload()
    this.#log = log
    this.#serverAhead = now - Date.now()
    this.#look()
    showGroups(groups, (id) => this.#logs.has(id))
    this.#leader?.again()
    this.#logs.askAgain((id, to) => this.#askFor(id, to))
    for (const post of this.#follower?.unconfirmed ?? [])
      this.#line.send({ ...post, group: useWall.getState().open ?? '' })
  }

  #look(): void {
    useWall.setState({ now: Date.now() + this.#serverAhead })
  }

  #take(group: string, entries: readonly Entry[]): void {
    const fresh = this.#logs.add(group, entries)
    if (fresh.length === 0) return
    if (useWall.getState().open === group) this.#follower?.take(fresh)
    this.#behind(fresh.length)
    this.#next(async () => {
      const engine = await engineNow()
      await this.#play(engine, await this.#labs(labsIn(fresh)), group, fresh)
    })
  }

  /** Begins a group with what came of its log so far. */
  #beginGroup(id: string, { n, text }: Snapshot): void {
    this.#logs.begin(id, n)
    this.#next(async () => {
      const engine = await engineNow()
      try {
        changeGroup(id, { watched: await fromSnapshot(engine, text, this.#labs) })
        await breath()
      } catch {
        // Then everything is played from the start.
        this.#mayBegin = false
        this.#logs.forget()
        this.#line.again()
      }
    })
  }

  /** Plays entries of a group. */
  async #play(engine: Engine, labs: LabsAtHand, id: string, entries: readonly Entry[]) {
    const found = groupIn(useWall.getState(), id)
    if (!found) return this.#behind(-entries.length)
    const { watched, first } = skipTo(engine, labs, found.watched, entries)
    this.#behind(-first)
    const after = await this.#watch(engine, labs, watched, entries.slice(first))
    changeGroup(id, { watched: after })
  }

  /** Watches entries, and lets the page draw now and then. They count as behind until then. */
  async #watch(engine: Engine, labs: LabsAtHand, before: Watched, entries: readonly Entry[]) {
    let watched = before
    let from = performance.now()
    let played = 0
    for (let i = 0; i < entries.length; i += AT_ONCE) {
      const some = entries.slice(i, i + AT_ONCE)
      watched = watchAll(engine, labs, watched, some)
      played += some.length
      if (performance.now() - from < SLICE_MS) continue
      this.#behind(-played)
      played = 0
      await breath()
      from = performance.now()
    }
    this.#behind(-played)
    return watched
  }

  /** Plays what was skipped, for the report: what groups did before this page came. */
  playSkipped(): void {
    for (const { id, watched } of groupsIn(useWall.getState())) {
      if (watched.skipped === 0) continue
      this.#behind(watched.skipped)
      this.#next(async () => {
        const log = await this.#whole(id)
        const entries = log.slice(0, watched.skipped)
        const until = log[watched.skipped]?.at ?? 0
        const engine = await engineNow()
        const labs = await this.#labs(labsIn(entries))
        const past = await this.#watch(engine, labs, NOTHING_WATCHED, entries)
        const group = groupIn(useWall.getState(), id)
        if (group && group.watched.skipped > 0)
          changeGroup(id, { watched: withSkipped(group.watched, watchTo(past, until)) })
      })
    }
  }

  /** Plays the labs of a group that are over again, and shows each as it was in the end. */
  async eachEarlier(id: string, show: (session: Session) => void): Promise<void> {
    const entries = await this.#whole(id)
    const engine = await engineNow()
    for (const session of earlierSessions(engine, await this.#labs(labsIn(entries)), entries)) {
      show(session)
      await breath()
    }
  }

  #whole(id: string): Promise<readonly Entry[]> {
    return this.#logs.whole(id, (to) => this.#askFor(id, to))
  }

  #askFor(group: string, to: number): void {
    this.#line.send({ is: 'log', group, to })
  }

  #behind(more: number): void {
    useWall.setState(({ behind }) => ({ behind: behind + more }))
  }

  /** Lets time pass in the groups, a few at a time: the page draws in between. */
  async #pass(times: Readonly<Record<string, number>>): Promise<void> {
    let passed: Record<string, WallGroup> = {}
    const show = () => {
      const some = passed
      passed = {}
      useWall.setState(({ groups }) => ({ groups: { ...groups, ...some } }))
    }
    let from = performance.now()
    for (const [id, at] of Object.entries(times)) {
      const group = groupIn(useWall.getState(), id)
      if (group) passed[id] = { ...group, watched: watchTo(group.watched, at) }
      if (performance.now() - from < DRAW_EVERY_MS) continue
      show()
      await breath()
      from = performance.now()
    }
    show()
    const { open } = useWall.getState()
    const shown = open === null ? undefined : own(times, open)
    if (shown !== undefined) this.#follower?.beat(shown)
  }

  #next(work: () => Promise<void> | void): void {
    this.#work = this.#work.then(work).catch((problem: unknown) => {
      useWall.setState({ trouble: String(problem) })
    })
  }
}
