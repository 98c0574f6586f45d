import type { Input } from '../sim/input.ts'
import type { World } from '../sim/world.ts'
import { judge, type Verdict } from './conditions.ts'
import type { Lab } from './lab.ts'

/** How far a sitting has come in a lab: plain JSON, part of the session. Times are simulated ms. */
export interface Progress {
  /** Goals reached, in order. */
  done: { goal: string; at: number }[]
  /** Wrong turns taken, each once. */
  wrong: { turn: string; at: number }[]
  /** Lines typed since the last goal was reached. */
  typed: { node: string; line: string }[]
}

export const NO_PROGRESS: Progress = { done: [], wrong: [], typed: [] }

/** Lines remembered between two goals. */
const TYPED_KEPT = 50

/**
 * Looks at the World after it changed, or after `input`. Goals tick in their order; one that holds already
 * ticks together with the one before it. Returns the same value when nothing came of it.
 */
export function observe(
  lab: Lab,
  before: Progress,
  world: World,
  now: number,
  input?: Input,
): Progress {
  let progress = input?.kind === 'line' ? remembered(before, world, input) : before
  const turns = newWrongTurns(lab, progress, world, now)
  if (turns.length > 0) progress = { ...progress, wrong: [...progress.wrong, ...turns] }
  for (;;) {
    const goal = lab.goals[progress.done.length]
    if (!goal || !judge(goal.needs, evidence(progress, world, now)).met) return progress
    progress = { ...progress, done: [...progress.done, { goal: goal.id, at: now }], typed: [] }
  }
}

function remembered(progress: Progress, world: World, input: Input & { kind: 'line' }): Progress {
  const node = world.terminals[input.terminal]?.stack[0]?.node ?? input.terminal
  const typed = [...progress.typed, { node, line: input.text }].slice(-TYPED_KEPT)
  return { ...progress, typed }
}

const evidence = (progress: Progress, world: World, now: number) => ({
  world,
  now,
  typed: progress.typed,
  since: progress.done.at(-1)?.at ?? 0,
})

const newWrongTurns = (lab: Lab, progress: Progress, world: World, now: number) =>
  lab.wrongTurns
    .filter((turn) => !progress.wrong.some((w) => w.turn === turn.id))
    .filter((turn) => judge(turn.when, evidence(progress, world, now)).met)
    .map((turn) => ({ turn: turn.id, at: now }))

/** Where the lab stands, goal by goal. */
export interface Standing extends Verdict {
  id: string
  done: boolean
  /** Simulated time at which it was reached. */
  at: number | null
}

/** Every goal: reached, next (with what is missing), or still to come. */
export const standing = (lab: Lab, progress: Progress, world: World, now: number): Standing[] =>
  lab.goals.map((goal, i) => {
    const reached = progress.done[i]
    if (reached) return { id: goal.id, done: true, at: reached.at, met: true, why: '' }
    const { met, why } = judge(goal.needs, evidence(progress, world, now))
    const first = i === progress.done.length
    return {
      id: goal.id,
      done: false,
      at: null,
      met,
      why: first ? why : 'The goals before it come first.',
    }
  })
