import fc from 'fast-check'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { act, openSession, passTime, replay } from '../../src/session/session.ts'
import { RULES } from '../../src/shell/rules.ts'
import { isOver } from '../../src/sim/jobs/job.ts'
import { waitReasonOf } from '../../src/sim/jobs/waits.ts'
import { RELEASES, type Release } from '../../src/sim/releases.ts'
import { breakAt } from '../support/break-at.ts'
import { FAULTS, type NodeLetter, nodeOf, open, run } from '../support/crash.ts'
import { complaints } from '../support/invariants.ts'
import { OPERATIONS } from '../support/operations.ts'
import { inputOf, type Move, someMove } from '../support/random-sitting.ts'
import { watchClosely } from '../support/watch-closely.ts'

export interface History {
  release: Release
  moves: Move[]
}

/** A fault in the middle of an operation; names are those of `tests/support`. */
export interface Crash {
  release: Release
  operation: string
  fault: string
  hit: NodeLetter
  second: number
}

const historyOf: fc.Arbitrary<History> = fc.record({
  release: fc.constantFrom(...RELEASES),
  moves: fc.array(someMove, { minLength: 1, maxLength: 30 }),
})

const crashOf: fc.Arbitrary<Crash> = fc
  .record({
    release: fc.constantFrom(...RELEASES),
    operation: fc.constantFrom(...OPERATIONS),
    fault: fc.constantFrom(...FAULTS),
    hit: fc.constantFrom<NodeLetter>('A', 'B', 'C'),
    part: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  })
  .map(({ release, operation, fault, hit, part }) => ({
    release,
    operation: operation.name,
    fault: fault.name,
    hit,
    second: Math.floor(part * operation.seconds),
  }))

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
  let session = openSession({ ...EXERCISE, release })
  for (const move of moves) {
    session = passTime(session, session.now + move.afterMs)
    session = act(session, inputOf(session.world, move))
  }
  const again = replay(session.definition, session.inputs, session.now)
  return JSON.stringify(again.world) === JSON.stringify(session.world)
    ? []
    : ['the World differs when the sitting is played again']
}

/** What is left of an operation in whose middle something broke, after an operator's recovery. */
function leftBy({ release, operation, fault, hit, second }: Crash): string[] {
  const what = OPERATIONS.find(({ name }) => name === operation)
  const how = FAULTS.find(({ name }) => name === fault)
  if (!what || !how) throw new Error(`there is no ${operation} or no node that ${fault}`)
  const start = open(release)
  for (const line of what.before ?? []) run(start, nodeOf(start, 'A'), line)
  return breakAt(start, what, how, hit, second)
}

/** A law that soaking tries: how to draw a case, and the function of this file that finds what is wrong with it. */
const law = <T>(check: string, drawn: fc.Arbitrary<T>, wrong: (given: T) => string[]) => ({
  check,
  /** Tries so many cases of one seed; the smallest that breaks the law, or null. */
  fails(seed: number, cases: number): { given: unknown; why: string } | null {
    const tried = fc.check(
      fc.property(drawn, (given) => {
        const found = wrong(given)
        if (found.length > 0) throw new Error(found.slice(0, 5).join('\n'))
      }),
      { seed, numRuns: cases },
    )
    const [given] = tried.counterexample ?? []
    return tried.failed ? { given, why: String(tried.errorInstance) } : null
  },
})

export const LAWS = [
  law('brokenBy', historyOf, brokenBy),
  law('leftBy', crashOf, leftBy),
  law('differsWhenReplayed', historyOf, differsWhenReplayed),
]
