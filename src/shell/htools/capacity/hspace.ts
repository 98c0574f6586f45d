/**
 * hspace: how many further instances the cluster takes, large ones first and then of the standard size. Source:
 * src/Ganeti/HTools/Program/Hspace.hs.
 */
import type { Failures, Filled } from '../../../sim/htools/capacity/fill.ts'
import { type ClusterStats, totalResources } from '../../../sim/htools/capacity/stats.ts'
import { domainOf } from '../../../sim/htools/data.ts'
import { fixedPoint, showDouble } from '../../../sim/htools/haskell.ts'
import {
  type Cluster,
  elements,
  find,
  type Node,
  requiredNodes,
} from '../../../sim/htools/model/model.ts'
import { coefficientTable } from '../../../sim/htools/report/coefficients.ts'
import { nodeTable } from '../../../sim/htools/report/nodes.ts'
import { alignColumns } from '../../../sim/htools/report/table.ts'
import { again, leave, repeat } from '../../../sim/run/parts.ts'
import {
  defineProgram,
  exit,
  type Program,
  type ProgramContext,
  type ProgramNext,
  type ProgramPart,
} from '../../../sim/run/program.ts'
import { type LoadedCluster, loadAdjusted, maybePrint, maybeSave } from '../cluster.ts'
import type { InstanceSize } from '../line/settings.ts'
import { fails, HTOOL_VARS, type Htool, type HtoolVars, loading, NO_ARGUMENTS } from '../program.ts'
import {
  inWords,
  type Keys,
  printKeys,
  ratio,
  runsOf,
  sizeKeys,
  sizeOf,
  statKeys,
} from './figures.ts'
import {
  type CapacityProblem,
  type CapacityRun,
  largestSizes,
  type Measured,
  type Phase,
  searches,
  standardSize,
} from './phases.ts'

/** The commonest reason comes first. */
const sorted = (failures: Failures): Failures => [...failures].sort(([, a], [, b]) => b - a)

const weightsOf = ({ loaded }: CapacityRun) => loaded.behaviour.weights

const printEfficiency = (
  p: Htool,
  run: CapacityRun,
  after: readonly Node[],
  failures: Failures,
): void => {
  const weights = weightsOf(run)
  const stats = totalResources(after, weights)
  p.out(`  - most likely failure reason: ${failures[0]?.[0] ?? ''}\n`)
  const before = totalResources(run.nodes, weights).score
  p.out(`  - initial cluster score: ${fixedPoint(before, 8)}\n`)
  p.out(`  -   final cluster score: ${fixedPoint(stats.score, 8)}\n`)
  const rows = [
    ['memory', stats.usedMemory / stats.totalMemory],
    ['disk', stats.usedDisk / stats.totalDisk],
    ['vcpu', stats.usedCpus / stats.virtualCpus],
    ...(run.exclusive ? [['spindles', stats.usedSpindles / stats.totalSpindles] as const] : []),
  ] as const
  const width = Math.max(...rows.map(([name]) => name.length))
  for (const [name, part] of rows)
    p.out(
      `  - ${name.padStart(width)} usage efficiency: ${fixedPoint(part * 100, 2).padStart(5)}%\n`,
    )
}

const KINDS = {
  tiered: { words: 'Tiered (initial size)', name: 'Tiered', key: 'TSPEC_INI' },
  standard: { words: 'Standard (fixed-size)', name: 'Standard', key: 'SPEC' },
} as const

/** What an allocation came to: prints its size and what `-v`, `-p` and `-S` ask for. */
const showAllocation = (
  p: Htool,
  run: CapacityRun,
  kind: keyof typeof KINDS,
  size: InstanceSize,
  filled: Filled,
): ProgramNext | undefined => {
  const { machineReadable, verbose } = p.vars.settings
  const { words, name, key } = KINDS[kind]
  if (machineReadable) {
    printKeys(
      p,
      sizeKeys(size, true).map(([field, value]) => [`${key}_${field}`, value]),
    )
    printKeys(p, [[`${key}_RQN`, `${requiredNodes(run.template)}`]])
    printKeys(p, [[`${key}_DISK_TEMPLATE`, run.template]])
  } else
    p.out(
      `${words} instance spec is:\n  ${inWords(sizeKeys(size, run.exclusive))}, using disk template '${run.template}'.\n`,
    )
  const { cluster, placed } = filled
  const nameOf = (index: number): string => (index < 0 ? '' : find(cluster.nodes, index).name)
  if (verbose > 1) {
    const rows = placed.map((inst) => [
      inst.name,
      nameOf(inst.primary),
      nameOf(inst.secondary),
      ...[inst.memoryMib, inst.diskMib, inst.vcpus].map(String),
      run.exclusive ? `${sizeOf(inst).spindles}` : '',
    ])
    const lines = alignColumns(rows, [false, false, false, true, true, true, true])
    p.err(`${name} allocation map\n${lines.map((row) => ` ${row.join(' ')}\n`).join('')}`)
  }
  maybePrint(p, `${name} allocation`, (fields) => nodeTable(cluster.nodes, fields))
  const lower = name.toLowerCase()
  return maybeSave(p, lower, `after ${lower} allocation`, { ...run.loaded.data, cluster })
}

const INFO = [
  ['CPU', 'usedCpus'],
  ['NPU', 'normalCpus'],
  ['MEM', 'usedMemory'],
  ['DSK', 'usedDisk'],
  ['SPN', 'usedSpindles'],
] as const

const printMetrics = (p: Htool, before: ClusterStats, after: ClusterStats): void => {
  const wholes = {
    usedCpus: after.virtualCpus,
    normalCpus: after.totalCpus,
    usedMemory: Math.trunc(after.totalMemory),
    usedDisk: Math.trunc(after.totalDisk),
    usedSpindles: Math.trunc(after.totalSpindles),
  }
  const show = (of: (key: keyof typeof wholes) => number, kind: string): Keys =>
    INFO.map(([name, key]) => [
      `KM_${kind}_${name}`,
      key === 'normalCpus' ? showDouble(of(key)) : `${of(key)}`,
    ])
  printKeys(
    p,
    show((key) => before[key], 'USED'),
  )
  printKeys(
    p,
    show((key) => after[key] - before[key], 'POOL'),
  )
  printKeys(
    p,
    show((key) => wholes[key] - after[key], 'UNAV'),
  )
}

const showTiered = (p: Htool, run: CapacityRun, { cluster, placed, failures }: Filled): void => {
  const runs = runsOf(placed)
  const after = elements(cluster.nodes)
  if (p.vars.settings.machineReadable) {
    const [first, last] = [run.nodes, after].map((nodes) => totalResources(nodes, weightsOf(run)))
    if (first === undefined || last === undefined) return
    printKeys(p, statKeys('TRL', last))
    const specs = runs.map(
      ({ size, count }) =>
        `${[size.memoryMib, size.diskMib, size.cpus, size.spindles].join(',')}=${count}`,
    )
    printKeys(p, [['TSPEC', specs.join(' ')]])
    printMetrics(p, first, last)
    return
  }
  p.out('Tiered allocation results:\n')
  if (runs.length === 0) p.out('  - no instances allocated\n')
  for (const { size, count } of runs)
    p.out(
      `  - ${`${count}`.padStart(3)} instances of spec ${inWords(sizeKeys(size, run.exclusive))}\n`,
    )
  printEfficiency(p, run, after, sorted(failures))
}

const showStandard = (p: Htool, run: CapacityRun, { cluster, placed, failures }: Filled): void => {
  const after = elements(cluster.nodes)
  const reasons = sorted(failures)
  if (!p.vars.settings.machineReadable) {
    p.out('Normal (fixed-size) allocation results:\n')
    p.out(`  - ${`${placed.length}`.padStart(3)} instances allocated\n`)
    printEfficiency(p, run, after, reasons)
    return
  }
  const before = elements(run.loaded.data.cluster.instances).length
  printKeys(p, statKeys('FIN', totalResources(after, weightsOf(run))))
  printKeys(p, [
    ['ALLOC_USAGE', ratio(before, before + placed.length)],
    ['ALLOC_INSTANCES', `${placed.length}`],
    ['ALLOC_FAIL_REASON', (reasons[0]?.[0] ?? '').toUpperCase()],
    ...reasons.map(([mode, count]) => [`ALLOC_${mode}_CNT`, `${count}`] as const),
  ])
}

const showCluster = (
  p: Htool,
  nodes: readonly Node[],
  exclusive: boolean,
  loaded: LoadedCluster,
) => {
  const stats = totalResources(nodes, loaded.behaviour.weights)
  const { machineReadable } = p.vars.settings
  const figures: Keys = [
    ['MEM', fixedPoint(stats.totalMemory, 0)],
    ['DSK', fixedPoint(stats.totalDisk, 0)],
    ['CPU', fixedPoint(stats.totalCpus, 0)],
    ['VCPU', `${stats.virtualCpus}`],
    ...(exclusive || machineReadable ? [['SPN', fixedPoint(stats.totalSpindles, 0)] as const] : []),
  ]
  if (machineReadable) {
    printKeys(
      p,
      figures.map(([key, value]) => [`CLUSTER_${key}`, value]),
    )
    printKeys(p, [['CLUSTER_NODES', `${nodes.length}`], ...statKeys('INI', stats)])
    return
  }
  p.out(
    `The cluster has ${nodes.length} nodes and the following resources:\n  ${inWords(figures)}.\n`,
  )
  p.out(`There are ${stats.instances || 'no'} initial instances on the cluster.\n`)
}

/** Places that are tried in one step, so that a page that shows the cluster stays alive. */
const PLACES = 5000
/** What a step takes in simulated time. */
const STEP_MS = 50

const ALLOCATION_FAILED = 'failure during allocation'

type HspaceVars = HtoolVars & { problem: string; attempts: number; perStep: number }
type Hspace = ProgramContext<HspaceVars>

/** Measures one phase step by step, then shows what it came to. */
const phase = (
  name: Phase,
  show: (p: Hspace, found: Measured, filled: Filled) => ProgramNext | undefined,
): ProgramPart<HspaceVars> => [
  repeat(name, {
    [`${name}: try places`]: (p) => {
      if (searches[name](p.vars.problem).within(p.vars.attempts)) return leave()
      p.vars.attempts += p.vars.perStep
      return again(STEP_MS)
    },
  }),
  {
    [`${name}: show`]: (p) => {
      const found = searches[name](p.vars.problem).within(p.vars.attempts)?.value
      p.vars.attempts = 0
      if (!found) return exit(1)
      const { filled } = found
      if (!filled.ok) return fails(p, `${ALLOCATION_FAILED}: ${filled.error}`)
      return show(p, found, filled.value)
    },
  },
]

const tieredPhase = phase('tiered', (p, { problem, run }, filled) => {
  const [largest] = largestSizes(problem)
  if (largest === undefined) return fails(p, 'Empty list of specs received from the cluster')
  const stopped = showAllocation(p, run, 'tiered', largest, filled)
  if (stopped !== undefined) return stopped
  showTiered(p, run, filled)
  return undefined
})

const standardPhase = phase('standard', (p, { problem, run }, filled) => {
  const ended = showAllocation(p, run, 'standard', standardSize(problem), filled)
  if (ended !== undefined) return ended
  showStandard(p, run, filled)
  if (p.vars.settings.machineReadable) printKeys(p, [['OK', '1']])
  return exit(0)
})

const showStart = (p: Htool, cluster: Cluster, { behaviour }: LoadedCluster): void => {
  const { verbose } = p.vars.settings
  const domain = domainOf(cluster)
  if (domain !== '' && verbose > 1)
    p.err(`Note: Stripping common suffix of '${domain}' from names\n`)
  maybePrint(p, 'Initial cluster', (fields) => nodeTable(cluster.nodes, fields))
  if (verbose <= 2) return
  const nodes = elements(cluster.nodes)
  const { score } = totalResources(nodes, behaviour.weights)
  p.err(
    `Initial coefficients: overall ${fixedPoint(score, 8)}\n${coefficientTable('  ', nodes, behaviour.weights)}`,
  )
}

function begin(p: Hspace): ProgramNext | undefined {
  if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS)
  const found = loadAdjusted(p)
  if ('end' in found) return found.end
  const { loaded } = found
  const { cluster, ipolicy } = loaded.data
  const { settings } = p.vars
  const template = settings.diskTemplate ?? ipolicy.diskTemplates[0]
  if (template === undefined) return fails(p, 'null list of disk templates received from cluster')
  showStart(p, cluster, loaded)
  const nodes = elements(cluster.nodes)
  showCluster(
    p,
    nodes,
    nodes.some((node) => node.exclusiveStorage),
    loaded,
  )
  const places = nodes.length ** requiredNodes(template)
  p.vars.problem = JSON.stringify({ settings, loaded, template } satisfies CapacityProblem)
  p.vars.perStep = Math.max(1, Math.floor(PLACES / Math.max(1, places)))
  return undefined
}

/** `hspace`: room for further instances. */
export const hspace: Program = defineProgram<HspaceVars>({
  vars: { ...HTOOL_VARS, problem: '', attempts: 0, perStep: 1 },
  steps: [loading<HspaceVars>('hspace'), { begin }, tieredPhase, standardPhase],
})
