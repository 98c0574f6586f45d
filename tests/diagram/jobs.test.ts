import { expect, test } from 'vitest'
import { sitting } from '../support/driver.ts'

test('a job whose master lost its power holds nothing in the picture', () => {
  const p = sitting().wait(10).enter('gnt-instance migrate -f debianY').wait(6)
  expect(p.picture()).toContain('[job 1]')
  p.power('nodeA', 'off').wait(1)
  expect(p.picture()).not.toContain('[job 1]')
})
