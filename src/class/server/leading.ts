import type { Lead } from '../log/sight.ts'
import type { ServedGroup } from './group.ts'
import { type ServedPage, send } from './page.ts'
import type { Readings } from './readings.ts'
import { SNAPSHOT_MS } from './readings.ts'

interface LeadingOptions {
  /** A group by its id. */
  groupOf: (id: string) => ServedGroup | undefined
  /** All pages that are connected. */
  pages: ReadonlySet<ServedPage>
  readings: Readings
}

/** Lets pages follow the instructor: they see what is looked at, in the group where that is. */
export class Leading {
  readonly #options: LeadingOptions
  /** Pages that show another group than their own, and what they show. */
  readonly #guests = new Map<ServedPage, ServedGroup>()
  /** A page turns to a log as a whole before it turns to another one. */
  readonly #turns = new WeakMap<ServedPage, Promise<void>>()
  #mine: { wall: ServedPage; lead: Lead } | null = null
  #elsewhere: Lead | null = null

  constructor(options: LeadingOptions) {
    this.#options = options
  }

  /** What an instructor at this server looks at, for the other servers. */
  get shown(): Lead | null {
    return this.#mine?.lead ?? null
  }

  /** Pages of other groups that show this one. */
  guestsOf(group: ServedGroup): ServedPage[] {
    return [...this.#guests].flatMap(([page, shown]) => (shown === group ? [page] : []))
  }

  /** The group whose log a page is sent. */
  shownBy(page: ServedPage): ServedGroup | null {
    return this.#guests.get(page) ?? page.group
  }

  /** A wall leads from now on, or shows something else; null: no longer. */
  lead(wall: ServedPage, lead: Lead | null): void {
    if (lead === null && this.#mine?.wall !== wall) return
    this.#mine = lead && { wall, lead }
    this.#tell()
  }

  /** What an instructor at another server looks at. */
  leadElsewhere(lead: Lead | null): void {
    if (JSON.stringify(lead) === JSON.stringify(this.#elsewhere)) return
    this.#elsewhere = lead
    this.#tell()
  }

  /** Tells a page that has joined. */
  greet(page: ServedPage): void {
    if (this.#leadFor(page)) this.#tellPage(page)
  }

  /** A page follows, or looks for itself. */
  follow(page: ServedPage, follows: boolean): void {
    page.follows = follows
    this.#turn(page)
  }

  gone(page: ServedPage): void {
    this.#guests.delete(page)
    this.lead(page, null)
  }

  #leadFor({ group }: ServedPage): Lead | null {
    const lead = this.#mine?.lead ?? this.#elsewhere
    return lead && group && (lead.all || lead.group === group.row.id) ? lead : null
  }

  #tell(): void {
    for (const page of this.#options.pages) if (page.group) this.#tellPage(page)
  }

  #tellPage(page: ServedPage): void {
    const lead = this.#leadFor(page)
    const told = lead && JSON.stringify(lead.sight)
    if (told !== page.ledTo) send(page, { is: 'led', sight: lead?.sight ?? null })
    page.ledTo = told
    if (!lead) page.follows = false
    this.#turn(page)
  }

  /** Shows a page the group that it is to see now. */
  #turn(page: ServedPage): void {
    const before = this.#turns.get(page) ?? Promise.resolve()
    const turned = before.then(() => this.#turnNow(page)).catch(() => page.line.close())
    this.#turns.set(page, turned)
  }

  async #turnNow(page: ServedPage): Promise<void> {
    const { groupOf, pages, readings } = this.#options
    const lead = page.follows ? this.#leadFor(page) : null
    const wanted = (lead && groupOf(lead.group)) ?? page.group
    const shown = this.shownBy(page)
    if (!wanted || !shown || wanted === shown || !pages.has(page)) return
    page.sent.delete(shown.row.id)
    const isGuest = wanted !== page.group
    if (isGuest) this.#guests.set(page, wanted)
    else this.#guests.delete(page)
    send(page, { is: 'turn', guest: isGuest })
    await readings.begin(page, wanted, 0, SNAPSHOT_MS)
  }
}
