import { describe, expect, it } from 'vitest'
import { sitting } from '../../support/driver.ts'
import { normalise } from '../../support/normalise.ts'
import { recordingOf } from '../../support/recordings.ts'

/** Which node the others are compared with, and in which order a node lists its guests, is drawn at random. */
const comparable = (text: string): string[] =>
  normalise(text, '')
    .replace(/reference node (\(?)[\w.]+/g, 'reference node $1<node>')
    .replace("['debianz', 'debiany']", "['debiany', 'debianz']")
    .split('\n')
    .sort()

describe('gnt-cluster verify --debug-simulate-errors', () => {
  it('reports every check as failed, with its code, as the recorded one', () => {
    const { cluster, steps } = recordingOf('b1-lists.jsonl')
    const recorded = steps.find(({ command }) => command?.includes('--debug-simulate-errors'))
    const at = sitting(cluster)
    const { output, exit } = at.on('nodea', recorded?.command ?? '')
    expect(exit).toBe(1)
    expect(comparable(output)).toEqual(comparable(recorded?.merged ?? ''))
  })

  it('only warns of what is to be ignored, and says nothing of levels that a check does not give', () => {
    const at = sitting({ release: '3.0' })
    const { output } = at.on('nodeA', 'gnt-cluster verify --debug-simulate-errors -I ENODELVM')
    expect(output).toContain(
      "  - WARNING: node nodea.virt.nsrc.org: node didn't return data for the volume group 'ganeti'",
    )
    expect(output).toContain('  - None: cluster : None\n')
    expect(output).toContain('  - ERROR: node nodea.virt.nsrc.org: missing bridges: \n')
  })

  it('names a group once for all its nodes', () => {
    const at = sitting({ release: '3.0' })
    expect(at.on('nodeA', 'gnt-cluster verify --debug-simulate-errors').output).toMatch(
      /different groups: node\w\.virt\.nsrc\.org, node\w\.virt\.nsrc\.org \(group default\)\n/,
    )
  })
})
