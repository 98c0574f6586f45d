import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../src/sim/releases.ts'
import { breakAt } from '../support/break-at.ts'
import { FAULTS, nodeOf, open, run } from '../support/crash.ts'
import { OPERATIONS } from '../support/operations.ts'

/**
 * Every so many seconds something breaks; each operation and fault has its own second to begin with.
 * LAW_EVERY=1 LAW_RELEASES=all looks at every second in every release.
 */
const EVERY = Number(process.env.LAW_EVERY ?? 7)
const ALL_RELEASES = process.env.LAW_RELEASES === 'all'

describe.each(FAULTS)('when a node $name', { timeout: 3_600_000 }, (fault) => {
  it.each(OPERATIONS)('$name ends, and what it left can be mended', (operation) => {
    const turn = OPERATIONS.indexOf(operation) + FAULTS.indexOf(fault)
    const releases = ALL_RELEASES ? RELEASES : [RELEASES[turn % RELEASES.length] ?? '2.11']
    // What only slows down is looked at more rarely than what is lost.
    const step = fault.lasts === undefined ? EVERY : Math.ceil(EVERY * 2)
    for (const release of releases) {
      const start = open(release)
      for (const text of operation.before ?? []) run(start, nodeOf(start, 'A'), text)
      for (const hit of fault.hits)
        for (let second = turn % step; second < operation.seconds; second += step)
          expect(breakAt(start, operation, fault, hit, second)).toEqual([])
    }
  })
})
