import type { HailBehaviour } from '../behaviour.ts'
import type { Move } from '../hail/moves.ts'
import type { Indexed, Instance, Node } from '../model/model.ts'
import { elements } from '../model/model.ts'

import {
  type Demand,
  demandOf,
  F,
  type Facts,
  factsOf,
  fill,
  isSpecial,
  measure,
  newSlot,
  ownShare,
  type Slot,
  SPREADS,
  settle,
  shift,
  spreadWeights,
  tableOf,
  WIDTH,
} from './rows.ts'

/**
 * A quick look at a move: a score that differs from the real one in the last digits only, or Infinity where the rules
 * of `node.ts` refuse it. Most moves are out of the question, and only the rest is worth a full simulation. Numbers
 * stand in plain arrays, because hundreds of thousands of moves are tried for one solution. A test compares it with
 * the full simulation, move by move.
 */
export type MoveTrial = (inst: Instance, move: Move) => number

/** More than a trial can be wrong, and less than any move is worth. */
export const TRIAL_ERROR = 1e-5

/** What trials on one cluster share. */
type Ground = {
  readonly table: ReturnType<typeof tableOf>
  readonly facts: readonly Facts[]
  readonly behaviour: HailBehaviour
  readonly force: boolean
  readonly weightOf: readonly number[]
  /** Such releases take an instance off its primary and put it back when its secondary changes. */
  readonly countsLocations: boolean
  /** How many nodes the spreads are over. */
  readonly online: number
  /** The values of each node for the spreads, with their means and the sums of their squared distances from them. */
  readonly base: Float64Array
  readonly means: Float64Array
  readonly squares: Float64Array
  readonly shares: readonly number[]
  readonly allShares: number
  /** For sums over the changed nodes. */
  readonly scratch: readonly [Float64Array, Float64Array, Float64Array]
  readonly slots: readonly [Slot, Slot, Slot]
}

const groundOf = (list: readonly Node[], force: boolean, behaviour: HailBehaviour): Ground => {
  const { weights } = behaviour
  const table = tableOf(list)
  const facts = list.map(factsOf)
  const base = new Float64Array(list.length * SPREADS)
  for (const [place, about] of facts.entries())
    measure(table.rows, place * WIDTH, about, base, place * SPREADS)
  const online = [...list.keys()].filter((place) => !facts[place]?.offline)
  const over = (k: number): number[] => online.map((place) => base[place * SPREADS + k] as number)
  const means = Float64Array.from({ length: SPREADS }, (_, k) => {
    const values = over(k)
    return values.reduce((sum, x) => sum + x, 0) / values.length
  })
  const squares = Float64Array.from({ length: SPREADS }, (_, k) =>
    over(k).reduce((sum, x) => sum + (x - (means[k] as number)) ** 2, 0),
  )
  const shares = facts.map((about, place) => ownShare(table.rows, place * WIDTH, about, weights))
  return {
    table,
    facts,
    behaviour,
    force,
    weightOf: spreadWeights(weights),
    countsLocations: weights.location_score !== 0,
    online: online.length,
    base,
    means,
    squares,
    shares,
    allShares: shares.reduce((sum, share) => sum + share, 0),
    scratch: [new Float64Array(SPREADS), new Float64Array(SPREADS), new Float64Array(SPREADS)],
    slots: [newSlot(), newSlot(), newSlot()],
  }
}

const factOf = ({ facts }: Ground, place: number): Facts => facts[place] as Facts

/** The score with these rows in place of those of their nodes. */
const scoreOf = (ground: Ground, slots: readonly Slot[]): number => {
  const { base, means, squares, weightOf, online, behaviour, shares } = ground
  const [measured, moved, spread] = ground.scratch
  let score = ground.allShares
  moved.fill(0)
  spread.fill(0)
  for (const { place, row } of slots) {
    const about = factOf(ground, place)
    score += ownShare(row, 0, about, behaviour.weights) - (shares[place] as number)
    if (about.offline) continue
    measure(row, 0, about, measured, 0)
    for (let k = 0; k < SPREADS; k += 1) {
      const mean = means[k] as number
      const old = (base[place * SPREADS + k] as number) - mean
      const now = (measured[k] as number) - mean
      moved[k] = (moved[k] as number) + now - old
      spread[k] = (spread[k] as number) + now * now - old * old
    }
  }
  for (let k = 0; k < SPREADS; k += 1) {
    const drift = (moved[k] as number) / online
    const variance = ((squares[k] as number) + (spread[k] as number)) / online - drift * drift
    score += (weightOf[k] as number) * Math.sqrt(Math.max(0, variance))
  }
  return score
}

const takePrimary = ({ row }: Slot, demand: Demand): void => {
  shift(row, demand.primary, -1)
  settle(row)
}

const takeSecondary = (
  { table }: Ground,
  { place, row }: Slot,
  demand: Demand,
  primary: number,
): void => {
  const from = place * table.count
  const before = table.peers[from + primary] as number
  if (before >= (row[F.reserved] as number)) {
    let most = Math.max(0, before - demand.reserve)
    for (let other = 0; other < table.count; other += 1)
      if (other !== primary) most = Math.max(most, table.peers[from + other] as number)
    row[F.reserved] = most
  }
  shift(row, demand.secondary, -1)
  settle(row)
}

/** Whether the node takes the instance as primary; its row is changed either way. */
const givePrimary = (
  ground: Ground,
  { place, row }: Slot,
  demand: Demand,
  lenient: boolean,
): boolean => {
  const about = factOf(ground, place)
  const failed = row[F.fails] === 1
  shift(row, demand.primary, 1)
  settle(row)
  const disk = row[F.disk] as number
  if ((row[F.memory] as number) <= 0 || (demand.local && disk <= 0)) return false
  if (lenient) return true
  if (demand.local && (disk < about.lowDisk || (row[F.spindles] as number) > about.spindleLimit))
    return false
  if (row[F.fails] === 1 && !failed) return false
  if (about.vcpuRatio >= 0 && about.vcpuRatio < (row[F.vcpus] as number) / about.cpus) return false
  return ground.behaviour.memoryAccounting === 'reported' || (row[F.promised] as number) > 0
}

/** The same as secondary for an instance that has its primary on the node at place `primary`. */
const giveSecondary = (
  ground: Ground,
  { place, row }: Slot,
  demand: Demand,
  primary: number,
  { lenient, ignoreDisks = false }: { readonly lenient: boolean; readonly ignoreDisks?: boolean },
): boolean => {
  if (!demand.mirrored) return false
  const { table, behaviour } = ground
  const about = factOf(ground, place)
  const failed = row[F.fails] === 1
  const peer = (table.peers[place * table.count + primary] as number) + demand.reserve
  row[F.reserved] = Math.max(row[F.reserved] as number, peer)
  shift(row, demand.secondary, 1)
  settle(row)
  const disk = row[F.disk] as number
  if (!ignoreDisks && disk <= 0) return false
  if (lenient) return true
  if (disk < about.lowDisk || (row[F.spindles] as number) > about.spindleLimit) return false
  if (demand.reserve >= (row[F.memory] as number)) return false
  if (row[F.fails] === 1 && !failed) return false
  const promised = disk > 0 && demand.reserve < (row[F.promised] as number)
  return behaviour.memoryAccounting === 'reported' || promised
}

/** Places of the nodes that a move is about. */
type Places = { readonly from: number; readonly second: number; readonly target: number }

const tryFailover = (ground: Ground, demand: Demand, { from, second }: Places): number => {
  const [first, other] = ground.slots
  const { offline } = factOf(ground, from)
  const ignoreDisks = offline && ground.behaviour.offlineSecondaryNeedsNoDisk
  takePrimary(first, demand)
  const lenient = ignoreDisks || ground.force
  const fits =
    givePrimary(ground, other, demand, offline || ground.force) &&
    giveSecondary(ground, first, demand, second, { lenient, ignoreDisks })
  return fits ? scoreOf(ground, [first, other]) : Infinity
}

const tryReplacement = (
  ground: Ground,
  demand: Demand,
  kind: Exclude<Move['kind'], 'failover' | 'failoverToAny'>,
  { from, second, target }: Places,
): number => {
  const [first, other, to] = ground.slots
  const { force } = ground
  const lenientFrom = factOf(ground, from).offline || force
  const lenientSecond = factOf(ground, second).offline || force
  takePrimary(first, demand)
  if (kind === 'replaceSecondary') {
    // The primary keeps the instance, but is judged again.
    const fits =
      giveSecondary(ground, to, demand, from, { lenient: lenientSecond }) &&
      (!ground.countsLocations || givePrimary(ground, first, demand, true))
    return fits ? scoreOf(ground, ground.countsLocations ? ground.slots : [other, to]) : Infinity
  }
  let fits: boolean
  switch (kind) {
    case 'replaceAndFailover':
      fits =
        givePrimary(ground, to, demand, force) &&
        giveSecondary(ground, first, demand, target, { lenient: lenientSecond })
      break
    case 'failoverAndReplace':
      fits =
        givePrimary(ground, other, demand, lenientFrom) &&
        giveSecondary(ground, to, demand, second, { lenient: lenientFrom })
      break
    case 'replacePrimary':
      fits =
        givePrimary(ground, other, demand, lenientFrom) &&
        givePrimary(ground, to, demand, lenientFrom)
      if (fits) takePrimary(other, demand)
      fits &&= giveSecondary(ground, other, demand, target, { lenient: lenientFrom })
      break
  }
  return fits ? scoreOf(ground, [first, other, to]) : Infinity
}

const tryMove = (ground: Ground, demand: Demand, { kind }: Move, places: Places): number => {
  const { table, slots } = ground
  const [first, other, to] = slots
  fill(first, table, places.from)
  if (kind === 'failoverToAny') {
    const { offline } = factOf(ground, places.from)
    fill(other, table, places.target)
    takePrimary(first, demand)
    return givePrimary(ground, other, demand, offline || ground.force)
      ? scoreOf(ground, [first, other])
      : Infinity
  }
  fill(other, table, places.second)
  takeSecondary(ground, other, demand, places.from)
  if (kind === 'failover') return tryFailover(ground, demand, places)
  fill(to, table, places.target)
  return tryReplacement(ground, demand, kind, places)
}

/** Trials on these nodes, or null where only the full simulation knows the rules. */
export const trialOn = (
  nodes: Indexed<Node>,
  instances: Indexed<Instance>,
  force: boolean,
  behaviour: HailBehaviour,
): MoveTrial | null => {
  const list = elements(nodes)
  if (isSpecial(list, elements(instances))) return null
  const ground = groundOf(list, force, behaviour)
  let known: { readonly inst: Instance; readonly demand: Demand } | null = null
  const placeOf = (index: number): number => ground.table.placeOf.get(index) ?? -1
  return (inst, move) => {
    if (known?.inst !== inst) known = { inst, demand: demandOf(inst, behaviour.memoryAccounting) }
    return tryMove(ground, known.demand, move, {
      from: placeOf(inst.primary),
      second: placeOf(inst.secondary),
      target: move.kind === 'failover' ? -1 : placeOf(move.node),
    })
  }
}
