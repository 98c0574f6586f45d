import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EXERCISE, SEVEN } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, apply, applyInPlace } from '../../src/sim/apply.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'
import { inputOf, type Move, mayType, PATIENCE_MS, someMove } from '../support/random-sitting.ts'

const history = fc.record({
  release: fc.constantFrom(...RELEASES),
  cluster: fc.constantFrom(EXERCISE, SEVEN),
  moves: fc.array(someMove, { minLength: 1, maxLength: Number(process.env.LAW_MOVES ?? 14) }),
})
const runs = {
  numRuns: Number(process.env.LAW_RUNS ?? 20),
  seed: Number(process.env.LAW_SEED ?? 20140919),
}

const textOf = (world: World): string => JSON.stringify(world)
/** Nothing is known of it: everything in it is looked at. */
const stranger = (world: World): World => JSON.parse(textOf(world)) as World

/** Texts are compared fast; where they differ, only the parts that do are told. */
const expectSame = (world: World, other: World): void => {
  const differ = Object.keys({ ...world, ...other }).filter(
    (part) =>
      JSON.stringify(world[part as keyof World]) !== JSON.stringify(other[part as keyof World]),
  )
  const parts = (of: World) => differ.map((part) => [part, of[part as keyof World]])
  expect(parts(world)).toEqual(parts(other))
  expect(differ).toEqual([])
}

/** Plays the moves in place. `each` does one thing to the World, and is asked to do it in its own way. */
function playBy(
  world: World,
  moves: readonly Move[],
  each: (work: (world: World) => void) => void,
): void {
  let now = 0
  const pass = (end: number) => {
    for (let due = nextEvent(world); due !== undefined && due <= end; due = nextEvent(world)) {
      now = due
      each((one) => advanceInPlace(RULES, one, now, () => {}))
    }
    now = Math.max(now, end)
  }
  for (const move of moves) {
    pass(now + move.afterMs)
    const end = now + PATIENCE_MS
    for (let due = nextEvent(world); !mayType(world, move); due = nextEvent(world)) {
      if (due === undefined || due > end) break
      pass(due)
    }
    const input = inputOf(world, move)
    each((one) => applyInPlace(RULES, one, input, now, () => {}))
  }
  pass(now + 600_000)
}

describe('what is remembered about a World that settles', { timeout: 3_600_000 }, () => {
  it('changes nothing: one that nothing is known of goes on in the same way', () => {
    fc.assert(
      fc.property(history, ({ release, cluster, moves }) => {
        const world = startWorld(RULES, { ...cluster, release })
        playBy(world, moves, (work) => {
          const other = stranger(world)
          work(other)
          work(world)
          expectSame(world, other)
        })
      }),
      runs,
    )
  })

  it('changes nothing while disks are taken away, exchanged and brought back', () => {
    const typed = (text: string, afterMs = 0): Move => ({
      afterMs,
      patient: true,
      input: { kind: 'line', terminal: 'nodeA', text },
    })
    const power = (to: 'on' | 'off', afterMs: number): Move => ({
      afterMs,
      patient: false,
      input: { kind: 'power', node: 'nodeB', to },
    })
    const world = startWorld(RULES, { ...EXERCISE, syncMibPerSecond: 400 })
    const moves = [
      typed('gnt-instance replace-disks -p debianX'),
      typed('gnt-instance replace-disks -n nodeC debianX', 2000),
      typed('gnt-instance migrate -f debianX'),
      power('off', 4000),
      power('on', 60_000),
      typed('gnt-cluster verify-disks', 30_000),
      typed('ssh nodeB lvremove -f ganeti'),
      typed('drbdsetup disconnect 0; drbdsetup detach 0; drbdsetup attach 0; drbdsetup connect 0'),
      typed('gnt-instance shutdown debianY', 30_000),
      typed('lvremove -f ganeti; halt -p', 30_000),
    ]
    playBy(world, moves, (work) => {
      const other = stranger(world)
      work(other)
      work(world)
      expectSame(world, other)
    })
    expect(world.machines[EXERCISE.master]?.power.is).toBe('off')
  })

  it('belongs to one future: another one from the same World knows nothing of it', () => {
    const world = startWorld(RULES, EXERCISE)
    const line = (text: string) => ({ kind: 'line', terminal: EXERCISE.master, text }) as const
    const off = { kind: 'power', node: 'nodeB.virt.nsrc.org', to: 'off' } as const
    const expected = textOf(apply(RULES, stranger(world), off, 0).world)
    apply(RULES, world, line('drbdsetup disconnect 0; lvremove -f ganeti'), 0)
    expect(textOf(apply(RULES, world, off, 0).world)).toBe(expected)
  })
})
