import { expect, test } from 'vitest'
import { nodeName, play } from './play.ts'

test('a job whose master lost its power holds nothing in the picture', () => {
  const p = play().wait(10).type('gnt-instance migrate -f debianY').wait(6)
  expect(p.picture()).toContain('[job 1]')
  p.do({ kind: 'power', node: nodeName('A'), to: 'off' }).wait(1)
  expect(p.picture()).not.toContain('[job 1]')
})
