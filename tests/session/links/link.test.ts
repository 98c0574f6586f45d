import { describe, expect, it } from 'vitest'
import { digestOf } from '../../../src/lib/digest.ts'
import { linkTo, type Opens, readLink } from '../../../src/session/links/link.ts'

const opens = (fragment: string) => {
  const link = readLink(fragment)
  return link?.ok ? link.opens : undefined
}
const refusal = (fragment: string) => {
  const link = readLink(fragment)
  return link && !link.ok ? link.why : undefined
}

describe('the fragment of an address', () => {
  it.each<[string, Opens | null, boolean]>([
    ['#lab=crash', { is: 'lab', lab: 'crash' }, false],
    [
      '#lab=crash&release=3.0&goal=offline',
      { is: 'lab', lab: 'crash', release: '3.0', goal: 'offline' },
      false,
    ],
    ['#drill=7', { is: 'lab', lab: 'drills', seed: 7 }, false],
    ['#drill=7&release=2.12&present', { is: 'lab', lab: 'drills', seed: 7, release: '2.12' }, true],
    ['#free', { is: 'free' }, false],
    ['#free&release=3.0', { is: 'free', release: '3.0' }, false],
    ['#state=q1Yq', { is: 'state', state: 'q1Yq' }, false],
    ['#present', null, true],
  ])('%s is read, and written again', (fragment, expected, presents) => {
    expect(readLink(fragment)).toEqual({ ok: true, opens: expected, presents })
    expect(readLink(linkTo(expected, presents))).toEqual(readLink(fragment))
  })

  it('may be empty', () => {
    expect(readLink('')).toBeNull()
    expect(readLink('#')).toBeNull()
  })

  it('names goals of several words', () => {
    expect(opens(linkTo({ is: 'lab', lab: 'crash', goal: 'up again' }))).toMatchObject({
      goal: 'up again',
    })
  })

  it.each([
    ['#tea', 'It asks for “tea”, which this page does not know.'],
    ['#__proto__=1', 'It asks for “__proto__”, which this page does not know.'],
    ['#lab=crash&lab=loss', 'It says lab twice.'],
    ['#lab=crash&drill=7', 'It asks for both lab and drill.'],
    ['#goal=offline', 'It names a goal, but no lab.'],
    ['#free&goal=offline', 'It names a goal, but no lab.'],
    ['#release=3.0', 'It names a release, but no lab.'],
    ['#lab=crash&release=9', 'There is no release “9”. The releases are 2.11, 2.12, 3.0.'],
    ['#drill=-1', '“-1” is not the number of a drill.'],
    ['#drill=1e9', '“1e9” is not the number of a drill.'],
    ['#drill', '“” is not the number of a drill.'],
    ['#lab=%E0%A4%A', 'It is damaged.'],
    [`#lab=${'x'.repeat(500)}`, 'It is too long.'],
    [`#state=${'x'.repeat(1_000_000)}`, 'It is too long.'],
    [
      `#${'<script>'.repeat(20)}`,
      'It asks for “<script><script><script><script><script>…”, which this page does not know.',
    ],
    ['#a\u202eb', 'It asks for “a<U+202E>b”, which this page does not know.'],
  ])('%s is refused in a sentence', (fragment, why) => {
    expect(refusal(fragment)).toBe(why)
  })
})

describe('a digest', () => {
  it('is the same for equal data, in whatever order its keys are', () => {
    expect(digestOf({ a: 1, b: [{ c: 'x', d: null }] })).toBe(
      digestOf({ b: [{ d: null, c: 'x' }], a: 1, e: undefined }),
    )
  })

  it('differs where the data differs', () => {
    const all = [{}, [], { a: 1 }, { a: '1' }, { a: [1, 2] }, { a: [2, 1] }, { b: 1 }, null]
    expect(new Set(all.map(digestOf)).size).toBe(all.length)
  })
})
