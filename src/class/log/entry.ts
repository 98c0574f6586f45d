import * as v from 'valibot'
import { visible } from '../../lib/text/visible.ts'
import type { Speed } from '../../session/clock.ts'
import { input } from '../../session/save/shape/save.ts'
import type { Wish } from '../../session/together.ts'
import { RELEASES, type Release } from '../../sim/releases.ts'
import { partsOfTerminal } from '../../sim/world.ts'
import type { ClassRefusal } from './refusal.ts'

/** Seats of a group, and the logins of those who take them. Every node has a login for each from the start. */
export const SEATS: readonly string[] = ['1', '2', '3', '4', '5', '6', '7', '8']

/** Who appends what no one in the group did: the instructor, and the server itself. */
export const ROOM = ''

/** What an entry of a group's log does. Times are simulated milliseconds of the session, unless they say otherwise. */
export type GroupAction =
  | Wish
  /** Someone has taken the seat that `by` names. */
  | { do: 'join'; name: string }
  /** Opens a lab that does not come with the page: the text of its file. */
  | { do: 'lab file'; source: string; release: Release }
  /** A sentence of the instructor. */
  | { do: 'say'; text: string }
  /** From now on only this seat acts, and the instructor; null: everyone. */
  | { do: 'floor'; seat: string | null }
  /** Asks to type at the logins of a seat. */
  | { do: 'ask for keyboard'; of: string }
  /** Lets another seat type at the logins of this one, instead of whoever sits there; null: no longer. */
  | { do: 'lend keyboard'; of: string; to: string | null }
  /** Closes the door: from now on no one takes a seat who has none. */
  | { do: 'door'; closed: boolean }
  /** So many real minutes are left from now; null: as many as they like. */
  | { do: 'time left'; minutes: number | null }

/** One line of a group's log. */
export interface Entry {
  /** Counts from 1, without gaps. */
  n: number
  /** Milliseconds of the group's clock, which runs as fast as the group wants. Never below the one before. */
  at: number
  /** Milliseconds since 1970 of the server's clock. */
  real: number
  /** The seat, or `ROOM`. */
  by: string
  /** Chosen by the page: the same entry is never appended twice. */
  id: string
  what: GroupAction
}

/** An entry as it is sent: names are told apart from the log, to those who are to know them. */
export const nameless = (entry: Entry): Entry =>
  entry.what.do === 'join' ? { ...entry, what: { do: 'join', name: '' } } : entry

const LATEST = 1e12
const whole = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(LATEST))
const word = v.pipe(v.string(), v.maxLength(80))

const LONGEST_NAME = 24

/** A name as it is shown: no blanks around it, nothing invisible in it. Or why it is none. */
export function personName(typed: string): string | ClassRefusal {
  const name = visible(typed).replace(/\s+/g, ' ').trim()
  if (name === '') return { is: 'no name' }
  if (name.length > LONGEST_NAME) return { is: 'long name', most: LONGEST_NAME }
  return /[\p{Cc}\p{Cf}]/u.test(name) ? { is: 'strange name' } : name
}

/** The longest lab file that a group is handed, in characters: it travels in one message. */
export const LONGEST_LAB = 50_000
const LONGEST_TIME = 24 * 60
const MOST_HINTS = 50

const speed: v.GenericSchema<unknown, Speed> = v.picklist(['paused', 1, 5, 60])

/** What a page may ask for. Anything else is refused as a whole. */
export const groupAction: v.GenericSchema<unknown, GroupAction> = v.variant('do', [
  v.strictObject({ do: v.literal('input'), input }),
  v.strictObject({ do: v.literal('speed'), speed }),
  v.strictObject({ do: v.literal('skip'), to: whole }),
  v.strictObject({ do: v.literal('back'), keep: whole, now: whole }),
  v.strictObject({ do: v.literal('redo') }),
  v.strictObject({
    do: v.literal('lab'),
    lab: v.nullable(v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,60}$/))),
    release: v.picklist(RELEASES),
    seed: v.exactOptional(whole),
    goal: v.exactOptional(word),
  }),
  v.strictObject({
    do: v.literal('lab file'),
    source: v.pipe(v.string(), v.maxLength(LONGEST_LAB)),
    release: v.picklist(RELEASES),
  }),
  v.strictObject({
    do: v.literal('hint'),
    goal: word,
    level: v.pipe(whole, v.maxValue(MOST_HINTS)),
  }),
  v.strictObject({ do: v.literal('put away'), turn: word, at: whole }),
  v.strictObject({ do: v.literal('give up') }),
  v.strictObject({ do: v.literal('ask for keyboard'), of: v.picklist(SEATS) }),
  v.strictObject({
    do: v.literal('lend keyboard'),
    of: v.picklist(SEATS),
    to: v.nullable(v.picklist(SEATS)),
  }),
  v.strictObject({ do: v.literal('door'), closed: v.boolean() }),
  v.strictObject({ do: v.literal('floor'), seat: v.nullable(v.picklist(SEATS)) }),
  v.strictObject({
    do: v.literal('time left'),
    minutes: v.nullable(v.pipe(whole, v.minValue(1), v.maxValue(LONGEST_TIME))),
  }),
  v.strictObject({
    do: v.literal('say'),
    text: v.pipe(
      v.string(),
      v.maxLength(500),
      v.transform((text) => visible(text).trim()),
      v.minLength(1),
    ),
  }),
])

/** What only the instructor may do. */
const ONLY_ROOM: ReadonlySet<GroupAction['do']> = new Set([
  'lab file',
  'say',
  'floor',
  'door',
  'time left',
])

/** Whether someone at a seat may ever do this. */
export const isAllowed = (by: string, { do: kind }: GroupAction): boolean =>
  by === ROOM || !ONLY_ROOM.has(kind)

/** The seat at whose login this is typed; `ROOM`: at the console of a node. Null where nothing is typed. */
export function typedAt(what: GroupAction): string | null {
  if (what.do !== 'input') return null
  const { input: done } = what
  if (done.kind !== 'line' && done.kind !== 'key') return null
  return partsOfTerminal(done.terminal).login ?? ROOM
}

/** Whether it decides what may still be taken back: whoever takes something back has to have seen it. */
export const changesSession = ({ do: kind }: GroupAction): boolean =>
  kind === 'input' || kind === 'back' || kind === 'redo' || kind === 'give up' || opensLab(kind)

/** Whether it opens a lab: the session begins, and its clock stands. */
export const opensLab = (kind: GroupAction['do']): boolean => kind === 'lab' || kind === 'lab file'

/** Whether it means something else after someone has done something meanwhile. */
export const meansWhatItSaw = ({ do: kind }: GroupAction): boolean =>
  kind === 'back' || kind === 'redo'
