import { expect, it } from 'vitest'
import { differing, newIn } from '../../src/diagram/differences.ts'
import { sceneOf } from '../../src/diagram/scene-of.ts'
import { A, B, desk } from '../session/desk.ts'

it('two pictures differ in the nodes and boxes that look otherwise, and in what is said of them', () => {
  const at = desk()
  const before = sceneOf(at.copy(), at.world.now, 'is')
  expect(differing(before, before)).toEqual([])
  expect(newIn(before, before)).toEqual([])
  at.type('gnt-instance migrate -f debianX')
  at.wait(60)
  at.type('gnt-node modify --drained=yes nodeB')
  at.wait(60)
  const after = sceneOf(at.copy(), at.world.now, 'is')
  expect(differing(before, after).sort()).toEqual([
    `instance/debianX@${A}`,
    `instance/debianX@${B}`,
    `node/${B}`,
  ])
  expect(newIn(before, after)).toEqual([
    'nodeB: up, drained, accepts no new instances.',
    'dX: running on nodeB, copy on nodeA.',
  ])
})
