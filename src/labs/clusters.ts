import type { ClusterDefinition } from '../sim/definition.ts'

/**
 * The handout's cluster at its first picture: three nodes with a gigabyte of memory, two DRBD instances and
 * a plain one. Release 3.0 gets larger nodes, since its hail sets 4096 MiB aside for a KVM node itself.
 */
export const EXERCISE: ClusterDefinition = {
  release: '2.11',
  name: 'gnt.virt.nsrc.org',
  masterIp: '10.10.0.10',
  masterNetdev: 'br-lan',
  hypervisor: 'kvm',
  enabledDiskTemplates: ['drbd', 'plain', 'diskless', 'file'],
  volumeGroup: 'ganeti',
  defaultIallocator: 'hail',
  nicLink: 'br-lan',
  osTypes: ['debootstrap+default'],
  syncMibPerSecond: 18,
  copyMibPerSecond: 77.2,
  watcherCron: false,
  clock: '2014-09-19T14:00:00Z',
  master: 'nodeA.virt.nsrc.org',
  nodes: [
    {
      name: 'nodeA.virt.nsrc.org',
      label: 'node A',
      ip: '10.10.0.11',
      memoryMib: 995,
      memoryNodeMib: 145,
      memoryFreeMib: 800,
      volumeGroupMib: 29800,
      cpus: 2,
    },
    {
      name: 'nodeB.virt.nsrc.org',
      label: 'node B',
      ip: '10.10.0.12',
      memoryMib: 995,
      memoryNodeMib: 141,
      memoryFreeMib: 800,
      volumeGroupMib: 29800,
      cpus: 2,
    },
    {
      name: 'nodeC.virt.nsrc.org',
      label: 'node C',
      ip: '10.10.0.13',
      memoryMib: 995,
      memoryNodeMib: 137,
      memoryFreeMib: 800,
      volumeGroupMib: 29700,
      cpus: 2,
    },
  ],
  instances: [
    {
      name: 'debianX',
      label: 'dX',
      template: 'drbd',
      disksMib: [2048],
      minmemMib: 128,
      maxmemMib: 128,
      vcpus: 1,
      os: 'debootstrap+default',
      nodes: ['nodeA.virt.nsrc.org', 'nodeB.virt.nsrc.org'],
      writesMibPerMinute: 20,
    },
    {
      name: 'debianY',
      label: 'dY',
      template: 'drbd',
      disksMib: [2048],
      minmemMib: 128,
      maxmemMib: 128,
      vcpus: 1,
      os: 'debootstrap+default',
      nodes: ['nodeB.virt.nsrc.org', 'nodeC.virt.nsrc.org'],
      writesMibPerMinute: 20,
    },
    {
      name: 'debianZ',
      label: 'dZ',
      template: 'plain',
      disksMib: [2143],
      minmemMib: 128,
      maxmemMib: 128,
      vcpus: 1,
      os: 'debootstrap+default',
      nodes: ['nodeB.virt.nsrc.org'],
      writesMibPerMinute: 20,
    },
  ],
  inRelease: {
    '3.0': {
      nodes: {
        memoryMib: 8192,
        memoryFreeMib: 7600,
      },
    },
  },
}

/**
 * Where the seven instances of "Setting up" are: primary, secondary. None of them is where the handout wants
 * it; the shortest way there takes one migrate, one replace-disks and one move.
 */
const SEVEN_PLACES: Record<string, string[]> = {
  debian1: ['nodeC', 'nodeB'],
  debian2: ['nodeC', 'nodeA'],
  debian3: ['nodeA', 'nodeC'],
  debian4: ['nodeC', 'nodeB'],
  debian5: ['nodeA'],
  debian6: ['nodeC'],
  debian7: ['nodeA'],
}

/** The same nodes before the exercise, with instances from the lessons before it. */
export const SEVEN: ClusterDefinition = {
  ...EXERCISE,
  instances: Object.entries(SEVEN_PLACES).map(([name, nodes]) => ({
    name,
    label: name.replace('debian', 'd'),
    template: nodes.length === 2 ? 'drbd' : 'plain',
    disksMib: [1024],
    minmemMib: 128,
    maxmemMib: 128,
    vcpus: 1,
    os: 'debootstrap+default',
    nodes: nodes.map((node) => `${node}.virt.nsrc.org`),
    writesMibPerMinute: 20,
  })),
}
