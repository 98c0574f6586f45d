import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { act, openSession, passTime, replay, type Session } from '../../src/session/session.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advance, apply, nextEvent } from '../../src/sim/apply.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import type { World } from '../../src/sim/world.ts'
import { complaints } from '../support/invariants.ts'
import { type Move, someMove } from '../support/random-sitting.ts'

const history = fc.record({
  release: fc.constantFrom(...RELEASES),
  moves: fc.array(someMove, { minLength: 1, maxLength: 14 }),
})
// A fixed seed: a failure here is a failure everywhere, and tomorrow.
const runs = { numRuns: 60, seed: 20140919 }

const play = (
  release: (typeof RELEASES)[number],
  moves: Move[],
  each?: (s: Session) => Session,
) => {
  let session = openSession({ ...EXERCISE, release })
  for (const { afterMs, make } of moves) {
    session = passTime(session, session.now + afterMs)
    session = act(each ? each(session) : session, make(session.world))
  }
  return passTime(session, session.now + 600_000)
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

describe('the World over random histories', () => {
  it('is plain JSON: a round trip before every input changes nothing', () => {
    fc.assert(
      fc.property(history, ({ release, moves }) => {
        const straight = play(release, moves)
        const tripped = play(release, moves, (s) => ({ ...s, world: copy(s.world) }))
        expect(tripped.world).toEqual(straight.world)
      }),
      runs,
    )
  })

  it('advances by a and then by b as it advances by a + b', () => {
    fc.assert(
      fc.property(
        history,
        fc.nat({ max: 60_000 }),
        fc.nat({ max: 60_000 }),
        ({ release, moves }, a, b) => {
          let { world }: { world: World } = openSession({ ...EXERCISE, release })
          let now = 0
          for (const { afterMs, make } of moves) {
            now += afterMs
            world = advance(RULES, world, now).world
            world = apply(RULES, world, make(world), now).world
          }
          const first = advance(RULES, world, now + a)
          const second = advance(RULES, first.world, now + a + b)
          const once = advance(RULES, world, now + a + b)
          expect(second.world).toEqual(once.world)
          expect([...first.emitted, ...second.emitted]).toEqual(once.emitted)
        },
      ),
      runs,
    )
  })

  it('leaves nothing due after an input', () => {
    fc.assert(
      fc.property(history, ({ release, moves }) => {
        let session = openSession({ ...EXERCISE, release })
        for (const { afterMs, make } of moves) {
          session = passTime(session, session.now + afterMs)
          session = act(session, make(session.world))
          expect(nextEvent(session.world) ?? Number.POSITIVE_INFINITY).toBeGreaterThan(session.now)
        }
      }),
      runs,
    )
  })

  it('replays identically, in place or step by step', () => {
    fc.assert(
      fc.property(history, ({ release, moves }) => {
        const live = play(release, moves)
        const again = replay(live.definition, live.inputs, live.now)
        expect(again.world).toEqual(live.world)
        expect(again.shown).toEqual(live.shown.slice(0, live.shownLength))
      }),
      runs,
    )
  })

  it('keeps its invariants, whatever happens', () => {
    fc.assert(
      fc.property(history, ({ release, moves }) => {
        const seen: string[] = []
        const last = play(release, moves, (s) => {
          seen.push(...complaints(s.world))
          return s
        })
        expect([...seen, ...complaints(last.world)]).toEqual([])
      }),
      runs,
    )
  })

  it('ends every job, or says what it waits for', () => {
    fc.assert(
      fc.property(history, ({ release, moves }) => {
        const { world } = play(release, moves)
        const stuck = Object.values(world.jobs).filter(
          (job) =>
            !['success', 'error', 'canceled'].includes(job.status) &&
            job.waitsFor === null &&
            !job.ops.some((op) => op.frame.wait !== null),
        )
        expect(stuck.map((job) => job.id)).toEqual([])
      }),
      runs,
    )
  })
})
