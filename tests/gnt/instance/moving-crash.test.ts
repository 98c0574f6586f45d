import { describe, expect, it } from 'vitest'
import { RELEASES } from '../../../src/sim/releases.ts'
import { type NodeLetter, open } from '../../support/crash.ts'
import { saidAfter } from '../../support/said.ts'

const OPERATIONS: { name: string; line: string; seconds: number; victims: NodeLetter[] }[] = [
  { name: 'migrate', line: 'gnt-instance migrate -f dY', seconds: 14, victims: ['B', 'C'] },
  {
    name: 'migrate --allow-failover',
    line: 'gnt-instance migrate -f --allow-failover dY',
    seconds: 4,
    victims: ['B'],
  },
  {
    name: 'migrate --cleanup',
    line: 'gnt-instance migrate -f --cleanup dY',
    seconds: 5,
    victims: ['B', 'C'],
  },
  { name: 'failover', line: 'gnt-instance failover -f dY', seconds: 14, victims: ['B', 'C'] },
  {
    name: 'replace-disks -s',
    line: 'gnt-instance replace-disks -s dY',
    seconds: 14,
    victims: ['B', 'C'],
  },
  {
    name: 'replace-disks -p',
    line: 'gnt-instance replace-disks -p dY',
    seconds: 14,
    victims: ['B', 'C'],
  },
  {
    name: 'replace-disks -n',
    line: 'gnt-instance replace-disks -n $A dY',
    seconds: 14,
    victims: ['B', 'C'],
  },
  { name: 'move', line: 'gnt-instance move -f -n $C dZ', seconds: 32, victims: ['B', 'C'] },
  { name: 'grow-disk', line: 'gnt-instance grow-disk dY 0 1g', seconds: 6, victims: ['B', 'C'] },
]

/** Every line of these files is one that Ganeti has; the order, and what is not said, count as well. */
describe.each(OPERATIONS)('gnt-instance $name', ({ name, line, seconds, victims }) => {
  it.each(RELEASES)('ends in its words whichever node loses power when, in %s', async (release) => {
    const start = open(release, { copyMibPerSecond: 300 })
    const ends = victims.map((victim) => saidAfter(start, { line, victim, seconds }))
    expect(ends.map(({ left }) => left).join('')).toBe('')
    await expect(ends.map(({ said }) => said).join('')).toMatchFileSnapshot(
      `after-loss/${name.replaceAll(' ', '')}.${release}.txt`,
    )
  })
})
