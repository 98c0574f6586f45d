import fc from 'fast-check'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { ENGINE } from '../../src/session/engine.ts'
import { act, openSession, passTime, replay } from '../../src/session/session.ts'
import { RULES } from '../../src/shell/rules.ts'
import { isOver } from '../../src/sim/jobs/job.ts'
import { waitReasonOf } from '../../src/sim/jobs/waits.ts'
import { RELEASES, type Release } from '../../src/sim/releases.ts'
import { breakAt } from '../support/break-at.ts'
import { FAULTS, type NodeLetter, nodeOf, open, run } from '../support/crash.ts'
import { type History, historyOf } from '../support/history.ts'
import { complaints } from '../support/invariants.ts'
import { OPERATIONS } from '../support/operations.ts'
import { inputOf } from '../support/random-sitting.ts'
import { differsAfterUndo, differsWhenSaved } from '../support/travel.ts'
import { watchClosely } from '../support/watch-closely.ts'

export interface Saved {
  history: History
  /** Thousandths of the way at which it is saved. */
  places: number[]
}

/** A fault in the middle of an operation; names are those of `tests/support`. */
export interface Crash {
  release: Release
  operation: string
  fault: string
  hit: NodeLetter
  second: number
}

const history = historyOf(30)

const savedOf: fc.Arbitrary<Saved> = fc.record({
  history,
  places: fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 4 }),
})

/** A fault on each node it hits, at every second of every operation, in every release. */
const CRASHES: readonly Crash[] = RELEASES.flatMap((release) =>
  OPERATIONS.flatMap(({ name: operation, seconds }) =>
    FAULTS.flatMap(({ name: fault, hits }) =>
      hits.flatMap((hit) =>
        Array.from({ length: seconds }, (_, second) => ({
          release,
          operation,
          fault,
          hit,
          second,
        })),
      ),
    ),
  ),
)

/** Every event keeps the invariants, and the World comes to rest. */
function brokenBy({ release, moves }: History): string[] {
  const seen = new Set<string>()
  const world = watchClosely(release, moves, (w) => {
    for (const complaint of complaints(w)) seen.add(complaint)
  })
  for (const job of Object.values(world.jobs))
    if (!isOver(job) && waitReasonOf(RULES, world, job) === null)
      seen.add(`job ${job.id} neither ends nor says what it waits for`)
  if (world.alarms.length > 0) seen.add('alarms are set in a World at rest')
  return [...seen]
}

/** A sitting that is played again gives the same World. */
function differsWhenReplayed({ release, moves }: History): string[] {
  let session = openSession(ENGINE, { ...EXERCISE, release })
  for (const move of moves) {
    session = passTime(session, session.now + move.afterMs)
    session = act(session, inputOf(session.world, move))
  }
  const again = replay(ENGINE, session.definition, session.inputs, session.now)
  return JSON.stringify(again.world) === JSON.stringify(session.world)
    ? []
    : ['the World differs when the sitting is played again']
}

/** Every input can be taken back, and done again. */
export const differsWhenUndone = (history: History): string[] => differsAfterUndo(history)

/** A sitting that is saved at an event and opened again is the same sitting. */
export const differsWhenOpened = ({ history, places }: Saved): string[] =>
  differsWhenSaved(history, places)

/** What is left of an operation in whose middle something broke, after an operator's recovery. */
function leftBy({ release, operation, fault, hit, second }: Crash): string[] {
  const what = OPERATIONS.find(({ name }) => name === operation)
  const how = FAULTS.find(({ name }) => name === fault)
  if (!what || !how) throw new Error(`there is no ${operation} or no node that ${fault}`)
  const start = open(release)
  for (const line of what.before ?? []) run(start, nodeOf(start, 'A'), line)
  return breakAt(start, what, how, hit, second)
}

/** A law that soaking tries. Cases come in portions, numbered from 1. */
interface Law {
  /** The function of this file that finds what is wrong with a case. */
  check: string
  /** Tries so many cases; one that breaks the law, or null. */
  fails: (portion: number, cases: number) => { given: unknown; why: string } | null
  /** How many cases there are; absent: no end of them. */
  all?: number
}

const whyOf = (found: readonly string[]): string => found.slice(0, 5).join('\n')

/** Draws cases by the number of their portion. What breaks the law is made as small as it goes. */
const drawing = <T>(check: string, drawn: fc.Arbitrary<T>, wrong: (given: T) => string[]): Law => ({
  check,
  fails(seed, cases) {
    const tried = fc.check(
      fc.property(drawn, (given) => {
        const found = wrong(given)
        if (found.length > 0) throw new Error(whyOf(found))
      }),
      { seed, numRuns: cases },
    )
    const [given] = tried.counterexample ?? []
    return tried.failed ? { given, why: String(tried.errorInstance) } : null
  },
})

/** A prime: neighbours in the list are far from each other on the way. */
const STRIDE = 7919

/** Walks through all cases, each once, and begins again at the end. */
const walking = <T>(check: string, all: readonly T[], wrong: (given: T) => string[]): Law => ({
  check,
  all: all.length,
  fails(portion, cases) {
    for (let i = (portion - 1) * cases; i < portion * cases; i++) {
      const given = all[(i * STRIDE) % all.length]
      const found = given === undefined ? [] : wrong(given)
      if (found.length > 0) return { given, why: whyOf(found) }
    }
    return null
  },
})

export const LAWS: readonly Law[] = [
  drawing('brokenBy', history, brokenBy),
  walking('leftBy', CRASHES, leftBy),
  drawing('differsWhenReplayed', history, differsWhenReplayed),
  drawing('differsWhenUndone', history, differsWhenUndone),
  drawing('differsWhenOpened', savedOf, differsWhenOpened),
]
