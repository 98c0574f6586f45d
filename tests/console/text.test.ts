import { describe, expect, test } from 'vitest'
import { completed, inColumns } from '../../src/console/input/completion.ts'
import { decorateEcho, decorateOutput } from '../../src/console/output/decorate.ts'
import { isAtEnd, pageOf, turned, visibleLines } from '../../src/console/output/pager.ts'
import { printable, printableLine, withoutTabs } from '../../src/console/output/printable.ts'

const uncoloured = (text: string) => text.replace(/\x1b\[[\d;]*m/g, '')

describe('text on its way to the terminal', () => {
  test('cannot act as an escape sequence', () => {
    const evil = 'a\x1b]0;title\x07b\x9b2Jc\x1b[2J\x08\x00d'
    expect(printable(evil)).toBe('a]0;titleb2Jc[2Jd')
    expect(printable('one\r\ntwo\tend\n')).toBe('one\ntwo\tend\n')
  })

  test('shows characters that no one sees, or that turn others round, for what they are', () => {
    expect(printable('node\u202eB\u200b')).toBe('node<U+202E>B<U+200B>')
    expect(printable('a\u200db\u{e0041}')).toBe('a<U+200D>b<U+E0041>')
    expect(printableLine('rm \u2066x\u2069')).toBe('rm <U+2066>x<U+2069>')
    expect(printable('Grüße, 日本, ✓')).toBe('Grüße, 日本, ✓')
  })

  test('is one line when it is typed', () => {
    expect(printableLine('gnt-node\tlist\n')).toBe('gnt-node list ')
  })

  test('has blanks up to the next tab stop', () => {
    expect(withoutTabs('ab\tc')).toBe('ab      c')
  })

  test('keeps its characters when it is coloured', () => {
    for (const line of [
      'debianX nodeB ERROR_nodedown',
      'Fri Sep 19 14:05:00 2014  - WARNING: Could not shutdown instance',
      'Failure: prerequisites not met for this operation:',
    ]) {
      expect(decorateOutput(line)).not.toBe(line)
      expect(uncoloured(decorateOutput(line))).toBe(line)
    }
    expect(uncoloured(decorateEcho('root@nodeA:~# gnt-node list'))).toBe(
      'root@nodeA:~# gnt-node list',
    )
  })
})

describe('Tab', () => {
  const from = 'gnt-instance '.length
  const at = (word: string, candidates: string[], again = false) =>
    completed(`gnt-instance ${word}`, from + word.length, { from, candidates }, again)

  test('fills in the only candidate and goes on to the next word', () => {
    expect(at('mig', ['migrate']).text).toBe('gnt-instance migrate ')
  })

  test('fills in what all candidates share, then lists them at the second press', () => {
    const candidates = ['activate-disks', 'add']
    expect(at('', ['replace-disks', 'rename', 're']).text).toBe('gnt-instance re')
    expect(at('a', candidates).list).toEqual([])
    expect(at('a', candidates, true).list).toEqual(candidates)
  })

  test('leaves the line alone where nothing fits', () => {
    expect(at('zz', [])).toEqual({ text: 'gnt-instance zz', cursor: from + 2, list: [] })
  })

  test('lists in columns, read downwards', () => {
    expect(inColumns(['a', 'b', 'c', 'd', 'e'], 9)).toBe('a  c  e\nb  d')
  })
})

describe('the pager', () => {
  const text = Array.from({ length: 30 }, (_, i) => `line ${i + 1}`).join('\n')

  test('shows a screen less one row, and stops at the end', () => {
    const first = pageOf(text, 80, 11)
    expect(visibleLines(first).at(0)).toBe('line 1')
    expect(visibleLines(first)).toHaveLength(10)
    const last = turned(turned(turned(first, 'page down'), 'page down'), 'page down')
    expect(visibleLines(last).at(-1)).toBe('line 30')
    expect(isAtEnd(last)).toBe(true)
    expect(visibleLines(turned(last, 'start')).at(0)).toBe('line 1')
  })

  test('folds long lines and fills a short text up', () => {
    const page = pageOf('abcdefgh', 5, 5)
    expect(visibleLines(page)).toEqual(['abcde', 'fgh', '~', '~'])
  })
})
