import { hintsIn } from '../../labs/effort.ts'
import { isSolved, keptSoFar } from '../../labs/progress.ts'
import { own } from '../../lib/own.ts'
import { wholeSeconds } from '../../lib/text/duration.ts'
import type { InstanceName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf } from '../../sim/cluster/display-names.ts'
import type { Release } from '../../sim/releases.ts'
import { hasOneCopyAlways, type Recording, totalOf } from '../recording/recording.ts'
import type { Session } from '../session.ts'

/** How a lab or a drill was solved, once. Seconds are simulated and whole. */
export interface Run {
  release: Release
  /** From the start to the last goal. */
  seconds: number
  /** Seconds that instances were down, had one copy of two, or ran twice: of all instances together. */
  down: number
  one: number
  twice: number
  /** Hints that were opened, the commands included. */
  hints: number
  /** Wrong turns, those that were undone included, and goals that were reached the risky way. */
  wrong: number
  /** Rules of the lab that were broken. */
  broken: number
  /** Causes of a drill that were named and are wrong. */
  tries: number
}

/** What a lab has cost an instance so far, in whole simulated seconds. */
export interface InstanceCost {
  /** The instance's short name, or its name. */
  label: string
  name: InstanceName
  down: number
  one: number
  twice: number
  /** It has one copy only, by design: then nothing counts as lost safety. */
  plain: boolean
}

/** What each instance of the cluster was spared or not, up to a simulated millisecond. */
export function costsOf(
  { world }: Pick<Session, 'world'>,
  { samples }: Pick<Recording, 'samples'>,
  until: number,
): InstanceCost[] {
  return Object.values(newestConfig(world)?.instances ?? {}).map((conf) => {
    const list = own(samples, conf.name)
    const total = (is: 'down' | 'one' | 'twice') => wholeSeconds(totalOf(list, is, until))
    const plain = hasOneCopyAlways(conf)
    const label = labelOf(world, conf.name)
    return {
      label,
      name: conf.name,
      plain,
      down: total('down'),
      one: plain ? 0 : total('one'),
      twice: total('twice'),
    }
  })
}

/** When the last goal was reached, in simulated milliseconds; the present while there is one left. */
export const endOf = ({ lab, progress, now }: Session): number =>
  lab && isSolved(lab, progress) ? (progress.done.at(-1)?.at ?? now) : now

/** The simulated seconds of all instances in a state. */
export const sumOf = (costs: readonly InstanceCost[], what: 'down' | 'one' | 'twice'): number =>
  costs.reduce((sum, cost) => sum + cost[what], 0)

/** The run of a session that has come to the end of its lab. */
export function runOf(session: Session, recording: Recording): Run {
  const { lab, progress, effort, began, definition } = session
  const end = endOf(session)
  const costs = costsOf(session, recording, end)
  return {
    release: definition.release,
    seconds: wholeSeconds(end - began),
    down: sumOf(costs, 'down'),
    one: sumOf(costs, 'one'),
    twice: sumOf(costs, 'twice'),
    hints: hintsIn(effort),
    // A goal that was reached the risky way is as a rule also a wrong turn.
    wrong: Math.max(effort.turns.length, progress.done.filter(({ risky }) => risky).length),
    broken: lab ? keptSoFar(lab, progress).filter((kept) => kept.broken).length : 0,
    tries: effort.tries.length,
  }
}

/** What counts first when two runs are compared. */
const SCALES: readonly ((run: Run) => number)[] = [
  ({ wrong, broken }) => wrong + broken,
  ({ twice }) => twice,
  ({ tries }) => tries,
  ({ hints }) => hints,
  ({ down }) => down,
  ({ one }) => one,
  ({ seconds }) => seconds,
]

/** The better of two runs: fewer mistakes, then fewer wrong guesses and hints, then fewer seconds. */
export function better(a: Run, b: Run): Run {
  for (const scale of SCALES) if (scale(a) !== scale(b)) return scale(a) < scale(b) ? a : b
  return a
}
