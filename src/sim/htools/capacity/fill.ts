import type { HailBehaviour } from '../behaviour.ts'
import { type Targets, tryTargets } from '../hail/allocate.ts'
import { isRedundant } from '../hail/redundancy.ts'
import { accept, noSolution, type Solution } from '../hail/solution.ts'
import { type Cluster, elements, type Instance } from '../model/model.ts'
import { unreservedMemoryMib } from '../model/node.ts'
import { type FailMode, failModes, good, type Result } from '../outcome.ts'

/** Filling a cluster with instances until no further one fits (HTools/Cluster.hs, iterateAlloc and tieredAlloc). */

/** How often each reason refused a place in the last attempt, in the order of `failModes`. */
export type Failures = readonly (readonly [FailMode, number])[]

/** The cluster with the new instances in place; `placed` in the order of their coming. */
export type Filled = {
  readonly failures: Failures
  readonly cluster: Cluster
  readonly placed: readonly Instance[]
}

/** Work that pauses after each attempt to place an instance, so that no one who waits for it stands still. */
export type Stepwise<T> = Generator<undefined, T>

/** What stays the same while a cluster is filled. */
export type Filling = {
  readonly targets: Targets
  readonly behaviour: HailBehaviour
  /** Nodes that need not be redundant. */
  readonly ignored: (node: Cluster['nodes'][number]) => boolean
  /** States of which it is known whether every node could be lost. */
  readonly known: WeakMap<Cluster, boolean>
  /** Sizes that were shrunk in one resource, with what they came to; by state. */
  readonly shrunk: WeakMap<Cluster, Map<string, Instance | null>>
}

const countFailures = ({ failures }: Solution): Failures =>
  failModes.map((mode) => [mode, failures.filter((failure) => failure === mode).length])

const withCapacity = (filling: Filling, globalN1: boolean): Filling => ({
  ...filling,
  behaviour: { ...filling.behaviour, globalN1 },
})

/** One instance after the other; `limit` null: as many as fit. */
function* fillStepwise(
  start: Filled,
  limit: number | null,
  wanted: Instance,
  filling: Filling,
): Stepwise<Result<Filled>> {
  const checked = wanted.diskTemplate === 'drbd' ? withCapacity(filling, false) : filling
  let { cluster, placed } = start
  for (let left = limit; ; left = left === null ? null : left - 1) {
    const index = elements(cluster.instances).length
    const name = `new-${placed.length}`
    const inst = { ...wanted, index, name, alias: name }
    const solution = tryTargets(cluster, inst, checked.targets, checked.behaviour)
    yield
    if (!solution.ok) return solution
    const { best } = solution.value
    if (best === null || left === 0)
      return good({ failures: countFailures(solution.value), cluster, placed })
    cluster = accept(cluster, best)
    placed = [...placed, best.instance]
  }
}

const SMALL_STEP = 10
const LEAST_BIG_STEP = 20

const bigStep = ({ nodes }: Cluster, inst: Instance): number => {
  const list = elements(nodes)
  const available = list.reduce((sum, node) => sum + unreservedMemoryMib(node), 0)
  return Math.max(LEAST_BIG_STEP, Math.floor(available / inst.memoryMib) - list.length)
}

/** The same state is asked about again for each smaller size that does not fit either. */
const isSafe = (cluster: Cluster, { behaviour, ignored, known }: Filling): boolean => {
  const before = known.get(cluster)
  if (before !== undefined) return before
  const safe = isRedundant(cluster, behaviour, ignored)
  known.set(cluster, safe)
  return safe
}

/**
 * As many instances of one size as fit, or `limit`. Whether every node could be lost is asked after many steps at
 * once, and step by step only where the answer is no.
 */
export function* fill(
  start: Filled,
  limit: number | null,
  wanted: Instance,
  filling: Filling,
  huge = true,
): Stepwise<Result<Filled>> {
  if (!filling.behaviour.globalN1) return yield* fillStepwise(start, limit, wanted, filling)
  let state = start
  let left = limit
  for (;;) {
    const step = huge ? bigStep(state.cluster, wanted) : SMALL_STEP
    const now = left === null ? step : Math.min(step, left)
    const rest = left === null ? null : Math.max(0, left - step)
    const tried = yield* fillStepwise(state, now, wanted, withCapacity(filling, false))
    if (!tried.ok) return tried
    // What fits nowhere is never tested for the loss of a node.
    if (tried.value.placed.length === state.placed.length) return tried
    if (!isSafe(tried.value.cluster, filling))
      return yield* huge
        ? fill(state, left, wanted, filling, false)
        : fillStepwise(state, left, wanted, filling)
    if (rest === 0) return tried
    state = tried.value
    left = rest
  }
}

const UNIT_MEMORY_MIB = 64
const UNIT_DISK_MIB = 256

/** The next smaller instance in what was refused; null: it is as small as it can be (Instance.hs, shrinkByType). */
const shrink = (inst: Instance, mode: FailMode): Instance | null => {
  const [disk] = inst.disks
  switch (mode) {
    case 'FailMem': {
      const memoryMib = inst.memoryMib - UNIT_MEMORY_MIB
      return memoryMib < UNIT_MEMORY_MIB ? null : { ...inst, memoryMib }
    }
    case 'FailDisk': {
      const disks = inst.disks.map((d) => ({ ...d, sizeMib: d.sizeMib - UNIT_DISK_MIB }))
      if (disks.some(({ sizeMib }) => sizeMib < UNIT_DISK_MIB)) return null
      return { ...inst, disks, diskMib: inst.diskMib - disks.length * UNIT_DISK_MIB }
    }
    case 'FailCPU':
      return inst.vcpus <= 1 ? null : { ...inst, vcpus: inst.vcpus - 1 }
    case 'FailSpindles': {
      if (disk === undefined || inst.disks.length !== 1) return null
      const spindles = (disk.spindles ?? 0) - 1
      return spindles < 1 ? null : { ...inst, disks: [{ ...disk, spindles }] }
    }
    default:
      return null
  }
}

const sizeKey = ({ memoryMib, vcpus, disks }: Instance, mode: FailMode): string =>
  [mode, memoryMib, vcpus, ...disks.map(({ sizeMib, spindles }) => `${sizeMib}/${spindles}`)].join()

/**
 * The largest instance that fits when only one resource shrinks; null where that does not help. Sizes that follow each
 * other shrink through the same ones, so each is tried once.
 */
function* shrunkUntilItFits(
  { cluster }: Filled,
  inst: Instance,
  mode: FailMode,
  { targets, behaviour, shrunk }: Filling,
): Stepwise<Instance | null> {
  const known = shrunk.get(cluster) ?? new Map<string, Instance | null>()
  shrunk.set(cluster, known)
  const passed: string[] = []
  let found: Instance | null = null
  for (let size: Instance | null = inst; size !== null; size = shrink(size, mode)) {
    const key = sizeKey(size, mode)
    const before = known.get(key)
    if (before !== undefined) {
      found = before
      break
    }
    if (size === inst) continue
    const tried = tryTargets(cluster, size, targets, behaviour)
    yield
    const solution = tried.ok ? tried.value : noSolution
    if (solution.best !== null) found = size
    if (solution.best !== null || !solution.failures.includes(mode)) break
    passed.push(key)
  }
  for (const key of passed) known.set(key, found)
  return found
}

/** Reasons by how often they occurred, the rarest first. */
const byCount = (failures: Failures): FailMode[] =>
  [...failures].sort(([, a], [, b]) => a - b).map(([mode]) => mode)

/** A size that was tried, and what came of it. */
type Tier = {
  readonly filled: Filled
  readonly wanted: Instance
  readonly modes: readonly FailMode[]
  readonly left: number | null
}

/** Fills with ever smaller instances, each time shrinking what was refused most. */
function* descend(
  start: Filled,
  limit: number | null,
  largest: Instance,
  filling: Filling,
): Stepwise<Result<readonly Tier[]>> {
  const tiers: Tier[] = []
  let [state, left, wanted]: [Filled, number | null, Instance | null] = [start, limit, largest]
  while (wanted !== null) {
    const filled: Result<Filled> = yield* fill(state, left, wanted, filling)
    if (!filled.ok) return tiers.length === 0 ? filled : good(tiers)
    const count: number = filled.value.placed.length
    const modes = byCount(filled.value.failures)
    const full: boolean = left !== null && left <= count
    left = left === null ? null : left - count
    tiers.push({ filled: filled.value, wanted, modes: full ? [] : modes, left })
    const last = modes.at(-1)
    wanted = full || last === undefined ? null : shrink(wanted, last)
    state = filled.value
  }
  return good(tiers)
}

/** Fills the cluster, then again with ever smaller instances (tieredAlloc). */
export function* fillTiered(
  start: Filled,
  limit: number | null,
  largest: Instance,
  filling: Filling,
): Stepwise<Result<Filled>> {
  const tiers = yield* descend(start, limit, largest, filling)
  if (!tiers.ok) return tiers
  let result: Filled | null = null
  for (const { filled, wanted, modes, left } of tiers.value.toReversed()) {
    if (result !== null && result.placed.length > filled.placed.length) break
    result = filled
    for (const mode of modes.toReversed()) {
      const fitting = yield* shrunkUntilItFits(filled, wanted, mode, filling)
      if (fitting === null) continue
      const next: Result<Filled> = yield* fillTiered(filled, left, fitting, filling)
      if (!next.ok) return next
      result = next.value
      break
    }
  }
  return good(result ?? start)
}
