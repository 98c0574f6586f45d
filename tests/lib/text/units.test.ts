import { expect, it } from 'vitest'
import { formatUnit } from '../../../src/lib/text/units.ts'

it.each([
  [256, 'h', '256M'],
  [1023, 'h', '1023M'],
  [1024, 'h', '1.0G'],
  [29800, 'h', '29.1G'],
  [1994, 'h', '1.9G'],
  [2 * 1024 * 1024, 'h', '2.0T'],
  [256, 'm', '256'],
  // An exact half goes to the even digit.
  [256, 'g', '0.2'],
  [768, 'g', '0.8'],
  [29800, 'g', '29.1'],
  [1024 * 1024, 't', '1.0'],
] as const)('%i MiB in unit %s reads %s', (mib, unit, text) => {
  expect(formatUnit(mib, unit)).toBe(text)
})
