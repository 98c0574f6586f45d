import { lazily } from '../../../lib/lazily.ts'
import type { HailBehaviour } from '../behaviour.ts'
import { showGroup } from '../haskell.ts'
import { clusterStatistics } from '../model/metrics.ts'
import type { Cluster, Group, Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, lookup } from '../model/model.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import { allocPolicies } from '../snapshot.ts'
import { placeOnNode, placeOnPair } from './candidates.ts'
import { isRedundant } from './redundancy.ts'
import type { Solution } from './solution.ts'
import {
  accept,
  describeGroupSolution,
  joinSolutions,
  noSolution,
  pickSolution,
} from './solution.ts'

/** Placing a new instance on a cluster (HTools/Cluster.hs). */

/** Limits of an allocation: the release's behaviour, and the only nodes to use by name (null: all of them). */
export type AllocateOptions = {
  readonly behaviour: HailBehaviour
  readonly restrictToNodes: readonly string[] | null
}

/** A primary and the secondaries to try with it, in that order. */
type Pairs = readonly (readonly [number, readonly number[]])[]

const passesN1 =
  (cluster: Cluster, behaviour: HailBehaviour) =>
  (candidate: Parameters<typeof accept>[1]): boolean =>
    !behaviour.globalN1 || isRedundant(accept(cluster, candidate), behaviour)

/**
 * Tries an instance on each primary with each of its secondaries; fails with hail's sentence where there is no
 * pair.
 */
export const tryPairs = (
  cluster: Cluster,
  inst: Instance,
  pairs: Pairs,
  behaviour: HailBehaviour,
): Result<Solution> => {
  if (pairs.length === 0) return bad('Not enough online nodes')
  const { nodes } = cluster
  // Of a cluster that takes nothing more, no statistics are needed.
  const statistics = lazily(() => clusterStatistics(elements(nodes)))
  const passes = passesN1(cluster, behaviour)
  const solutions = pairs.map(([primary, secondaries]) =>
    pickSolution(
      secondaries.map((secondary) =>
        placeOnPair(nodes, statistics, inst, [primary, secondary], behaviour),
      ),
      passes,
    ),
  )
  return good(solutions.reduce(joinSolutions, noSolution))
}

/** Where an instance may go: single nodes, or pairs of nodes. */
export type Targets =
  | { readonly kind: 'nodes'; readonly nodes: readonly number[] }
  | { readonly kind: 'pairs'; readonly pairs: Pairs }

/** The usable ones of these nodes for an instance that needs one node or two (genAllocNodes). */
export const targetsAmong = (nodes: readonly Node[], requiredNodes: number): Targets => {
  const usable = nodes.filter(({ offline }) => !offline)
  if (requiredNodes === 1) return { kind: 'nodes', nodes: usable.map(({ index }) => index) }
  const pairs = usable
    .map((primary) => {
      const others = usable.filter((n) => n.index !== primary.index && n.group === primary.group)
      return [primary.index, others.map(({ index }) => index)] as const
    })
    .filter(([, secondaries]) => secondaries.length > 0)
  return { kind: 'pairs', pairs }
}

/** Tries an instance on all targets. */
export const tryTargets = (
  cluster: Cluster,
  inst: Instance,
  targets: Targets,
  behaviour: HailBehaviour,
): Result<Solution> =>
  targets.kind === 'nodes'
    ? tryNodes(cluster, inst, targets.nodes, behaviour)
    : tryPairs(cluster, inst, targets.pairs, behaviour)

const tryNodes = (
  cluster: Cluster,
  inst: Instance,
  targets: readonly number[],
  behaviour: HailBehaviour,
): Result<Solution> => {
  if (targets.length === 0) return bad('No online nodes')
  const attempts = targets.map((target) => placeOnNode(cluster.nodes, inst, target, behaviour))
  return good(pickSolution(attempts, passesN1(cluster, behaviour)))
}

/** Tries the usable ones of these nodes; scores are those of the whole given cluster. */
const tryAllocate = (
  cluster: Cluster,
  inst: Instance,
  requiredNodes: number,
  among: readonly Node[],
  { behaviour, restrictToNodes }: AllocateOptions,
): Result<Solution> => {
  const usable = among
    .filter(({ offline }) => !offline)
    .filter(({ name }) => restrictToNodes?.includes(name) ?? true)
    .map(({ index }) => index)
  if (requiredNodes === 1) return tryNodes(cluster, inst, usable, behaviour)
  if (requiredNodes !== 2) return bad('Unsupported number of nodes, only one or two  supported')
  const pairs = usable
    .map((primary) => [primary, usable.filter((secondary) => secondary !== primary)] as const)
    .filter(([, secondaries]) => secondaries.length > 0)
  return tryPairs(cluster, inst, pairs, behaviour)
}

const hasNetworks = (group: Group, inst: Instance): boolean =>
  inst.networks.every((network) => group.networks.includes(network))

/** Nodes by group, ascending; groups without nodes are left out. */
const groupsInUse = (
  cluster: Cluster,
): readonly { readonly group: Group; readonly nodes: readonly Node[] }[] =>
  elements(cluster.groups)
    .map((group) => ({
      group,
      nodes: elements(cluster.nodes).filter((node) => node.group === group.index),
    }))
    .filter(({ nodes }) => nodes.length > 0)

/** The group that was chosen, what was found in it, and what hail says about every group. */
export type Allocated = {
  readonly group: Group
  readonly solution: Solution
  readonly messages: readonly string[]
}

const noGroups = (allowed: readonly number[] | null, groups: readonly Group[]): string => {
  const told = allowed === null ? 'Nothing' : `Just [${allowed.join(',')}]`
  const all = groups.map(showGroup).join(',')
  return `no groups for evacuation: allowed groups was ${told}, all groups: [${all}]`
}

/** The best group for an instance: by allocation policy, then score (findBestAllocGroup). */
export const allocateInBestGroup = (
  cluster: Cluster,
  inst: Instance,
  requiredNodes: number,
  allowed: readonly number[] | null,
  options: AllocateOptions,
): Result<Allocated> => {
  const inUse = groupsInUse(cluster)
  const open = inUse.filter(({ group }) => allowed?.includes(group.index) ?? true)
  if (open.length === 0) {
    return bad(
      noGroups(
        allowed,
        inUse.map(({ group }) => group),
      ),
    )
  }
  const unconnected = open
    .filter(({ group }) => !hasNetworks(group, inst))
    .map(
      ({ group }) =>
        `group ${group.name} is not connected to a network required by instance ${inst.name}`,
    )
  const tried = open
    .filter(({ group }) => hasNetworks(group, inst))
    .map(({ group, nodes }) => ({
      group,
      outcome: tryAllocate(cluster, inst, requiredNodes, nodes, options),
    }))
  const messages = [
    ...unconnected,
    ...tried.map(({ group, outcome }) => describeGroupSolution(group, outcome)),
  ]
  const [best] = tried
    .flatMap(({ group, outcome }) => {
      if (!outcome.ok || outcome.value.best === null) return []
      if (group.allocPolicy === 'unallocable') return []
      return [{ group, solution: outcome.value, score: outcome.value.best.score }]
    })
    .reverse()
    .sort((a, b) => rank(a.group) - rank(b.group) || a.score - b.score)
  if (best === undefined) return bad(messages.join(', '))
  return good({ group: best.group, solution: best.solution, messages })
}

const rank = (group: Group): number => allocPolicies.indexOf(group.allocPolicy)

const onlyGroup = (cluster: Cluster, group: Group): Cluster => {
  const keep = <T extends { readonly index: number }>(list: readonly T[]): Indexed<T> =>
    Object.fromEntries(list.map((element) => [element.index, element]))
  const nodes = keep(elements(cluster.nodes).filter((node) => node.group === group.index))
  const inGroup = Object.entries(cluster.instances).filter(
    ([, inst]) => nodes[inst.primary] !== undefined,
  )
  return { ...cluster, nodes, instances: Object.fromEntries(inGroup) }
}

/** Places an instance in the named group, as if the cluster had no other (tryGroupAlloc). */
export const allocateInGroup = (
  cluster: Cluster,
  inst: Instance,
  requiredNodes: number,
  groupName: string,
  options: AllocateOptions,
): Result<Allocated> => {
  const group = lookup(cluster.groups, groupName, ({ name, uuid }) => [name, uuid])
  if (group === null) return bad(`Wrong number of elems found with name ${groupName}`)
  if (!hasNetworks(group, inst)) {
    const name = `The group ${group.name}`
    return bad(`${name} is not connected to a network required by instance ${inst.name}`)
  }
  const part = onlyGroup(cluster, group)
  const solution = tryAllocate(part, inst, requiredNodes, elements(part.nodes), options)
  if (!solution.ok) return solution
  const messages = [describeGroupSolution(group, solution)]
  return good({ group, solution: solution.value, messages })
}

/** Gives an unmirrored instance a secondary node (Cluster/AllocateSecondary.hs). */
export const candidatesForSecondary = (cluster: Cluster, inst: Instance): Pairs => {
  const { group } = find(cluster.nodes, inst.primary)
  const others = elements(cluster.nodes)
    .filter((node) => node.group === group && node.index !== inst.primary)
    .map(({ index }) => index)
  return [[inst.primary, others]]
}
