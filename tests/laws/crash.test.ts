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
  it.each(OPERATIONS)('$name ends, and what it left can be repaired', (operation) => {
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

/** By soaking: a start that needs a second try, and volumes under the names that a replacement gave them. */
const FOUND = [
  { operation: 'failover', fault: 'has no node daemon for 20 s', hit: 'B', second: 7 },
  { operation: 'replace-disks -p', fault: 'loses its power', hit: 'A', second: 2 },
  { operation: 'replace-disks -s', fault: 'loses its power', hit: 'B', second: 2 },
] as const

describe.each(RELEASES)('in %s, what a fault leaves can be repaired', (release) => {
  it.each(FOUND)('$operation, node $hit $fault after $second s', (found) => {
    const operation = OPERATIONS.find(({ name }) => name === found.operation)
    const fault = FAULTS.find(({ name }) => name === found.fault)
    if (!operation || !fault) throw new Error('there is no such operation or fault')
    expect(breakAt(open(release), operation, fault, found.hit, found.second)).toEqual([])
  })
})
