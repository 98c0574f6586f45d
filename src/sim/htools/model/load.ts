import type { HailBehaviour } from '../behaviour.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type { ClusterSnapshot, NodeSnapshot } from '../snapshot.ts'
import { indexByName, indexedInstances, placedInstances } from './load-instances.ts'
import type { Cluster, Group, Indexed, Instance, Node } from './model.ts'
import {
  elements,
  find,
  isCounted,
  isRunning,
  NONE,
  secondaryMemoryMib,
  usesMemory,
} from './model.ts'
import {
  addDiskLoad,
  addLoad,
  countKeys,
  largestPeer,
  locationExclusionKeys,
  recordedFreeMemoryMib,
  spindlesInUse,
  unmetLocations,
} from './node.ts'
import {
  aliasIn,
  locationTags,
  migrationTags,
  receivedMigrationTags,
  sharedDomain,
} from './tags.ts'

const emptyNode = (
  node: NodeSnapshot,
  index: number,
  group: Group,
  clusterTags: readonly string[],
  behaviour: HailBehaviour,
): Node => ({
  index,
  name: node.name,
  alias: node.name,
  group: group.index,
  tags: node.tags,
  master: node.master ?? false,
  offline: node.offline || node.drained || !node.vmCapable,
  memoryAccounting: behaviour.memoryAccounting,
  totalMemoryMib: node.totalMemoryMib,
  nodeMemoryMib: node.reservedMemoryMib,
  instanceMemoryMib: 0,
  reportedFreeMemoryMib: node.freeMemoryMib,
  freeMemoryForthMib: node.freeMemoryMib,
  missingMemoryMib: 0,
  totalDiskMib: node.totalDiskMib,
  freeDiskMib: node.freeDiskMib,
  lowDiskMib: 0,
  totalCpus: node.totalCpus,
  cpuSpeed: node.cpuSpeed,
  ownCpus: node.reservedCpus,
  usedVcpus: node.reservedCpus,
  exclusiveStorage: node.exclusiveStorage,
  totalSpindles: node.totalSpindles,
  freeSpindles: node.freeSpindles,
  instanceSpindles: 0,
  primaries: [],
  secondaries: [],
  peers: {},
  reservedMemoryMib: 0,
  failN1: true,
  load: { cpu: 0, memory: 0, disk: 0, net: 0 },
  exclusionTags: {},
  ipolicy: group.ipolicy,
  migrationTags: migrationTags(clusterTags, node.tags),
  receivedMigrationTags: receivedMigrationTags(clusterTags, node.tags),
  locationTags: locationTags(clusterTags, node.tags),
  locationScore: 0,
  locationExclusions: {},
})

/** The node's reports already contain what an existing instance takes: only its records change. */
const registerPrimary = (node: Node, inst: Instance): Node => ({
  ...node,
  primaries: [inst.index, ...node.primaries],
  freeMemoryForthMib: node.freeMemoryForthMib - (usesMemory(inst) ? 0 : inst.memoryMib),
  usedVcpus: node.usedVcpus + (isCounted(inst) ? inst.vcpus : 0),
  load: addLoad(node.load, inst.load, 1),
  instanceSpindles: spindlesInUse(node, inst, 1),
  exclusionTags: countKeys(node.exclusionTags, inst.exclusionTags, 1),
  locationScore: node.locationScore + inst.locationScore + unmetLocations(node, inst),
  locationExclusions: countKeys(node.locationExclusions, locationExclusionKeys(node, inst), 1),
})

const registerSecondary = (node: Node, inst: Instance): Node => ({
  ...node,
  secondaries: [inst.index, ...node.secondaries],
  load: addDiskLoad(node.load, inst.load, 1),
  instanceSpindles: spindlesInUse(node, inst, 1),
})

const buildPeers = (node: Node, instances: Indexed<Instance>): Node => {
  const peers: { [index: number]: number } = {}
  for (const index of node.secondaries) {
    const inst = find(instances, index)
    peers[inst.primary] = (peers[inst.primary] ?? 0) + secondaryMemoryMib(inst)
  }
  const reserved = largestPeer(peers)
  return {
    ...node,
    peers,
    reservedMemoryMib: reserved,
    failN1: node.reportedFreeMemoryMib < reserved,
  }
}

const isDown = (inst: Instance): boolean => isCounted(inst) && !isRunning(inst)

const sumMemory = (list: readonly Instance[]): number =>
  list.reduce((sum, inst) => sum + inst.memoryMib, 0)

/** Settles what the memory figures mean once all primaries are known (Loader.hs, updateMissing). */
const settleMemory = (
  node: Node,
  instances: Indexed<Instance>,
  staticNodeMemoryMib: number | null,
): Node => {
  const primaries = node.primaries.map((index) => find(instances, index))
  const settled: Node = {
    ...node,
    nodeMemoryMib: staticNodeMemoryMib ?? node.nodeMemoryMib,
    instanceMemoryMib: sumMemory(primaries.filter(usesMemory)),
  }
  if (node.memoryAccounting === 'recorded') {
    return {
      ...settled,
      missingMemoryMib: recordedFreeMemoryMib(settled) - node.reportedFreeMemoryMib,
    }
  }
  const stopped = sumMemory(primaries.filter((inst) => isDown(inst)))
  const free = node.reportedFreeMemoryMib - stopped
  return { ...settled, reportedFreeMemoryMib: free, failN1: free < node.reservedMemoryMib }
}

const loadNodes = (
  snapshot: ClusterSnapshot,
  groups: Indexed<Group>,
  behaviour: HailBehaviour,
): Result<Indexed<Node>> => {
  const nodes: { [index: number]: Node } = {}
  for (const [index, node] of snapshot.nodes.entries()) {
    const group = elements(groups).find(({ uuid }) => uuid === node.group)
    if (group === undefined) return bad(`Unknown group '${node.group}' for node ${node.name}`)
    nodes[index] = emptyNode(node, index, group, snapshot.tags, behaviour)
  }
  return good(nodes)
}

const register = (nodes: Indexed<Node>, instances: Indexed<Instance>): Indexed<Node> => {
  const filled: { [index: number]: Node } = { ...nodes }
  for (const inst of elements(instances)) {
    filled[inst.primary] = registerPrimary(find(filled, inst.primary), inst)
    if (inst.secondary === NONE) continue
    filled[inst.secondary] = registerSecondary(find(filled, inst.secondary), inst)
  }
  return filled
}

/**
 * Builds the working model of a snapshot; the error names what the snapshot misses. `adjust` changes instances before
 * their nodes count them.
 */
export const loadCluster = (
  snapshot: ClusterSnapshot,
  behaviour: HailBehaviour,
  adjust: (inst: Instance) => Instance = (inst) => inst,
): Result<Cluster> => {
  const groups: Indexed<Group> = { ...snapshot.groups.map((group, index) => ({ ...group, index })) }
  const bare = loadNodes(snapshot, groups, behaviour)
  if (!bare.ok) return bare
  const indexed = indexedInstances(snapshot, indexByName(elements(bare.value)))
  if (!indexed.ok) return indexed
  const domain = sharedDomain([...snapshot.nodes, ...snapshot.instances].map(({ name }) => name))
  const instances = placedInstances(indexed.value.map(adjust), bare.value, domain)
  const isKvm = snapshot.enabledHypervisors[0] === 'kvm'
  const staticMemory = isKvm ? behaviour.staticKvmNodeMemoryMib : null
  const nodes = elements(register(bare.value, instances)).map((node) => ({
    ...settleMemory(buildPeers(node, instances), instances, staticMemory || null),
    alias: aliasIn(domain, node.name),
  }))
  return good({ groups, nodes: { ...nodes }, instances })
}
