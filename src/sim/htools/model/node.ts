import { own } from '../../../lib/own.ts'
import type { FailMode, Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type { Counts, Instance, Load, Node } from './model.ts'
import { isCounted, secondaryMemoryMib, usesLocalStorage, usesMemory } from './model.ts'

/** Adding to and removing from a node, with the refusals of HTools/Node.hs. */

type Sign = 1 | -1

/** Memory that can still be promised to instances. */
export const availableMemoryMib = (node: Node): number =>
  node.memoryAccounting === 'reported'
    ? node.reportedFreeMemoryMib
    : recordedFreeMemoryMib(node) - Math.max(0, node.missingMemoryMib)

/** Total less what the node and its running primaries are on record for. */
export const recordedFreeMemoryMib = (node: Node): number =>
  Math.trunc(node.totalMemoryMib) - node.nodeMemoryMib - node.instanceMemoryMib

/** Memory that can still be promised and is not kept for the failure of another node. */
export const unreservedMemoryMib = (node: Node): number =>
  Math.max(0, availableMemoryMib(node) - node.reservedMemoryMib)

/** Free part of the disk space; of the spindles where instances have their own. 1: there is none to fill. */
export const freeDiskRatio = (node: Node): number => {
  const [free, total] = node.exclusiveStorage
    ? [node.freeSpindles, node.totalSpindles]
    : [node.freeDiskMib, node.totalDiskMib]
  return total === 0 ? 1 : free / total
}

const changeMemory = (node: Node, inst: Instance, sign: Sign): Node => ({
  ...node,
  instanceMemoryMib: node.instanceMemoryMib + (usesMemory(inst) ? sign * inst.memoryMib : 0),
  // Where the records count, the report stays what the node said.
  reportedFreeMemoryMib:
    node.memoryAccounting === 'reported' && isCounted(inst)
      ? node.reportedFreeMemoryMib - sign * inst.memoryMib
      : node.reportedFreeMemoryMib,
})

/** What `availableMemoryMib` would be with the instance on the node. */
const availableMemoryWith = (node: Node, inst: Instance): number => {
  const counts = node.memoryAccounting === 'reported' ? isCounted(inst) : usesMemory(inst)
  return availableMemoryMib(node) - (counts ? inst.memoryMib : 0)
}

/** Changes the counts of some keys by one; a count of zero is dropped. */
export const countKeys = (counts: Counts, keys: readonly string[], sign: Sign): Counts => {
  if (keys.length === 0) return counts
  const next: { [key: string]: number } = { ...counts }
  for (const key of keys) {
    const count = (own(next, key) ?? 0) + sign
    if (count > 0) next[key] = count
    else delete next[key]
  }
  return next
}

/** The pairs of location tag and exclusion tag that the instance adds to those of the node. */
export const locationExclusionKeys = (node: Node, inst: Instance): string[] =>
  node.locationTags.flatMap((location) => inst.exclusionTags.map((tag) => `${location} ${tag}`))

/** Desired locations of the instance that this primary node does not offer. */
export const unmetLocations = (node: Node, inst: Instance): number =>
  inst.desiredLocations.filter((tag) => !node.locationTags.includes(tag)).length

/** The load of a node after an instance came (sign 1) or went (sign -1). */
export const addLoad = (load: Load, other: Load, sign: Sign): Load => ({
  cpu: load.cpu + sign * other.cpu,
  memory: load.memory + sign * other.memory,
  disk: load.disk + sign * other.disk,
  net: load.net + sign * other.net,
})

/** The same for a secondary node, on which only the disk is used. */
export const addDiskLoad = (load: Load, other: Load, sign: Sign): Load => ({
  ...load,
  disk: load.disk + sign * other.disk,
})

/**
 * Spindles that instances use after this one came (1) or went (-1); 0 with exclusive storage, which counts free
 * ones.
 */
export const spindlesInUse = (node: Node, inst: Instance, sign: Sign): number => {
  if (node.exclusiveStorage) return 0
  return node.instanceSpindles + (usesLocalStorage(inst) ? sign * inst.spindleUse : 0)
}

/** -1 when an instance that does not say how many spindles it needs is added: forces a refusal. */
const spindlesLeft = (node: Node, inst: Instance, sign: Sign): number => {
  if (!node.exclusiveStorage) return 0
  let wanted = 0
  for (const disk of inst.disks) {
    if (disk.spindles === null) return sign === 1 ? -1 : node.freeSpindles
    wanted += disk.spindles
  }
  return node.freeSpindles - sign * wanted
}

/** How many spindles the instances of the node may use by its policy. */
export const spindleLimit = (node: Node): number => node.ipolicy.spindleRatio * node.totalSpindles

const without = (list: readonly number[], index: number): readonly number[] => {
  const place = list.indexOf(index)
  return place < 0 ? list : [...list.slice(0, place), ...list.slice(place + 1)]
}

/** The node without an instance that has its primary here. Never fails. */
export const removePrimary = (node: Node, inst: Instance): Node => {
  const changed = changeMemory(node, inst, -1)
  return {
    ...changed,
    primaries: without(node.primaries, inst.index),
    freeMemoryForthMib: node.freeMemoryForthMib + inst.memoryMib,
    failN1: availableMemoryMib(changed) <= node.reservedMemoryMib,
    freeDiskMib: node.freeDiskMib + (usesLocalStorage(inst) ? inst.diskMib : 0),
    freeSpindles: spindlesLeft(node, inst, -1),
    instanceSpindles: spindlesInUse(node, inst, -1),
    usedVcpus: node.usedVcpus - (isCounted(inst) ? inst.vcpus : 0),
    load: addLoad(node.load, inst.load, -1),
    exclusionTags: countKeys(node.exclusionTags, inst.exclusionTags, -1),
    locationScore: node.locationScore - inst.locationScore - unmetLocations(node, inst),
    locationExclusions: countKeys(node.locationExclusions, locationExclusionKeys(node, inst), -1),
  }
}

/** The largest sum that one failing node would bring here. */
export const largestPeer = (peers: Node['peers']): number => Math.max(0, ...Object.values(peers))

/** The node without an instance that has its secondary here, and without the memory kept for its failover. */
export const removeSecondary = (node: Node, inst: Instance): Node => {
  const before = node.peers[inst.primary] ?? 0
  const after = before - secondaryMemoryMib(inst)
  const peers: { [index: number]: number } = { ...node.peers }
  if (after > 0) peers[inst.primary] = after
  else delete peers[inst.primary]
  const reserved = before < node.reservedMemoryMib ? node.reservedMemoryMib : largestPeer(peers)
  return {
    ...node,
    secondaries: without(node.secondaries, inst.index),
    peers,
    reservedMemoryMib: reserved,
    failN1: availableMemoryMib(node) <= reserved,
    freeDiskMib: node.freeDiskMib + (usesLocalStorage(inst) ? inst.diskMib : 0),
    freeSpindles: spindlesLeft(node, inst, -1),
    instanceSpindles: spindlesInUse(node, inst, -1),
    load: addDiskLoad(node.load, inst.load, -1),
  }
}

const primaryRefusal = (
  node: Node,
  next: Node,
  inst: Instance,
  { force }: { readonly force: boolean },
): FailMode | null => {
  const disk = usesLocalStorage(inst)
  const { vcpuRatio } = node.ipolicy
  if (availableMemoryMib(next) <= 0) return 'FailMem'
  if (disk && next.freeDiskMib <= 0) return 'FailDisk'
  if (!force && disk && next.freeDiskMib < node.lowDiskMib) return 'FailDisk'
  if (disk && node.exclusiveStorage && next.freeSpindles < 0) return 'FailSpindles'
  if (force) return null
  if (disk && next.instanceSpindles > spindleLimit(node)) return 'FailDisk'
  if (next.failN1 && !node.failN1) return 'FailMem'
  if (vcpuRatio >= 0 && vcpuRatio < next.usedVcpus / node.totalCpus) return 'FailCPU'
  if (inst.exclusionTags.some((tag) => own(node.exclusionTags, tag) !== undefined))
    return 'FailTags'
  // Recorded accounting came with the second look at memory that counts stopped instances too.
  if (node.memoryAccounting === 'recorded' && next.freeMemoryForthMib <= 0) return 'FailMem'
  return null
}

/** Adds a primary instance; `force` drops the soft checks (addPriEx). */
export const addPrimary = (
  node: Node,
  inst: Instance,
  options: { readonly force: boolean },
): Result<Node, FailMode> => {
  // Most placements that are tried fail here.
  if (availableMemoryWith(node, inst) <= 0) return bad('FailMem')
  if (usesLocalStorage(inst) && node.freeDiskMib <= inst.diskMib) return bad('FailDisk')
  const changed = changeMemory(node, inst, 1)
  const next: Node = {
    ...changed,
    primaries: [inst.index, ...node.primaries],
    freeMemoryForthMib: node.freeMemoryForthMib - inst.memoryMib,
    failN1: availableMemoryMib(changed) <= node.reservedMemoryMib,
    freeDiskMib: node.freeDiskMib - (usesLocalStorage(inst) ? inst.diskMib : 0),
    freeSpindles: spindlesLeft(node, inst, 1),
    instanceSpindles: spindlesInUse(node, inst, 1),
    usedVcpus: node.usedVcpus + (isCounted(inst) ? inst.vcpus : 0),
    load: addLoad(node.load, inst.load, 1),
    exclusionTags: countKeys(node.exclusionTags, inst.exclusionTags, 1),
    locationScore: node.locationScore + inst.locationScore + unmetLocations(node, inst),
    locationExclusions: countKeys(node.locationExclusions, locationExclusionKeys(node, inst), 1),
  }
  const refusal = primaryRefusal(node, next, inst, options)
  return refusal === null ? good(next) : bad(refusal)
}

type SecondaryOptions = {
  readonly force: boolean
  /** The disks are already there: a failover away from an offline node. */
  readonly ignoreDisks: boolean
}

const secondaryRefusal = (
  node: Node,
  next: Node,
  inst: Instance,
  { force, ignoreDisks }: SecondaryOptions,
): FailMode | null => {
  const needed = secondaryMemoryMib(inst)
  if (inst.diskTemplate !== 'drbd') return 'FailDisk'
  if (!ignoreDisks && next.freeDiskMib <= 0) return 'FailDisk'
  if (!force && next.freeDiskMib < 0) return 'FailDisk'
  if (!force && next.freeDiskMib < node.lowDiskMib) return 'FailDisk'
  if (node.exclusiveStorage && next.freeSpindles < 0) return 'FailSpindles'
  if (force) return null
  if (next.instanceSpindles > spindleLimit(node)) return 'FailDisk'
  if (needed >= availableMemoryMib(node)) return 'FailMem'
  if (next.failN1 && !node.failN1) return 'FailMem'
  if (node.memoryAccounting === 'recorded') {
    if (next.freeDiskMib <= 0) return 'FailDisk'
    if (needed >= node.freeMemoryForthMib) return 'FailMem'
  }
  return null
}

/** Adds a secondary instance whose primary is the node of index `primary` (addSecExEx). */
export const addSecondary = (
  node: Node,
  inst: Instance,
  primary: number,
  options: SecondaryOptions,
): Result<Node, FailMode> => {
  const peer = (node.peers[primary] ?? 0) + secondaryMemoryMib(inst)
  const reserved = Math.max(node.reservedMemoryMib, peer)
  const next: Node = {
    ...node,
    secondaries: [inst.index, ...node.secondaries],
    peers: { ...node.peers, [primary]: peer },
    reservedMemoryMib: reserved,
    failN1: availableMemoryMib(node) <= reserved,
    freeDiskMib: node.freeDiskMib - inst.diskMib,
    freeSpindles: spindlesLeft(node, inst, 1),
    instanceSpindles: spindlesInUse(node, inst, 1),
    load: addDiskLoad(node.load, inst.load, 1),
  }
  const refusal = secondaryRefusal(node, next, inst, options)
  return refusal === null ? good(next) : bad(refusal)
}

/** A node's migration tags must all be accepted by the target. */
export const mayMigrate = (from: Node, to: Node): boolean =>
  from.migrationTags.every((tag) => to.receivedMigrationTags.includes(tag))
