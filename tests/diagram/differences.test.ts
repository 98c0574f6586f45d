import { expect, it } from 'vitest'
import { differing, newIn } from '../../src/diagram/words/differences.ts'
import { sitting } from '../support/driver.ts'
import { A, B } from '../support/nodes.ts'

it('two pictures differ in the nodes and boxes that look otherwise, and in what is said of them', () => {
  const at = sitting()
  const before = at.scene()
  expect(differing(before, before)).toEqual([])
  expect(newIn(before, before)).toEqual([])
  at.enter('gnt-instance migrate -f debianX')
  at.wait(60)
  at.enter('gnt-node modify --drained=yes nodeB')
  at.wait(60)
  const after = at.scene()
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
