import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import type { Wish } from '../../session/together.ts'
import { ROOM } from '../log/entry.ts'
import type { ToPage } from '../log/protocol.ts'
import { type ClassConnection, classAddress, connectToClass } from './connection.ts'
import { Follower } from './follow.ts'
import { Following, isFollowing } from './following.ts'
import { askBefore } from './notices.ts'
import { nameIn } from './people.ts'
import { refusalInWords } from './refusal-words.ts'
import { useClass } from './state.ts'

/** Keys of what a tab remembers of its class, so that a reload goes on; and a browser of the name that was typed. */
const TAB_KEY = 'ganeti-lab class'
const NAME_KEY = 'ganeti-lab name'

/** Who someone is in which group. */
export interface Ticket {
  /** Empty: the instructor chooses the group. */
  code: string
  name: string
}

/** What this tab, or this browser, remembers; storage may be forbidden. */
export function rememberedTicket(): Ticket | null {
  try {
    const { code, name } = JSON.parse(sessionStorage.getItem(TAB_KEY) ?? '{}') as Partial<Ticket>
    return typeof code === 'string' && typeof name === 'string' ? { code, name } : null
  } catch {
    return null
  }
}

export function rememberedName(): string {
  try {
    return localStorage.getItem(NAME_KEY) ?? ''
  } catch {
    return ''
  }
}

function remember(ticket: Ticket | null): void {
  try {
    if (!ticket) return sessionStorage.removeItem(TAB_KEY)
    sessionStorage.setItem(TAB_KEY, JSON.stringify(ticket))
    localStorage.setItem(NAME_KEY, ticket.name)
  } catch {
    // Forbidden: after a reload the page asks again.
  }
}

const silent = (): string => t`The server of the class does not answer. This page goes on trying.`

/** Joins a group, and plays its log from then on. Returns a function that leaves. */
export function joinGroup(ticket: Ticket): () => void {
  useClass.setState({ stage: 'on its way', refused: null })
  const joining = new Joining(ticket)
  return () => joining.leave(null)
}

/** A page of a group, from joining to leaving. */
class Joining {
  readonly #name: string
  #code: string
  #log = ''
  #build = ''
  #differed = false
  /** Whether a snapshot may stand for the log. */
  #mayBegin = true
  readonly #stops: readonly (() => void)[]
  readonly #line: ClassConnection
  readonly #following: Following
  readonly #follower = new Follower((message) => {
    if (useClass.getState().connected) this.#line.send(message)
  })

  constructor({ code, name }: Ticket) {
    this.#code = code
    this.#name = name
    this.#line = connectToClass(classAddress(), {
      opened: () => this.#join(),
      heard: (message) => this.#hear(message),
      lost: () => this.#lost(),
    })
    this.#following = new Following(this.#follower, (yes) => this.#line.send({ is: 'follow', yes }))
    this.#stops = [
      useApp.subscribe((state, before) => {
        if (state.terminal !== before.terminal) this.#sendHere()
      }),
      useClass.subscribe((state, before) => {
        if (state.hand !== before.hand) this.#sendHere()
        if (LOOKS.some((key) => state[key] !== before[key])) lookAt(state.watched, this.#follower)
      }),
    ]
  }

  leave(why: string | null): void {
    for (const stop of this.#stops) stop()
    this.#line.close()
    this.#following.close()
    useApp.setState({ together: null })
    remember(null)
    useClass.setState({ stage: 'asked for a name', refused: why, connected: false })
  }

  #lost(): void {
    this.#following.lost()
    useClass.setState(({ stage }) => ({
      connected: false,
      ...(stage === 'on its way' ? { refused: silent() } : {}),
    }))
  }

  #join(): void {
    const [code, name] = [this.#code, this.#name]
    if (code === '') return this.#line.send({ is: 'wait', name })
    const from = this.#follower.known
    // A page that waits for what it has posted looks for it in the log.
    const begins = this.#mayBegin && from === 0 && this.#follower.unconfirmed.length === 0
    this.#line.send({ is: 'join', code, name, from, log: this.#log, begins })
  }

  #sendHere(): void {
    const { hand, connected } = useClass.getState()
    if (connected) this.#line.send({ is: 'here', node: useApp.getState().terminal, hand })
  }

  #hear(message: ToPage): void {
    switch (message.is) {
      case 'joined':
        return this.#joined(message)
      case 'snapshot':
        return this.#begin(message)
      case 'entries':
        return this.#follower.take(message.entries)
      case 'beat':
        return this.#follower.beat(message.at)
      case 'who':
        return useClass.setState({ members: message.members })
      case 'no':
        return this.#refused(message)
      case 'led':
        return this.#following.led(message.sight)
      case 'turn':
        return this.#following.turn(message.guest)
      case 'differs':
        return this.#differs(message)
      case 'waits':
        return this.#waits(message.code)
      case 'wall':
      case 'cards':
      case 'log':
      case 'waiting':
      case 'beats':
      case 'alive':
        return
    }
  }

  #refused({ id, why }: Extract<ToPage, { is: 'no' }>): void {
    const words = refusalInWords(why)
    if (id !== undefined) return this.#follower.refused(id, words)
    if (useClass.getState().stage !== 'in') this.leave(words)
  }

  #joined({ seat, name, group, log, build, now }: Extract<ToPage, { is: 'joined' }>): void {
    if (this.#build !== '' && this.#build !== build) return window.location.reload()
    if (this.#log !== '' && this.#log !== log) this.#follower.forget()
    this.#follower.setClock(now)
    this.#log = log
    this.#build = build
    remember({ code: this.#code, name })
    useClass.setState({ stage: 'in', refused: null, connected: true, seat, name, group })
    lookAt(useClass.getState().watched, this.#follower)
    for (const post of this.#follower.unconfirmed) this.#line.send(post)
    this.#sendHere()
  }

  #begin({ snapshot, from }: Extract<ToPage, { is: 'snapshot' }>): void {
    this.#follower.begin(snapshot, from).catch(() => this.#playAll())
  }

  /** Plays the log from its start. */
  #playAll(): void {
    this.#mayBegin = false
    this.#follower.reset()
    this.#line.again()
  }

  #waits(code?: string): void {
    if (code === undefined) return useClass.setState({ stage: 'waiting' })
    this.#code = code
    this.#join()
  }

  /** This page shows something else than the others do: to play the log from its start may help, once. */
  #differs({ n, world }: Extract<ToPage, { is: 'differs' }>): void {
    console.warn(`After entry ${n} this page differs at: ${this.#follower.differenceAt(n, world)}`)
    if (this.#differed) {
      this.leave(null)
      return useClass.setState({ stage: 'cannot follow' })
    }
    this.#differed = true
    this.#playAll()
    actions.notify({
      kind: 'class',
      text: t`This page showed something else than the others in your group. It has played everything again from the start.`,
    })
  }
}

/** What decides whose consoles are shown. */
const LOOKS = ['watched', 'lent', 'led', 'follows', 'guest'] as const

const leave = (): string =>
  t`You follow your instructor. Press “Look for myself” to act in your group.`

/** Shows the consoles of a seat; null: one's own. Who follows the instructor looks at those of the nodes. */
function lookAt(watched: string | null, follower: Follower): void {
  const { seat, lent, guest, led } = useClass.getState()
  const follows = isFollowing() || guest
  const login = follows ? (led?.login ?? null) : (watched ?? seat)
  const before = useApp.getState().together
  useClass.setState({ request: (what) => follower.request(what) })
  useApp.setState(({ together, rewrites }) => ({
    together: {
      login,
      watches: login === null || (own(lent, login) ?? login) !== seat,
      typed: follows && led ? { terminal: led.terminal, ...led.typed } : null,
      onTheirWay: together?.onTheirWay ?? [],
      doerOf: (step) => (guest ? null : otherDoer(follower, step)),
      ask: (wish) =>
        follows ? actions.notify({ kind: 'class', text: leave() }) : askFor(wish, follower),
      refuse: (what) =>
        actions.notify({
          kind: 'class',
          text: t`You cannot ${what} in a class: the session belongs to the group. Open the page without the class for it.`,
        }),
    },
    rewrites: before?.login === login ? rewrites : rewrites + 1,
  }))
}

/** Who did a step, if that was someone else; null: no one is to be named. */
function otherDoer(follower: Follower, step: number): string | null {
  const { seat, members } = useClass.getState()
  const by = follower.doerOf(step)
  return by === null || by === seat || by === ROOM ? null : nameIn(members, by)
}

/** Asks for something; whoever takes back what others did sees first whose it is. */
function askFor(wish: Wish, follower: Follower): void {
  const taken = wish.do === 'back' ? follower.takenBy(wish) : null
  const { seat } = useClass.getState()
  if (!taken?.of.some((other) => other !== seat)) return follower.ask(wish)
  // What someone does meanwhile is not taken back unseen.
  const { shown } = follower
  askBefore(taken, () => follower.ask(wish, shown))
}
