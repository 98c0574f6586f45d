/**
 * What htools learn of the running cluster from the daemon that answers queries: nodes and instances in the order of
 * their names. Source: src/Ganeti/HTools/Backend/Luxi.hs.
 */
import { own } from '../lib/own.ts'
import { byName, type ClusterConfig, nodesOf } from '../sim/cluster/config.ts'
import { enabledHypervisors } from '../sim/cluster/settings.ts'
import type { Result } from '../sim/htools/outcome.ts'
import { bad, good } from '../sim/htools/outcome.ts'
import type {
  ClusterSnapshot,
  InstanceSnapshot,
  InstanceStatus,
  NodeSnapshot,
} from '../sim/htools/snapshot.ts'
import type { TypedReply } from '../sim/run/opcode.ts'
import { policyOf, specOf } from './iallocator.ts'
import { instanceRuntime, instanceStatus } from './query/fields/instance-live.ts'
import { ndparamsOf } from './query/fields/node-parameters.ts'
import { niceSort } from './query/order.ts'

type NodeReplies = readonly TypedReply<'node_info'>[]
type GuestReplies = readonly TypedReply<'all_instances_info'>[]

/** A silent node that no one has marked offline ends the program. */
const silentNode = (config: ClusterConfig, replies: NodeReplies): string | null => {
  const silent = byName(config.nodes).find(
    (node) =>
      node.vmCapable && !node.offline && !replies.find((reply) => reply.node === node.name)?.ok,
  )
  return silent === undefined
    ? null
    : `Node '${silent.name}', error while reading attribute 'mtotal': No data for a field`
}

const nodeSnapshots = (config: ClusterConfig, replies: NodeReplies): NodeSnapshot[] =>
  niceSort(byName(config.nodes), ({ name }) => name).map((node) => {
    const reply = replies.find((found) => found.node === node.name)
    const info = reply?.ok ? reply.payload : undefined
    const parameters = ndparamsOf(config, node)
    return {
      name: node.name,
      group: node.group,
      tags: [...node.tags].sort(),
      offline: node.offline,
      drained: node.drained,
      vmCapable: node.vmCapable,
      master: config.cluster.masterNode === node.name,
      exclusiveStorage: false,
      totalMemoryMib: info?.memoryTotalMib ?? 0,
      reservedMemoryMib: info?.memoryHostMib ?? 0,
      freeMemoryMib: info?.memoryFreeMib ?? 0,
      totalDiskMib: info?.volumeGroup?.sizeMib ?? 0,
      freeDiskMib: info?.volumeGroup?.freeMib ?? 0,
      totalCpus: info?.cpus ?? 0,
      // A node's own system may use every processor, so all count as taken.
      reservedCpus: info?.cpus ?? 0,
      cpuSpeed: Number(own(parameters, 'cpu_speed') ?? 1),
      totalSpindles: Number(own(parameters, 'spindle_count') ?? 1),
      freeSpindles: 0,
    }
  })

const instanceSnapshots = (config: ClusterConfig, replies: GuestReplies): InstanceSnapshot[] =>
  niceSort(byName(config.instances), ({ name }) => name).map((instance) => {
    const [primary = '', secondary = null] = nodesOf(instance)
    const status = instanceStatus(instance, config, instanceRuntime(instance, replies))
    return {
      ...specOf(instance),
      tags: [...instance.tags].sort(),
      status: status as InstanceStatus,
      autoBalance: instance.be.autoBalance,
      primary,
      secondary,
    }
  })

/** The cluster as it runs; the error is the sentence with which the programs end. */
export const liveSnapshot = (
  config: ClusterConfig,
  nodes: NodeReplies,
  guests: GuestReplies,
): Result<ClusterSnapshot> => {
  const silent = silentNode(config, nodes)
  if (silent !== null) return bad(silent)
  return good({
    tags: [...config.cluster.tags].sort(),
    enabledHypervisors: enabledHypervisors(config),
    ipolicy: policyOf(config),
    groups: niceSort(byName(config.groups), ({ name }) => name).map((group) => ({
      uuid: group.uuid,
      name: group.name,
      allocPolicy: group.allocPolicy,
      networks: [],
      tags: [...group.tags].sort(),
      ipolicy: policyOf(config, group),
    })),
    nodes: nodeSnapshots(config, nodes),
    instances: instanceSnapshots(config, guests),
  })
}
