import { expect, it } from 'vitest'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'
import { clusterOf, exponentOf } from '../support/sizes.ts'

/** The same World; `count` is told of everything that is read in it. */
function watched<T extends object>(given: T, count: () => void): T {
  const known = new WeakMap<object, object>()
  const raw = new WeakMap<object, object>()
  const wrap = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || raw.has(value)) return value
    const made = known.get(value)
    if (made) return made
    // Parts of what is frozen must be given as they are; those of its copy need not.
    const open = !Object.isFrozen(value) ? value : Array.isArray(value) ? [...value] : { ...value }
    const proxy = new Proxy(open, {
      get: (target, key) => {
        count()
        const value: unknown = Reflect.get(target, key)
        // What was frozen since then has to be given as it is.
        const fixed = Reflect.getOwnPropertyDescriptor(target, key)?.configurable === false
        return fixed && key !== 'length' ? value : wrap(value)
      },
      set: (target, key, next) =>
        Reflect.set(target, key, typeof next === 'object' && next ? (raw.get(next) ?? next) : next),
    })
    known.set(value, proxy)
    raw.set(proxy, value)
    return proxy
  }
  return wrap(given) as T
}

/** How much of its World a line reads until its prompt is back and its jobs are over. */
function readsOf(nodes: number, line: string): number {
  let reads = 0
  const definition = clusterOf(nodes, 10 * nodes)
  const terminal = definition.master
  const world: World = watched(startWorld(RULES, definition), () => {
    reads += 1
  })
  const play = (text: string): void => {
    applyInPlace(RULES, world, { kind: 'line', terminal, text }, world.now, () => {})
    const busy = () =>
      world.openJobs.length > 0 || (world.terminals[terminal]?.stack.length ?? 0) > 1
    for (let due = nextEvent(world); busy() && due !== undefined; due = nextEvent(world))
      advanceInPlace(RULES, world, due, () => {})
  }
  // What is remembered from then on is none of the line's business.
  play('gnt-instance list')
  reads = 0
  play(line)
  return reads
}

const LINES = [
  'gnt-instance list',
  'gnt-node list',
  'gnt-cluster verify',
  'gnt-instance migrate -f i0005',
  'gnt-instance replace-disks -s i0005',
]

it.each(LINES)(
  '%s reads no more of a larger cluster than n to the power of 1.2',
  (line) => {
    const [few, many] = [10, 40]
    const exponent = exponentOf([few, many], [readsOf(few, line), readsOf(many, line)])
    expect(exponent).toBeLessThan(1.2)
  },
  600_000,
)
