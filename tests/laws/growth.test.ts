import { expect, it } from 'vitest'
import { sceneOf } from '../../src/diagram/scene/scene-of.ts'
import { judge } from '../../src/labs/judge/judge.ts'
import { RULES } from '../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../src/sim/apply.ts'
import { startWorld } from '../../src/sim/start.ts'
import { nextEvent, type World } from '../../src/sim/world.ts'
import { clusterOf, exponentOf } from '../support/sizes.ts'
import { watched } from '../support/watched.ts'

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

const LOOKS: Record<string, (world: World) => void> = {
  'the picture': (world) => void sceneOf(world, world.now, 'is'),
  'the picture of what Ganeti knows': (world) => void sceneOf(world, world.now, 'known'),
  'whether all is well': (world) =>
    void judge(
      { healthy: true },
      { world, now: world.now, typed: [], since: 0, path: {}, diagnosed: null },
    ),
}

it.each(Object.keys(LOOKS))('%s reads no more of a larger cluster, either', (name) => {
  const readsAt = (nodes: number): number => {
    let reads = 0
    const world = watched(startWorld(RULES, clusterOf(nodes, 10 * nodes)), () => {
      reads += 1
    })
    LOOKS[name]?.(world)
    return reads
  }
  expect(exponentOf([10, 40], [readsAt(10), readsAt(40)])).toBeLessThan(1.2)
})
