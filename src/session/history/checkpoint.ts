import type { LabProgress } from '../../labs/progress.ts'
import type { World } from '../../sim/world.ts'
import { changeBetween, type Delta, withChange } from './json-delta.ts'

/** All of a session that its inputs decide. */
export interface State {
  world: World
  progress: LabProgress
}

/**
 * A state to replay from. All but the newest few are kept as what changed since the one before: a long sitting has
 * hundreds of them, in memory, in storage and in files.
 */
export interface Checkpoint {
  /** Simulated milliseconds. */
  at: number
  /** How many inputs it contains, how much its terminals had shown, and how much had happened. */
  inputs: number
  shown: number
  work: number
  change: Delta
  /** The state itself, while someone may soon want it. */
  live: { state: State | null }
  /** Of a session from outside: throws where the state cannot be believed. */
  prove?: (state: State) => void
}

/** A chain of checkpoints, oldest first, each a change of the one before. */
export type Checkpoints = readonly Checkpoint[]

/** Where a session stands in its own history. */
export interface Position {
  now: number
  inputs: number
  shown: number
  /** Inputs and events since the beginning: what a replay has to do. */
  work: number
}

/** A replay does at most so many inputs, or so much work in all, before it is where it wants to be. */
export const INPUTS_APART = 40
export const WORK_APART = 400
/** States that are kept whole: someone who goes back goes back a little. */
const LIVE = 6

const isAhead = (point: Checkpoint, { now, inputs }: Position): boolean =>
  point.inputs > inputs || point.at > now

/** Whether it is time for the next checkpoint. Not where those of the way that one came back from still stand. */
export function isDue(points: Checkpoints, here: Position): boolean {
  const last = points.at(-1)
  if (!last) return true
  if (isAhead(last, here)) return false
  return here.inputs - last.inputs >= INPUTS_APART || here.work - last.work >= WORK_APART
}

/** The chain with one more. `state` must not be changed afterwards. */
export function withCheckpoint(points: Checkpoints, here: Position, state: State): Checkpoints {
  const before = points.length > 0 ? stateAt(points, points.length - 1) : {}
  const old = points.at(-LIVE)
  if (old) old.live.state = null
  const { now, ...counts } = here
  const change = changeBetween(before, state) ?? { keys: {} }
  return [...points, { at: now, ...counts, change, live: { state } }]
}

/** The chain without what lies ahead: something else happens now. */
export const upTo = (points: Checkpoints, here: Position): Checkpoints => {
  const last = points.at(-1)
  return last && isAhead(last, here) ? points.filter((point) => !isAhead(point, here)) : points
}

/** Whether what lies ahead is known. */
export const hasAhead = (points: Checkpoints, here: Position): boolean => {
  const last = points.at(-1)
  return last !== undefined && isAhead(last, here)
}

/** Number of the last checkpoint on the way to a moment and as many inputs; -1: there is none. */
export const nearest = (points: Checkpoints, inputs: number, now: number): number =>
  points.findLastIndex((point) => point.inputs <= inputs && point.at <= now)

/** The state at a checkpoint; a value that is not to be changed. Throws where it cannot be believed. */
export function stateAt(points: Checkpoints, number: number): State {
  const point = points[number]
  if (!point) throw new Error('there is no such checkpoint')
  if (point.live.state) return point.live.state
  const start = points.findLastIndex((one, i) => i <= number && one.live.state !== null)
  let state: unknown = points[start]?.live.state ?? {}
  const own = new WeakSet<object>()
  for (const { change } of points.slice(start + 1, number + 1))
    state = withChange(state, change, own)
  point.prove?.(state as State)
  return state as State
}
