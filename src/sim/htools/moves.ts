import type { HailBehaviour } from './behaviour.ts'
import type { Indexed, Instance, Node } from './model.ts'
import { find, put } from './model.ts'
import { addPrimary, addSecondary, mayMigrate, removePrimary, removeSecondary } from './node.ts'
import type { FailMode, Result } from './outcome.ts'
import { bad, good } from './outcome.ts'

/** A change of an instance's nodes, as one step of a plan (HTools/Cluster/Moves.hs). */
export type Move =
  | { readonly kind: 'failover' }
  /** To any node, for storage that all nodes share. */
  | { readonly kind: 'failoverToAny'; readonly node: number }
  | { readonly kind: 'replaceSecondary'; readonly node: number }

/** The nodes and the instance after a move. */
export type Moved = { readonly nodes: Indexed<Node>; readonly instance: Instance }

type MoveOptions = { readonly force: boolean; readonly behaviour: HailBehaviour }

/** The instance with the number of failure domains that its two nodes share. */
export const withLocationScore = (
  inst: Instance,
  primary: Node,
  secondary: Node | null,
): Instance => ({
  ...inst,
  locationScore:
    secondary === null
      ? 0
      : primary.locationTags.filter((tag) => secondary.locationTags.includes(tag)).length,
})

const failover = (
  nodes: Indexed<Node>,
  inst: Instance,
  { force, behaviour }: MoveOptions,
): Result<Moved, FailMode> => {
  const from = find(nodes, inst.primary)
  const to = find(nodes, inst.secondary)
  if (!mayMigrate(from, to)) return bad('FailMig')
  const primary = addPrimary(removeSecondary(to, inst), inst, { force: from.offline || force })
  if (!primary.ok) return primary
  const lenient = from.offline && behaviour.offlineSecondaryNeedsNoDisk
  const secondary = addSecondary(removePrimary(from, inst), inst, inst.secondary, {
    force: lenient || force,
    ignoreDisks: lenient,
  })
  if (!secondary.ok) return secondary
  return good({
    nodes: put(put(nodes, inst.primary, secondary.value), inst.secondary, primary.value),
    instance: { ...inst, primary: inst.secondary, secondary: inst.primary },
  })
}

const failoverToAny = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force }: MoveOptions,
): Result<Moved, FailMode> => {
  const from = find(nodes, inst.primary)
  const to = find(nodes, target)
  if (!mayMigrate(from, to)) return bad('FailMig')
  const primary = addPrimary(to, inst, { force: from.offline || force })
  if (!primary.ok) return primary
  return good({
    nodes: put(put(nodes, target, primary.value), inst.primary, removePrimary(from, inst)),
    instance: { ...inst, primary: target },
  })
}

const replaceSecondary = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force, behaviour }: MoveOptions,
): Result<Moved, FailMode> => {
  const primary = find(nodes, inst.primary)
  const old = find(nodes, inst.secondary)
  const to = find(nodes, target)
  const instance = { ...withLocationScore(inst, primary, to), secondary: target }
  const secondary = addSecondary(to, instance, inst.primary, {
    force: old.offline || force,
    ignoreDisks: false,
  })
  if (!secondary.ok) return secondary
  // The primary keeps the instance; releases that score locations take it off and on again.
  const kept =
    behaviour.weights.location_score === 0
      ? good(primary)
      : addPrimary(removePrimary(primary, inst), instance, { force: true })
  if (!kept.ok) return kept
  return good({
    nodes: put(
      put(put(nodes, inst.secondary, removeSecondary(old, inst)), target, secondary.value),
      inst.primary,
      kept.value,
    ),
    instance,
  })
}

/** Simulates a move; `force` drops the soft checks. */
export const applyMove = (
  nodes: Indexed<Node>,
  inst: Instance,
  move: Move,
  options: MoveOptions,
): Result<Moved, FailMode> => {
  switch (move.kind) {
    case 'failover':
      return failover(nodes, inst, options)
    case 'failoverToAny':
      return failoverToAny(nodes, inst, move.node, options)
    case 'replaceSecondary':
      return replaceSecondary(nodes, inst, move.node, options)
  }
}
