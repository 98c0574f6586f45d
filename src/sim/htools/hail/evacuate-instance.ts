import type { HailBehaviour } from '../behaviour.ts'
import { clusterScore } from '../model/metrics.ts'
import type { Cluster, Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, mirrorType, put } from '../model/model.ts'
import type { Result } from '../outcome.ts'
import { annotate, bad, good } from '../outcome.ts'
import type { EvacMode } from '../snapshot.ts'
import type { Move } from './moves.ts'
import { applyMove } from './moves.ts'
import type { HailOpCode } from './opcodes.ts'
import { opcodesOf } from './opcodes.ts'

/** Finds new nodes for one instance (HTools/Cluster/Evacuate.hs, nodeEvacInstance). */

/** The cluster after the moves of one instance, and the opcodes that make them, in order. */
export type Evacuated = { readonly cluster: Cluster; readonly opcodes: readonly HailOpCode[] }

type Evacuation = {
  readonly cluster: Cluster
  readonly inst: Instance
  /** Whose score decides. */
  readonly group: number
  /** Usable targets, in index order. */
  readonly targets: readonly number[]
  readonly behaviour: HailBehaviour
}

type Plan = {
  readonly nodes: Indexed<Node>
  readonly instance: Instance
  readonly moves: readonly Move[]
  readonly score: number
}

const groupScore = (nodes: Indexed<Node>, group: number, behaviour: HailBehaviour): number =>
  clusterScore(
    elements(nodes).filter((node) => node.group === group),
    behaviour.weights,
  )

const carryOut = ({ cluster, inst, behaviour }: Evacuation, plan: Plan): Evacuated => ({
  cluster: {
    ...cluster,
    nodes: plan.nodes,
    instances: put(cluster.instances, inst.index, plan.instance),
  },
  opcodes: plan.moves.flatMap((move) => opcodesOf(plan.nodes, inst.name, move, behaviour)),
})

const changeOneNode = (
  evacuation: Evacuation,
  kind: 'replaceSecondary' | 'failoverToAny',
): Result<Evacuated> => {
  const { cluster, inst, group, targets, behaviour } = evacuation
  let best: Plan | null = null
  let refusals = ''
  for (const target of targets) {
    const move: Move = { kind, node: target }
    const force = behaviour.ignoreSoftErrors
    const moved = applyMove(cluster.nodes, inst, move, { force, behaviour })
    if (moved.ok) {
      const score = groupScore(moved.value.nodes, group, behaviour)
      if (best === null || !(best.score < score)) best = { ...moved.value, moves: [move], score }
    } else {
      const refusal = `Node ${find(cluster.nodes, target).name} failed: ${moved.error}`
      refusals = behaviour.refusalsTold === 'all' ? `${refusals} ${refusal};` : refusal
    }
  }
  if (best === null) return bad(`Can't find any good node: ${refusals}`)
  return good(carryOut(evacuation, best))
}

/** The steps that bring a DRBD instance to two other nodes, one disk copy at a time. */
const movesToPair = (
  nodes: Indexed<Node>,
  inst: Instance,
  [primary, secondary]: readonly [number, number],
): readonly (readonly [string, Move])[] => [
  ...(find(nodes, inst.primary).offline
    ? [['Failing over to the secondary', { kind: 'failover' }] as const]
    : []),
  ['Changing secondary to new primary', { kind: 'replaceSecondary', node: primary }],
  ['Failing over to new primary', { kind: 'failover' }],
  ['Changing secondary to final secondary', { kind: 'replaceSecondary', node: secondary }],
]

const planPair = (
  { cluster, inst, group, behaviour }: Evacuation,
  pair: readonly [number, number],
): Result<Plan> => {
  const steps = movesToPair(cluster.nodes, inst, pair)
  let state = { nodes: cluster.nodes, instance: inst }
  for (const [what, move] of steps) {
    const force = behaviour.ignoreSoftErrors
    const moved = annotate(what, applyMove(state.nodes, state.instance, move, { force, behaviour }))
    if (!moved.ok) return moved
    state = moved.value
  }
  const score = groupScore(state.nodes, group, behaviour)
  return good({ ...state, moves: steps.map(([, move]) => move), score })
}

const changeBothNodes = (evacuation: Evacuation): Result<Evacuated> => {
  const { targets } = evacuation
  let best: Plan | null = null
  let failure = 'no nodes available'
  for (const primary of targets) {
    for (const secondary of targets) {
      if (primary === secondary) continue
      const plan = planPair(evacuation, [primary, secondary])
      if (!plan.ok) failure = `Allocation failed: ${plan.error}`
      else if (best === null || !(best.score < plan.value.score)) best = plan.value
    }
  }
  if (best === null) return bad(`Can't find any good nodes for relocation: ${failure}`)
  return good(carryOut(evacuation, best))
}

const failOver = (evacuation: Evacuation): Result<Evacuated> => {
  const { cluster, inst, group, behaviour } = evacuation
  const move: Move = { kind: 'failover' }
  const force = behaviour.ignoreSoftErrors
  const moved = applyMove(cluster.nodes, inst, move, { force, behaviour })
  if (!moved.ok) return moved
  const score = groupScore(moved.value.nodes, group, behaviour)
  return good(carryOut(evacuation, { ...moved.value, moves: [move], score }))
}

/** Moves one instance as the mode asks; the error says why it cannot be moved. */
export const evacuateInstance = (evacuation: Evacuation, mode: EvacMode): Result<Evacuated> => {
  const { inst } = evacuation
  switch (mirrorType(inst)) {
    case 'none':
      return bad(`Instances of type ${inst.diskTemplate} cannot be relocated`)
    case 'external':
      if (mode !== 'secondary-only') return changeOneNode(evacuation, 'failoverToAny')
      return bad(
        `Instances with disk template '${inst.diskTemplate}' can't execute change secondary`,
      )
    case 'internal':
      break
  }
  switch (mode) {
    case 'primary-only':
      return failOver(evacuation)
    case 'secondary-only':
      return changeOneNode(evacuation, 'replaceSecondary')
    case 'all':
      return changeBothNodes(evacuation)
  }
}
