import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import type { Input } from '../../src/sim/input.ts'
import type { Release } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'
import { inputOf, type Move, mayType, PATIENCE_MS } from './random-sitting.ts'

/** Plays moves in place, with a look at the World after every event, until it has come to rest. */
export function watchClosely(
  release: Release,
  moves: Move[],
  look: (world: World, now: number) => void,
): World {
  const world = startWorld(RULES, { ...EXERCISE, release })
  let now = 0
  const pass = (end: number) => {
    for (let due = nextEvent(world); due !== undefined && due <= end; due = nextEvent(world)) {
      now = due
      advanceInPlace(RULES, world, now, () => {})
      look(world, now)
    }
    now = Math.max(now, end)
  }
  const type = (input: Input) => {
    applyInPlace(RULES, world, input, now, () => {})
    look(world, now)
  }
  for (const move of moves) {
    pass(now + move.afterMs)
    const end = now + PATIENCE_MS
    for (let due = nextEvent(world); !mayType(world, move); due = nextEvent(world)) {
      if (due === undefined || due > end) break
      pass(due)
    }
    type(inputOf(world, move))
  }
  // Whatever runs, a learner gets the prompt back.
  for (const [node, { power }] of Object.entries(world.machines)) {
    const stack = () => world.terminals[node]?.stack ?? []
    for (let tries = 0; tries < 8 && stack().length > 1; tries++) {
      type({ kind: 'key', terminal: node, key: 'interrupt' })
      // A session to a node that fell silent hears nothing but its own way out.
      if (stack().at(-1)?.program === RULES.silence)
        type({ kind: 'line', terminal: node, text: '~.' })
      if (stack().length > 1) type({ kind: 'key', terminal: node, key: 'end-of-file' })
      pass(now + 1000)
    }
    if (power.is === 'on' && (stack().length !== 1 || stack()[0]?.frame.wait?.for !== 'line'))
      throw new Error(`${node} does not come back to a prompt: ${JSON.stringify(stack())}`)
  }
  type({ kind: 'hardware', change: { watcherCron: false, syncMibPerSecond: 18 } })
  pass(now + 3 * 3_600_000)
  return world
}
