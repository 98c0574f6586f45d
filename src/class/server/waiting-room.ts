import { personName } from '../log/entry.ts'
import type { WaitingPerson } from '../log/protocol.ts'
import type { Elsewhere, Placing } from './elsewhere.ts'
import { peopleFor } from './names.ts'
import { refuse, type ServedPage, send } from './page.ts'
import { newSecret } from './secrets.ts'

/** More than any class has. */
const MOST_WAITING = 500
/** Real milliseconds for which the other servers hear whom to put where. */
const PLACING_MS = 10_000

/**
 * Those who wait for the instructor to put them into a group, at this server and others. They are forgotten as soon as
 * their page goes.
 */
export class WaitingRoom {
  readonly #people = new Map<ServedPage, WaitingPerson>()
  readonly #walls: ReadonlySet<ServedPage>
  readonly #elsewhere: Elsewhere
  readonly #server = newSecret()
  #last = 0
  #placings: readonly (Placing & { until: number })[] = []

  constructor(walls: ReadonlySet<ServedPage>, elsewhere: Elsewhere) {
    this.#walls = walls
    this.#elsewhere = elsewhere
  }

  /** What the other servers are shown of it. */
  shown(now: number): { waiting: WaitingPerson[]; placings: Placing[] } {
    this.#placings = this.#placings.filter(({ until }) => until > now)
    const placings = this.#placings.map(({ person, group }) => ({ person, group }))
    return { waiting: [...this.#people.values()], placings }
  }

  /** Lets someone wait, unless the room is full or the name is none. */
  enter(page: ServedPage, typed: string): void {
    const name = personName(typed)
    if (typeof name !== 'string') return refuse(page, name)
    if (!this.#people.has(page) && this.#people.size >= MOST_WAITING)
      return refuse(page, { is: 'waiting room full' })
    this.#last += 1
    this.#people.set(page, {
      id: this.#people.get(page)?.id ?? `${this.#server}:${this.#last}`,
      name,
    })
    send(page, { is: 'waits' })
    this.tellWalls()
  }

  /** Lets someone who waits here join the group with this code; false where they do not wait here. */
  place(person: string, code: string): boolean {
    const found = [...this.#people].find(([, { id }]) => id === person)
    if (found) send(found[0], { is: 'waits', code })
    return found !== undefined
  }

  /** Asks the other servers to put someone into a group. */
  pass(placing: Placing, now: number): void {
    this.#placings = [...this.#placings, { ...placing, until: now + PLACING_MS }]
  }

  leave(page: ServedPage): void {
    if (this.#people.delete(page)) this.tellWalls()
  }

  /** Tells a wall who waits. */
  tell(wall: ServedPage): void {
    const people = [...this.#people.values(), ...this.#elsewhere.waiting]
    send(wall, { is: 'waiting', people: peopleFor(wall, people) })
  }

  tellWalls(): void {
    for (const wall of this.#walls) this.tell(wall)
  }
}
