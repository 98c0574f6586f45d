import { defaultBalance, startTable, type Table, tryBalance } from '../balance/balance.ts'
import { type MoveJob, moveJob } from '../balance/plan.ts'
import type { HailBehaviour } from '../behaviour.ts'
import {
  elements,
  find,
  type Indexed,
  type Instance,
  type Node,
  put,
  usesLocalStorage,
} from '../model/model.ts'
import { addPrimary } from '../model/node.ts'
import type { Stepwise } from './fill.ts'

/** Which nodes a cluster can do without, or needs again (HTools/Program/Hsqueeze.hs). */

/** Nodes and instances, which is all that is rearranged here. */
export type Arrangement = Pick<Table, 'nodes' | 'instances'>

/** An arrangement that is balanced, and the moves to it, the first one first. */
export type Rearranged = { readonly to: Arrangement; readonly moves: readonly MoveJob[] }

/** What hsqueeze does: nothing, or these nodes off or on. `enough` is false where all nodes do not suffice. */
export type Squeeze = {
  readonly action: 'none' | 'offline' | 'online'
  readonly nodes: readonly Node[]
  readonly rearranged: Rearranged
  readonly enough: boolean
}

/** What stays the same while arrangements are tried. */
type Trying = { readonly behaviour: HailBehaviour }

const OPTIONS = { ...defaultBalance, minGain: 0, minGainLimit: 0 }

function* balanced(start: Arrangement, { behaviour }: Trying): Stepwise<Rearranged> {
  const moves: MoveJob[] = []
  let table = startTable(start.nodes, start.instances, behaviour)
  for (;;) {
    const next = tryBalance(table, OPTIONS, behaviour)
    yield
    const placement = next?.placements.at(-1)
    if (!next || !placement) return { to: table, moves }
    moves.push(moveJob(table, placement))
    table = next
  }
}

/** Nodes taken off or put on, and the instances where they belong then. */
function* switched(
  offline: boolean,
  { nodes, instances }: Arrangement,
  which: readonly Node[],
  trying: Trying,
): Stepwise<Rearranged> {
  const changed = which.reduce<Indexed<Node>>(
    (list, { index }) => put(list, index, { ...find(list, index), offline }),
    nodes,
  )
  return yield* balanced({ nodes: changed, instances }, trying)
}

/** Whether each node has room for one more instance. */
const hasRoom = (wanted: Instance, nodes: Indexed<Node>): boolean =>
  elements(nodes).every((node) => addPrimary(node, wanted, { force: false }).ok)

/** Whether all instances end on nodes that are on, and each node has room for one more. */
function* works(
  offline: boolean,
  wanted: Instance,
  from: Arrangement,
  which: readonly Node[],
  trying: Trying,
): Stepwise<boolean> {
  const { to } = yield* switched(offline, from, which, trying)
  const placed = elements(to.instances).every(({ primary }) => !find(to.nodes, primary).offline)
  return placed && hasRoom(wanted, to.nodes)
}

/** Nodes that can be off together, tried from the last one on. */
function* spare(
  wanted: Instance,
  from: Arrangement,
  candidates: readonly Node[],
  trying: Trying,
): Stepwise<readonly Node[]> {
  let chosen: readonly Node[] = []
  for (const node of candidates.toReversed())
    if (yield* works(true, wanted, from, [node, ...chosen], trying)) chosen = [node, ...chosen]
  return chosen
}

/** The shortest beginning of the list that suffices; null: not even all of it does. */
function* needed(
  wanted: Instance,
  from: Arrangement,
  candidates: readonly Node[],
  trying: Trying,
): Stepwise<readonly Node[] | null> {
  for (let count = 0; count <= candidates.length; count++) {
    const first = candidates.slice(0, count)
    if (yield* works(false, wanted, from, first, trying)) return first
  }
  return null
}

const STANDBY = 'htools:standby:'

/** Nodes in use that hold no copy of anyone's disk and no instance that needs its own. */
export const offlineCandidates = ({ nodes, instances }: Arrangement): readonly Node[] =>
  elements(nodes)
    .filter(
      ({ offline, master, primaries, secondaries }) =>
        !offline &&
        !master &&
        secondaries.length === 0 &&
        !primaries.some((index) => usesLocalStorage(find(instances, index))),
    )
    .sort((a, b) => b.primaries.length - a.primaries.length)

/** Nodes that hsqueeze, or someone else, has put aside. */
export const onlineCandidates = ({ nodes }: Arrangement): readonly Node[] =>
  elements(nodes).filter(
    ({ offline, tags }) => offline && tags.some((tag) => tag.startsWith(STANDBY)),
  )

/**
 * Nodes that are needed where a node has no room for `least`; otherwise those that can go as long as each of the others
 * has room for `target`.
 */
export function* squeeze(
  from: Arrangement,
  { target, least }: { readonly target: Instance; readonly least: Instance },
  behaviour: HailBehaviour,
): Stepwise<Squeeze> {
  const trying = { behaviour }
  if (!hasRoom(least, from.nodes)) {
    const candidates = onlineCandidates(from)
    const enough = yield* needed(least, from, candidates, trying)
    const nodes = enough ?? candidates
    const rearranged = yield* switched(false, from, nodes, trying)
    return { action: 'online', nodes, rearranged, enough: enough !== null }
  }
  const nodes = yield* spare(target, from, offlineCandidates(from), trying)
  if (nodes.length === 0)
    return { action: 'none', nodes, rearranged: { to: from, moves: [] }, enough: true }
  const rearranged = yield* switched(true, from, nodes, trying)
  return { action: 'offline', nodes, rearranged, enough: true }
}
