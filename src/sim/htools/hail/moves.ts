import type { HailBehaviour } from '../behaviour.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { find, put } from '../model/model.ts'
import {
  addPrimary,
  addSecondary,
  mayMigrate,
  removePrimary,
  removeSecondary,
} from '../model/node.ts'
import type { FailMode, Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'

/** A change of an instance's nodes, as one step of a plan (HTools/Cluster/Moves.hs). */
export type Move =
  | { readonly kind: 'failover' }
  /** `failoverToAny`: for storage that all nodes share. The others are for DRBD, in the order of their names. */
  | {
      readonly kind:
        | 'failoverToAny'
        | 'replaceSecondary'
        | 'replacePrimary'
        | 'replaceAndFailover'
        | 'failoverAndReplace'
      /** Index of the node that the instance comes to. */
      readonly node: number
    }

/** What a move changes: its nodes, and the instance. */
export type Change = { readonly changed: readonly Node[]; readonly instance: Instance }

/** The nodes and the instance after a move. */
export type Moved = { readonly nodes: Indexed<Node>; readonly instance: Instance }

type MoveOptions = { readonly force: boolean; readonly behaviour: HailBehaviour }

type Outcome = Result<Change, FailMode>

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
): Outcome => {
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
    changed: [secondary.value, primary.value],
    instance: { ...inst, primary: inst.secondary, secondary: inst.primary },
  })
}

const failoverToAny = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force }: MoveOptions,
): Outcome => {
  const from = find(nodes, inst.primary)
  const to = find(nodes, target)
  if (!mayMigrate(from, to)) return bad('FailMig')
  const primary = addPrimary(to, inst, { force: from.offline || force })
  if (!primary.ok) return primary
  return good({
    changed: [removePrimary(from, inst), primary.value],
    instance: { ...inst, primary: target },
  })
}

const replaceSecondary = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force, behaviour }: MoveOptions,
): Outcome => {
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
    changed: [removeSecondary(old, inst), secondary.value, kept.value],
    instance,
  })
}

/** The primary goes to `target`, by way of the secondary. */
const replacePrimary = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force }: MoveOptions,
): Outcome => {
  const from = find(nodes, inst.primary)
  const other = find(nodes, inst.secondary)
  const to = find(nodes, target)
  if (!mayMigrate(from, other) || !mayMigrate(other, to)) return bad('FailMig')
  const lenient = { force: from.offline || force }
  const instance = { ...withLocationScore(inst, to, other), primary: target }
  const between = addPrimary(removeSecondary(other, inst), instance, lenient)
  if (!between.ok) return between
  const primary = addPrimary(to, instance, lenient)
  if (!primary.ok) return primary
  const left = removePrimary(between.value, instance)
  const secondary = addSecondary(left, instance, target, { ...lenient, ignoreDisks: false })
  if (!secondary.ok) return secondary
  return good({
    changed: [removePrimary(from, inst), secondary.value, primary.value],
    instance,
  })
}

/** `target` becomes the primary, and the old primary the secondary. */
const replaceAndFailover = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force }: MoveOptions,
): Outcome => {
  const from = find(nodes, inst.primary)
  const old = find(nodes, inst.secondary)
  const to = find(nodes, target)
  if (!mayMigrate(from, to)) return bad('FailMig')
  const instance = {
    ...withLocationScore(inst, to, from),
    primary: target,
    secondary: inst.primary,
  }
  const primary = addPrimary(to, instance, { force })
  if (!primary.ok) return primary
  const secondary = addSecondary(removePrimary(from, inst), instance, target, {
    force: old.offline || force,
    ignoreDisks: false,
  })
  if (!secondary.ok) return secondary
  return good({
    changed: [secondary.value, removeSecondary(old, inst), primary.value],
    instance,
  })
}

/** The old secondary becomes the primary, and `target` the secondary. */
const failoverAndReplace = (
  nodes: Indexed<Node>,
  inst: Instance,
  target: number,
  { force }: MoveOptions,
): Outcome => {
  const from = find(nodes, inst.primary)
  const other = find(nodes, inst.secondary)
  const to = find(nodes, target)
  if (!mayMigrate(from, other)) return bad('FailMig')
  const lenient = { force: from.offline || force }
  const instance = {
    ...withLocationScore(inst, other, to),
    primary: inst.secondary,
    secondary: target,
  }
  const primary = addPrimary(removeSecondary(other, inst), instance, lenient)
  if (!primary.ok) return primary
  const secondary = addSecondary(to, instance, inst.secondary, { ...lenient, ignoreDisks: false })
  if (!secondary.ok) return secondary
  return good({
    changed: [removePrimary(from, inst), primary.value, secondary.value],
    instance,
  })
}

const targeted = {
  failoverToAny,
  replaceSecondary,
  replacePrimary,
  replaceAndFailover,
  failoverAndReplace,
} as const

/** What a move would change; `force` drops the soft checks. */
export const changeBy = (
  nodes: Indexed<Node>,
  inst: Instance,
  move: Move,
  options: MoveOptions,
): Outcome =>
  move.kind === 'failover'
    ? failover(nodes, inst, options)
    : targeted[move.kind](nodes, inst, move.node, options)

/** Simulates a move; `force` drops the soft checks. */
export const applyMove = (
  nodes: Indexed<Node>,
  inst: Instance,
  move: Move,
  options: MoveOptions,
): Result<Moved, FailMode> => {
  const change = changeBy(nodes, inst, move, options)
  if (!change.ok) return change
  const { changed, instance } = change.value
  return good({
    nodes: changed.reduce((list, node) => put(list, node.index, node), nodes),
    instance,
  })
}
