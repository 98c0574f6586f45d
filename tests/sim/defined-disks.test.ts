import { expect, it } from 'vitest'
import { EXERCISE } from '../../src/labs/clusters.ts'
import { RULES } from '../../src/shell/rules.ts'
import { minorOn } from '../../src/sim/cluster/config.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'
import { RELEASES } from '../../src/sim/releases.ts'
import { startWorld } from '../../src/sim/start.ts'
import { configOn } from '../../src/sim/world.ts'
import { sitting } from '../support/driver.ts'
import { instance } from '../support/starts.ts'

/** Mirrored instances with two and three disks beside others, so that both ends of a pair count differently. */
const SEVERAL = {
  ...EXERCISE,
  instances: [
    instance('plain', 'A', 1024),
    { ...instance('two', 'AB'), disksMib: [1024, 2048] },
    instance('one', 'CB', 1024),
    { ...instance('three', 'BC'), disksMib: [1024, 1280, 1536], adminState: 'down' as const },
    { ...instance('mixed', 'CA'), template: 'plain', disksMib: [1024, 1280] },
  ],
} as ClusterDefinition

it.each(RELEASES)(
  'a cluster defined with several disks per instance is in order in %s',
  (release) => {
    const { on } = sitting({ ...SEVERAL, release })
    const { output, exit } = on('nodeA', 'gnt-cluster verify')
    expect(output).not.toMatch(/ERROR|WARNING/)
    expect(exit).toBe(0)
    expect(on('nodeA', 'gnt-instance list -o name,status').output).toMatch(/two +running/)
    expect(on('nodeA', 'gnt-instance startup three').exit).toBe(0)
  },
)

it('every mirrored disk of a definition has a minor of its own on each of its nodes, the lowest free one', () => {
  const world = startWorld(RULES, SEVERAL)
  const minors: Record<string, number[]> = {}
  for (const { disks } of Object.values(configOn(world, EXERCISE.master).instances))
    for (const disk of disks)
      if (disk.kind === 'drbd')
        for (const node of disk.nodes)
          minors[node.slice(0, 5)] = [...(minors[node.slice(0, 5)] ?? []), minorOn(disk, node)]
  expect(minors).toEqual({ nodeA: [0, 1], nodeB: [0, 1, 2, 3, 4, 5], nodeC: [0, 1, 2, 3] })
})
