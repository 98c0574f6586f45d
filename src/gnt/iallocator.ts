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
  type GroupConf,
  type InstanceConf,
  type InstanceName,
  type NodeConf,
  type NodeName,
  nodesOf,
  volumesOf,
} from '../sim/cluster/config.ts'
import { enabledHypervisors, settingsOf } from '../sim/cluster/settings.ts'
import { type HailBehaviour, hailBehaviours } from '../sim/htools/behaviour.ts'
import type { HailAnswer } from '../sim/htools/hail/hail.ts'
import { askHail } from '../sim/htools/iallocator.ts'
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
import {
  fail,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  sleep,
  unlocked,
} from '../sim/run/opcode.ts'
import { askAll } from '../sim/run/parts.ts'
import {
  allowedTemplates,
  boundsOf,
  RATIOS,
  standardInstance,
} from './query/fields/cluster-parameters.ts'

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

const specs = (values: Record<string, number>): IPolicy['std'] => ({
  memorySizeMib: values['memory-size'] ?? 0,
  cpuCount: values['cpu-count'] ?? 0,
  diskSizeMib: values['disk-size'] ?? 0,
  diskCount: values['disk-count'] ?? 0,
  nicCount: values['nic-count'] ?? 0,
  spindleUse: values['spindle-use'] ?? 0,
})

/** The policy that holds in a group, as htools read it; without a group, the cluster's. */
export const policyOf = (config: ClusterConfig, group?: GroupConf): IPolicy => {
  const set = { ...settingsOf(config).ipolicy, ...group?.ipolicy }
  return {
    minmax: boundsOf(config, group).map(({ min, max }) => ({ min: specs(min), max: specs(max) })),
    std: specs(standardInstance(config)),
    diskTemplates: (set.templates ?? allowedTemplates(config)) as DiskTemplate[],
    vcpuRatio: set.vcpuRatio ?? RATIOS['vcpu-ratio'],
    spindleRatio: set.spindleRatio ?? RATIOS['spindle-ratio'],
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
 * The input of hail. `template`: of the instance in question; null where there are several, then disks
 * count. Nodes and instances are in the order of their UUIDs, which decides between equal scores.
 */
const snapshotOf = (
  config: ClusterConfig,
  report: ClusterReport,
  template: DiskTemplate | null,
): ClusterSnapshot => {
  const countsDisks = template !== 'diskless' && template !== 'sharedfile'
  return {
    tags: config.cluster.tags,
    enabledHypervisors: enabledHypervisors(config),
    groups: byName(config.groups).map((group) => ({
      uuid: group.uuid,
      name: group.name,
      allocPolicy: group.allocPolicy,
      networks: [],
      tags: group.tags,
      ipolicy: policyOf(config, group),
    })),
    nodes: byUuid(config.nodes).map((node) => nodeSnapshot(config, node, report, countsDisks)),
    instances: byUuid(config.instances).map(instanceSnapshot),
  }
}

/** hail as this release runs it. */
const hailOf = (release: Release): HailBehaviour => hailBehaviours[release]

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
    return unlocked(
      refuse('wrong_input', 'Do not specify both, iallocator and node', {
        is: 'options',
      }),
    )
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

/** Has hail choose another node for the copy that an instance has on `from`, as `runAllocator` does. */
export const relocate = <P, V extends Allocating & { script: string }>(
  instanceOf: (op: OpContext<P, V>) => InstanceConf,
  from: (op: OpContext<P, V>) => NodeName,
): OpPart<P, V> =>
  runAllocator<P, V>('allocate', {
    script: (op) => op.vars.script,
    template: (op) => instanceOf(op).template,
    request: (op) => ({
      type: 'relocate',
      name: instanceOf(op).name,
      requiredNodes: 1,
      relocateFrom: [from(op)],
    }),
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can't compute nodes using iallocator '${op.vars.script}': ${info}`,
        { is: 'no place' },
      ),
  })

/** What `runAllocator` is to ask, and how the operation words a failure. */
export interface AllocatorRun<P, V, R = never> {
  /** Name of the allocator; only hail is installed. */
  script: (op: OpContext<P, V>) => string
  request: (op: OpContext<P, V>) => HailRequest
  /** Template of the instance in question; null where there are several. */
  template: (op: OpContext<P, V>) => DiskTemplate | null
  /** What the operation says when hail finds nothing; `info` is hail's sentence. */
  cannot: (op: OpContext<P, V>, info: string) => OpNext
  /** What becomes of an answer of hail's that could be read. Absent: the choice is kept, or `cannot` says why not. */
  answered?: (op: OpContext<P, V>, answer: HailAnswer<unknown>) => OpNext<R>
}

/**
 * IAllocator.Run as steps: asks all nodes that can carry instances twice (a dead one costs a time-out
 * each time, and then ends the operation), runs hail on the master, and leaves its choice in
 * `vars.chosen`.
 */
export const runAllocator = <P, V extends Allocating, R = never>(
  name: string,
  run: AllocatorRun<P, V, R>,
): OpPart<P, V, R> => {
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
        if (run.answered && answer.status !== 'rejected') return run.answered(op, answer)
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
