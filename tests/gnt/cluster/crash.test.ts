import { describe, expect, it } from 'vitest'
import { EXERCISE } from '../../../src/labs/clusters.ts'
import { RULES } from '../../../src/shell/rules.ts'
import { advanceInPlace, applyInPlace } from '../../../src/sim/apply.ts'
import type { Input } from '../../../src/sim/input.ts'
import { RELEASES, type Release } from '../../../src/sim/releases.ts'
import { startWorld } from '../../../src/sim/start.ts'
import { nextEvent, type World } from '../../../src/sim/world.ts'
import { complaints } from '../../support/invariants.ts'

/** What is typed, where, after which inputs; and for how many seconds crashes are tried. */
interface Operation {
  line: string
  on: string
  before: string[]
  seconds: number
}

const OPERATIONS: Operation[] = [
  { line: 'gnt-cluster verify', on: 'nodeA', before: [], seconds: 4 },
  { line: 'gnt-cluster verify', on: 'nodeA', before: ['off nodeC'], seconds: 70 },
  { line: 'gnt-cluster verify-disks', on: 'nodeA', before: [], seconds: 4 },
  {
    line: 'gnt-cluster verify-disks',
    on: 'nodeA',
    before: ['off nodeC', 'wait 5', 'on nodeC', 'wait 30'],
    seconds: 8,
  },
  { line: 'gnt-cluster redist-conf', on: 'nodeA', before: [], seconds: 4 },
  { line: 'gnt-cluster master-failover', on: 'nodeB', before: [], seconds: 12 },
  { line: 'gnt-cluster master-failover', on: 'nodeB', before: ['off nodeA'], seconds: 60 },
  { line: 'ganeti-watcher', on: 'nodeA', before: [], seconds: 12 },
  // Nothing but the boot of a master, and of the others under it.
  { line: '# nothing', on: 'nodeB', before: ['off nodeA', 'wait 2', 'on nodeA'], seconds: 30 },
  { line: '# nothing', on: 'nodeA', before: ['off nodeB', 'wait 2', 'on nodeB'], seconds: 30 },
]

function scene(release: Release) {
  const world: World = startWorld(RULES, { ...EXERCISE, release, syncMibPerSecond: 400 })
  const named = (label: string) =>
    Object.keys(world.machines).find((n) => n.toLowerCase().startsWith(label.toLowerCase())) ?? ''
  const input = (what: Input) => applyInPlace(RULES, world, what, world.now, () => {})
  let now = 0
  const wait = (seconds: number) => {
    now += seconds * 1000
    advanceInPlace(RULES, world, now, () => {})
    world.now = Math.max(world.now, now)
  }
  const act = (text: string) => {
    const [verb, what = ''] = text.split(' ')
    if (verb === 'wait') wait(Number(what))
    else input({ kind: 'power', node: named(what), to: verb === 'on' ? 'on' : 'off' })
  }
  const type = (node: string, text: string) => input({ kind: 'line', terminal: named(node), text })
  return { world, act, wait, type }
}

describe('a node that dies at any second', () => {
  describe.each(RELEASES)('in %s', (release) => {
    it.each(OPERATIONS)('of $line after $before leaves nothing hanging', (operation) => {
      for (const victim of ['nodeA', 'nodeB', 'nodeC'])
        for (let second = 0; second <= operation.seconds; second++) {
          const { world, act, wait, type } = scene(release)
          for (const step of operation.before) act(step)
          type(operation.on, operation.line)
          wait(second)
          act(`off ${victim}`)
          wait(900)
          const when = `${victim} at ${second} s`
          expect([when, nextEvent(world)]).toEqual([when, undefined])
          const busy = Object.values(world.terminals).filter(
            (t) => t.stack.length > 1 || (t.stack[0] && t.stack[0].frame.wait?.for !== 'line'),
          )
          expect([when, busy.map((t) => [t.id, t.stack.at(-1)?.program])]).toEqual([when, []])
          expect([when, complaints(world)]).toEqual([when, []])
        }
    })
  })
})
