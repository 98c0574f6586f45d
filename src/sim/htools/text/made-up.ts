import { own } from '../../../lib/own.ts'
import type { Result } from '../outcome.ts'
import { annotate, bad, good } from '../outcome.ts'
import type { AllocPolicy, ClusterSnapshot, GroupSnapshot, NodeSnapshot } from '../snapshot.ts'
import { allocPolicies } from '../snapshot.ts'
import { readInteger, splitAt } from './numbers.ts'
import { defaultPolicy } from './policies.ts'
import { readSize } from './sizes.ts'

/** Empty clusters from `--simulate` (HTools/Backend/Simu.hs). */

const letters: Readonly<Record<string, AllocPolicy>> = {
  p: 'preferred',
  a: 'last_resort',
  u: 'unallocable',
}

const readAllocPolicy = (text: string): Result<AllocPolicy> => {
  const named = allocPolicies.find((known) => known === text)
  const policy = named ?? own(letters, text)
  return policy === undefined
    ? bad(`Cannot parse AllocPolicy abbreviation '${text}'`)
    : good(policy)
}

const MOST_PARTS = 7
const LEAST_PARTS = 5

type Made = { readonly group: GroupSnapshot; readonly nodes: readonly NodeSnapshot[] }

const padded = (value: number, digits: number): string => `${value}`.padStart(digits, '0')

const makeGroup = (spec: string, number: number): Result<Made> => {
  const parts = splitAt(',', spec)
  if (parts.length < LEAST_PARTS || parts.length > MOST_PARTS)
    return bad(
      `Invalid cluster specification, expected 6 comma-separated sections (allocation policy, node count, disk size, memory size, number of CPUs, spindles) but got ${parts.length}: '${spec}'`,
    )
  const [policy = '', count = '', diskText = '', memoryText = '', cpuText = ''] = parts
  const [spindleText = '1', exclusive = 'False'] = parts.slice(LEAST_PARTS)
  const allocPolicy = readAllocPolicy(policy)
  if (!allocPolicy.ok) return allocPolicy
  const nodeCount = readInteger('node count', count)
  if (!nodeCount.ok) return nodeCount
  const disk = annotate('disk size', readSize(diskText))
  if (!disk.ok) return disk
  const memory = annotate('memory size', readSize(memoryText))
  if (!memory.ok) return memory
  const cpus = readInteger('cpu count', cpuText)
  if (!cpus.ok) return cpus
  const spindles = readInteger('spindles', spindleText)
  if (!spindles.ok) return spindles
  if (exclusive !== 'False' && exclusive !== 'True')
    return bad(`exclusive storage: cannot parse string '${exclusive}'`)
  const uuid = `fake-uuid-${padded(number, 2)}`
  const nodes = Array.from(
    { length: nodeCount.value },
    (_, index): NodeSnapshot => ({
      name: `node-${padded(number, 2)}-${padded(index + 1, 3)}`,
      group: uuid,
      tags: [],
      offline: false,
      drained: false,
      vmCapable: true,
      master: number === 1 && index === 0,
      exclusiveStorage: exclusive === 'True',
      totalMemoryMib: memory.value,
      reservedMemoryMib: 0,
      freeMemoryMib: memory.value,
      totalDiskMib: disk.value,
      freeDiskMib: disk.value,
      totalCpus: cpus.value,
      reservedCpus: 1,
      cpuSpeed: 1,
      totalSpindles: spindles.value,
      freeSpindles: 0,
    }),
  )
  const group: GroupSnapshot = {
    uuid,
    name: `group-${padded(number, 2)}`,
    allocPolicy: allocPolicy.value,
    networks: [],
    tags: [],
    ipolicy: defaultPolicy,
  }
  return good({ group, nodes })
}

/** One group for each specification: `alloc_policy,num_nodes,disk,ram,cpu`. */
export const simulatedCluster = (specs: readonly string[]): Result<ClusterSnapshot> => {
  const made: Made[] = []
  for (const [place, spec] of specs.entries()) {
    const group = makeGroup(spec, place + 1)
    if (!group.ok) return group
    made.push(group.value)
  }
  return good({
    tags: [],
    enabledHypervisors: [],
    ipolicy: defaultPolicy,
    groups: made.map(({ group }) => group),
    nodes: made.flatMap(({ nodes }) => nodes),
    instances: [],
  })
}
