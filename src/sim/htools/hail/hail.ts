import type { HailBehaviour } from '../behaviour.ts'
import { loadCluster } from '../model/load.ts'
import { unplacedInstance } from '../model/load-instances.ts'
import type { Cluster, Indexed, Instance } from '../model/model.ts'
import { elements, find, lookup, put } from '../model/model.ts'
import { removePrimary } from '../model/node.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type {
  AllocateRequest,
  ChangeGroupRequest,
  ClusterSnapshot,
  MultiAllocateRequest,
  NodeEvacuateRequest,
  RelocateRequest,
} from '../snapshot.ts'
import type { Allocated } from './allocate.ts'
import {
  allocateInBestGroup,
  allocateInGroup,
  candidatesForSecondary,
  tryPairs,
} from './allocate.ts'
import type { EvacuationAnswer } from './evacuate.ts'
import { changeGroups, evacuateNodes, relocateInstance } from './evacuate.ts'
import { accept, describeSolution } from './solution.ts'

/**
 * Ganeti's allocator as functions of a snapshot (HTools/Backend/IAlloc.hs). `info` is the sentence
 * Ganeti shows; "rejected" means the request contradicts its snapshot, so that the real program would
 * end with that error and print no answer. Not simulated: forthcoming instances, and the other metric
 * that hail turns to when every node has exclusive storage.
 */
export type HailAnswer<R> =
  | { readonly status: 'successful'; readonly info: string; readonly result: R }
  | { readonly status: 'failed'; readonly info: string }
  | { readonly status: 'rejected'; readonly error: string }

const successful = <R>(info: string, result: R): HailAnswer<R> => ({
  status: 'successful',
  info: `Request successful: ${info}`,
  result,
})

const failed = (error: string): HailAnswer<never> => ({
  status: 'failed',
  info: `Request failed: ${error}`,
})

const rejected = (error: string): HailAnswer<never> => ({ status: 'rejected', error })

type Chosen = Allocated & { readonly names: readonly string[]; readonly cluster: Cluster }

const chooseNodes = (
  cluster: Cluster,
  inst: Instance,
  requiredNodes: number,
  groupName: string | null,
  options: Parameters<typeof allocateInGroup>[4],
): Result<Chosen> => {
  const allocated =
    groupName === null
      ? allocateInBestGroup(cluster, inst, requiredNodes, null, options)
      : allocateInGroup(cluster, inst, requiredNodes, groupName, options)
  if (!allocated.ok) return allocated
  const { best } = allocated.value.solution
  if (best === null) return bad(allocated.value.messages.join(', '))
  const names = best.chosen.map((index) => find(cluster.nodes, index).name)
  return good({ ...allocated.value, names, cluster: accept(cluster, best) })
}

/** Nodes for a new instance, primary first. */
export const allocate = (
  snapshot: ClusterSnapshot,
  { instance, requiredNodes, groupName, restrictToNodes }: AllocateRequest,
  behaviour: HailBehaviour,
): HailAnswer<readonly string[]> => {
  const cluster = loadCluster(snapshot, behaviour)
  if (!cluster.ok) return rejected(cluster.error)
  const inst = unplacedInstance(instance, snapshot.tags)
  const options = { behaviour, restrictToNodes }
  const chosen = chooseNodes(cluster.value, inst, requiredNodes, groupName, options)
  if (!chosen.ok) return failed(chosen.error)
  const { group, messages, names } = chosen.value
  const selected = groupName === null ? [`Selected group: ${group.name}`] : []
  return successful([...selected, ...messages].join(', '), names)
}

/** Instances with their nodes, then instances that found none, with the reason. */
export type MultiAllocation = readonly [
  readonly (readonly [string, readonly string[]])[],
  readonly (readonly [string, string])[],
]

/** Nodes for several new instances, each placed after the ones before it. */
export const multiAllocate = (
  snapshot: ClusterSnapshot,
  { instances, groupName }: MultiAllocateRequest,
  behaviour: HailBehaviour,
): HailAnswer<MultiAllocation> => {
  const loaded = loadCluster(snapshot, behaviour)
  if (!loaded.ok) return rejected(loaded.error)
  let cluster = loaded.value
  const placed: [string, readonly string[]][] = []
  for (const { instance, requiredNodes } of instances) {
    const inst = unplacedInstance(instance, snapshot.tags)
    const options = { behaviour, restrictToNodes: null }
    const chosen = chooseNodes(cluster, inst, requiredNodes, groupName, options)
    if (!chosen.ok) return failed(chosen.error)
    cluster = chosen.value.cluster
    placed.push([inst.name, chosen.value.names])
  }
  const info = `0 instances failed to allocate and ${placed.length} were allocated successfully`
  return successful(info, [placed, []])
}

const findAll = <T extends { readonly index: number }>(
  list: Indexed<T>,
  names: readonly string[],
  namesOf: (element: T) => readonly string[],
): Result<readonly T[]> => {
  const found: T[] = []
  for (const name of names) {
    const element = lookup(list, name, namesOf)
    if (element === null) return bad(`Wrong number of elems found with name ${name}`)
    found.push(element)
  }
  return good(found)
}

const nameAndAlias = (element: { readonly name: string; readonly alias: string }): string[] => [
  element.name,
  element.alias,
]

const findInstance = (cluster: Cluster, wanted: string): Instance | null =>
  elements(cluster.instances).find(({ name }) => name === wanted) ?? null

/** The new secondary node of a DRBD instance (`replace-disks -I`), as a list of one. */
export const relocate = (
  snapshot: ClusterSnapshot,
  { name, requiredNodes, relocateFrom }: RelocateRequest,
  behaviour: HailBehaviour,
): HailAnswer<readonly string[]> => {
  const cluster = loadCluster(snapshot, behaviour)
  if (!cluster.ok) return rejected(cluster.error)
  const inst = findInstance(cluster.value, name)
  if (inst === null) return rejected(`Unknown instance '${name}'`)
  const from = findAll(cluster.value.nodes, relocateFrom, nameAndAlias)
  if (!from.ok) return rejected(from.error)
  const left = from.value.map(({ index }) => index)
  const chosen = relocateInstance(cluster.value, inst, requiredNodes, left, behaviour)
  return chosen.ok ? successful('success', chosen.value) : failed(chosen.error)
}

const evacuationAnswer = ({
  moved,
  failed,
  jobs,
}: EvacuationAnswer): HailAnswer<EvacuationAnswer> =>
  successful(
    `${failed.length} instances failed to move and ${moved.length} were moved successfully`,
    { moved, failed, jobs },
  )

/** New nodes for the instances of a node that is emptied (`gnt-node evacuate`). */
export const nodeEvacuate = (
  snapshot: ClusterSnapshot,
  { instances, evacMode }: NodeEvacuateRequest,
  behaviour: HailBehaviour,
): HailAnswer<EvacuationAnswer> => {
  const cluster = loadCluster(snapshot, behaviour)
  if (!cluster.ok) return rejected(cluster.error)
  const found = findAll(cluster.value.instances, instances, nameAndAlias)
  if (!found.ok) return rejected(found.error)
  return evacuationAnswer(evacuateNodes(cluster.value, found.value, evacMode, behaviour))
}

/** New nodes in another group (`gnt-instance change-group`, `gnt-group evacuate`). */
export const changeGroup = (
  snapshot: ClusterSnapshot,
  { instances, targetGroups }: ChangeGroupRequest,
  behaviour: HailBehaviour,
): HailAnswer<EvacuationAnswer> => {
  const cluster = loadCluster(snapshot, behaviour)
  if (!cluster.ok) return rejected(cluster.error)
  const found = findAll(cluster.value.instances, instances, nameAndAlias)
  if (!found.ok) return rejected(found.error)
  const groups = findAll(cluster.value.groups, targetGroups, ({ name, uuid }) => [name, uuid])
  if (!groups.ok) return rejected(groups.error)
  const targets = groups.value.map(({ index }) => index)
  return evacuationAnswer(changeGroups(cluster.value, found.value, targets, behaviour))
}

/** A secondary node for an instance that is to become DRBD. */
export const allocateSecondary = (
  snapshot: ClusterSnapshot,
  { name }: { readonly name: string },
  behaviour: HailBehaviour,
): HailAnswer<string> => {
  const loaded = loadCluster(snapshot, behaviour)
  if (!loaded.ok) return rejected(loaded.error)
  const inst = findInstance(loaded.value, name)
  if (inst === null) return rejected(`Unknown instance '${name}'`)
  if (inst.secondary >= 0) return failed('Instance already has a secondary')
  const without = removePrimary(find(loaded.value.nodes, inst.primary), inst)
  const nodes = put(loaded.value.nodes, inst.primary, without)
  const cluster = { ...loaded.value, nodes }
  const asDrbd: Instance = { ...inst, diskTemplate: 'drbd' }
  const solution = tryPairs(cluster, asDrbd, candidatesForSecondary(cluster, inst), behaviour)
  if (!solution.ok) return failed(solution.error)
  const { best } = solution.value
  const info = describeSolution(solution.value)
  return best === null
    ? failed(info)
    : successful(info, find(cluster.nodes, best.instance.secondary).name)
}
