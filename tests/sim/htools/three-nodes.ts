import type {
  ClusterSnapshot,
  InstanceSnapshot,
  InstanceSpec,
  IPolicy,
  NodeSnapshot,
} from '../../../src/sim/htools/snapshot.ts'

/** Three nodes of 2 GiB with two DRBD instances and a plain one: the size of a training lab. */

const ipolicy: IPolicy = {
  minmax: [
    {
      min: {
        memorySizeMib: 128,
        cpuCount: 1,
        diskSizeMib: 1024,
        diskCount: 1,
        nicCount: 1,
        spindleUse: 1,
      },
      max: {
        memorySizeMib: 32768,
        cpuCount: 8,
        diskSizeMib: 1048576,
        diskCount: 16,
        nicCount: 8,
        spindleUse: 12,
      },
    },
  ],
  std: {
    memorySizeMib: 128,
    cpuCount: 1,
    diskSizeMib: 1024,
    diskCount: 1,
    nicCount: 1,
    spindleUse: 1,
  },
  diskTemplates: ['drbd', 'plain', 'diskless', 'file'],
  vcpuRatio: 4,
  spindleRatio: 32,
}

const node = (name: string, freeMemoryMib: number, freeDiskMib: number): NodeSnapshot => ({
  name: `${name}.example.com`,
  group: 'uuid-default',
  tags: [],
  offline: false,
  drained: false,
  vmCapable: true,
  exclusiveStorage: false,
  totalMemoryMib: 1993,
  reservedMemoryMib: 145,
  freeMemoryMib,
  totalDiskMib: 29800,
  freeDiskMib,
  totalCpus: 2,
  reservedCpus: 1,
  cpuSpeed: 1,
  totalSpindles: 1,
  freeSpindles: 0,
})

export const spec = (name: string, change: Partial<InstanceSpec> = {}): InstanceSpec => ({
  name,
  adminState: 'up',
  diskTemplate: 'drbd',
  memoryMib: 256,
  vcpus: 1,
  spindleUse: 1,
  disks: [{ sizeMib: 1024, spindles: 1 }],
  diskSpaceTotalMib: 1152,
  tags: [],
  nics: [],
  ...change,
})

const instance = (
  name: string,
  primary: string,
  secondary: string | null,
  change: Partial<InstanceSpec> = {},
): InstanceSnapshot => ({
  ...spec(name, change),
  autoBalance: true,
  primary: `${primary}.example.com`,
  secondary: secondary === null ? null : `${secondary}.example.com`,
})

export const threeNodes: ClusterSnapshot = {
  tags: [],
  enabledHypervisors: ['xen-pvm'],
  groups: [
    {
      uuid: 'uuid-default',
      name: 'default',
      allocPolicy: 'preferred',
      networks: [],
      tags: [],
      ipolicy,
    },
  ],
  nodes: [node('nodea', 1538, 28648), node('nodeb', 1282, 26472), node('nodec', 1794, 28648)],
  instances: [
    instance('debianx', 'nodea', 'nodeb'),
    instance('debiany', 'nodeb', 'nodec'),
    instance('debianz', 'nodeb', null, { diskTemplate: 'plain', diskSpaceTotalMib: 1024 }),
  ],
}

/** The same cluster with one node changed. */
export const withNode = (name: string, change: Partial<NodeSnapshot>): ClusterSnapshot => ({
  ...threeNodes,
  nodes: threeNodes.nodes.map((found) =>
    found.name === `${name}.example.com` ? { ...found, ...change } : found,
  ),
})
