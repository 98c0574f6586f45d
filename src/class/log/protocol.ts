import * as v from 'valibot'
import { type Entry, type GroupAction, groupAction } from './entry.ts'
import type { ClassRefusal } from './refusal.ts'
import { type Lead, type Sight, sight } from './sight.ts'
import type { Snapshot } from './snapshot.ts'

/** Real milliseconds between two stamps of a clock that runs. */
export const BEAT_MS = 250
/** Real milliseconds without a word after which a page, or the server, takes the line for dead. */
export const SILENCE_MS = 12_000
/** The server says something at least this often. */
export const SIGN_OF_LIFE_MS = 4000
/** Entries that a page lists as done. */
export const TOLD_KEPT = 200
/** The longest message that a page may send, in bytes. */
export const LONGEST_MESSAGE = 64_000

const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(1e12))
const short = v.pipe(v.string(), v.maxLength(80))

/** What a page says to the server. */
export type ToServer =
  /** To take a seat, or one's own again. `from`: the number of the last entry that is known. `begins`: it may be a snapshot. */
  | { is: 'join'; code: string; name: string; from: number; log: string; begins?: boolean }
  /** To be put into a group by the instructor. */
  | { is: 'wait'; name: string }
  /**
   * To see every group. `from`: the last known entry, by group. `begins`: what is not known may be a snapshot. `hides`: no
   * names, and no codes.
   */
  | {
      is: 'wall'
      secret: string
      from: Record<string, number>
      log: string
      begins?: boolean
      hides?: boolean
    }
  /** Only the instructor: to be told names and codes no longer, or again. */
  | { is: 'hide'; yes: boolean }
  /** Only the instructor: others see what is looked at; null: no longer. */
  | { is: 'lead'; lead: Lead | null }
  /** Whether this page shows what the instructor looks at. */
  | { is: 'follow'; yes: boolean }
  /** Only the instructor: to hear the entries of a group up to a number, from the first on. */
  | { is: 'log'; group: string; to: number }
  /** To append. `group`: only the instructor names one. `seen`: the last entry that was known. */
  | { is: 'post'; id: string; what: GroupAction; seen: number; group?: string }
  /** Where someone is, and whether they want help. */
  | { is: 'here'; node: string; hand: boolean }
  /** What came of the log up to an entry. */
  | { is: 'digest'; n: number; digest: string }
  /** Only the instructor: puts someone who waits into a group. */
  | { is: 'place'; person: string; group: string }

export const toServer: v.GenericSchema<unknown, ToServer> = v.variant('is', [
  v.strictObject({
    is: v.literal('join'),
    code: short,
    name: v.pipe(v.string(), v.maxLength(200)),
    from: whole,
    log: short,
    begins: v.exactOptional(v.boolean()),
  }),
  v.strictObject({ is: v.literal('wait'), name: v.pipe(v.string(), v.maxLength(200)) }),
  v.strictObject({ is: v.literal('place'), person: short, group: short }),
  v.strictObject({
    is: v.literal('wall'),
    secret: short,
    from: v.record(short, whole),
    log: short,
    begins: v.exactOptional(v.boolean()),
    hides: v.exactOptional(v.boolean()),
  }),
  v.strictObject({ is: v.literal('hide'), yes: v.boolean() }),
  v.strictObject({ is: v.literal('log'), group: short, to: whole }),
  v.strictObject({
    is: v.literal('lead'),
    lead: v.nullable(v.strictObject({ group: short, all: v.boolean(), sight })),
  }),
  v.strictObject({ is: v.literal('follow'), yes: v.boolean() }),
  v.strictObject({
    is: v.literal('post'),
    id: v.pipe(v.string(), v.regex(/^[\w:.-]{1,80}$/)),
    what: groupAction,
    seen: whole,
    group: v.exactOptional(short),
  }),
  v.strictObject({ is: v.literal('here'), node: short, hand: v.boolean() }),
  v.strictObject({ is: v.literal('digest'), n: whole, digest: short }),
])

/** Someone in a group. */
export interface Member {
  seat: string
  /** Empty where names are hidden. */
  name: string
  /** Whether a page of theirs is connected. */
  here: boolean
  /** The node whose console is in front there. */
  node: string
  /** Whether they want help. */
  hand: boolean
}

/** A group, as the wall knows it. */
export interface GroupCard {
  id: string
  name: string
  /** Empty where names are hidden. */
  code: string
}

/** Someone in the waiting room. */
export interface WaitingPerson {
  id: string
  name: string
}

/** What the server says to a page. */
export type ToPage =
  | {
      is: 'joined'
      seat: string
      name: string
      group: string
      /** Which logs these are: with others, everything known is void. */
      log: string
      /** Which page the server has: one of another build loads again. */
      build: string
      /** Milliseconds since 1970 of the server's clock. */
      now: number
    }
  | { is: 'wall'; groups: GroupCard[]; log: string; build: string; now: number }
  /** To a wall: the groups, with their codes or without. */
  | { is: 'cards'; groups: GroupCard[] }
  /** To someone who waits: they are in a group now, and join it with this code. Without a code, they wait. */
  | { is: 'waits'; code?: string }
  /** To a wall: who waits for a group. */
  | { is: 'waiting'; people: WaitingPerson[] }
  /** What came of the log so far. The last of its entries follow, from `from` on: they are told, not played. */
  | { is: 'snapshot'; group?: string; snapshot: Snapshot; from: number }
  /** To a wall: the entries of a group that it asked for; several messages, the last one is `whole`. */
  | { is: 'log'; group: string; entries: Entry[]; whole: boolean }
  /** `group` is missing where there is one only. */
  | { is: 'entries'; group?: string; entries: Entry[] }
  /** The clock of a group that runs; on a wall those of all, by group. */
  | { is: 'beat'; at: number }
  | { is: 'beats'; at: Record<string, number> }
  | { is: 'who'; group?: string; members: Member[] }
  /** This was not appended, and never will be: `id` of the post; without one, joining was refused. */
  | { is: 'no'; id?: string; why: ClassRefusal }
  /** What came of the log up to `n` on this page is not what the server has: this World. */
  | { is: 'differs'; n: number; world: unknown }
  /** What the instructor looks at, to be looked at as well; null: they look alone again. */
  | { is: 'led'; sight: Sight | null }
  /** What follows is of another log, as from its start: that of a group where this page is a guest, or its own again. */
  | { is: 'turn'; guest: boolean }
  /** The server is there. */
  | { is: 'alive' }
