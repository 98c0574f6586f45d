import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { nextEvent } from '../../../src/sim/world.ts'
import {
  doInput,
  type NodeLetter,
  nodeOf,
  open,
  type Scene,
  type,
  wait,
} from '../../support/crash.ts'
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

const lettered = (scene: Scene, node: string): string => nodeOf(scene, node.slice(-1) as NodeLetter)

/** `off nodeC`, `on nodeC` or `wait 5`. */
function take(scene: Scene, step: string): void {
  const [verb, what = ''] = step.split(' ')
  if (verb === 'wait') wait(scene, Number(what))
  else
    doInput(scene, { kind: 'power', node: lettered(scene, what), to: verb === 'on' ? 'on' : 'off' })
}

describe('a node that dies at any second', () => {
  describe.each(RELEASES)('in %s', (release) => {
    it.each(OPERATIONS)('of $line after $before leaves nothing hanging', (operation) => {
      for (const victim of ['nodeA', 'nodeB', 'nodeC'])
        for (let second = 0; second <= operation.seconds; second++) {
          const scene = open(release)
          for (const step of operation.before) take(scene, step)
          type(scene, lettered(scene, operation.on), operation.line)
          wait(scene, second)
          take(scene, `off ${victim}`)
          wait(scene, 900)
          const { world } = scene
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
