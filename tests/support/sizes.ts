import { EXERCISE } from '../../src/labs/clusters.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'

const nameOf = (i: number): string => `n${i + 1}.example.org`

/** A cluster of so many nodes whose mirrored instances are spread evenly, each pair of neighbours sharing some. */
export const clusterOf = (nodes: number, instances: number): ClusterDefinition => ({
  ...EXERCISE,
  release: '2.12',
  syncMibPerSecond: 400,
  inRelease: {},
  master: nameOf(0),
  nodes: Array.from({ length: nodes }, (_, i) => ({
    name: nameOf(i),
    ip: `10.0.0.${i + 1}`,
    memoryMib: 65_536,
    memoryNodeMib: 500,
    volumeGroupMib: 1_000_000,
    cpus: 16,
  })),
  instances: Array.from({ length: instances }, (_, i) => ({
    name: `i${String(i).padStart(4, '0')}`,
    template: 'drbd',
    disksMib: [1024],
    minmemMib: 128,
    maxmemMib: 128,
    vcpus: 1,
    os: 'debootstrap+default',
    nodes: [nameOf(i % nodes), nameOf((i + 1 + (Math.floor(i / nodes) % 3)) % nodes)],
  })),
})

/** By which power of its size something grows, from one measurement to another. */
export const exponentOf = (sizes: [number, number], amounts: [number, number]): number =>
  Math.log(amounts[1] / amounts[0]) / Math.log(sizes[1] / sizes[0])
