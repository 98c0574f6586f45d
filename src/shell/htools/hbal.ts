/**
 * hbal: looks for moves that balance a node group, prints them, and with -X has them done. Source:
 * src/Ganeti/HTools/Program/Hbal.hs.
 */
import type { Table } from '../../sim/htools/balance/balance.ts'
import {
  commandLines,
  jobSets,
  type MoveJob,
  moveJob,
  solutionLine,
} from '../../sim/htools/balance/plan.ts'
import { badItems, domainOf, type GroupPart, isSplit, splitByGroup } from '../../sim/htools/data.ts'
import { opcodesOf } from '../../sim/htools/hail/opcodes.ts'
import { fixedPoint, generalNumber, showPolicy } from '../../sim/htools/haskell.ts'
import { type Cluster, elements, find, lookup, type Node } from '../../sim/htools/model/model.ts'
import { availableMemoryMib, spindleLimit } from '../../sim/htools/model/node.ts'
import { coefficientTable } from '../../sim/htools/report/coefficients.ts'
import { instanceTable } from '../../sim/htools/report/instances.ts'
import { nodeTable } from '../../sim/htools/report/nodes.ts'
import { byRelease } from '../../sim/releases.ts'
import { again, leave, repeat } from '../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  type Program,
  type ProgramNext,
  type ProgramStep,
} from '../../sim/run/program.ts'
import {
  type LoadedCluster,
  loadAdjusted,
  maybePrint,
  maybePrintInstances,
  maybeSave,
  maybeSaveCommands,
} from './cluster.ts'
import { EXECUTING, type Executing, executeSets, goOnAfterThisSet, type JobSet } from './execute.ts'
import { fails, HTOOL_VARS, type Htool, type HtoolVars, loading, NO_ARGUMENTS } from './program.ts'
import { type Search, type SearchProblem, searchFor } from './search.ts'

interface HbalVars extends HtoolVars, Executing {
  /** What is searched, as JSON. */
  problem: string
  /** How many moves were found so far. */
  moves: number
}

type Hbal = Htool<HbalVars>

/** Between two moves of a small group. A real search takes longer the more there is to try. */
const ROUND_MS = 40
/** Nanoseconds for each place that an instance could go, and each node of the score. */
const TRIAL_NS = 1500

const groupNames = (cluster: Cluster, parts: readonly number[]): string =>
  parts.map((group) => `  ${find(cluster.groups, group).name}\n`).join('')

/** The group that is balanced, or why it cannot be told (selectGroup). */
const selectGroup = (p: Htool, cluster: Cluster): GroupPart | { readonly end: ProgramNext } => {
  const { group } = p.vars.settings
  const parts = splitByGroup(cluster)
  const [first] = parts
  if (group === null) {
    if (first === undefined) return { end: fails(p, 'No groups found by splitCluster?!') }
    if (parts.length === 1) return first
    const names = groupNames(
      cluster,
      parts.map((part) => part.group),
    )
    p.err(`Found multiple node groups:\n${names}`)
    return { end: fails(p, 'Aborting.') }
  }
  const named = lookup(cluster.groups, group, ({ name, uuid }) => [name, uuid])
  if (named === null) {
    const names = groupNames(
      cluster,
      elements(cluster.groups).map(({ index }) => index),
    )
    p.err(`Node group ${group} not found. Node group list is:\n${names}`)
    return { end: fails(p, 'Aborting.') }
  }
  const own = parts.find((part) => part.group === named.index)
  return own ?? { group: named.index, nodes: {}, instances: {} }
}

const checkCluster = (p: Htool, cluster: Cluster): ProgramNext | undefined => {
  const { verbose } = p.vars.settings
  const instances = elements(cluster.instances)
  if (instances.length === 0) {
    p.out('Cluster is empty, exiting.\n')
    return exit(0)
  }
  const split = instances.filter((inst) => isSplit(cluster.nodes, inst))
  if (split.length > 0 && verbose > 1) {
    p.err('Found instances belonging to multiple node groups:\n')
    for (const inst of split) p.err(`  ${inst.name}\n`)
    p.err('These instances will not be moved.\n')
  }
  p.out(`Loaded ${elements(cluster.nodes).length} nodes, ${instances.length} instances\n`)
  const domain = domainOf(cluster)
  if (domain !== '' && verbose > 1)
    p.out(`Note: Stripping common suffix of '${domain}' from names\n`)
  return undefined
}

/** Whether the node carries more than its policy allows (Node.hs, getPolicyHealth). */
const breaksPolicy = (node: Node): boolean =>
  node.instanceSpindles > spindleLimit(node) ||
  node.usedVcpus / node.totalCpus > node.ipolicy.vcpuRatio

/** Releases before 3.0 do not look at policies here. */
const looksAtPolicies = byRelease({ '2.11': false, '3.0': true })

const checkGroup = (p: Htool, name: string, part: GroupPart): void => {
  const { verbose, balance } = p.vars.settings
  const nodes = elements(part.nodes)
  p.out(`Group size ${nodes.length} nodes, ${elements(part.instances).length} instances\n`)
  p.out(`Selected node group: ${name}\n`)
  const bad = badItems(part.nodes)
  if (verbose >= 1)
    p.out(`Initial check done: ${bad.nodes.length} bad nodes, ${bad.instances} bad instances.\n`)
  if (bad.nodes.length > 0)
    p.out(
      'Cluster is not N+1 happy, continuing but no guarantee that the cluster will end N+1 happy.\n',
    )
  const violating = nodes.filter((node) => !bad.nodes.includes(node) && breaksPolicy(node))
  if (violating.length === 0 || !looksAtPolicies(p)) return
  p.out(`The cluster contains ${violating.length} policy-violating nodes.\n`)
  p.out(
    balance.ignoreSoftErrors
      ? 'Continuing, ignoring soft errors.\n'
      : 'Continuing, but the set of moves might be too restricted; consider using the --ignore-soft-errors option.\n',
  )
}

const limits = byRelease<(optimum: number, least: number) => string>({
  '2.11': (_optimum, least) => `minimum score ${generalNumber(least, 6)})`,
  '3.0': (optimum, least) =>
    `optimum score due to N+1 reservations ${generalNumber(optimum, 6)},\nminimum score ${generalNumber(least, 6)})`,
})

const coefficients = (nodes: readonly Node[], { problem }: Search): string =>
  coefficientTable('  ', nodes, problem.behaviour.weights)

/** Prints the score to begin with, or that there is nothing to gain. */
const showStart = (p: Htool, search: Search): ProgramNext | undefined => {
  const { verbose, minScore } = p.vars.settings
  const { nodes } = search.problem
  const score = search.stateAfter(0)?.score ?? 0
  p.out(
    verbose > 2
      ? `Initial coefficients: overall ${fixedPoint(score, 8)}\n${coefficients(elements(nodes), search)}`
      : `Initial score: ${fixedPoint(score, 8)}\n`,
  )
  if (score - search.optimum < minScore) {
    p.out(
      `Cluster is already well balanced (initial score ${generalNumber(score, 6)},\n${limits(p)(search.optimum, minScore)}.\nNothing to do, exiting\n`,
    )
    return exit(0)
  }
  p.out('Trying to minimize the CV...\n')
  return undefined
}

const problemOf = (
  p: Htool,
  part: GroupPart,
  { behaviour, data }: LoadedCluster,
): SearchProblem => ({
  nodes: part.nodes,
  instances: part.instances,
  options: p.vars.settings.balance,
  behaviour,
  maxLength: p.vars.settings.maxLength,
  minScore: p.vars.settings.minScore,
  frame: { tags: data.tags, ipolicy: data.ipolicy, groups: data.cluster.groups },
})

const begin: ProgramStep<HbalVars> = (p) => {
  if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS)
  const found = loadAdjusted(p)
  if ('end' in found) return found.end
  const { data, original } = found.loaded
  const { cluster } = data
  if (p.vars.settings.verbose > 1) {
    p.out(`Loaded cluster tags: ${data.tags.join(',')}\n`)
    p.out(`Loaded cluster ipolicy: ${showPolicy(data.ipolicy)}\n`)
  }
  const refused = checkCluster(p, cluster) ?? maybeSave(p, 'original', 'before balancing', original)
  if (refused !== undefined) return refused
  const part = selectGroup(p, cluster)
  if ('end' in part) return part.end
  checkGroup(p, find(cluster.groups, part.group).name, part)
  maybePrintInstances(p, 'Initial', () => instanceTable(part.nodes, part.instances))
  maybePrint(p, 'Initial cluster', (fields) => nodeTable(part.nodes, fields))
  p.vars.problem = JSON.stringify(problemOf(p, part, found.loaded))
  return showStart(p, searchFor(p.vars.problem))
}

const widest = (list: readonly { readonly alias: string }[]): number =>
  Math.max(0, ...list.map(({ alias }) => alias.length))

const roundMs = ({ problem }: Search): number => {
  const [nodes, instances] = [elements(problem.nodes).length, elements(problem.instances).length]
  return Math.round(ROUND_MS + (instances * nodes * nodes * TRIAL_NS) / 1e6)
}

const round: ProgramStep<HbalVars> = (p) => {
  const search = searchFor(p.vars.problem)
  const { moves } = p.vars
  const [before, after] = [search.stateAfter(moves), search.stateAfter(moves + 1)]
  const placement = after?.placements.at(-1)
  if (before === null || placement === undefined) return leave()
  const { nodes, instances } = search.problem
  const widths = { node: widest(elements(nodes)), instance: widest(elements(instances)) }
  p.out(`${solutionLine(before, placement, widths)}\n`)
  p.vars.moves += 1
  return again(roundMs(search))
}

/** One job for each move, from the states before them. */
const jobsOf = (search: Search, last: Table): MoveJob[] =>
  last.placements.flatMap((placement, place) => {
    const before = search.stateAfter(place)
    return before === null ? [] : [moveJob(before, placement)]
  })

const showTotals = (p: Htool, before: readonly Node[], after: readonly Node[]): void => {
  const sum = (nodes: readonly Node[], of: (node: Node) => number): number =>
    nodes.reduce((total, node) => total + of(node), 0)
  for (const [title, nodes] of [
    ['Original:', before],
    ['Final:   ', after],
  ] as const)
    p.out(
      `${title} mem=${sum(nodes, availableMemoryMib)} disk=${sum(nodes, (node) => node.freeDiskMib)}\n`,
    )
}

const showSolution = (p: Htool, search: Search, start: Table, last: Table): void => {
  const { verbose } = p.vars.settings
  const [from, to] = [fixedPoint(start.score, 8), fixedPoint(last.score, 8)]
  if (last.placements.length === 0) p.out('No solution found\n')
  else if (verbose > 2)
    p.out(`Final coefficients:   overall ${to}\n${coefficients(elements(last.nodes), search)}`)
  else p.out(`Cluster score improved from ${from} to ${to}\n`)
  if (verbose >= 1) p.out(`Solution length=${last.placements.length}\n`)
}

const toSets = (search: Search, sets: readonly (readonly MoveJob[])[]): JobSet[] => {
  const { nodes, instances, behaviour } = search.problem
  const nameOf = ({ instance }: MoveJob): string => find(instances, instance).name
  return sets.map((jobs) => ({
    title: `Executing jobset for instances ${jobs.map(nameOf).join(', ')}`,
    jobs: jobs.map((job) => [...opcodesOf(nodes, nameOf(job), job.move, behaviour)]),
  }))
}

const finish: ProgramStep<HbalVars> = (p) => {
  const { settings, problem, moves } = p.vars
  const search = searchFor(problem)
  const [start, last] = [search.stateAfter(0), search.stateAfter(moves)]
  if (start === null || last === null) return exit(1)
  showSolution(p, search, start, last)
  const all = jobSets(jobsOf(search, last))
  const sets = settings.firstSetOnly ? all.slice(0, 1) : all
  const title = settings.firstSetOnly
    ? 'First set of jobs:'
    : 'Commands to run to reach the above solution:'
  const end = maybeSaveCommands(p, title, commandLines(sets)) ?? saveBalanced(p, search, last)
  if (end !== undefined) return end
  maybePrintInstances(p, 'Final', () => instanceTable(last.nodes, last.instances))
  maybePrint(p, 'Final cluster', (fields) => nodeTable(last.nodes, fields))
  if (settings.verbose > 3) showTotals(p, elements(start.nodes), elements(last.nodes))
  if (!settings.execute || last.placements.length === 0) return exit(0)
  if (!settings.luxi) return fails(p, 'hbal: Execution of commands possible only on LUXI')
  p.vars.sets = toSets(search, sets)
  return undefined
}

/** The group as it is afterwards; the other groups keep no nodes in the file. */
const saveBalanced = (
  p: Hbal,
  { problem }: Search,
  { nodes, instances }: Table,
): ProgramNext | undefined => {
  const { groups, ...frame } = problem.frame
  const balanced = { ...frame, cluster: { groups, nodes, instances } }
  return maybeSave(p, 'balanced', 'after balancing', balanced)
}

/** `hbal`: balances a node group. */
export const hbal: Program = defineProgram<HbalVars>({
  vars: { ...HTOOL_VARS, ...EXECUTING, problem: '', moves: 0 },
  steps: [
    loading<HbalVars>('hbal'),
    { begin },
    repeat('rounds', { round }),
    { finish },
    executeSets<HbalVars>('hbal'),
  ],
  interrupt: goOnAfterThisSet,
})
