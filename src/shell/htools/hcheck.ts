/**
 * hcheck: says whether the cluster needs to be balanced, and what balancing would change. Source:
 * src/Ganeti/HTools/Program/Hcheck.hs.
 */
import { badItems, type GroupPart, splitByGroup } from '../../sim/htools/data.ts'
import { canEmpty } from '../../sim/htools/hail/redundancy.ts'
import { fixedPoint } from '../../sim/htools/haskell.ts'
import { clusterScore } from '../../sim/htools/model/metrics.ts'
import { elements, find } from '../../sim/htools/model/model.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { type LoadedCluster, loadAdjusted } from './cluster.ts'
import { keyLines } from './keys.ts'
import { fails, HTOOL_VARS, type Htool, loading, NO_ARGUMENTS } from './program.ts'
import { searchFor } from './search.ts'

const PREFIX = 'HCHECK'

/** What is counted, for a group and for the cluster. */
const COUNTS = [
  ['N1_FAIL', 'Nodes not N+1 happy'],
  ['CONFLICT_TAGS', 'Nodes with conflicting instances'],
  ['OFFLINE_PRI', 'Instances having the primary node offline'],
  ['OFFLINE_SEC', 'Instances having a secondary node offline'],
  ['GN1_FAIL', 'Nodes not directly evacuateable'],
] as const
const GROUP_END = ['SCORE', 'Group score'] as const
const CLUSTER_END = ['NEED_REBALANCE', 'Cluster is not healthy'] as const

type Phase = { readonly key: string; readonly words: string }
const INITIAL: Phase = { key: 'INIT', words: 'initially' }
const REBALANCED: Phase = { key: 'FINAL', words: 'after rebalancing' }

type GroupState = { readonly part: GroupPart; readonly counts: readonly number[] }

const countsOf = (part: GroupPart, { behaviour, data }: LoadedCluster): number[] => {
  const nodes = elements(part.nodes)
  const offline = nodes.filter((node) => node.offline)
  const conflicting = nodes.filter((node) =>
    Object.values(node.exclusionTags).some((count) => count > 1),
  )
  const cluster = { ...data.cluster, nodes: part.nodes, instances: part.instances }
  const stuck = nodes.filter((node) => !canEmpty(cluster, node, behaviour))
  return [
    badItems(part.nodes).nodes.length,
    conflicting.length,
    offline.reduce((sum, node) => sum + node.primaries.length, 0),
    // As in Ganeti: the offline nodes are counted, not what is on them.
    offline.length,
    ...(behaviour.globalN1 ? [stuck.length] : []),
  ]
}

type Line = readonly [readonly [key: string, words: string], value: string]

const printLevel = (p: Htool, keyOf: (key: string) => string, title: string, lines: Line[]) => {
  const { machineReadable, verbose } = p.vars.settings
  if (machineReadable) {
    p.out(
      keyLines(
        PREFIX,
        lines.map(([[key], value]) => [keyOf(key), value]),
      ),
    )
  } else if (verbose >= 1) {
    const rows = lines.map(([[, words], value]) => `    ${words}: ${value}\n`)
    p.out(`\n${title}\n${rows.join('')}`)
  }
}

const counted = (counts: readonly number[]): Line[] =>
  counts.map((count, place): Line => [COUNTS[place] ?? COUNTS[0], `${count}`])

const printPhase = (
  p: Htool,
  phase: Phase,
  states: readonly GroupState[],
  loaded: LoadedCluster,
  unhealthy: boolean,
): void => {
  const { machineReadable } = p.vars.settings
  for (const { part, counts } of states) {
    const score = clusterScore(elements(part.nodes), loaded.behaviour.weights)
    const { name } = find(loaded.data.cluster.groups, part.group)
    printLevel(
      p,
      (key) => `${phase.key}_GROUP_${part.group}_${key}`,
      `Statistics for group ${name} ${phase.words}`,
      [...counted(counts), [GROUP_END, fixedPoint(score, 8)]],
    )
  }
  const verdict = machineReadable ? `${Number(unhealthy)}` : unhealthy ? 'True' : 'False'
  printLevel(p, (key) => `${phase.key}_CLUSTER_${key}`, `Cluster statistics ${phase.words}`, [
    ...counted(totals(states)),
    [CLUSTER_END, verdict],
  ])
}

const totals = (states: readonly GroupState[]): number[] =>
  (states[0]?.counts ?? []).map((_, place) =>
    states.reduce((sum, { counts }) => sum + (counts[place] ?? 0), 0),
  )

/** The group as balancing would leave it. */
const rebalanced = (p: Htool, part: GroupPart, { behaviour, data }: LoadedCluster): GroupPart => {
  const { balance, maxLength, minScore } = p.vars.settings
  const { stateAfter } = searchFor(
    JSON.stringify({
      nodes: part.nodes,
      instances: part.instances,
      options: balance,
      behaviour,
      maxLength,
      minScore,
      frame: { tags: data.tags, ipolicy: data.ipolicy, groups: data.cluster.groups },
    }),
  )
  let last = stateAfter(0)
  for (let moves = 1; ; moves += 1) {
    const next = stateAfter(moves)
    if (next === null) break
    last = next
  }
  return last === null ? part : { ...part, nodes: last.nodes, instances: last.instances }
}

const verdictLine = (simulation: boolean, unhealthy: boolean): string => {
  if (!simulation) return 'Running in no-simulation mode.\n'
  return unhealthy
    ? 'Cluster needs rebalancing.\n'
    : 'No need to rebalance cluster, no problems found.\n'
}

const check = (p: Htool) => {
  if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS)
  const { machineReadable, simulation, verbose } = p.vars.settings
  const found = loadAdjusted(p)
  if ('end' in found) return found.end
  const { loaded } = found
  const { cluster } = loaded.data
  if (machineReadable)
    p.out(
      keyLines(
        PREFIX,
        elements(cluster.groups).map(({ index, uuid }) => [`GROUP_UUID_${index}`, uuid]),
      ),
    )
  const stateOf = (part: GroupPart): GroupState => ({ part, counts: countsOf(part, loaded) })
  const before = splitByGroup(cluster).map(stateOf)
  const unhealthy = totals(before).some((count) => count > 0)
  if (verbose >= 1 && !machineReadable) p.out(verdictLine(simulation, unhealthy))
  printPhase(p, INITIAL, before, loaded, unhealthy)
  const simulated = simulation && unhealthy
  if (simulated || machineReadable) {
    const after = simulated
      ? before.map(({ part }) => stateOf(rebalanced(p, part, loaded)))
      : before
    printPhase(p, REBALANCED, after, loaded, unhealthy)
  }
  if (machineReadable) p.out(keyLines(PREFIX, [['OK', '1']]))
  return exit(simulation && unhealthy ? 1 : 0)
}

/** `hcheck`: whether the cluster is healthy, and would be after balancing. */
export const hcheck: Program = defineProgram({
  vars: HTOOL_VARS,
  steps: [loading('hcheck'), { check }],
})
