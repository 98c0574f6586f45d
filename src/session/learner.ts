import { type Effort, type TakenTurn, withHint, withTurnAway } from '../labs/effort.ts'
import { useApp } from './store.ts'

const change = (next: (effort: Effort) => Effort): void =>
  useApp.setState(({ session }) => ({ session: { ...session, effort: next(session.effort) } }))

/** What the learner does beside the cluster: nothing of it is undone or replayed. */
export const learner = {
  /** Opens the hints of a goal up to a level. */
  openHint: (goal: string, level: number) => change((effort) => withHint(effort, goal, level)),
  /** Puts the notice about a wrong turn away. */
  putAway: (turn: TakenTurn) => change((effort) => withTurnAway(effort, turn)),
}
