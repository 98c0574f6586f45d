import { causeOf } from '../../labs/drill.ts'
import { type Effort, type TakenTurn, withHint, withTurnAway } from '../../labs/effort.ts'
import { actions, asked } from '../actions.ts'
import { sessionNow, useApp } from '../store.ts'

const change = (next: (effort: Effort) => Effort): void =>
  useApp.setState(({ session }) => ({ session: { ...session, effort: next(session.effort) } }))

/** What the learner does beside the cluster: nothing of it is undone or replayed. Where several play, it is for all. */
export const effortActions = {
  /** Opens the hints of a goal up to a level. */
  openHint: (goal: string, level: number) => {
    if (!asked(() => ({ do: 'hint', goal, level })))
      change((effort) => withHint(effort, goal, level))
  },
  /** Puts the notice about a wrong turn away. */
  putAway: (taken: TakenTurn) => {
    const { turn, at } = taken
    if (!asked(() => ({ do: 'put away', turn, at })))
      change((effort) => withTurnAway(effort, taken))
  },
  /** Gives a drill up: its cause is shown and named. */
  giveUp: () => {
    if (asked(() => ({ do: 'give up' }))) return
    const { lab, definition } = sessionNow()
    const cause = lab && causeOf(lab, definition.release, definition.seed ?? 1)
    if (!cause) return
    change((effort) => ({ ...effort, gaveUp: true }))
    actions.fault({ kind: 'diagnosis', cause: cause.id })
  },
}
