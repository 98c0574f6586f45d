import { create } from 'zustand'
import { t } from '../../lib/language/t.ts'
import { inputName } from '../../session/history/input-name.ts'
import type { Input } from '../../sim/input.ts'
import { type Entry, type GroupAction, ROOM } from '../log/entry.ts'
import { type Member, TOLD_KEPT } from '../log/protocol.ts'
import type { ShellLine } from '../log/shell-line.ts'
import type { Sight } from '../log/sight.ts'
import type { Taken } from '../log/taken.ts'

/** Something that was done in a group, with the seat of who did it. */
export interface Told {
  n: number
  /** Empty: the instructor, or the server. */
  by: string
  /** What follows on the name; or a line that was typed; or what was taken back or done again. */
  what: string | ShellLine | Taken
}

/** What a page of a class knows, beside the session. */
export interface ClassState {
  stage: 'asked for a name' | 'on its way' | 'waiting' | 'in' | 'cannot follow'
  /** Why joining was refused; null: it was not. */
  refused: string | null
  group: string
  /** One's own seat and name; empty before joining. */
  seat: string
  name: string
  connected: boolean
  /** Entries that have come and are not played yet. */
  behind: number
  members: readonly Member[]
  /** What was done, oldest first; the newest are kept. */
  told: readonly Told[]
  /** The seat whose consoles are shown instead of one's own; null: one's own. */
  watched: string | null
  hand: boolean
  /** Asks for something that is no change of the session. */
  request: (what: GroupAction) => void
  /** The seat that acts alone; null: everyone may. */
  floor: string | null
  /** Who types at the logins of a seat instead of whoever sits there, by that seat. */
  lent: Readonly<Record<string, string>>
  /** What the instructor looks at, for others to follow; null: they do not lead. */
  led: Sight | null
  /** Whether this page follows then, and whether it shows another group for it. */
  follows: boolean
  guest: boolean
  /** When the time is over, by this browser's clock in milliseconds since 1970; null: no time was given. */
  timeEnds: number | null
}

export const useClass = create<ClassState>()(() => ({
  stage: 'asked for a name',
  refused: null,
  group: '',
  seat: '',
  name: '',
  connected: false,
  behind: 0,
  members: [],
  told: [],
  watched: null,
  hand: false,
  request: () => undefined,
  floor: null,
  lent: {},
  led: null,
  follows: true,
  guest: false,
  timeEnds: null,
}))

/** The list with more at its end; the oldest go. */
export const toldMore = (told: readonly Told[], more: readonly Told[]): readonly Told[] =>
  more.length === 0 ? told : [...told, ...more].slice(-TOLD_KEPT)

/** Entries that a page, or the server, made by itself: `slow:…`, `start:…`, `pause:…`. */
const isAutomatic = (id: string): boolean => /^(slow|start|pause):/.test(id)

/** What an entry did, to be told; null where there is nothing to tell. `known`: what it typed at a shell, or took back. */
export function tellingOf(
  { n, id, by, what }: Entry,
  known: ShellLine | Taken | null,
): Told | null {
  const said = known ?? (isAutomatic(id) ? null : inWords(what, by))
  return said === null ? null : { n, by, what: said }
}

function inWords(what: Entry['what'], by: string): string | null {
  switch (what.do) {
    case 'join':
      return t`joined`
    case 'input':
      return changeInWords(what.input, by)
    case 'speed':
      return what.speed === 'paused' ? t`paused the clock` : t`set the clock to ${what.speed}×`
    case 'skip':
      return t`went to the next event`
    case 'back':
      return t`went back in time`
    case 'redo':
      return t`did the step again`
    case 'lab':
      return what.lab === null ? t`opened free play` : t`opened the lab ${what.lab}`
    case 'lab file':
      return t`handed out a lab`
    case 'hint':
      return by === ROOM ? t`gave a hint` : t`opened a hint`
    case 'give up':
      return t`gave up, to see the cause`
    case 'floor':
      return what.seat === null ? t`lets everyone act` : t`lets one act, and the others look`
    case 'ask for keyboard':
      return t`asked for a keyboard`
    case 'lend keyboard':
      return what.to === null ? t`ended the lending of a keyboard` : t`lent a keyboard`
    case 'door':
      return what.closed ? t`closed the door` : t`opened the door`
    case 'time left':
      return what.minutes === null ? t`took the time limit away` : t`gave ${what.minutes} minutes`
    case 'say':
      return t`says: ${what.text}`
    case 'put away':
      return null
  }
}

/** A change of the hardware; null for a key, a line, or a name in the picture. What the instructor breaks is to be found. */
function changeInWords(input: Input, by: string): string | null {
  if (input.kind === 'diagnosis') return t`named a cause`
  const silent = ['line', 'key', 'label', 'hardware'].includes(input.kind)
  return silent || by === ROOM ? null : t`changed ${inputName(input)}`
}
