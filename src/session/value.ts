import type { Effort } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import type { LabProgress } from '../labs/progress.ts'
import type { ClusterDefinition } from '../sim/definition.ts'
import type { World } from '../sim/world.ts'
import type { Engine } from './engine.ts'
import type { LoggedInput, Ways } from './history/branches.ts'
import type { Checkpoints } from './history/checkpoint.ts'
import type { Shown } from './history/terminal-output.ts'

/**
 * One sitting: a start, the inputs since, and what follows from them. A value; every function below
 * returns the next one. Time is handed in: this file knows no clock.
 */
export interface Session extends Shown, Ways {
  /** What makes Worlds of its inputs; null: the page has not loaded it yet, and nothing can happen. */
  engine: Engine | null
  definition: ClusterDefinition
  /** The lab it belongs to; null: free play. */
  lab: Lab | null
  /** The goal at which it began, played there by the lab's own solution; null: at the lab's start. */
  from: string | null
  /** How far it has come in that lab. */
  progress: LabProgress
  /** What the learner needed so far. Going back in time does not take it back. */
  effort: Effort
  world: World
  /** Simulated milliseconds at which it began: later than 0 where something was done before. */
  began: number
  /** Simulated milliseconds; runs on while the World rests. */
  now: number
  inputs: LoggedInput[]
  /** Inputs ahead of the present, the next to redo last. The next new input makes a branch of them. */
  undone: LoggedInput[]
  /**
   * Whether an earlier moment is looked at: then the inputs ahead happen again at their times. Otherwise they were taken
   * back for good, and wait for redo.
   */
  looking: boolean
  /** The moment that this way had reached with the inputs ahead, in simulated milliseconds; without any, the present. */
  until: number
  /** Inputs and events since the beginning: what a replay from there has to do. */
  work: number
  /** States to replay from, of the whole way: also of what was taken back and can be redone. */
  checkpoints: Checkpoints
}

/** The engine of a session. Throws while it has none: callers wait for it first. */
export function engineOf({ engine }: Pick<Session, 'engine'>): Engine {
  if (!engine) throw new Error('the engine is not loaded yet')
  return engine
}
