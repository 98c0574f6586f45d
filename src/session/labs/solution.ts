import { causeOf } from '../../labs/drill.ts'
import type { Lab } from '../../labs/lab.ts'
import type { LabProgress } from '../../labs/progress.ts'
import { t } from '../../lib/language/t.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import { type PlacedStep, StepFailed } from './budget.ts'

/** Where a lab's solution has brought a session before its learner begins. */
export interface GoalStart {
  /** The goal to begin at. */
  from: string
  progress: LabProgress
}

/** A session, as far as the way to a goal is concerned. */
interface Playable {
  definition: ClusterDefinition
  progress: LabProgress
  /** Inputs and events so far. */
  work: number
}

/** Inputs and events of a whole solution. Those of the labs that come with the program have a tenth of it. */
const MOST_WORK = 4000

/** The steps that solve a lab: its own, or those of the cause that a drill has. None where the file gives none. */
export function solutionOf(lab: Lab, { release, seed }: ClusterDefinition): PlacedStep[] {
  const cause = causeOf(lab, release, seed ?? 1)
  if (!cause) return lab.solution.map((step, i): PlacedStep => [['solution', i], step])
  const drawn = lab.causes.indexOf(cause)
  return cause.solution.map((step, i): PlacedStep => [['causes', drawn, 'solution', i], step])
}

/** Whether a lab says how its goals are reached, so that one can begin at any of them. */
export const hasSolution = (lab: Lab, definition: ClusterDefinition): boolean =>
  solutionOf(lab, definition).length > 0

const UNREACHED = t`The solution of this lab does not reach this goal.`

const isRest = ([, step]: PlacedStep): boolean => 'wait' in step || 'until' in step

/** The next session, unless the way there has become too long. */
function within<S extends Playable>(start: S, next: S, [path]: PlacedStep): S {
  if (next.work - start.work <= MOST_WORK) return next
  throw new StepFailed(path, t`The solution of this lab takes too long to play.`)
}

const reached = ({ progress }: Playable): number => progress.done.length

/**
 * The session in which a goal is the next one, with the cluster at rest: `take` takes the steps of the lab's solution,
 * one after the other, until the goals before it are reached, and lets the time pass that the solution waits then.
 * Where one step reaches several goals, it is the session before that step. Throws a StepFailed where there is no such
 * session.
 */
export function playToGoal<S extends Playable>(
  start: S,
  lab: Lab,
  goal: string,
  take: (session: S, step: PlacedStep) => S,
): S {
  const wanted = lab.goals.findIndex(({ id }) => id === goal)
  if (wanted < 0) throw new StepFailed(['goals'], t`This lab has no goal called ${goal}.`)
  let best = start
  let now = start
  for (const step of wanted === 0 ? [] : solutionOf(lab, start.definition)) {
    const rests = isRest(step)
    if (reached(now) === wanted && !rests) return best
    const next = within(start, take(now, step), step)
    if (reached(next) > wanted) return best
    if (reached(next) > reached(best) || (rests && now === best)) best = next
    now = next
  }
  if (reached(now) === wanted) return best
  throw new StepFailed(['goals', wanted], UNREACHED)
}

/**
 * The session in which a goal is reached, with the cluster at rest: like `playToGoal`, but with the steps that reach the goal,
 * and the time that the solution waits then. Throws a StepFailed where the solution does not reach it.
 */
export function playThroughGoal<S extends Playable>(
  start: S,
  lab: Lab,
  goal: string,
  take: (session: S, step: PlacedStep) => S,
): S {
  const wanted = lab.goals.findIndex(({ id }) => id === goal)
  let now = start
  for (const step of solutionOf(lab, start.definition)) {
    const isReached = reached(now) > wanted
    if (isReached && !isRest(step)) break
    const next = within(start, take(now, step), step)
    if (isReached && reached(next) > reached(now)) break
    now = next
  }
  if (wanted >= 0 && reached(now) > wanted) return now
  throw new StepFailed(['goals', wanted], UNREACHED)
}

/** The progress with which the learner begins: what is reached was reached for them, and nothing typed counts. */
export const markPlayed = (progress: LabProgress): LabProgress => ({
  ...progress,
  done: progress.done.map((done) => ({ ...done, played: true as const })),
  typed: [],
})
