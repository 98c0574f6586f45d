import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../src/sim/releases.ts'
import { differsAfterTravel, someTravel } from '../support/branching.ts'

const runs = {
  numRuns: Math.ceil(Number(process.env.LAW_RUNS ?? 30) / 2),
  seed: Number(process.env.LAW_SEED ?? 20140919),
}

describe('a session with branches', { timeout: 3_600_000 }, () => {
  it('loses no way, and each is what its inputs give, however one travels, saves and opens', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...RELEASES),
        fc.array(someTravel, { minLength: 4, maxLength: 16 }),
        (release, travels) => {
          expect(differsAfterTravel(release, travels)).toEqual([])
        },
      ),
      runs,
    )
  })
})
