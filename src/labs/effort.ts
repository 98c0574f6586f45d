import { own } from '../lib/own.ts'
import type { LabProgress } from './progress.ts'

/**
 * What the learner needed on the way, as plain JSON. Undoing and rewinding take back what happened, but none of this:
 * what was looked at was seen, and a wrong turn that was undone was taken.
 */
export interface Effort {
  /** How many hints of a goal were opened, the commands included, by the goal's id. */
  hints: Record<string, number>
  /** Every wrong turn that was taken, oldest first; `away`: its notice was put away. */
  turns: TakenTurn[]
  /** Causes of a drill that were named and are wrong, each once, in order. */
  tries: string[]
  /** The right cause of a drill was named. */
  found: boolean
  /** The learner gave up and looked at a drill's cause. */
  gaveUp: boolean
}

/** A wrong turn and the simulated millisecond at which it was noticed. */
export interface TakenTurn {
  turn: string
  at: number
  away?: boolean
}

export const NO_EFFORT: Effort = { hints: {}, turns: [], tries: [], found: false, gaveUp: false }

/** Whether nothing was needed so far. */
export const isEffortless = ({ hints, turns, tries, found, gaveUp }: Effort): boolean =>
  Object.keys(hints).length === 0 && turns.length === 0 && tries.length === 0 && !found && !gaveUp

/** More of them would not help anyone. */
const MOST_KEPT = 200

const isSame = (a: TakenTurn, b: TakenTurn): boolean => a.turn === b.turn && a.at === b.at

/** The effort with the wrong turns of a progress that are new. The same value if there are none. */
export function withTurns(effort: Effort, { wrong }: LabProgress): Effort {
  const fresh = wrong.filter((turn) => !effort.turns.some((known) => isSame(known, turn)))
  if (fresh.length === 0) return effort
  return { ...effort, turns: [...effort.turns, ...fresh].slice(-MOST_KEPT) }
}

/** The effort after a cause was named. */
export const withNamed = (effort: Effort, cause: string, right: boolean): Effort =>
  right
    ? { ...effort, found: true }
    : { ...effort, tries: [...new Set([...effort.tries, cause])].slice(-MOST_KEPT) }

/** The effort after the hints of a goal were opened up to a level. */
export const withHint = (effort: Effort, goal: string, level: number): Effort =>
  level <= hintsOf(effort, goal) ? effort : { ...effort, hints: { ...effort.hints, [goal]: level } }

/** The effort after the notice about a wrong turn was put away. */
export const withTurnAway = (effort: Effort, away: TakenTurn): Effort => ({
  ...effort,
  turns: effort.turns.map((turn) => (isSame(turn, away) ? { ...turn, away: true } : turn)),
})

/** How many hints of a goal are open. */
export const hintsOf = ({ hints }: Effort, goal: string): number => own(hints, goal) ?? 0

/** How many hints were opened in all. */
export const hintsIn = ({ hints }: Effort): number =>
  Object.values(hints).reduce((sum, level) => sum + level, 0)

/** Wrong turns that still stand, so that they have to be repaired: undoing takes one off the way. */
export const standingTurns = (effort: Effort, { wrong }: LabProgress): TakenTurn[] =>
  effort.turns.filter((taken) => wrong.some((turn) => isSame(taken, turn)))

/** Wrong turns whose notices are shown: those that stand, neither put away nor over. */
export const openTurns = (effort: Effort, progress: LabProgress): TakenTurn[] =>
  standingTurns(effort, progress).filter(
    (taken) =>
      !taken.away && !progress.wrong.some((turn) => isSame(taken, turn) && turn.over !== undefined),
  )
