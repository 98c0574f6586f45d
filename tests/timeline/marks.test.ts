import { expect, test } from 'vitest'
import { jobMarks, markGroups } from '../../src/timeline/axis.ts'

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

test('a job without room for its number has no text at all', () => {
  const jobs = Array.from({ length: 8 }, (_, i) => ({
    id: i + 1,
    verb: 'add',
    received: minutes(3 * i),
    started: minutes(3 * i),
    ended: minutes(3 * i + 2),
  }))
  const marks = jobMarks(jobs, 0, minutes(30), HALF_HOUR, 40)
  expect(marks.map(({ text }) => text)).toEqual([...Array(7).fill(null), '8 add'])
})
