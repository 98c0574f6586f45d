import { describe, expect, it } from 'vitest'
import { fill, wrap } from '../../../src/lib/text/wrap.ts'

// The expected lines are those of Python's textwrap.wrap.
describe('wrap', () => {
  it.each([
    ['the quick brown fox', 10, ['the quick', 'brown fox']],
    ['secondary-node of the instance', 12, ['secondary-', 'node of the', 'instance']],
    ['a co-op b', 6, ['a co-', 'op b']],
    ['x --no-voting option', 8, ['x --no-', 'voting', 'option']],
    ['one--two three', 7, ['one--', 'two', 'three']],
    ['abcdefghijkl mn', 5, ['abcde', 'fghij', 'kl mn']],
    ['two  spaces  stay', 12, ['two  spaces', 'stay']],
    ['  indented text', 8, ['indented', 'text']],
    ['lines\nand more', 20, ['lines and more']],
    ['2014-09-19 1-a', 6, ['2014-', '09-19', '1-a']],
    ['a-b-c-d-e', 4, ['a-b-', 'c-', 'd-e']],
    ['nodeB.virt-x.net --yes-do-it', 9, ['nodeB.vir', 't-x.net', '--yes-do-', 'it']],
    ['', 10, []],
    ['   ', 10, []],
  ])('%j at %d', (text, width, lines) => {
    expect(wrap(text, width)).toEqual(lines)
  })

  it('joins the lines when asked for one text', () => {
    expect(fill('the quick brown fox', 10)).toBe('the quick\nbrown fox')
  })
})
