import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { markGroups } from '../../src/timeline/axis.ts'
import { momentAt, placeOf, scaleOf } from '../../src/timeline/scale.ts'

const MINUTE = 60_000
const someEnd = fc.integer({ min: 0, max: 48 * 60 * MINUTE })
const aMinuteOrMore = someEnd.map((end) => end + MINUTE)

describe('the scale of the time strip', () => {
  it('gives the last minute at least a fifteenth of the width, however long the sitting', () => {
    fc.assert(
      fc.property(aMinuteOrMore, (end) => {
        const scale = scaleOf(end)
        const last = placeOf(scale, end) - placeOf(scale, end - MINUTE)
        expect(placeOf(scale, end)).toBeLessThanOrEqual(1)
        expect(last).toBeGreaterThan(1 / 15)
      }),
    )
  })

  it('gives the first minute a third of the width while there are few', () => {
    expect(placeOf(scaleOf(MINUTE), MINUTE)).toBeCloseTo(1 / 3)
  })

  it('finds the moment of every place', () => {
    fc.assert(
      fc.property(someEnd, fc.double({ min: 0, max: 1, noNaN: true }), (end, place) => {
        const scale = scaleOf(end)
        expect(placeOf(scale, momentAt(scale, place))).toBeCloseTo(place, 6)
      }),
    )
  })
})

it('no two marks cover each other, wherever they are', () => {
  const someMarks = fc.array(fc.tuple(someEnd, fc.string({ minLength: 1, maxLength: 14 })))
  fc.assert(
    fc.property(someMarks, someEnd, fc.integer({ min: 30, max: 160 }), (given, end, room) => {
      const marks = given
        .map(([at, text]) => ({ at: Math.min(at, end), text }))
        .sort((a, b) => a.at - b.at)
      const scale = scaleOf(end)
      const groups = markGroups(marks, scale, room)
      const columns = groups.map(({ at, text }) =>
        Math.max(0, Math.min(placeOf(scale, at) * room, room - text.length)),
      )
      const free = columns.map((from, i) => from + (groups[i]?.text.length ?? 0))
      expect(columns.slice(1).filter((from, i) => from <= (free[i] ?? 0))).toEqual([])
      expect(groups.flatMap(({ all }) => all)).toEqual(marks.map(({ text }) => text))
    }),
  )
})
