import type { HailBehaviour } from '../behaviour.ts'
import type { Change, Move } from '../hail/moves.ts'
import { changeBy } from '../hail/moves.ts'
import { clusterScore } from '../model/metrics.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, mirrorType, nodesOf, put } from '../model/model.ts'
import { exactScorer } from './scorer.ts'
import { type MoveTrial, TRIAL_ERROR, trialOn } from './trial.ts'

/** Looks for the moves that make a group better balanced, one after the other (HTools/Cluster.hs, tryBalance). */

/** What the search may do, and when it is not worth going on. */
export type BalanceOptions = {
  readonly diskMoves: boolean
  readonly instanceMoves: boolean
  /** Without moves that migrate an instance twice. */
  readonly restrictedMigration: boolean
  readonly ignoreSoftErrors: boolean
  /** Only instances of offline nodes. */
  readonly evacuate: boolean
  /** Below `minGainLimit`, a move must gain as much as this. */
  readonly minGain: number
  readonly minGainLimit: number
}

/** The options of a program that was given none. */
export const defaultBalance: BalanceOptions = {
  diskMoves: true,
  instanceMoves: true,
  restrictedMigration: false,
  ignoreSoftErrors: false,
  evacuate: false,
  minGain: 1e-2,
  minGainLimit: 1e-1,
}

/** One move of a solution: where the instance is afterwards, and the score then. */
export type Placement = {
  readonly instance: number
  readonly primary: number
  readonly secondary: number
  readonly move: Move
  readonly score: number
}

/** A state on the way to a balanced group. `placements` are the moves that led there, the first one first. */
export type Table = {
  readonly nodes: Indexed<Node>
  readonly instances: Indexed<Instance>
  readonly score: number
  readonly placements: readonly Placement[]
}

/** The state before the first move. */
export const startTable = (
  nodes: Indexed<Node>,
  instances: Indexed<Instance>,
  behaviour: HailBehaviour,
): Table => ({
  nodes,
  instances,
  score: clusterScore(elements(nodes), behaviour.weights),
  placements: [],
})

/** The moves that bring an instance to `node` (possibleMoves). */
const movesTo = (
  inst: Instance,
  node: number,
  usesSecondary: boolean,
  primaryOffline: boolean,
  options: BalanceOptions,
): readonly Move[] => {
  switch (mirrorType(inst)) {
    case 'none':
      return []
    case 'external':
      return options.instanceMoves ? [{ kind: 'failoverToAny', node }] : []
    case 'internal':
      break
  }
  if (!options.diskMoves) return []
  const disks: Move = { kind: 'replaceSecondary', node }
  if (!options.instanceMoves) return [disks]
  if (options.restrictedMigration && !primaryOffline) return [disks]
  const moves: Move[] = [disks, { kind: 'replaceAndFailover', node }]
  if (!usesSecondary) return moves
  if (!options.restrictedMigration) moves.push({ kind: 'replacePrimary', node })
  moves.push({ kind: 'failoverAndReplace', node })
  return moves
}

type Search = {
  readonly table: Table
  readonly targets: readonly number[]
  readonly options: BalanceOptions
  readonly behaviour: HailBehaviour
  readonly trial: MoveTrial | null
  readonly scoreOf: (changed: readonly Node[]) => number
}

type Found = { readonly move: Move; readonly change: Change; readonly score: number }

/** All moves of an instance in the order in which Ganeti tries them. */
function* movesOf({ table, targets, options }: Search, inst: Instance): Generator<Move> {
  const usesSecondary = targets.includes(inst.secondary) && options.instanceMoves
  if (usesSecondary && mirrorType(inst) === 'internal') yield { kind: 'failover' }
  const primaryOffline = find(table.nodes, inst.primary).offline
  for (const node of targets) {
    if (node === inst.primary || node === inst.secondary) continue
    yield* movesTo(inst, node, usesSecondary, primaryOffline, options)
  }
}

/** The better of `best` and the best move of this instance; of equal ones the first. */
const bestMove = (search: Search, inst: Instance, best: Found | null): Found | null => {
  const { table, options, behaviour, trial, scoreOf } = search
  const how = { force: options.ignoreSoftErrors, behaviour }
  let found = best
  for (const move of movesOf(search, inst)) {
    const limit = found?.score ?? table.score
    if (trial !== null && trial(inst, move) > limit + TRIAL_ERROR) continue
    const change = changeBy(table.nodes, inst, move, how)
    if (!change.ok) continue
    const score = scoreOf(change.value.changed)
    if (score < limit) found = { move, change: change.value, score }
  }
  return found
}

/** The state after the best next move; null: no move is worth it. */
export const tryBalance = (
  table: Table,
  options: BalanceOptions,
  behaviour: HailBehaviour,
): Table | null => {
  const { nodes, instances } = table
  const away = elements(nodes).filter((node) => node.offline)
  const offline = new Set(away.map(({ index }) => index))
  const targets = elements(nodes).flatMap(({ index }) => (offline.has(index) ? [] : [index]))
  const search: Search = {
    table,
    targets,
    options,
    behaviour,
    trial: trialOn(nodes, instances, options.ignoreSoftErrors, behaviour),
    scoreOf: exactScorer(nodes, behaviour.weights),
  }
  let best: Found | null = null
  for (const inst of elements(instances)) {
    if (!inst.movable || !inst.autoBalance) continue
    if (options.evacuate && !nodesOf(inst).some((index) => offline.has(index))) continue
    best = bestMove(search, inst, best)
  }
  if (best === null) return null
  const worthIt = table.score > options.minGainLimit || table.score - best.score >= options.minGain
  return worthIt ? after(table, best) : null
}

const after = (table: Table, { move, change, score }: Found): Table => {
  const { changed, instance } = change
  const { index, primary, secondary } = instance
  return {
    nodes: changed.reduce((list, node) => put(list, node.index, node), table.nodes),
    instances: put(table.instances, index, instance),
    score,
    placements: [...table.placements, { instance: index, primary, secondary, move, score }],
  }
}
