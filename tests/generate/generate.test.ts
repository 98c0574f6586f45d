import { describe, expect, it } from 'vitest'
import { programsOf } from '../../src/gnt/declared/programs.ts'
import { generate } from './session.ts'
import { COMMON, RARE } from './templates.ts'

/** What no generated session does, and why. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  'gnt-cluster destroy': 'nothing could follow',
  'gnt-cluster init': 'there is a cluster already',
  'gnt-cluster upgrade': 'another version would have to be installed',
  'gnt-debug submit-job': 'needs a file with opcodes',
  'gnt-debug test-jobqueue': 'takes a minute and prints what only its developers need',
  'gnt-instance batch-create': 'needs a file with instances',
  'gnt-node powercycle': 'would restart the machine that plays the node',
}

/** The commands that a template can become: its first two words, with every choice made. */
function commandsIn(template: string): string[] {
  const group = /\(([^[\]()]*)\)|\[([^[\]()]*)\]/.exec(template)
  if (!group) return [template.split(' ').slice(0, 2).join(' ')]
  const choices = group[1] === undefined ? [group[2] ?? '', ''] : group[1].split('|')
  return choices.flatMap((choice) => {
    const made = template.slice(0, group.index) + choice
    const rest = template.slice(group.index + group[0].length)
    // What follows the command's name does not matter, and would multiply.
    return made.trim().split(' ').length > 2 && !/[[(]/.test(made)
      ? [made.split(' ').slice(0, 2).join(' ')]
      : commandsIn(made + rest)
  })
}

describe('generated sessions', () => {
  it('are the same for the same wish, and others for another seed', () => {
    const wish = { seed: 3, length: 12, rare: 0.6, faults: true }
    const [once, again, other] = [generate(wish), generate(wish), generate({ ...wish, seed: 4 })]
    expect(again).toEqual(once)
    expect(other.slice(1)).not.toEqual(once.slice(1))
    expect(once.filter((line) => line.startsWith('$ '))).toHaveLength(12)
  })

  it('write nothing that was left to fill in', () => {
    const lines = generate({ seed: 9, length: 60, rare: 0.8, faults: false })
    expect(lines.filter((line) => /[{}|]/.test(line))).toEqual([])
  })

  it('can hold every command but those with a reason', () => {
    const held = new Set([...COMMON, ...RARE].flatMap(commandsIn))
    const all = [...programsOf({ release: '3.0' }).values()].flatMap(({ name, commands }) =>
      commands
        .filter((c) => c.name !== 'list-fields')
        .map((c) => ({ ...c, name: `${name} ${c.name}` })),
    )
    const missing = all.filter(({ name }) => !held.has(name)).map(({ name }) => name)
    expect(missing.sort()).toEqual(Object.keys(LEFT_OUT).sort())
  })
})
