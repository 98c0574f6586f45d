import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { historyOf } from '../support/history.ts'
import { differsAfterUndo, differsWhenSaved } from '../support/travel.ts'

const history = historyOf(Number(process.env.LAW_MOVES ?? 14))
const runs = {
  numRuns: Math.ceil(Number(process.env.LAW_RUNS ?? 30) / 2),
  seed: Number(process.env.LAW_SEED ?? 20140919),
}

describe('a sitting over random histories', { timeout: 3_600_000 }, () => {
  it('is what it was before any input when that is taken back, and after it when it is redone', () => {
    fc.assert(
      fc.property(history, (given) => {
        expect(differsAfterUndo(given)).toEqual([])
      }),
      runs,
    )
  })

  it('is the same when it is saved at any event and opened again, and goes on in the same way', () => {
    const moments = fc.array(fc.nat({ max: 999 }), { minLength: 1, maxLength: 4 })
    fc.assert(
      fc.property(history, moments, (given, places) => {
        expect(differsWhenSaved(given, places)).toEqual([])
      }),
      runs,
    )
  })
})
