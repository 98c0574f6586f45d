import { own } from '../../lib/own.ts'
import type { WaitingPerson } from '../log/protocol.ts'
import type { Lead } from '../log/sight.ts'
import type { Seated } from './presence.ts'
import type { LogStore } from './store.ts'

/** Puts someone who waits at some server into a group. */
export interface Placing {
  person: string
  group: string
}

/** What each server of a class shows the others. */
export interface ShownByServer {
  /** Who is in which group by way of it. */
  groups: Record<string, Seated[]>
  waiting: readonly WaitingPerson[]
  placings: readonly Placing[]
  /** What an instructor there looks at, for others to see; null: nothing. */
  lead: Lead | null
}

/** Real milliseconds after which a server shows again what it has shown. */
const AGAIN_MS = 1000

/** What the servers of a class show each other. */
export class Elsewhere {
  readonly #store: LogStore
  #mine = { text: '', at: 0 }
  /** What the others showed last, as texts and as values. */
  #last = '[]'
  #shown: readonly ShownByServer[] = []

  constructor(store: LogStore) {
    this.#store = store
  }

  /** Shows the others what there is here: what is new at once, and what is not before it is forgotten. */
  async show(mine: ShownByServer, now: number): Promise<void> {
    const text = JSON.stringify(mine)
    if (text === this.#mine.text && now - this.#mine.at < AGAIN_MS) return
    this.#mine = { text, at: now }
    await this.#store.present(text)
  }

  /** Looks at the others again. Resolves to whether something is different. */
  async look(): Promise<boolean> {
    const texts = (await this.#store.presentElsewhere()).sort()
    const all = JSON.stringify(texts)
    if (all === this.#last) return false
    this.#last = all
    this.#shown = texts.map((text) => JSON.parse(text) as ShownByServer)
    return true
  }

  /** Who is in a group by way of others. */
  seatedIn(group: string): Seated[] {
    return this.#shown.flatMap(({ groups }) => own(groups, group) ?? [])
  }

  get waiting(): WaitingPerson[] {
    return this.#shown.flatMap(({ waiting }) => waiting)
  }

  get lead(): Lead | null {
    return this.#shown.find(({ lead }) => lead)?.lead ?? null
  }

  get placings(): Placing[] {
    return this.#shown.flatMap(({ placings }) => placings)
  }
}
