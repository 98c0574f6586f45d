import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { actingMasters } from '../sim/cluster/beliefs.ts'
import { newestConfig } from '../sim/cluster/current-config.ts'
import { isAnySplit } from '../sim/cluster/drbd/divergence.ts'
import { runningTwice } from '../sim/cluster/running.ts'
import type { Input } from '../sim/input.ts'
import type { World } from '../sim/world.ts'
import { causeOf } from './drill.ts'
import { type Evidence, judge, keyOf, type Moment, watchedIn } from './judge/judge.ts'
import { judgeAnswered, judgeFinished, wasCutOff } from './judge/unfinished.ts'
import type { Verdict } from './judge/verdict.ts'
import { type Condition, type Goal, isFor, type Lab, type WrongTurn } from './lab.ts'

/** The progress of a session in a lab, as plain JSON. Times are simulated milliseconds. */
export interface LabProgress {
  /** When the session started; earlier events do not count. */
  began: number
  /**
   * Goals reached, in order. `played`: by the lab's own solution, before the learner began. `risky`: in a way that a
   * real cluster may not forgive.
   */
  done: { goal: string; at: number; played?: true; risky?: true }[]
  /** Wrong turns taken. `over`: since when what it says is over, so that it may be taken again. */
  wrong: { turn: string; at: number; over?: number }[]
  /** Lines typed since the last goal was reached. `on`: the terminal, until the command there has answered. */
  typed: { node: string; line: string; on?: string }[]
  /** The terminal of the last input; null: that was no line and no key. */
  terminal: string | null
  /** When what the lab watches for held first, by `keyOf`. */
  path: Record<string, Moment>
  /** Present damage that no further command can undo, and since when. */
  trouble: Partial<Record<Trouble, number>>
  /** The last cause that was named in a drill. */
  diagnosis: string | null
}

export const NO_PROGRESS: LabProgress = {
  began: 0,
  done: [],
  wrong: [],
  typed: [],
  terminal: null,
  path: {},
  trouble: {},
  diagnosis: null,
}

/** Lines remembered between two goals. */
const TYPED_KEPT = 50

/** What is looked for in every sitting, after everything that happens, gravest first. */
const TROUBLES = {
  twice: runsTwice,
  split: isAnySplit,
  masters: (world) => actingMasters(world).length === 2,
  damaged: hasDamage,
} as const satisfies Record<string, (world: World, now: number) => boolean>
export type Trouble = keyof typeof TROUBLES

export const TROUBLE_KINDS = Object.keys(TROUBLES) as Trouble[]

function runsTwice(world: World): boolean {
  const twice = runningTwice(world.machines)
  if (twice.length === 0) return false
  const instances = newestConfig(world)?.instances
  return twice.some((name) => own(instances, name) !== undefined)
}

function hasDamage(world: World): boolean {
  if (!world.damaged) return false
  const instances = newestConfig(world)?.instances
  return Object.keys(world.damaged).some((name) => own(instances, name) !== undefined)
}

const troublesSeen = new WeakMap<World['machines'], readonly Trouble[]>()

/** All are told by the machines alone, which most events leave as they are, until there is damage. */
function troublesIn(world: World, now: number): readonly Trouble[] {
  const { machines } = world
  const known = world.damaged ? undefined : troublesSeen.get(machines)
  if (known) return known
  const found = TROUBLE_KINDS.filter((kind) => TROUBLES[kind](world, now))
  if (Object.isFrozen(machines) && !world.damaged) troublesSeen.set(machines, found)
  return found
}

type Watched = [key: string, condition: Condition][]

const watchedBy = new WeakMap<Lab, Watched>()

function watchedOf(lab: Lab): Watched {
  const known = watchedBy.get(lab)
  if (known) return known
  const inLab = [
    ...lab.goals.flatMap(({ needs, risky }) =>
      [needs, ...(risky ? [risky] : [])].flatMap(watchedIn),
    ),
    ...lab.wrongTurns.flatMap(({ when, until }) =>
      [when, ...(until ? [until] : [])].flatMap(watchedIn),
    ),
    ...lab.keep.map((kept) => kept.never),
  ]
  const watched = [...new Map(inLab.map((c) => [keyOf(c), c]))]
  watchedBy.set(lab, watched)
  return watched
}

/**
 * Updates the progress after the World has changed, or after `input`; `lab` is null in free play. Goals complete in
 * order; one that holds already completes together with the one before it. Returns the same value if nothing changed.
 */
export function observe(
  lab: Lab | null,
  before: LabProgress,
  world: World,
  now: number,
  input?: Input,
): LabProgress {
  let progress = withAnswers(input ? remembered(before, world, input) : before, world, input)
  progress = withTrouble(progress, world, now)
  if (!lab) return progress
  const moments = newMoments(lab, progress, world, now)
  if (moments.length > 0)
    progress = { ...progress, path: { ...progress.path, ...Object.fromEntries(moments) } }
  progress = withTurnsOver(lab, progress, world, now)
  const turns = newWrongTurns(lab, progress, world, now)
  if (turns.length > 0) progress = { ...progress, wrong: [...progress.wrong, ...turns] }
  for (;;) {
    const goal = lab.goals[progress.done.length]
    if (!goal) return progress
    const evidence = evidenceOf(lab, progress, world, now)
    if (!judgeGoal(goal, evidence, progress.terminal).met) return progress
    const risky = goal.risky !== undefined && judge(goal.risky, evidence).met
    const done = { goal: goal.id, at: now, ...(risky ? { risky } : {}) }
    progress = { ...progress, done: [...progress.done, done], typed: [] }
  }
}

function remembered(progress: LabProgress, world: World, input: Input): LabProgress {
  if (input.kind === 'diagnosis') return { ...progress, terminal: null, diagnosis: input.cause }
  if (input.kind === 'key') return { ...progress, terminal: input.terminal }
  if (input.kind !== 'line') return { ...progress, terminal: null }
  const node = own(world.terminals, input.terminal)?.stack[0]?.node ?? input.terminal
  const typed = [...progress.typed, { node, line: input.text, on: input.terminal }]
  return { ...progress, typed: typed.slice(-TYPED_KEPT), terminal: input.terminal }
}

/** Notes which commands have answered, and forgets those that were cut off before. */
function withAnswers(progress: LabProgress, world: World, input: Input | undefined): LabProgress {
  const ended = progress.typed.filter(({ on }) => on !== undefined && judgeAnswered(on, world).met)
  if (ended.length === 0) return progress
  const typed = progress.typed.flatMap((one) => {
    if (!ended.includes(one)) return [one]
    const { on = '', ...line } = one
    return wasCutOff(on, world, input) ? [] : [line]
  })
  return { ...progress, typed }
}

const evidenceOf = (
  lab: Lab | null,
  progress: LabProgress,
  world: World,
  now: number,
): Evidence => ({
  world,
  now,
  typed: progress.typed,
  since: progress.done.at(-1)?.at ?? progress.began,
  path: progress.path,
  diagnosed:
    lab && progress.diagnosis !== null ? isRightCause(lab, progress.diagnosis, world) : null,
})

/**
 * Whether a goal is reached: its state holds, no job is still changing what it is about, the command that was typed
 * last, on `terminal`, has answered, and so have those that the goal asks for.
 */
function judgeGoal({ needs }: Goal, evidence: Evidence, terminal: string | null): Verdict {
  const verdict = judge(needs, evidence)
  if (!verdict.met) return verdict
  const { world, typed } = evidence
  const finished = judgeFinished(needs, world)
  if (!finished.met) return finished
  const last = judgeAnswered(terminal, world)
  const waiting = typed.find(({ on }) => on !== undefined)
  if (!last.met || !waiting) return last
  const answered = typed.filter(({ on }) => on === undefined)
  if (judge(needs, { ...evidence, typed: answered }).met) return last
  return judgeAnswered(waiting.on ?? null, world)
}

/** Whether a cause is the one that this drill has. */
export const isRightCause = (lab: Lab, cause: string, world: World): boolean =>
  causeOf(lab, world.release, world.random.seed ?? 1)?.id === cause

function withTrouble(progress: LabProgress, world: World, at: number): LabProgress {
  const { trouble } = progress
  const now = troublesIn(world, at)
  if (
    now.length === Object.keys(trouble).length &&
    now.every((kind) => Object.hasOwn(trouble, kind))
  )
    return progress
  const since = Object.fromEntries(now.map((kind) => [kind, trouble[kind] ?? at]))
  return { ...progress, trouble: since }
}

const newMoments = (
  lab: Lab,
  progress: LabProgress,
  world: World,
  now: number,
): [string, Moment][] => {
  const evidence = evidenceOf(lab, progress, world, now)
  return watchedOf(lab).flatMap(([key, condition]): [string, Moment][] => {
    if (own(progress.path, key)) return []
    const { met, why } = judge(condition, evidence)
    return met ? [[key, { at: now, what: why }]] : []
  })
}

/**
 * Notes which wrong turns are over: what they say has ended, and they do not hold either. A later state of the kind, as
 * when the lab itself wants that node off, does not bring the notice back.
 */
function withTurnsOver(lab: Lab, progress: LabProgress, world: World, now: number): LabProgress {
  const evidence = evidenceOf(lab, progress, world, now)
  const isOver = ({ until, when }: WrongTurn): boolean =>
    until !== undefined && judge(until, evidence).met && !judge(when, evidence).met
  const ended = progress.wrong.filter(({ turn, over }) => {
    const taken = over === undefined && lab.wrongTurns.find(({ id }) => id === turn)
    return taken && isOver(taken)
  })
  if (ended.length === 0) return progress
  const wrong = progress.wrong.map((one) => (ended.includes(one) ? { ...one, over: now } : one))
  return { ...progress, wrong }
}

const newWrongTurns = (lab: Lab, progress: LabProgress, world: World, now: number) =>
  lab.wrongTurns
    .filter((turn) => isFor(turn, world.release))
    .filter((turn) => !progress.wrong.some((w) => w.turn === turn.id && w.over === undefined))
    .filter((turn) => judge(turn.when, evidenceOf(lab, progress, world, now)).met)
    .map((turn) => ({ turn: turn.id, at: now }))

/** The state of one goal. */
export interface Standing extends Verdict {
  id: string
  done: boolean
  /** Whether the lab's own solution reached it, before the learner began. */
  played: boolean
  /** Whether it was reached in a way that a real cluster may not forgive. */
  risky: boolean
  /** Simulated time at which it was reached. */
  at: number | null
}

/** Every goal: reached, next (with what is missing), or still to come. */
export const standing = (lab: Lab, progress: LabProgress, world: World, now: number): Standing[] =>
  lab.goals.map((goal, i) => {
    const reached = progress.done[i]
    if (reached) {
      const { at, played = false, risky = false } = reached
      return { id: goal.id, done: true, played, risky, at, met: true, why: '' }
    }
    const { met, why } = judgeGoal(goal, evidenceOf(lab, progress, world, now), progress.terminal)
    const first = i === progress.done.length
    return {
      id: goal.id,
      done: false,
      played: false,
      risky: false,
      at: null,
      met,
      why: first ? why : t`Reach the goals before it first.`,
    }
  })

/** Whether every goal is reached. */
export const isSolved = (lab: Lab, progress: LabProgress): boolean =>
  progress.done.length >= lab.goals.length

/** The rules of a lab that must hold throughout, and when each was first broken. */
export const keptSoFar = (
  lab: Lab,
  progress: LabProgress,
): { id: string; text: string; broken: Moment | null }[] =>
  lab.keep.map(({ id, text, never }) => ({
    id,
    text,
    broken: own(progress.path, keyOf(never)) ?? null,
  }))

/** Whether a condition holds now, with everything known about the session. */
export const holds = (
  condition: Condition,
  lab: Lab | null,
  progress: LabProgress,
  world: World,
  now: number,
): Verdict => judge(condition, evidenceOf(lab, progress, world, now))
