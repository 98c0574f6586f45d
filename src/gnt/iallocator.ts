/**
 * Running an instance allocator from a job: every node is asked what it has, the answers become the
 * snapshot that hail reads, and hail chooses. Source: lib/masterd/iallocator.py.
 */
import { own } from '../lib/own.ts'
import {
  byName,
  byUuid,
  type ClusterConfig,
  type DiskTemplate,
  type InstanceConf,
  type InstanceName,
  type NodeConf,
  type NodeName,
  nodesOf,
  type PolicyConf,
  volumesOf,
} from '../sim/cluster/config.ts'
import { type HailBehaviour, hailBehaviours } from '../sim/htools/behaviour.ts'
import {
  allocate,
  allocateSecondary,
  changeGroup,
  type HailAnswer,
  multiAllocate,
  nodeEvacuate,
  relocate,
} from '../sim/htools/hail.ts'
import type {
  ClusterSnapshot,
  HailRequest,
  InstanceSnapshot,
  InstanceSpec,
  IPolicy,
  NodeSnapshot,
} from '../sim/htools/snapshot.ts'
import type { GuestInfo } from '../sim/noded/instance.ts'
import type { NodeInfo } from '../sim/noded/node.ts'
import type { Release } from '../sim/releases.ts'
import { fail, type OpContext, type OpNext, type OpPart, refuse, sleep } from '../sim/run/opcode.ts'
import { askAll } from '../sim/run/parts.ts'

/** What every node answered, by node. */
export interface ClusterReport {
  nodes: Record<NodeName, NodeInfo>
  guests: Record<NodeName, Record<InstanceName, GuestInfo>>
}

/** Variables that `runAllocator` needs. */
export interface Allocating {
  report: ClusterReport
  /** The first node that did not answer, in Ganeti's words. */
  silence: string
  /** What the allocator chose, as JSON: names of nodes, or moves. */
  chosen: unknown
}

/** Initial values of the variables that `runAllocator` needs. */
export const ALLOCATING: Allocating = {
  report: { nodes: {}, guests: {} },
  silence: '',
  chosen: null,
}

/** Ganeti's name for the allocator that the cluster prefers. */
const DEFAULT_SHORTCUT = '.'
const HAIL_MS = 150

/** Ganeti's default instance policy (lib/constants, IPOLICY_DEFAULTS). */
const defaultPolicy = (diskTemplates: readonly DiskTemplate[]): IPolicy => {
  const least = {
    memorySizeMib: 128,
    cpuCount: 1,
    diskSizeMib: 1024,
    diskCount: 1,
    nicCount: 1,
    spindleUse: 1,
  }
  const most = {
    memorySizeMib: 32_768,
    cpuCount: 8,
    diskSizeMib: 1_048_576,
    diskCount: 16,
    nicCount: 8,
    spindleUse: 12,
  }
  return {
    minmax: [{ min: least, max: most }],
    std: least,
    diskTemplates,
    vcpuRatio: 4,
    spindleRatio: 32,
  }
}

/** The same with what is a group's own. */
function groupPolicy(diskTemplates: readonly DiskTemplate[], own: PolicyConf = {}): IPolicy {
  const usual = defaultPolicy(diskTemplates)
  const specs = (values: Record<string, number>): IPolicy['std'] => ({
    memorySizeMib: values['memory-size'] ?? 0,
    cpuCount: values['cpu-count'] ?? 0,
    diskSizeMib: values['disk-size'] ?? 0,
    diskCount: values['disk-count'] ?? 0,
    nicCount: values['nic-count'] ?? 0,
    spindleUse: values['spindle-use'] ?? 0,
  })
  const bounds = own.minmax?.map(({ min, max }) => ({ min: specs(min), max: specs(max) }))
  return {
    ...usual,
    minmax: bounds ?? usual.minmax,
    diskTemplates: (own.templates as DiskTemplate[] | undefined) ?? diskTemplates,
    vcpuRatio: own.vcpuRatio ?? usual.vcpuRatio,
    spindleRatio: own.spindleRatio ?? usual.spindleRatio,
  }
}

/** What an instance is to an allocator, wherever it lies. */
export const specOf = (
  instance: Pick<InstanceConf, 'name' | 'adminState' | 'template' | 'be' | 'disks' | 'tags'> & {
    nics: readonly unknown[]
  },
): InstanceSpec => ({
  name: instance.name,
  adminState: instance.adminState,
  diskTemplate: instance.template,
  memoryMib: instance.be.maxmemMib,
  vcpus: instance.be.vcpus,
  spindleUse: instance.be.spindleUse,
  disks: instance.disks.map(({ sizeMib }) => ({ sizeMib, spindles: null })),
  diskSpaceTotalMib: instance.disks.reduce(
    (sum, disk) => sum + volumesOf(disk).reduce((all, volume) => all + volume.sizeMib, 0),
    0,
  ),
  tags: instance.tags,
  nics: instance.nics.map(() => ({ network: null })),
})

const instanceSnapshot = (instance: InstanceConf): InstanceSnapshot => {
  const [primary = '', secondary = null] = nodesOf(instance)
  // The message does not carry `auto_balance`: hail takes every instance as balanced.
  return { ...specOf(instance), autoBalance: true, primary, secondary }
}

/** What a node could still take, were all its instances running with all their memory. */
const freeMemoryMib = (config: ClusterConfig, node: NodeName, report: ClusterReport): number => {
  const missing = Object.values(config.instances)
    .filter(({ primary, adminState }) => primary === node && adminState === 'up')
    .map(({ name, be }) => be.maxmemMib - (own(own(report.guests, node), name)?.memoryMib ?? 0))
  const free = own(report.nodes, node)?.memoryFreeMib ?? 0
  return missing.reduce((left, mib) => left - Math.max(0, mib), free)
}

const nodeSnapshot = (
  config: ClusterConfig,
  node: NodeConf,
  report: ClusterReport,
  countsDisks: boolean,
): NodeSnapshot => {
  const info = own(report.nodes, node.name)
  const space = countsDisks ? info?.volumeGroup : undefined
  return {
    name: node.name,
    group: node.group,
    tags: node.tags,
    offline: node.offline,
    drained: node.drained,
    vmCapable: node.vmCapable,
    exclusiveStorage: false,
    totalMemoryMib: info?.memoryTotalMib ?? 0,
    reservedMemoryMib: info?.memoryHostMib ?? 0,
    freeMemoryMib: info ? freeMemoryMib(config, node.name, report) : 0,
    totalDiskMib: space?.sizeMib ?? 0,
    freeDiskMib: space?.freeMib ?? 0,
    totalCpus: info?.cpus ?? 0,
    // A node's own system may use every processor, so all count as taken.
    reservedCpus: info?.cpus ?? 0,
    cpuSpeed: 1,
    totalSpindles: 1,
    freeSpindles: 0,
  }
}

/**
 * What hail is told. `template`: of the instance in question; null where there are several, then disks
 * count. Nodes and instances stand in the order of their UUIDs, which decides between equal scores.
 */
const snapshotOf = (
  config: ClusterConfig,
  report: ClusterReport,
  template: DiskTemplate | null,
): ClusterSnapshot => {
  const countsDisks = template !== 'diskless' && template !== 'sharedfile'
  const templates = config.cluster.enabledDiskTemplates as DiskTemplate[]
  return {
    tags: config.cluster.tags,
    enabledHypervisors: [config.cluster.hypervisor],
    groups: byName(config.groups).map((group) => ({
      uuid: group.uuid,
      name: group.name,
      allocPolicy: group.allocPolicy,
      networks: [],
      tags: group.tags,
      ipolicy: groupPolicy(templates, group.ipolicy),
    })),
    nodes: byUuid(config.nodes).map((node) => nodeSnapshot(config, node, report, countsDisks)),
    instances: byUuid(config.instances).map(instanceSnapshot),
  }
}

/** hail as this release runs it. */
const hailOf = (release: Release): HailBehaviour => hailBehaviours[release]

/** hail's answer to any request. */
const askHail = (
  snapshot: ClusterSnapshot,
  request: HailRequest,
  behaviour: HailBehaviour,
): HailAnswer<unknown> => {
  switch (request.type) {
    case 'allocate':
      return allocate(snapshot, request, behaviour)
    case 'relocate':
      return relocate(snapshot, request, behaviour)
    case 'node-evacuate':
      return nodeEvacuate(snapshot, request, behaviour)
    case 'change-group':
      return changeGroup(snapshot, request, behaviour)
    case 'multi-allocate':
      return multiAllocate(snapshot, request, behaviour)
    case 'allocate-secondary':
      return allocateSecondary(snapshot, request, behaviour)
  }
}

/**
 * CheckIAllocatorOrNode: the allocator to run, '' when a node was named instead, or the refusal.
 * "." and neither of them mean the cluster's default.
 */
export const pickAllocator = <P, V>(
  op: OpContext<P, V>,
  iallocator: string | null,
  node: string | null,
): string | OpNext => {
  if (node !== null && iallocator !== null)
    return refuse('wrong_input', 'Do not specify both, iallocator and node', { is: 'options' })
  if (node !== null) return ''
  if (iallocator !== null && iallocator !== DEFAULT_SHORTCUT) return iallocator
  return (
    op.config.cluster.defaultIallocator ||
    refuse(
      'wrong_input',
      'No iallocator or node given and no cluster-wide default iallocator found; please specify either an iallocator or a node, or set a cluster-wide default iallocator',
      { is: 'options' },
    )
  )
}

/** The nodes that the allocator chose for one instance, in its order. */
export const chosenNodes = <P, V extends Allocating>(op: OpContext<P, V>): NodeName[] => {
  const { chosen } = op.vars
  return Array.isArray(chosen) ? chosen.filter((name) => typeof name === 'string') : []
}

/** What `runAllocator` is to ask, and how the operation words a failure. */
export interface AllocatorRun<P, V> {
  /** Name of the allocator; only hail is installed. */
  script: (op: OpContext<P, V>) => string
  request: (op: OpContext<P, V>) => HailRequest
  /** Template of the instance in question; null where there are several. */
  template: (op: OpContext<P, V>) => DiskTemplate | null
  /** What the operation says when hail finds nothing; `info` is hail's sentence. */
  cannot: (op: OpContext<P, V>, info: string) => OpNext
}

/**
 * IAllocator.Run as steps: asks all nodes that can carry instances twice (a dead one costs a time-out
 * each time, and then ends the operation), runs hail on the master, and leaves its choice in
 * `vars.chosen`.
 */
export const runAllocator = <P, V extends Allocating>(
  name: string,
  run: AllocatorRun<P, V>,
): OpPart<P, V> => {
  const asked = (op: OpContext<P, V>): NodeName[] =>
    byUuid(op.config.nodes)
      .filter((node) => node.vmCapable && !node.offline)
      .map((node) => node.name)
  return [
    askAll(`${name}: ask nodes`, 'node_info', {
      to: asked,
      args: () => ({}),
      answer: (op, replies) => {
        op.vars.report = { nodes: {}, guests: {} }
        op.vars.silence = ''
        for (const reply of replies) {
          if (reply.ok) op.vars.report.nodes[reply.node] = reply.payload
          else op.vars.silence ||= `Can't get data for node ${reply.node}: ${reply.error}`
        }
      },
    }),
    askAll(`${name}: ask for instances`, 'all_instances_info', {
      to: asked,
      args: () => ({}),
      answer: (op, replies) => {
        const { report, silence } = op.vars
        if (silence !== '') return fail(silence)
        for (const reply of replies) {
          if (!reply.ok)
            return fail(`Can't get node instance info from node ${reply.node}: ${reply.error}`)
          report.guests[reply.node] = reply.payload
        }
        const noSpace = Object.keys(report.nodes).find(
          (node) => !own(report.nodes, node)?.volumeGroup,
        )
        if (noSpace) return fail(`Node '${noSpace}' didn't return LVM vg space info.`)
      },
    }),
    {
      [`${name}: run the allocator`]: () => sleep(HAIL_MS),
      [`(${name}: choice)`]: (op) => {
        const script = run.script(op)
        const wrong = 'Failure while running the iallocator script: iallocator module'
        if (script !== 'hail')
          return fail(`${wrong} '${script}' not found in the search path`, {
            is: 'not found',
            what: 'allocator',
            word: script,
          })
        const behaviour: HailBehaviour = {
          ...hailOf(op.world.release),
          staticKvmNodeMemoryMib: op.behaviour.staticKvmNodeMemoryMib,
        }
        const snapshot = snapshotOf(op.config, op.vars.report, run.template(op))
        const answer = askHail(snapshot, run.request(op), behaviour)
        switch (answer.status) {
          case 'successful':
            op.vars.chosen = answer.result
            return
          case 'failed':
            return run.cannot(op, answer.info)
          case 'rejected':
            return fail(
              `${wrong} 'hail' failed: exited with exit code 1, output '${answer.error}'`,
              {
                is: 'no place',
              },
            )
        }
      },
    },
  ]
}
