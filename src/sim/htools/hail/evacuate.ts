import type { HailBehaviour } from '../behaviour.ts'
import type { Cluster, Instance } from '../model/model.ts'
import { elements, find, mirrorType, NONE, nodesOf, requiredNodes } from '../model/model.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type { EvacMode } from '../snapshot.ts'
import { allocateInBestGroup } from './allocate.ts'
import type { Evacuated } from './evacuate-instance.ts'
import { evacuateInstance } from './evacuate-instance.ts'
import type { HailOpCode } from './opcodes.ts'

/** Moving instances off nodes and groups, one after the other (HTools/Cluster/Evacuate.hs). */

/** hail's answer to an evacuation, in the order in which the instances were asked for. */
export type EvacuationAnswer = {
  /** Instance, its group, its nodes. */
  readonly moved: readonly (readonly [string, string, readonly string[]])[]
  /** Instance and the reason. */
  readonly failed: readonly (readonly [string, string])[]
  /** One job for each moved instance, in the same order. */
  readonly jobs: readonly (readonly HailOpCode[])[]
}

type Progress = EvacuationAnswer & { readonly cluster: Cluster }

const start = (cluster: Cluster): Progress => ({ cluster, moved: [], failed: [], jobs: [] })

const record = (progress: Progress, inst: Instance, outcome: Result<Evacuated>): Progress => {
  if (!outcome.ok) {
    return { ...progress, failed: [...progress.failed, [inst.name, outcome.error]] }
  }
  const { cluster, opcodes } = outcome.value
  const now = find(cluster.instances, inst.index)
  const group = find(cluster.groups, find(cluster.nodes, now.primary).group)
  const nodes = nodesOf(now).map((index) => find(cluster.nodes, index).name)
  return {
    ...progress,
    cluster,
    moved: [...progress.moved, [inst.name, group.name, nodes]],
    jobs: [...progress.jobs, opcodes],
  }
}

/** Nodes that any instance of the request leaves: no instance of the request may go there. */
const nodesLeft = (instances: readonly Instance[], mode: EvacMode): ReadonlySet<number> => {
  const secondaries = instances
    .filter(({ diskTemplate }) => diskTemplate === 'drbd')
    .map(({ secondary }) => secondary)
  const primaries = instances.map(({ primary }) => primary)
  switch (mode) {
    case 'primary-only':
      return new Set(primaries)
    case 'secondary-only':
      return new Set(secondaries)
    case 'all':
      return new Set([...primaries, ...secondaries])
  }
}

const usableNodes = (cluster: Cluster, group: number, left: ReadonlySet<number>): number[] =>
  elements(cluster.nodes)
    .filter((node) => node.group === group && !node.offline && !left.has(node.index))
    .map(({ index }) => index)

/** Finds new nodes in their own groups for these instances (tryNodeEvac). */
export const evacuateNodes = (
  cluster: Cluster,
  instances: readonly Instance[],
  mode: EvacMode,
  behaviour: HailBehaviour,
): Progress => {
  const left = nodesLeft(instances, mode)
  return instances.reduce((progress, inst) => {
    const { group } = find(progress.cluster.nodes, inst.primary)
    const targets = usableNodes(cluster, group, new Set([...left, inst.primary]))
    const evacuation = { cluster: progress.cluster, inst, group, targets, behaviour }
    return record(progress, inst, evacuateInstance(evacuation, mode))
  }, start(cluster))
}

const changeGroupOf = (
  cluster: Cluster,
  inst: Instance,
  targetGroups: readonly number[],
  behaviour: HailBehaviour,
): Result<Evacuated> => {
  const count = requiredNodes(inst.diskTemplate)
  const options = { behaviour, restrictToNodes: null }
  const found = allocateInBestGroup(cluster, inst, count, targetGroups, options)
  if (!found.ok) return found
  const group = found.value.group.index
  const targets = usableNodes(cluster, group, new Set())
  return evacuateInstance({ cluster, inst, group, targets, behaviour }, 'all')
}

/** Moves these instances to other groups; no groups named means any other (tryChangeGroup). */
export const changeGroups = (
  cluster: Cluster,
  instances: readonly Instance[],
  groups: readonly number[],
  behaviour: HailBehaviour,
): Progress => {
  const left = instances.map(({ primary }) => find(cluster.nodes, primary).group)
  const named = groups.length > 0 ? groups : elements(cluster.groups).map(({ index }) => index)
  const targets = named.filter((group) => !left.includes(group))
  return instances.reduce(
    (progress, inst) =>
      record(progress, inst, changeGroupOf(progress.cluster, inst, targets, behaviour)),
    start(cluster),
  )
}

/** What each kind of mirror gives up when it is relocated. */
const relocated = (
  inst: Instance,
): { readonly node: number; readonly role: string; readonly mode: EvacMode } | null => {
  switch (mirrorType(inst)) {
    case 'none':
      return null
    case 'internal':
      return { node: inst.secondary, role: 'secondary', mode: 'secondary-only' }
    case 'external':
      return { node: inst.primary, role: 'primary', mode: 'primary-only' }
  }
}

/** The new secondary of a DRBD instance, or the new primary of one on shared storage. */
export const relocateInstance = (
  cluster: Cluster,
  inst: Instance,
  requiredCount: number,
  from: readonly number[],
  behaviour: HailBehaviour,
): Result<readonly string[]> => {
  if (requiredCount !== 1) return bad(`Exchange ${requiredCount} nodes mode is not implemented`)
  const wanted = relocated(inst)
  if (wanted === null) return bad("Can't relocate non-mirrored instances")
  if (from.length !== 1 || from[0] !== wanted.node) {
    return bad(
      `Unsupported request: excluded nodes not equal to instance's ${wanted.role}` +
        `(${wanted.node} versus [${from.join(',')}])`,
    )
  }
  const { cluster: after, failed } = evacuateNodes(cluster, [inst], wanted.mode, behaviour)
  const [failure] = failed
  if (failure !== undefined) return bad(failure[1])
  const { primary, secondary } = find(after.instances, inst.index)
  const chosen = secondary === NONE ? primary : secondary
  return good([find(after.nodes, chosen).name])
}
