import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { allLabs } from '../../src/door/catalogue.ts'
import type { Block, Goal, Lab, Prose } from '../../src/labs/lab.ts'

/** The exercise: three nodes with these instances, by their primaries and secondaries. */
const PICTURE = {
  debianX: ['nodeA.virt.nsrc.org', 'nodeB.virt.nsrc.org'],
  debianY: ['nodeB.virt.nsrc.org', 'nodeC.virt.nsrc.org'],
  debianZ: ['nodeB.virt.nsrc.org'],
}

const plain = (prose: Prose): string =>
  prose
    .map((part) => (typeof part === 'string' ? part : 'code' in part ? part.code : part.em))
    .join('')

function blockText(block: Block): string {
  if ('paragraph' in block) return plain(block.paragraph)
  return 'list' in block ? block.list.map(plain).join(' ') : block.code
}

/** All that a learner can read at a goal: the task, why, the hints and the command. */
function goalText({ text, detail, hints, command }: Goal): string {
  const lines = command === undefined ? [] : Object.values(command)
  const commands = typeof command === 'string' ? command : lines.flat().join(' ')
  return [text, plain(detail), ...hints.map(plain), commands].join(' ')
}

/** What is written at a place of a lab; undefined if there is no such place. */
function textAt(lab: Lab | undefined, place: string): string | undefined {
  if (lab === undefined) return undefined
  if (place === 'story') return lab.story.map(blockText).join(' ')
  const turn = lab.wrongTurns.find(({ id }) => `turn ${id}` === place)
  if (turn) return plain(turn.says)
  const goal = lab.goals.find(({ id }) => id === place)
  return goal && goalText(goal)
}

const rows = readFileSync(new URL('handout.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (-|paragraph)/.test(line))
  .map((line) => {
    const [paragraph = '', lab = '', place = '', words = ''] = line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
    return { paragraph, lab, place, words }
  })

const labOf = (name: string) => allLabs().find(({ id }) => id === name)

it.each(rows.filter(({ words }) => words !== 'starts'))(
  'teaches "$paragraph" in $lab, at $place',
  ({ lab, place, words }) => {
    expect(textAt(labOf(lab), place)?.replace(/\s+/g, ' ')).toContain(words)
  },
)

it.each(rows.filter(({ words }) => words === 'starts'))(
  'begins with the picture of the exercise: $lab',
  ({ lab }) => {
    const { instances } = labOf(lab)?.start.cluster ?? { instances: [] }
    expect(Object.fromEntries(instances.map(({ name, nodes }) => [name, nodes]))).toEqual(PICTURE)
  },
)

it('has a row for every part of the exercise', () => {
  const parts = [
    'setup',
    'maintenance',
    'crash',
    'loss',
    'master',
    'master-crash',
    'two-nodes',
    'evacuation',
  ]
  expect(parts.filter((part) => !rows.some(({ lab }) => lab === part))).toEqual([])
})
