/** hinfo: how well the cluster is balanced, in figures. Source: src/Ganeti/HTools/Program/Hinfo.hs. */
import { badItems, domainOf, type GroupPart, isSplit, splitByGroup } from '../../sim/htools/data.ts'
import { fixedPoint, showPolicy } from '../../sim/htools/haskell.ts'
import { clusterScore, type Weights } from '../../sim/htools/model/metrics.ts'
import { type Cluster, elements, find } from '../../sim/htools/model/model.ts'
import { coefficientTable } from '../../sim/htools/report/coefficients.ts'
import { instanceTable } from '../../sim/htools/report/instances.ts'
import { nodeTable } from '../../sim/htools/report/nodes.ts'
import { printTable } from '../../sim/htools/report/table.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { loadAdjusted, maybePrint, maybePrintInstances } from './cluster.ts'
import { fails, HTOOL_VARS, type Htool, loading, NO_ARGUMENTS } from './program.ts'

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

const GROUP_HEADER = ['Group', 'Nodes', 'Instances', 'Bad_Nodes', 'Bad_Instances', 'N+1', 'Score']
const GROUP_NUMERIC = [false, true, true, true, true, false, true]

const groupRow = (cluster: Cluster, part: GroupPart, weights: Weights): string[] => {
  const bad = badItems(part.nodes)
  return [
    find(cluster.groups, part.group).name,
    `${elements(part.nodes).length}`,
    `${elements(part.instances).length}`,
    `${bad.nodes.length}`,
    `${bad.instances}`,
    bad.nodes.length === 0 ? 'True' : 'False',
    fixedPoint(clusterScore(elements(part.nodes), weights), 8),
  ]
}

const commonInfo = (p: Htool, cluster: Cluster): void => {
  const { verbose } = p.vars.settings
  const [nodes, instances] = [elements(cluster.nodes), elements(cluster.instances)]
  if (instances.length === 0 && verbose > 1) p.out('Cluster is empty.\n')
  const groups = counted(elements(cluster.groups).length, 'node group')
  p.out(
    `Loaded ${counted(nodes.length, 'node')}, ${counted(instances.length, 'instance')}, ${groups}\n`,
  )
  const domain = domainOf(cluster)
  if (domain !== '' && verbose > 2)
    p.out(`Note: Stripping common suffix of '${domain}' from names\n`)
  const split = instances.filter((inst) => isSplit(cluster.nodes, inst))
  if (split.length > 0) {
    p.out('Found instances belonging to multiple node groups:\n')
    for (const inst of split) p.err(`  ${inst.name}\n`)
  } else if (verbose > 1) p.out('No split instances found\n')
}

const show = (p: Htool) => {
  if (p.vars.args.length > 0) return fails(p, NO_ARGUMENTS)
  const { verbose } = p.vars.settings
  const found = loadAdjusted(p)
  if ('end' in found) return found.end
  const { data, behaviour } = found.loaded
  const { cluster } = data
  p.out(`Loaded cluster tags: ${data.tags.join(',')}\n`)
  if (verbose > 2) p.out(`Loaded cluster ipolicy: ${showPolicy(data.ipolicy)}\n`)
  commonInfo(p, cluster)
  const { weights } = behaviour
  const parts = splitByGroup(cluster)
  if (verbose > 1) {
    const rows = parts.map((part) => groupRow(cluster, part, weights))
    p.out(`Node group information:\n${printTable('  ', GROUP_HEADER, rows, GROUP_NUMERIC)}`)
  }
  const happy = parts.every((part) => badItems(part.nodes).nodes.length === 0)
  p.out(`Cluster is N+1 ${happy ? 'happy' : 'unhappy'}\n`)
  maybePrintInstances(p, 'Instances', () => instanceTable(cluster.nodes, cluster.instances))
  maybePrint(p, 'Cluster', (fields) => nodeTable(cluster.nodes, fields))
  const nodes = elements(cluster.nodes)
  p.out(`Cluster coefficients:\n${coefficientTable('  ', nodes, weights)}`)
  p.out(`Cluster score: ${fixedPoint(clusterScore(nodes, weights), 8)}\n`)
  return exit(0)
}

/** `hinfo`: the figures that make up the score of the cluster. */
export const hinfo: Program = defineProgram({
  vars: HTOOL_VARS,
  steps: [loading('hinfo'), { show }],
})
