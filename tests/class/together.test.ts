import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupAction } from '../../src/class/log/entry.ts'
import { someMove } from '../support/random-sitting.ts'
import { asMember, type Happening, LABS, Network } from './network.ts'

const page = fc.nat({ max: 2 })
const someDeed: fc.Arbitrary<GroupAction> = fc.oneof(
  { weight: 8, arbitrary: someMove.map(({ input }): GroupAction => ({ do: 'input', input })) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom('paused', 1, 5, 60)
      .map((speed): GroupAction => ({ do: 'speed', speed: speed as 'paused' | 1 | 5 | 60 })),
  },
  { weight: 1, arbitrary: fc.nat({ max: 400_000 }).map((to): GroupAction => ({ do: 'skip', to })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.nat({ max: 12 }), fc.nat({ max: 300_000 }))
      .map(([keep, now]): GroupAction => ({ do: 'back', keep, now })),
  },
  { weight: 1, arbitrary: fc.constant<GroupAction>({ do: 'redo' }) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('crash', 'maintenance', 'no-such-lab')
      .map((lab): GroupAction => ({ do: 'lab', lab, release: '2.11' })),
  },
)
const someHappening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ is: fc.constant('deed' as const), page, what: someDeed }) },
  { weight: 4, arbitrary: fc.nat({ max: 8000 }).map((ms): Happening => ({ is: 'time', ms })) },
  {
    weight: 6,
    arbitrary: fc.record({
      is: fc.constant('arrive' as const),
      page,
      many: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('cut' as const), page }) },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('back' as const), page }) },
)

const START: readonly GroupAction[] = [
  { do: 'lab', lab: 'crash', release: '2.11' },
  { do: 'speed', speed: 5 },
]

describe('a group over random histories on a bad network', { timeout: 3_600_000 }, () => {
  it('ends in the same World on all pages, and nothing is lost or done twice', async () => {
    expect(LABS.has('crash') && LABS.has('maintenance')).toBe(true)
    let typed = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(someHappening, { minLength: 5, maxLength: Number(process.env.LAW_MOVES ?? 40) }),
        async (happenings) => {
          const network = await Network.open(3)
          for (const what of START) await network.happen({ is: 'deed', page: 0, what })
          for (const happening of happenings) {
            if (happening.is !== 'deed' || happening.what.do !== 'input') {
              await network.happen(happening)
              continue
            }
            const { seat = '' } = network.pages[happening.page % 3] ?? {}
            const input = asMember(seat, happening.what.input)
            await network.happen({ ...happening, what: { do: 'input', input } })
          }
          await network.settle()
          const digests = await network.digests()
          typed += await network.jobs()
          expect(new Set(digests).size, digests.join(' ')).toBe(1)
          const log = await network.store.read('g', 0)
          expect(log.map(({ n }) => n)).toEqual(log.map((_, i) => i + 1))
          expect(log.every(({ at }, i) => i === 0 || at >= (log[i - 1]?.at ?? 0))).toBe(true)
          const ids = log.map(({ id }) => id)
          expect(new Set(ids).size).toBe(ids.length)
          expect(new Set(network.appended)).toEqual(new Set(ids.filter((id) => id.startsWith('p'))))
          expect(network.pages.flatMap(({ pending }) => pending)).toEqual([])
        },
      ),
      {
        numRuns: Math.ceil(Number(process.env.LAW_RUNS ?? 30) / 2),
        seed: Number(process.env.LAW_SEED ?? 20140919),
      },
    )
    // The histories are no idle ones.
    expect(typed).toBeGreaterThan(0)
  })
})
