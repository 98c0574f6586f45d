import type { HailBehaviour } from '../behaviour.ts'
import type { Statistics } from '../model/metrics.ts'
import { clusterScore, replaceNode, scoreOf } from '../model/metrics.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, NONE, put } from '../model/model.ts'
import { addPrimary, addSecondary } from '../model/node.ts'
import { policyRefusal } from '../model/policy.ts'
import type { FailMode, Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import { withLocationScore } from './moves.ts'
import type { Candidate } from './solution.ts'

type Scoring = Pick<HailBehaviour, 'ignoreSoftErrors' | 'weights'>

/** The node with the instance on it, if it fits there. */
export const fitOnNode = (
  nodes: Indexed<Node>,
  inst: Instance,
  primary: number,
  { ignoreSoftErrors }: Scoring,
): Result<Node, FailMode> => {
  const target = find(nodes, primary)
  const refusal = policyRefusal(inst, target.ipolicy, target.exclusiveStorage)
  return refusal === null ? addPrimary(target, inst, { force: ignoreSoftErrors }) : bad(refusal)
}

/** Tries to place an instance on one node (Cluster/AllocatePrimitives.hs). */
export const placeOnNode = (
  nodes: Indexed<Node>,
  inst: Instance,
  primary: number,
  scoring: Scoring,
): Result<Candidate, FailMode> => {
  const added = fitOnNode(nodes, inst, primary, scoring)
  if (!added.ok) return added
  const next = put(nodes, primary, added.value)
  return good({
    nodes: next,
    instance: { ...inst, primary, secondary: NONE },
    chosen: [primary],
    score: clusterScore(elements(next), scoring.weights),
  })
}

/** Tries to place a DRBD instance; `statistics` are those of the nodes before. */
export const placeOnPair = (
  nodes: Indexed<Node>,
  statistics: () => Statistics,
  inst: Instance,
  [primary, secondary]: readonly [number, number],
  { ignoreSoftErrors, weights }: HailBehaviour,
): Result<Candidate, FailMode> => {
  const first = find(nodes, primary)
  const second = find(nodes, secondary)
  const refusal = policyRefusal(inst, first.ipolicy, first.exclusiveStorage)
  if (refusal !== null) return bad(refusal)
  const instance = { ...withLocationScore(inst, first, second), primary, secondary }
  const newFirst = addPrimary(first, instance, { force: ignoreSoftErrors })
  if (!newFirst.ok) return newFirst
  const newSecond = addSecondary(second, instance, primary, { force: false, ignoreDisks: false })
  if (!newSecond.ok) return newSecond
  const after = replaceNode(
    replaceNode(statistics(), first, newFirst.value),
    second,
    newSecond.value,
  )
  return good({
    nodes: put(put(nodes, secondary, newSecond.value), primary, newFirst.value),
    instance,
    chosen: [primary, secondary],
    score: scoreOf(after, weights),
  })
}
