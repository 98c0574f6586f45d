import { EXERCISE } from '../../src/labs/clusters.ts'

const namesOf = (letters: string) => [...letters].map((letter) => `node${letter}.virt.nsrc.org`)

/** An instance on the nodes of these letters: one is plain, two are DRBD. */
export const instance = (name: string, nodes: string, mib = 2048) => ({
  name,
  template: nodes.length === 2 ? 'drbd' : 'plain',
  disksMib: [mib],
  minmemMib: 128,
  maxmemMib: 128,
  vcpus: 1,
  os: 'debootstrap+default',
  nodes: namesOf(nodes),
  writesMibPerMinute: 20,
})

/** The exercise's cluster with other instances, and perhaps other memory. */
export const start = (
  instances: ReturnType<typeof instance>[],
  freeMib: Record<string, number> = {},
) => ({
  ...EXERCISE,
  instances,
  nodes: EXERCISE.nodes.map((node) => ({
    ...node,
    memoryFreeMib: freeMib[node.name.slice(4, 5)] ?? node.memoryFreeMib,
  })),
})
