import { describe, expect, it } from 'vitest'
import { problemLine } from '../../src/labs/format/problem.ts'
import { readLab } from '../../src/labs/format/read.ts'

interface Parts {
  needs?: string
  start?: string
  releases?: string
  more?: string
  steps?: string
}

const fileWith = ({
  needs = '{ node: nodeB, power: off }',
  start = '',
  releases = '',
  more = '',
  steps = '{ power: nodeB, to: off }',
}: Parts) => `---
id: mine
order: 1
title: Mine
summary: A lab of mine.
${releases === '' ? '' : `releases: ${releases}\n`}${start === '' ? '' : `start: ${start}\n`}goals:
  - id: off
    text: Switch it off
    detail: Its button.
    needs: ${needs}
    hints: [First., Second.]
solution:
  - ${steps}
${more}---

The story.
`

const problemsIn = (source: string): string => {
  const read = readLab(source)
  return read.ok ? '' : read.problems.map((p) => problemLine('mine.md', p)).join('\n')
}

const nested = (levels: number) =>
  `${'{ not: '.repeat(levels)}{ healthy: true }${' }'.repeat(levels)}`

/** Each name stands for ten of the one before. */
const bomb = ['a0: &a0 [x]']
  .concat([...Array(9).keys()].map((i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`)}]`))
  .join('\n')

describe('a lab file from a stranger', () => {
  it('may nest what a person would, and use anchors', () => {
    expect(problemsIn(fileWith({ needs: nested(10) }))).toBe('')
    expect(
      problemsIn(fileWith({ needs: '{ any: [&off { node: nodeB, power: off }, *off] }' })),
    ).toBe('')
  })

  it.each<[string, string, string]>([
    ['is very long', fileWith({ more: `# ${'x'.repeat(600_000)}\n` }), 'mine.md:1: is too long'],
    [
      'has much front matter',
      fileWith({ more: `# ${'x'.repeat(120_000)}\n` }),
      'mine.md:2: has front matter that is too long',
    ],
    [
      'tells a very long story',
      `${fileWith({})}${'word '.repeat(12_000)}`,
      'mine.md:15: the story is too long',
    ],
    [
      'tells it in very many paragraphs',
      `${fileWith({})}${'a\n\n'.repeat(8_000)}`,
      'mine.md:15: the story has too many paragraphs',
    ],
    [
      'has a very long hint',
      fileWith({}).replace('First.', 'x'.repeat(5000)),
      'mine.md:11: goals.0.hints.0: is too long: 4000 at most',
    ],
    [
      'holds very many values',
      fileWith({ more: `keep: [${'a,'.repeat(25_000)}]\n` }),
      'holds too much: 20000 values at most',
    ],
    [
      'stands for very many values by aliases',
      fileWith({ more: `keep: [&many [${'a,'.repeat(5000)}], ${'*many, '.repeat(9)}]\n` }),
      'holds too much: 20000 values at most',
    ],
    ['says the same twice', fileWith({ more: 'order: 2\n' }), 'mine.md:14: order: is there twice'],
    [
      'asks more than can be judged at every event',
      fileWith({ needs: `{ any: [${'{ healthy: true }, '.repeat(4000)}] }` }),
      'goals.0.needs: too many conditions for a cluster of this size: 3333 at most',
    ],
    [
      'nests its conditions deeply',
      fileWith({ needs: nested(100) }),
      'is nested too deeply: 40 levels at most',
    ],
    [
      'nests them until a reader gives up',
      fileWith({ needs: nested(10_000) }),
      'is nested too deeply: 40 levels at most',
    ],
    [
      'has aliases that stand for very much',
      fileWith({ more: `${bomb}\n` }),
      'mine.md:2: has an alias',
    ],
    ['has an alias of nothing', fileWith({ needs: '*nothing' }), 'mine.md:2: has an alias'],
    [
      'places an instance called __proto__',
      fileWith({ start: '{ place: { __proto__: [nodeA] } }' }),
      'mine.md:6: start.place.__proto__: is not a name that can be used here',
    ],
    [
      'changes a part called constructor',
      fileWith({ start: '{ with: { constructor: { name: x } } }' }),
      'start.with.constructor: is not a name that can be used here',
    ],
    [
      'changes a part that no cluster has',
      fileWith({ start: '{ with: { nodez: [] } }' }),
      'mine.md:6: start.with.nodez: is not part of a cluster definition',
    ],
    [
      'says that the nodes are a number',
      fileWith({ start: '{ with: { nodes: 5 } }' }),
      'start.with: The cluster is not usable: nodes: ',
    ],
    [
      'has a clock without a time',
      fileWith({ start: '{ with: { clock: tea } }' }),
      'clock: must be an ISO 8601 time',
    ],
    [
      'has what was drawn as a word',
      fileWith({ start: '{ with: { random: dice } }' }),
      'start.with: The cluster is not usable: random: ',
    ],
    [
      'waits for ever',
      fileWith({ start: '{ before: [{ wait: 1.0e+18 }] }' }),
      'start.before.0.wait: must be <=604800',
    ],
    [
      'is for a release that does not exist',
      fileWith({ releases: '[9.9]' }),
      'mine.md:6: releases.0: must be ("2.11" | "2.12" | "3.0")',
    ],
    [
      'asks for a node that is not there',
      fileWith({ needs: '{ not: { node: nodeQ, power: off } }' }),
      'mine.md:10: goals.0.needs.not.node: there is no node called nodeQ',
    ],
    [
      'asks for the link to a node that is not there',
      fileWith({ needs: '{ link: [nodeA, nodeQ], is: cut }' }),
      'goals.0.needs.link.1: there is no node called nodeQ',
    ],
    [
      'asks for a daemon that none of its releases has',
      fileWith({
        releases: '["3.0"]',
        needs: '{ node: nodeB, daemon: ganeti-masterd, runs: false }',
      }),
      'goals.0.needs.daemon: there is no daemon called ganeti-masterd',
    ],
    [
      'presses the button of a node that is not there',
      fileWith({ steps: '{ power: nodeQ, to: off }' }),
      'solution.0.power: there is no node called nodeQ',
    ],
    [
      'breaks a node that is not there',
      fileWith({ steps: '{ fault: { cable: nodeQ, is: out } }' }),
      'solution.0.fault.cable: there is no node called nodeQ',
    ],
  ])('is refused with a sentence when it %s', (_, source, sentence) => {
    expect(problemsIn(source)).toContain(sentence)
  })
})
