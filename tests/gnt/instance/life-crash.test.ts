import { describe, expect, it } from 'vitest'
import type { Release } from '../../../src/sim/releases.ts'
import { open, run } from '../../support/crash.ts'
import { saidAfter } from '../../support/said.ts'

const OPERATIONS = [
  {
    name: 'startup',
    before: ['gnt-instance shutdown dY'],
    line: 'gnt-instance startup dY',
    seconds: 7,
  },
  { name: 'shutdown', before: [], line: 'gnt-instance shutdown dY', seconds: 10 },
  {
    name: 'reboot --type=full',
    before: [],
    line: 'gnt-instance reboot --type=full dY',
    seconds: 12,
  },
  {
    name: 'add',
    before: [],
    line: 'gnt-instance add -t drbd -s 1g -n $B:$C -o debootstrap+default --no-name-check --no-ip-check debianW',
    seconds: 14,
  },
  { name: 'remove', before: [], line: 'gnt-instance remove -f dY', seconds: 11 },
]
const IN: Release[] = ['2.11', '3.0']

/** Every line of these files is one that Ganeti has; the order, and what is not said, count as well. */
describe.each(OPERATIONS)('gnt-instance $name', ({ name, line, before, seconds }) => {
  it.each(IN)(
    'ends in its words when its primary or its secondary loses power, in %s',
    async (release) => {
      const start = open(release)
      const [here = ''] = Object.keys(start.world.machines)
      for (const text of before) run(start, here, text)
      start.shown = []
      const ends = (['B', 'C'] as const).map((victim) =>
        saidAfter(start, { line, victim, seconds }),
      )
      expect(ends.map(({ left }) => left).join('')).toBe('')
      await expect(ends.map(({ said }) => said).join('')).toMatchFileSnapshot(
        `after-loss/${name.replaceAll(' ', '')}.${release}.txt`,
      )
    },
  )
})
