import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { labJsonSchema, vocabulary } from '../../src/door/lab-schema.ts'
import { problemLine } from '../../src/labs/format/problem.ts'
import { readForeignLab, readLab } from '../../src/labs/format/read.ts'
import { withSeconds } from '../../src/labs/format/write.ts'

const fileAt = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

describe('the published format', () => {
  it('is the one that files are read by: npm run lab -- --publish writes it', () => {
    expect(fileAt('public/lab.schema.json')).toBe(labJsonSchema())
    expect(fileAt('src/labs/VOCABULARY.md')).toBe(vocabulary())
  })
})

const GOOD = `---
id: mine
order: 1
title: Mine
summary: A lab of mine.
goals:
  - id: drained
    text: Drain nodeB
    detail: Use \`gnt-node\`, *then* look.
    needs: { node: nodeB, flag: drained, is: true }
    hints: [First., Second.]
    command: gnt-node modify --drained=yes nodeB
wrongTurns:
  - id: wrong node
    after: drained
    steps:
      - { power: nodeA, to: off }
    when: { node: nodeA, power: off }
    says: It is off. Switch it on.
solution:
  - { on: nodeA, run: gnt-node modify --drained=yes nodeB }
---

The story, with \`code\`.

- a list
`

const problemsIn = (source: string): string[] => {
  const read = readLab(source)
  return read.ok ? [] : read.problems.map((problem) => problemLine('mine.md', problem))
}

describe('a lab from a file', () => {
  it('is read whole: prose keeps code and emphasis apart, and nothing of it is markup', () => {
    const read = readLab(GOOD.replace('a list', 'a <b>list</b>'))
    expect(read.ok && read.lab.goals[0]?.detail).toEqual([
      'Use ',
      { code: 'gnt-node' },
      ', ',
      { em: 'then' },
      ' look.',
    ])
    expect(read.ok && read.lab.story).toEqual([
      { paragraph: ['The story, with ', { code: 'code' }, '.'] },
      { list: [['a <b>list</b>']] },
    ])
  })

  it.each([
    ['without front matter', 'Just text', 'mine.md:1: a lab starts with front matter'],
    ['a broken line of YAML', GOOD.replace('title: Mine', 'title: [Mine'), /^mine\.md:\d+: /],
    ['a field that is missing', GOOD.replace('title: Mine\n', ''), 'mine.md:2: title: is missing'],
    [
      'a field that does not exist',
      GOOD.replace('    detail:', '    details:'),
      'mine.md:7: goals.0.detail: is missing',
    ],
    [
      'a value that is not allowed',
      GOOD.replace('flag: drained, is', 'flag: drainned, is'),
      'mine.md:10: goals.0.needs.flag: must be ("drained" | "offline"), but is "drainned"',
    ],
    [
      'a condition that does not exist',
      GOOD.replace('{ node: nodeB, flag: drained, is: true }', '{ moon: full }'),
      'mine.md:10: goals.0.needs: is not a known condition: use one of node + flag',
    ],
    [
      'a wrong turn after no goal',
      GOOD.replace('after: drained', 'after: tea'),
      'mine.md:15: wrongTurns.0.after: there is no goal called tea',
    ],
    [
      'a step that no one can take',
      GOOD.replace('{ power: nodeA, to: off }', '{ power: nodeA, to: sleep }'),
      'mine.md:17: wrongTurns.0.steps.0.to: must be ("on" | "off"), but is "sleep"',
    ],
    [
      'an instance that is not there',
      GOOD.replace('goals:', 'start: { place: { debianQ: [nodeA] } }\ngoals:'),
      'mine.md:6: start.place.debianQ: there is no instance called debianQ',
    ],
    [
      'a third hint, which would never be shown',
      GOOD.replace('[First., Second.]', '[First., Second., Third.]'),
      'mine.md:11: goals.0.hints.2: is not a field here',
    ],
    ['no solution', GOOD.replace(/solution:\n.*\n/, ''), 'mine.md:2: solution: is missing'],
  ])('%s is told with its line and field', (_, source, expected) => {
    const text = problemsIn(source).join('\n')
    const told = typeof expected === 'string' ? text.includes(expected) : expected.test(text)
    expect(told, text).toBe(true)
  })

  it('keeps every other line when the seconds of its solution are noted', () => {
    const cost = { '2.11': { dX: { down: 1, one: 2, twice: 0 } } }
    const once = withSeconds(GOOD, cost)
    expect(once).toBe(
      GOOD.replace(
        '\n---\n\n',
        "\nseconds:\n  '2.11':\n    dX: { down: 1, one: 2, twice: 0 }\n---\n\n",
      ),
    )
    expect(withSeconds(once, cost)).toBe(once)
  })
})

describe('what no one sees in a lab from outside', () => {
  it.each([
    ['as it is', 'Drain \u202enodeB', 'The\u200b story'],
    ['as an escape and as an entity', '"Drain \\u202enodeB"', 'The&#x200b; story'],
  ])('is spelled out where it stands %s', (_, goal, story) => {
    const source = GOOD.replace('Drain nodeB', goal).replace('The story', story)
    const read = readForeignLab(source)
    if (!read.ok) throw new Error(JSON.stringify(read.problems))
    expect(read.lab.goals[0]?.text).toBe('Drain <U+202E>nodeB')
    expect(JSON.stringify(read.lab.story)).toContain('The<U+200B> story')
    expect(read.lab.source).toBe(source)
  })

  it('is spelled out in what is said of it', () => {
    const text = problemsIn(GOOD.replace('is: true', 'is: "\\u2066yes"')).join('\n')
    expect(text).toContain('<U+2066>yes')
    expect(text).not.toContain('\u2066')
  })
})
