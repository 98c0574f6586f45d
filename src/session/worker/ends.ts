import type { Lab } from '../../labs/lab.ts'
import { messageOf } from '../../lib/text/message.ts'
import type { ClusterDefinition } from '../../sim/definition.ts'
import type { World } from '../../sim/world.ts'
import type { Engine } from '../engine.ts'
import type { LoggedInput } from '../history/branches.ts'
import { runWithinBudget } from '../labs/budget.ts'
import { costsOf, endOf, type InstanceCost } from '../labs/lab-run.ts'
import { solutionOf } from '../labs/solution.ts'
import { recordingSince } from '../recording/rerecord.ts'
import { openSession, play, type Session } from '../session.ts'

/** A way to play to its end: inputs up to a moment, or the lab's own solution. */
export type WayToPlay = { inputs: LoggedInput[]; until: number } | 'solution'

/** A request to the worker: ways of one session, to be played to their ends. */
export interface EndsRequest {
  ends: {
    lab: Lab | null
    definition: ClusterDefinition
    from: string | null
    ways: WayToPlay[]
  }
}

/** The end of a way, and what it has cost. */
export interface WayEnd {
  world: World
  /** Per instance, up to the last goal, or to the end where a goal is left. */
  costs: InstanceCost[]
  /** Simulated seconds from the beginning up to there. */
  seconds: number
  /** How many of the lab's goals are left; null: there is no lab. */
  left: number | null
}

/** The ends of the ways, in their order; or a sentence that says why one cannot be played. */
export type WayEnds = { ok: true; ends: WayEnd[] } | { ok: false; why: string }

/** Plays ways to their ends. May take seconds, so pages use a worker. */
export function endsOf(
  engine: Engine,
  { ends: { lab, definition, from, ways } }: EndsRequest,
): WayEnds {
  try {
    const start = openSession(engine, definition, lab, from)
    return { ok: true, ends: ways.map((way) => endOfWay(start, played(start, way))) }
  } catch (error) {
    return { ok: false, why: messageOf(error) }
  }
}

const played = (start: Session, way: WayToPlay): Session =>
  play(start, (driver) => {
    if (way === 'solution') {
      const steps = start.lab ? solutionOf(start.lab, start.definition) : []
      for (const step of steps) runWithinBudget(driver, [step])
      return
    }
    for (const { at, input } of way.inputs) {
      driver.pass(at)
      driver.act(input)
    }
    driver.pass(way.until)
  })

function endOfWay(start: Session, session: Session): WayEnd {
  const { world, began, lab, progress } = session
  const end = endOf(session)
  return {
    world,
    costs: costsOf(session, recordingSince(start, session), end),
    seconds: Math.round((end - began) / 1000),
    left: lab ? Math.max(0, lab.goals.length - progress.done.length) : null,
  }
}
