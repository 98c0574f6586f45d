import { expect, test } from 'vitest'
import { markGroups } from '../../src/timeline/axis.ts'

const minutes = (n: number) => n * 60_000
const HALF_HOUR = { span: minutes(30), fold: 0, folded: 0 }

test('marks that would cover each other stand as one that counts them', () => {
  const marks = [
    { at: minutes(1), text: 'B off' },
    { at: minutes(1.5), text: 'A-B cut' },
    { at: minutes(2), text: 'C unplugged' },
    { at: minutes(20), text: 'B back' },
  ]
  expect(markGroups(marks, HALF_HOUR, 90)).toEqual([
    { at: minutes(1), text: 'B off +2', all: ['B off', 'A-B cut', 'C unplugged'] },
    { at: minutes(20), text: 'B back', all: ['B back'] },
  ])
})

test('marks with room between them stand for themselves', () => {
  const marks = [
    { at: 0, text: 'B off' },
    { at: minutes(10), text: 'B back' },
  ]
  expect(markGroups(marks, HALF_HOUR, 90).map(({ text }) => text)).toEqual(['B off', 'B back'])
})
