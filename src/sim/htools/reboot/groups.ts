import {
  elements,
  find,
  type Indexed,
  type Instance,
  NONE,
  type Node,
  put,
} from '../model/model.ts'
import { addPrimary, addSecondary, removePrimary, removeSecondary } from '../model/node.ts'
import { bad, good, type Result } from '../outcome.ts'
import { colorings, type Graph } from './coloring.ts'

/** Groups of nodes that can be rebooted together. Source: src/Ganeti/HTools/Program/Hroller.hs. */

/** Nodes and instances as they are once some of them have moved. */
export interface ClusterLayout {
  nodes: Indexed<Node>
  instances: Indexed<Instance>
}

/** Nodes to reboot together, by index, and the cluster once they are empty. */
export interface RebootGroup {
  members: number[]
  layout: ClusterLayout
}

const hasSecondary = ({ secondary }: Instance): boolean => secondary !== NONE

/** Pairs of nodes that may not be rebooted together, in both directions; a pair can stand there more than once. */
function exclusions(
  all: Indexed<Node>,
  instances: Indexed<Instance>,
  offlineMaintenance: boolean,
): [number, number][] {
  const mirrored = elements(instances)
    .filter(hasSecondary)
    .flatMap(({ primary, secondary }): [number, number][] => [
      [primary, secondary],
      [secondary, primary],
    ])
  if (offlineMaintenance) return mirrored
  // Two nodes that both fail over to a third one would need its memory twice.
  const known = new Set(mirrored.map(String))
  const shared = elements(all).flatMap((node) => {
    const primaries = node.secondaries.map((index) => find(instances, index).primary)
    return primaries.flatMap((a) => primaries.map((b): [number, number] => [a, b]))
  })
  const fresh = shared.filter((pair) => {
    const isNew = !known.has(String(pair))
    known.add(String(pair))
    return isNew
  })
  return [...mirrored, ...fresh]
}

/** The graph of the nodes in question; null: there is none. Nodes between them are vertices without neighbours. */
export function nodeGraph(
  all: Indexed<Node>,
  wanted: readonly Node[],
  instances: Indexed<Instance>,
  { offlineMaintenance }: { offlineMaintenance: boolean },
): Graph | null {
  const indices = wanted.map(({ index }) => index)
  if (indices.length === 0) return null
  const graph = new Map<number, number[]>()
  const last = Math.max(...indices)
  for (let index = Math.min(...indices); index <= last; index++) graph.set(index, [])
  for (const [from, to] of exclusions(all, instances, offlineMaintenance))
    if (indices.includes(from) && indices.includes(to)) graph.get(from)?.push(to)
  return graph
}

type Moved = Result<ClusterLayout, string>

/** Tries the targets one after the other. */
function firstOf(targets: readonly number[], tryOne: (target: number) => Moved): Moved {
  for (const target of targets) {
    const moved = tryOne(target)
    if (moved.ok) return moved
  }
  return bad('no target')
}

/** Moves an instance without a second copy. */
function move(index: number, target: number, { nodes, instances }: ClusterLayout): Moved {
  const inst = find(instances, index)
  const added = addPrimary(find(nodes, target), inst, { force: true })
  if (!added.ok) return added
  const emptied = removePrimary(find(nodes, inst.primary), inst)
  return good({
    nodes: put(put(nodes, inst.primary, emptied), target, added.value),
    instances: put(instances, index, { ...inst, primary: target }),
  })
}

/** Gives a mirrored instance another second node. */
function replaceSecondary(
  index: number,
  target: number,
  { nodes, instances }: ClusterLayout,
): Moved {
  const inst = find(instances, index)
  if (inst.primary === target) return bad('FailInternal')
  const added = addSecondary(find(nodes, target), inst, inst.primary, {
    force: true,
    ignoreDisks: false,
  })
  if (!added.ok) return added
  // As in Ganeti, the sums are taken off the primary.
  const old = removeSecondary(find(nodes, inst.primary), inst)
  return good({
    nodes: put(put(nodes, inst.secondary, old), target, added.value),
    instances: put(instances, index, { ...inst, secondary: target }),
  })
}

/** Swaps the two nodes of an instance. */
function migrate(index: number, { nodes, instances }: ClusterLayout): Moved {
  const inst = find(instances, index)
  const { primary, secondary } = inst
  const to = addPrimary(removeSecondary(find(nodes, secondary), inst), inst, { force: true })
  if (!to.ok) return to
  const from = addSecondary(removePrimary(find(nodes, primary), inst), inst, secondary, {
    force: true,
    ignoreDisks: false,
  })
  if (!from.ok) return from
  return good({
    nodes: put(put(nodes, primary, from.value), secondary, to.value),
    instances: put(instances, index, { ...inst, primary: secondary, secondary: primary }),
  })
}

/** What is cleared off a node, and how one instance of it moves. */
interface Clearing {
  of: (layout: ClusterLayout, node: number) => readonly number[]
  move: (index: number, target: number, layout: ClusterLayout) => Moved
}

/** Instances of a node that have no second copy. */
export const nonRedundant = ({ nodes, instances }: ClusterLayout, node: number): number[] =>
  find(nodes, node).primaries.filter((index) => !hasSecondary(find(instances, index)))

const NON_REDUNDANT: Clearing = { of: nonRedundant, move }
const SECONDARIES: Clearing = {
  of: ({ nodes }, node) => find(nodes, node).secondaries,
  move: replaceSecondary,
}

/** Clears as many of the nodes as find room together, in their order. */
function clear(
  { of, move: moveOne }: Clearing,
  members: readonly number[],
  targets: readonly number[],
  start: ClusterLayout,
): RebootGroup {
  const cleared: number[] = []
  let layout = start
  let left = targets
  for (const node of members) {
    const others = left.filter((target) => target !== node)
    const { group } = find(layout.nodes, node)
    const near = others.filter((target) => find(layout.nodes, target).group === group)
    const moved = of(layout, node).reduce<Moved>(
      (so, index) => (so.ok ? firstOf(near, (target) => moveOne(index, target, so.value)) : so),
      good(layout),
    )
    if (!moved.ok) continue
    cleared.push(node)
    layout = moved.value
    left = others
  }
  return { members: cleared, layout }
}

/** Splits a group until each part can be cleared at once; null: one node finds no room at all. */
function partition(
  clearing: Clearing,
  { members, layout }: RebootGroup,
  targets: readonly number[],
): RebootGroup[] | null {
  const parts: RebootGroup[] = []
  let state = layout
  for (let left = members; left.length > 0; ) {
    const part = clear(clearing, left, targets, state)
    if (part.members.length === 0) return null
    parts.push(part)
    state = part.layout
    left = left.filter((node) => !part.members.includes(node))
  }
  return parts
}

const partitionAll = (
  clearing: Clearing,
  groups: readonly RebootGroup[],
  targets: readonly number[],
): RebootGroup[] | null => {
  const parts = groups.map((group) => partition(clearing, group, targets))
  return parts.every((part) => part !== null) ? parts.flat() : null
}

function migrateOff({ members, layout }: RebootGroup): RebootGroup | null {
  const mirrored = members.flatMap((node) =>
    find(layout.nodes, node).primaries.filter((index) =>
      hasSecondary(find(layout.instances, index)),
    ),
  )
  const moved = mirrored.reduce<Moved>(
    (so, index) => (so.ok ? migrate(index, so.value) : so),
    good(layout),
  )
  return moved.ok ? { members, layout: moved.value } : null
}

interface RebootOptions {
  /** Whether instances without a second copy stay where they are. */
  ignoreNonRedundant: boolean
  /** Whether the nodes are emptied altogether. */
  fullEvacuation: boolean
}

/** The groups of the smallest colouring, split where not all find room; the error is Ganeti's sentence. */
export function rebootGroups(
  graph: Graph,
  layout: ClusterLayout,
  { ignoreNonRedundant, fullEvacuation }: RebootOptions,
): Result<RebootGroup[]> {
  const [smallest] = colorings(graph).sort((a, b) => a.classes.length - b.classes.length)
  const targets = elements(layout.nodes)
    .filter(({ offline }) => !offline)
    .map(({ index }) => index)
  const whole = (smallest?.classes ?? []).map((members) => ({ members, layout }))
  const split = ignoreNonRedundant ? whole : partitionAll(NON_REDUNDANT, whole, targets)
  if (!split) return bad('Not enough capacity to move non-redundant instances')
  if (!fullEvacuation) return good(split)
  const migrated = split.map(migrateOff)
  if (!migrated.every((group) => group !== null))
    return bad('Failed to migrate instances off nodes')
  const emptied = partitionAll(SECONDARIES, migrated, targets)
  return emptied ? good(emptied) : bad('Not enough capacity to move secondaries')
}
