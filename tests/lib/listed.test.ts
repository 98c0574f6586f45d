import { expect, test } from 'vitest'
import { listed } from '../../src/lib/listed.ts'

test('words are listed as a sentence has them', () => {
  expect(listed([])).toBe('')
  expect(listed(['a'])).toBe('a')
  expect(listed(['a', 'b'])).toBe('a and b')
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
})
