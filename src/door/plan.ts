import type { Engine } from '../session/engine.ts'
import { planLine } from '../session/plan/plan.ts'
import type { PlannedJob, PlannedStep } from '../session/plan/plan-recorder.ts'
import type { World } from '../sim/world.ts'

const seconds = (ms: number): number => ms / 1000

/**
 * The plan of a line typed at a console now, with its questions answered yes. Null if it has none: it is not a `gnt-*`
 * command, or no shell waits for one. Times are simulated seconds after Enter. Changes nothing.
 */
export function planOf(engine: Engine, world: World, now: number, terminal: string, line: string) {
  const plan = planLine(engine, world, now, terminal, line)
  if (!plan) return null
  const { asks, questions, jobs, prints, refusal, exit, ms, ended, changes, later } = plan
  return {
    asks,
    steps: jobs.flatMap(stepsOf),
    seconds: seconds(ms),
    changes,
    questions,
    output: prints,
    exit,
    refusal,
    ended,
    later,
  }
}

const stepsOf = (job: PlannedJob) =>
  job.ops.flatMap(({ summary, steps }) =>
    steps.map((step) => ({ job: job.id, operation: summary, ...shown(step) })),
  )

const shown = ({ name, checks, at, ms, times, calls, waits, says, refusal }: PlannedStep) => ({
  step: name,
  checks,
  at: seconds(at),
  seconds: seconds(ms),
  times,
  calls,
  waits,
  says,
  refusal,
})
