import { causesIn } from '../labs/drill.ts'
import {
  type Cause,
  definitionOf,
  isFor,
  type Lab,
  type LabStep,
  type WrongTurn,
} from '../labs/lab.ts'
import { holds, keptSoFar, standing } from '../labs/progress.ts'
import { ENGINE } from '../session/engine.ts'
import { costsOf } from '../session/labs/lab-run.ts'
import { runStep } from '../session/labs/lab-steps.ts'
import { checkOpening, type Finding, seedOf } from '../session/labs/opening.ts'
import { recordingOf } from '../session/recording/rerecord.ts'
import { openSession, play, type Session } from '../session/session.ts'
import type { Release } from '../sim/releases.ts'

/** The seconds that the solution costs each instance, by its short name. */
export type Cost = Record<string, { down: number; one: number; twice: number }>

/** A session at the lab's start. `seed` chooses the fault of a drill. */
export const openingOf = (lab: Lab, release: Release, seed?: number): Session =>
  openSession(ENGINE, definitionOf(lab, release, seed), lab)

/** Takes steps until none is left or `enough` holds. `problems` says which could not be taken, and why. */
function take(
  session: Session,
  steps: readonly LabStep[],
  enough: (session: Session) => boolean = () => false,
): { session: Session; problems: Finding[] } {
  const problems: Finding[] = []
  let now = session
  for (const [i, step] of steps.entries()) {
    if (enough(now)) break
    now = play(now, (driver) => {
      const problem = runStep(driver, step)
      if (problem !== null) problems.push({ path: [i], message: problem })
    })
  }
  return { session: now, problems }
}

const under = (path: Finding['path'], findings: Finding[]): Finding[] =>
  findings.map((finding) => ({ ...finding, path: [...path, ...finding.path] }))

/** Finds goals and wrong turns that hold at the start already: there must be something left to do. */
export function checkStart(lab: Lab, release: Release, seed?: number): Finding[] {
  const { progress } = openingOf(lab, release, seed)
  const done = progress.done.length > 0
  const wrong = progress.wrong.map(({ turn }): Finding => {
    const i = lab.wrongTurns.findIndex(({ id }) => id === turn)
    return { path: ['wrongTurns', i, 'when'], message: 'holds at the start already' }
  })
  return [
    ...(done ? [{ path: ['goals', 0, 'needs'], message: 'holds at the start already' }] : []),
    ...wrong,
  ]
}

/** Checks that the solution reaches every goal, takes no wrong turn and breaks no `keep`. */
export function checkSolution(
  lab: Lab,
  release: Release,
): { findings: Finding[]; session: Session } {
  const { session, problems } = take(openingOf(lab, release), lab.solution)
  const wrong = session.progress.wrong.map(({ turn }): Finding => {
    const i = lab.wrongTurns.findIndex(({ id }) => id === turn)
    return { path: ['wrongTurns', i, 'when'], message: 'holds during the solution' }
  })
  const broken = keptSoFar(lab, session.progress).flatMap((kept, i): Finding[] =>
    kept.broken
      ? [{ path: ['keep', i], message: `is broken by the solution: ${kept.broken.what}` }]
      : [],
  )
  return {
    session,
    findings: [
      ...under(['solution'], problems),
      ...unreached(lab, session),
      ...riskilyReached(lab, session),
      ...wrong,
      ...broken,
    ],
  }
}

/** The goals that a session has reached in a way that a real cluster may not forgive. */
const riskilyReached = (lab: Lab, { progress }: Session): Finding[] =>
  progress.done.flatMap(({ risky }, i): Finding[] =>
    risky && lab.goals[i]
      ? [{ path: ['goals', i, 'risky'], message: 'holds when the solution reaches the goal' }]
      : [],
  )

const unreached = (lab: Lab, { progress, world, now }: Session): Finding[] =>
  standing(lab, progress, world, now).flatMap((goal, i): Finding[] =>
    goal.done || i > progress.done.length
      ? []
      : [{ path: ['goals', i, 'needs'], message: `is not reached by the solution: ${goal.why}` }],
  )

/** Checks that a wrong turn is noticed and leads where it says. */
export function checkWrongTurn(lab: Lab, release: Release, turn: WrongTurn): Finding[] {
  const path = ['wrongTurns', lab.wrongTurns.indexOf(turn)]
  const reached = ({ progress }: Session) => progress.done.some(({ goal }) => goal === turn.after)
  const before = openingOf(lab, release)
  const there = turn.after === undefined ? before : take(before, lab.solution, reached).session
  if (turn.after !== undefined && !reached(there))
    return [{ path: [...path, 'after'], message: 'names a goal that the solution does not reach' }]
  const { session, problems } = take(there, turn.steps)
  const { progress, world, now } = session
  const findings = under([...path, 'steps'], problems)
  const when = holds(turn.when, lab, progress, world, now)
  if (!progress.wrong.some((wrong) => wrong.turn === turn.id))
    findings.push({
      path: [...path, 'when'],
      message: `does not hold after its steps: ${when.why}`,
    })
  const leads = turn.leads && holds(turn.leads, lab, progress, world, now)
  if (leads && !leads.met)
    findings.push({ path: [...path, 'leads'], message: `is not where it leads: ${leads.why}` })
  if (turn.until && holds(turn.until, lab, progress, world, now).met)
    findings.push({ path: [...path, 'until'], message: 'holds after its steps already' })
  return findings
}

/** Checks that a drill's fault leaves something to repair, and that its solution repairs it. */
export function checkCause(lab: Lab, release: Release, cause: Cause): Finding[] {
  const path = ['causes', lab.causes.indexOf(cause)]
  const seed = seedOf(lab, release, cause)
  const start = checkStart(lab, release, seed)
  const { session, problems } = take(openingOf(lab, release, seed), cause.solution)
  const left = unreached(lab, session).map(({ message }) => ({ path: [], message }))
  return [...under(path, start), ...under([...path, 'solution'], [...problems, ...left])]
}

/** Plays a lab in one release and returns every problem; none if it is sound. */
export function checkLab(lab: Lab, release: Release): Finding[] {
  const unopened = checkOpening(ENGINE, lab, release)
  if (unopened.length > 0) return unopened
  if (lab.causes.length > 0)
    return causesIn(lab, release).flatMap((cause) => checkCause(lab, release, cause))
  const turns = lab.wrongTurns.filter((turn) => isFor(turn, release))
  return [
    ...checkStart(lab, release),
    ...checkSolution(lab, release).findings,
    ...turns.flatMap((turn) => checkWrongTurn(lab, release, turn)),
  ]
}

/** The seconds that the solution costs each instance: the value of `seconds` in the file. */
export const costOf = (session: Session): Cost =>
  Object.fromEntries(
    costsOf(session, recordingOf(session), session.now).map(({ label, down, one, twice }) => [
      label,
      { down, one, twice },
    ]),
  )
