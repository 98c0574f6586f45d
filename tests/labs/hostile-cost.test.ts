import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLab } from '../../src/labs/format/read.ts'

const lesson = (id: string): string =>
  readFileSync(new URL(`../../src/labs/lessons/${id}.md`, import.meta.url), 'utf8')

const LESSONS = ['crash', 'drills', 'evacuation', 'maintenance', 'setup', 'two-masters'].map(lesson)

/** What Markdown and YAML read anything into. */
const SYNTAX = [
  ...['>', '> ', '[', '![', '[]', '](', '[a](', '[a](<', '[![', '*a ', '*a_ ', '**a *', '_', '`'],
  ...['- ', '1. ', '- a\n', '> a\n', '# a\n', 'a\n=\n', 'a\n\n', '```\n', '    a\n\n', '[a]: b\n'],
  ...[
    '<',
    '<a ',
    '<!--',
    '<![CDATA[',
    '<?',
    '&',
    '&amp;',
    '\\',
    '~',
    '|',
    '\t',
    ' ',
    '\n',
    '\u0000',
  ],
  ...['{', '{a: ', '[{a: ', '? ', ': ', ':', 'a: b: ', '"', "'", '"a": ', '&a ', '*a ', '!a ', '!'],
  ...[
    'a: &a 1\n',
    '- &a\n',
    '- - a\n',
    '---\n',
    '...\n',
    '%a\n',
    '<<: *a\n',
    '}',
    ']\n',
    ',',
    '|\n',
  ],
]

const filled = (piece: string, length: number): string =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length)

/** CPU milliseconds of this process, whatever else the machine does. */
function cost(work: () => void): number {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

const BEGINNING = lesson('maintenance').split(/^---$/m)[1] ?? ''
const withStory = (story: string) => `---${BEGINNING}---\n${story}`
const withFront = (yaml: string) => `---\n${yaml}\n---\n`

/** What the longest file of ordinary text costs, the dearest of a few: reading it the first time is compiled. */
const usual = Math.max(
  ...[0, 1, 2].map(() =>
    cost(() => {
      readLab(withStory(filled('Some *words*, and `code` of it.\n- a list\n\n', 20_000)))
      readLab(withFront(filled('- { id: [a, b], text: "word", needs: { c: d } }\n', 40_000)))
    }),
  ),
)

describe('a lab that was written to keep its reader busy', () => {
  it('is read in the time of an ordinary one, whatever its story repeats', () => {
    const runs = Array.from({ length: 300 }, (_, i) => filled('`', i)).join(' ')
    const nested = Array.from({ length: 220 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n')
    const pairs = `${filled('[', 24_000)}${filled(']', 24_000)}`
    const stories = [...SYNTAX.map((piece) => filled(piece, 49_000)), runs, nested, pairs]
    const dear = stories.filter((story) => cost(() => readLab(withStory(story))) > 20 * usual)
    expect(dear.map((story) => story.slice(0, 20))).toEqual([])
  })

  it('is read in the time of an ordinary one, whatever its front matter repeats', () => {
    const keys = Array.from({ length: 12_000 }, (_, i) => `a${i}: 1`).join('\n')
    const steps = Array.from({ length: 400 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')
    const fronts = [...SYNTAX.map((piece) => filled(piece, 99_000)), keys, steps]
    const dear = fronts.filter((front) => cost(() => readLab(withFront(front))) > 20 * usual)
    expect(dear.map((front) => front.slice(0, 20))).toEqual([])
  })

  it('is refused in a sentence where keys of keys follow each other for ever', () => {
    const read = readLab(`---\nid: x\nseconds:\n  d1: {${'"a": '.repeat(3000)} 1 }\n---\n\nText.`)
    expect(read).toMatchObject({
      ok: false,
      problems: [{ message: expect.stringMatching(/^is nested too deeply/) }],
    })
  })

  it('is never more than refused: a problem has a line of the file and a sentence', () => {
    const edit = fc.record({
      at: fc.nat(30_000),
      cut: fc.nat(200),
      piece: fc.constantFrom(...SYNTAX, 'constructor', '__proto__: 1\n', 'toString', '\u202e'),
      times: fc.constantFrom(0, 1, 2, 50, 2000),
    })
    let refused = 0
    const mutated = fc
      .tuple(fc.constantFrom(...LESSONS), fc.array(edit, { minLength: 1, maxLength: 6 }))
      .map(([text, edits]) =>
        edits.reduce((so, { at, cut, piece, times }) => {
          const place = at % (so.length + 1)
          return so.slice(0, place) + piece.repeat(times) + so.slice(place + cut)
        }, text),
      )
    fc.assert(
      fc.property(mutated, (source) => {
        const read = readLab(source)
        const problems = read.ok ? [] : read.problems
        expect(problems.length > 0).toBe(!read.ok)
        if (!read.ok) refused += 1
        const lines = source.split('\n').length
        for (const { line, message } of problems) {
          expect(line).toBeGreaterThan(0)
          expect(line).toBeLessThanOrEqual(lines)
          expect(message).not.toBe('')
        }
      }),
      { seed: 20_261_128, numRuns: 300 },
    )
    expect(refused).toBeGreaterThan(100)
  })
})
