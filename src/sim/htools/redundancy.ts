import type { HailBehaviour } from './behaviour.ts'
import { placeOnNode } from './candidates.ts'
import { evacuateInstance } from './evacuate-instance.ts'
import type { Cluster, Instance, Node } from './model.ts'
import { elements, find } from './model.ts'
import { applyMove } from './moves.ts'
import { accept, pickSolution } from './solution.ts'
import type { DiskTemplate } from './snapshot.ts'

/** Global N+1: whether every node could be lost (HTools/GlobalN1.hs). */

const movable: readonly DiskTemplate[] = ['diskless', 'sharedfile', 'rbd', 'ext', 'gluster']

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

/** Only hard limits count: the question is whether the instances can run at all. */
const canEmpty = (start: Cluster, node: Node, given: HailBehaviour): boolean => {
  const behaviour: HailBehaviour = { ...given, ignoreSoftErrors: true }
  const templateOf = (index: number): DiskTemplate => find(start.instances, index).diskTemplate
  const drbd = node.primaries.filter((index) => templateOf(index) === 'drbd')
  const others = node.primaries.filter((index) => templateOf(index) !== 'drbd')
  const failedOver = failAllOver(start, drbd, behaviour)
  if (failedOver === null) return false
  let cluster = failedOver
  const targets = elements(cluster.nodes)
    .filter(({ group, index }) => group === node.group && index !== node.index)
    .map(({ index }) => index)
  for (const index of others.filter((other) => movable.includes(templateOf(other)))) {
    const inst = find(cluster.instances, index)
    const evacuation = { cluster, inst, group: node.group, targets, behaviour }
    const evacuated = evacuateInstance(evacuation, 'primary-only')
    if (!evacuated.ok) return false
    cluster = evacuated.value.cluster
  }
  const lost = others
    .filter((other) => !movable.includes(templateOf(other)))
    .map((index) => find(cluster.instances, index))
    .sort((a, b) => b.memoryMib - a.memoryMib)
  for (const inst of lost) {
    const { nodes } = cluster
    const attempts = targets.map((target) => placeOnNode(nodes, inst, target, behaviour))
    const { best } = pickSolution(attempts, () => true)
    if (best === null) return false
    cluster = accept(cluster, best)
  }
  return true
}

/** Whether each node, also an offline one, can be emptied onto the others of its group. */
export const isRedundant = (cluster: Cluster, behaviour: HailBehaviour): boolean =>
  elements(cluster.nodes).every((node) => canEmpty(cluster, node, behaviour))
