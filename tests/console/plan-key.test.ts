import { expect, test } from 'vitest'
import { keysOf } from '../../src/console/input/keys.ts'

test('Alt+Enter asks what the line would do; Enter alone runs it', () => {
  expect(keysOf('\x1b\r')).toEqual([{ kind: 'plan' }])
  expect(keysOf('\r')).toEqual([{ kind: 'enter' }])
})
