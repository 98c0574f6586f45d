import { own } from '../../lib/own.ts'
import type { Speed } from '../../session/clock.ts'
import { changesSession, type Entry, type GroupAction, ROOM, typedAt } from './entry.ts'

/**
 * What the entries of a group say without a simulation: where its clock stands and who sits where. A value; `after`
 * returns the next one.
 */
export interface LogHead {
  /** The number of the last entry. */
  n: number
  /** The group's clock at the last entry, in its own milliseconds, and the server's then, since 1970. */
  at: number
  real: number
  speed: Speed
  /** The last entry that changed the session. */
  changed: number
  /** Names by seat. */
  names: Readonly<Record<string, string>>
  /** The seat that acts alone; null: everyone may. */
  floor: string | null
  /** Who types at the logins of a seat instead of whoever sits there, by that seat. */
  lent: Readonly<Record<string, string>>
  /** Whether only those who have a seat come in. */
  closed: boolean
  /** When the time that the instructor gave is over, in milliseconds since 1970; null: none was given. */
  timeEnds: number | null
}

/** The head of an empty log. */
export const EMPTY_LOG: LogHead = {
  n: 0,
  at: 0,
  real: 0,
  speed: 'paused',
  changed: 0,
  names: {},
  floor: null,
  lent: {},
  closed: false,
  timeEnds: null,
}

/** The head after one more entry. */
export function after(head: LogHead, { n, at, real, by, what }: Entry): LogHead {
  const next = { ...head, n, at, real, ...(changesSession(what) ? { changed: n } : {}) }
  switch (what.do) {
    case 'speed':
      return { ...next, speed: what.speed }
    case 'back':
    case 'lab':
    case 'lab file':
      return { ...next, speed: 'paused' }
    case 'floor':
      return { ...next, floor: what.seat }
    case 'lend keyboard': {
      const { [what.of]: _, ...lent } = head.lent
      return { ...next, lent: what.to === null ? lent : { ...lent, [what.of]: what.to } }
    }
    case 'door':
      return { ...next, closed: what.closed }
    case 'time left':
      return { ...next, timeEnds: what.minutes === null ? null : real + what.minutes * 60_000 }
    case 'join':
      return { ...next, names: { ...head.names, [by]: what.name } }
    default:
      return next
  }
}

/** Whether a seat may type there: at its own login while that is not lent, and at those that are lent to it. */
export function mayType({ lent }: LogHead, by: string, what: GroupAction): boolean {
  const login = typedAt(what)
  return login === null || (own(lent, login) ?? login) === by
}

/** Whether a seat may lend a keyboard: its own, or give another one back. */
export const mayLend = ({ lent }: LogHead, by: string, what: GroupAction): boolean =>
  what.do !== 'lend keyboard' || by === what.of || (what.to === null && own(lent, what.of) === by)

/** Whether a seat may act now: the instructor always may, and joining is no act. */
export const mayAct = ({ floor }: LogHead, by: string, { do: kind }: GroupAction): boolean =>
  by === ROOM || floor === null || floor === by || kind === 'join'

/** The group's clock at a moment of the server's; it never runs backwards. */
export const stampAt = ({ at, real, speed }: LogHead, now: number): number =>
  speed === 'paused' ? at : at + Math.max(0, Math.floor((now - real) * speed))
