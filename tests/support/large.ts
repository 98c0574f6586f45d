import { EXERCISE } from '../../src/labs/clusters.ts'
import type { ClusterDefinition } from '../../src/sim/definition.ts'

/** A cluster of `node01`, `node02` … with DRBD instances `web001` … spread over them. */
export function largeCluster(nodes: number, instances: number): ClusterDefinition {
  const [model] = EXERCISE.nodes
  const [disk] = EXERCISE.instances
  if (!model || !disk) throw new Error('the exercise has no nodes')
  const names = Array.from({ length: nodes }, (_, i) => `node${`${i + 1}`.padStart(2, '0')}`)
  const full = (i: number) => `${names[i % nodes]}.virt.nsrc.org`
  return {
    ...EXERCISE,
    master: full(0),
    nodes: names.map((name, i) => ({
      ...model,
      name: full(i),
      label: name,
      ip: `10.10.1.${i + 1}`,
      memoryMib: 16_384,
      memoryFreeMib: 16_000,
      volumeGroupMib: 500_000,
    })),
    instances: Array.from({ length: instances }, (_, i) => ({
      ...disk,
      name: `web${`${i + 1}`.padStart(3, '0')}`,
      label: `w${i + 1}`,
      template: 'drbd' as const,
      nodes: [full(i), full(i + 1 + (i % Math.max(1, nodes - 1)))].filter(
        (n, k, all) => all.indexOf(n) === k,
      ),
    })).filter(({ nodes: pair }) => pair.length === 2),
  }
}
