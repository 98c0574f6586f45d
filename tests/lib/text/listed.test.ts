import { expect, test } from 'vitest'
import { listed, oneOf } from '../../../src/lib/text/listed.ts'

test('words are listed as a sentence has them', () => {
  expect(listed([])).toBe('')
  expect(listed(['a'])).toBe('a')
  expect(listed(['a', 'b'])).toBe('a and b')
  expect(listed(['a', 'b', 'c'])).toBe('a, b and c')
})

test('a choice among words is listed with "or"', () => {
  expect(oneOf([])).toBe('')
  expect(oneOf(['a'])).toBe('a')
  expect(oneOf(['a', 'b'])).toBe('a or b')
  expect(oneOf(['a', 'b', 'c'])).toBe('a, b or c')
})
