import type { HailBehaviour } from '../behaviour.ts'
import type { Cluster, Instance, Node } from '../model/model.ts'
import { elements, find } from '../model/model.ts'
import type { HailTemplate } from '../snapshot.ts'
import { fitOnNode, placeOnNode } from './candidates.ts'
import { evacuateInstance } from './evacuate-instance.ts'
import { applyMove } from './moves.ts'
import { accept, pickSolution } from './solution.ts'

/** Global N+1: whether every node could be lost (HTools/GlobalN1.hs). */

const movable: readonly HailTemplate[] = ['diskless', 'sharedfile', 'rbd', 'ext', 'gluster']

const failAllOver = (
  start: Cluster,
  instances: readonly number[],
  behaviour: HailBehaviour,
): Cluster | null => {
  let { nodes } = start
  const moved: { [index: number]: Instance } = { ...start.instances }
  for (const index of instances) {
    const inst = find(start.instances, index)
    const result = applyMove(nodes, inst, { kind: 'failover' }, { force: true, behaviour })
    if (!result.ok) return null
    nodes = result.value.nodes
    moved[index] = result.value.instance
  }
  return { ...start, nodes, instances: moved }
}

const moveShared = (
  start: Cluster,
  instances: readonly number[],
  evacuation: Omit<Parameters<typeof evacuateInstance>[0], 'cluster' | 'inst'>,
): Cluster | null => {
  let cluster = start
  for (const index of instances) {
    const inst = find(cluster.instances, index)
    const moved = evacuateInstance({ ...evacuation, cluster, inst }, 'primary-only')
    if (!moved.ok) return null
    cluster = moved.value.cluster
  }
  return cluster
}

/** Instances whose disks are lost with the node: whether there is room to make them again. */
const canRecreate = (
  start: Cluster,
  instances: readonly Instance[],
  targets: readonly number[],
  behaviour: HailBehaviour,
): boolean => {
  let cluster = start
  for (const [place, inst] of instances.entries()) {
    const { nodes } = cluster
    // Where the last one would go best does not matter any more, and scores cost time.
    if (place === instances.length - 1) {
      return targets.some((target) => fitOnNode(nodes, inst, target, behaviour).ok)
    }
    const attempts = targets.map((target) => placeOnNode(nodes, inst, target, behaviour))
    const { best } = pickSolution(attempts, () => true)
    if (best === null) return false
    cluster = accept(cluster, best)
  }
  return true
}

/** Whether a node can be emptied onto the others of its group. Only hard limits count. */
export const canEmpty = (start: Cluster, node: Node, given: HailBehaviour): boolean => {
  const behaviour: HailBehaviour = { ...given, ignoreSoftErrors: true }
  const templateOf = (index: number): HailTemplate => find(start.instances, index).diskTemplate
  const drbd = node.primaries.filter((index) => templateOf(index) === 'drbd')
  const failedOver = failAllOver(start, drbd, behaviour)
  if (failedOver === null) return false
  const { group } = node
  const targets = elements(failedOver.nodes)
    .filter((other) => other.group === group && other.index !== node.index)
    .map(({ index }) => index)
  const shared = node.primaries.filter((index) => movable.includes(templateOf(index)))
  const cluster = moveShared(failedOver, shared, { group, targets, behaviour })
  if (cluster === null) return false
  const lost = node.primaries
    .filter((index) => !drbd.includes(index) && !shared.includes(index))
    .map((index) => find(cluster.instances, index))
    .sort((a, b) => b.memoryMib - a.memoryMib)
  return canRecreate(cluster, lost, targets, behaviour)
}

/** Whether each node, also an offline one, can be emptied onto the others of its group, but for those `ignored`. */
export const isRedundant = (
  cluster: Cluster,
  behaviour: HailBehaviour,
  ignored: (node: Node) => boolean = () => false,
): boolean =>
  elements(cluster.nodes).every((node) => ignored(node) || canEmpty(cluster, node, behaviour))
