import type { Input } from '../sim/input.ts'
import type { Release } from '../sim/releases.ts'
import { partsOfTerminal, terminalOn } from '../sim/world.ts'
import { type Speed, toNextStep } from './clock.ts'
import type { TypedLine } from './projector/typed-line.ts'
import type { Session } from './session.ts'

/**
 * What a person wants to do to a session that several people play. It is asked for, ordered elsewhere, and happens on
 * every page when it comes back. Times are simulated milliseconds of the session.
 */
export type Wish =
  | { do: 'input'; input: Input }
  | { do: 'speed'; speed: Speed }
  /** Lets the clock jump forward to a moment. */
  | { do: 'skip'; to: number }
  /** Takes back all but the first `keep` inputs, and the time after `now`. */
  | { do: 'back'; keep: number; now: number }
  | { do: 'redo' }
  /** Opens a lab, at one of its goals if wanted; null: free play. */
  | { do: 'lab'; lab: string | null; release: Release; seed?: number; goal?: string }
  /** Opens the hints of a goal up to a level. */
  | { do: 'hint'; goal: string; level: number }
  /** Puts the notice about a wrong turn away; `at`: when it was taken. */
  | { do: 'put away'; turn: string; at: number }
  /** Gives a drill up: its cause is shown and named. */
  | { do: 'give up' }

/** A session that several people play: what this page knows of it. */
export interface Together {
  /** Whose terminals the consoles show; null: the consoles of the nodes themselves. */
  login: string | null
  /** Whether that is someone else: then the keyboard does nothing. */
  watches: boolean
  /** What stands on a prompt there and has not been entered, where this page is told; null: nothing, or it is not. */
  typed: TypedLine | null
  /** Terminals on which a line of this page is on its way. */
  onTheirWay: readonly string[]
  /** The name of who did an input, counted from 0, or one that can be done again; null: no one is to be named. */
  doerOf: (input: number) => string | null
  /** Asks for something to be done. */
  ask: (wish: Wish) => void
  /** Says why something cannot be done together. */
  refuse: (what: string) => void
}

/** What decides whose terminals the consoles show. */
interface Shown {
  together: Together | null
  session: Pick<Session, 'definition' | 'inputs'>
}

/** The terminal that the console of a node shows. */
export const terminalIn = ({ together, session }: Shown, node: string): string =>
  together ? terminalOn(node, together.login) : lastTypedAt(session, node)

/** In a session of several people that one looks at alone, a console shows whoever typed last on that node. */
function lastTypedAt({ definition, inputs }: Shown['session'], node: string): string {
  if (!definition.logins) return node
  const last = inputs.findLast(
    ({ input }) =>
      (input.kind === 'line' || input.kind === 'key') &&
      partsOfTerminal(input.terminal).node === node,
  )?.input
  return last && 'terminal' in last ? last.terminal : node
}

/** To take back all but so many inputs; null where there are no more. */
export function backTo({ inputs }: Session, keep: number): Wish | null {
  const next = inputs[keep]
  return next ? { do: 'back', keep, now: next.at } : null
}

/** To go to a moment: back, or forward by what was taken back. */
export function soughtBy(session: Session, now: number): Wish | null {
  if (now > session.now) return session.undone.length > 0 ? { do: 'redo' } : null
  const moment = Math.max(session.began, now)
  return { do: 'back', keep: session.inputs.filter(({ at }) => at <= moment).length, now: moment }
}

/** To let the clock jump to the next step that is seen; null where none comes. */
export function skipped(session: Session): Wish | null {
  const next = toNextStep(session)
  return next === session ? null : { do: 'skip', to: next.now }
}

/** To begin again what is played, in another release if wanted. */
export const againFrom = (
  { definition, lab, from }: Session,
  release = definition.release,
): Wish => ({
  do: 'lab',
  lab: lab?.id ?? null,
  release,
  ...(definition.seed === undefined ? {} : { seed: definition.seed }),
  ...(from === null ? {} : { goal: from }),
})
