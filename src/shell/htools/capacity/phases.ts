import {
  type Filled,
  type Filling,
  fill,
  fillTiered,
  type Stepwise,
} from '../../../sim/htools/capacity/fill.ts'
import { badItems } from '../../../sim/htools/data.ts'
import { targetsAmong } from '../../../sim/htools/hail/allocate.ts'
import { isRedundant } from '../../../sim/htools/hail/redundancy.ts'
import { elements, find, type Node, requiredNodes } from '../../../sim/htools/model/model.ts'
import { good, type Result } from '../../../sim/htools/outcome.ts'
import type { HailTemplate } from '../../../sim/htools/snapshot.ts'
import type { LoadedCluster } from '../cluster.ts'
import type { InstanceSize, Settings } from '../line/settings.ts'
import { newInstance, sizeOfSpec } from './figures.ts'
import { resumed } from './unfinished.ts'

/** What hspace measures: how many instances fit, tried bit by bit. */

/** What is to be measured; JSON, so that it can wait among the variables of the program. */
export type CapacityProblem = {
  readonly settings: Settings
  readonly loaded: LoadedCluster
  readonly template: HailTemplate
}

/** All that the phases of the program share. */
export type CapacityRun = {
  readonly loaded: LoadedCluster
  readonly nodes: readonly Node[]
  readonly exclusive: boolean
  readonly template: HailTemplate
  readonly filling: Filling
  /** What stands for every allocation where none is tried. */
  readonly refused: Filled | null
  readonly limit: number | null
}

/** Which groups take new instances, and which nodes need not be redundant. */
const prepare = ({ settings, loaded, template }: CapacityProblem): CapacityRun => {
  const { acceptExisting, independentGroups, maxLength } = settings
  const { cluster } = loaded.data
  const nodes = elements(cluster.nodes)
  const bad = badItems(cluster.nodes).nodes
  const isSafe = (group: number): boolean =>
    isRedundant(cluster, loaded.behaviour, (node) => node.group !== group)
  const unsafe = independentGroups
    ? elements(cluster.groups)
        .map(({ index }) => index)
        .filter((group) => !isSafe(group))
    : []
  const closed = new Set([...unsafe, ...(acceptExisting ? [] : bad.map(({ group }) => group))])
  const open = (node: Node): boolean =>
    !closed.has(node.group) && find(cluster.groups, node.group).allocPolicy !== 'unallocable'
  const hasOpen = elements(cluster.groups).some(
    ({ index, allocPolicy }) => !closed.has(index) && allocPolicy !== 'unallocable',
  )
  const goesOn = acceptExisting || (independentGroups && hasOpen) || bad.length === 0
  return {
    loaded,
    nodes,
    exclusive: nodes.some((node) => node.exclusiveStorage),
    template,
    filling: {
      targets: targetsAmong(nodes.filter(open), requiredNodes(template)),
      behaviour: { ...loaded.behaviour, ignoreSoftErrors: false },
      known: new WeakMap(),
      shrunk: new WeakMap(),
      ignored: (node) => unsafe.includes(node.group) || (acceptExisting && node.offline),
    },
    refused: goesOn ? null : { failures: [['FailN1', 1]], cluster, placed: [] },
    limit: maxLength === -1 ? null : maxLength,
  }
}

/** The sizes that are tried from the largest on; empty where the cluster names none. */
export const largestSizes = ({ settings, loaded }: CapacityProblem): readonly InstanceSize[] =>
  settings.tieredSize === null
    ? loaded.data.ipolicy.minmax.map(({ max }) => sizeOfSpec(max))
    : [settings.tieredSize]

/** The size of the second phase. */
export const standardSize = ({ settings, loaded }: CapacityProblem): InstanceSize =>
  settings.standardSize ?? sizeOfSpec(loaded.data.ipolicy.std)

const instanceOf = (size: InstanceSize, { settings, loaded, template }: CapacityProblem) =>
  newInstance(size, template, settings.spindleUse ?? loaded.data.ipolicy.std.spindleUse)

const empty = (run: CapacityRun): Filled => ({
  failures: [],
  cluster: run.loaded.data.cluster,
  placed: [],
})

/** Both ways to fill the cluster. */
const PHASES = {
  *tiered(problem: CapacityProblem, run: CapacityRun): Stepwise<Result<Filled>> {
    let state = empty(run)
    for (const size of largestSizes(problem)) {
      if (run.limit !== null && run.limit <= state.placed.length) break
      const left = run.limit === null ? null : run.limit - state.placed.length
      const next: Result<Filled> = yield* fillTiered(
        state,
        left,
        instanceOf(size, problem),
        run.filling,
      )
      if (!next.ok) return next
      state = next.value
    }
    return good(state)
  },
  *standard(problem: CapacityProblem, run: CapacityRun): Stepwise<Result<Filled>> {
    const wanted = instanceOf(standardSize(problem), problem)
    return yield* fill(empty(run), run.limit, wanted, run.filling)
  },
} as const

/** A way to fill the cluster. */
export type Phase = keyof typeof PHASES

/** What is found in a phase, with what it is found for. */
export type Measured = {
  readonly problem: CapacityProblem
  readonly run: CapacityRun
  readonly filled: Result<Filled>
}

function* measured(phase: Phase, text: string): Stepwise<Measured> {
  const problem = JSON.parse(text) as CapacityProblem
  const run = prepare(problem)
  const filled = run.refused ? good(run.refused) : yield* PHASES[phase](problem, run)
  return { problem, run, filled }
}

/** What each phase has found so far for a problem as JSON. */
export const searches = {
  tiered: resumed((text) => measured('tiered', text)),
  standard: resumed((text) => measured('standard', text)),
} as const
