/**
 * hscan: writes the running cluster to a file that the other programs read with -t. Source:
 * src/Ganeti/HTools/Program/Hscan.hs.
 */
import { badItems } from '../../sim/htools/data.ts'
import { fixedPoint } from '../../sim/htools/haskell.ts'
import { clusterScore } from '../../sim/htools/model/metrics.ts'
import { elements, type Node } from '../../sim/htools/model/model.ts'
import { nodeTable } from '../../sim/htools/report/nodes.ts'
import { clusterText } from '../../sim/htools/text/write.ts'
import { defineProgram, exit, type Program } from '../../sim/run/program.ts'
import { type LoadedCluster, loadCluster } from './cluster.ts'
import { HTOOL_VARS, type Htool, type LoadFailed, loading, saveFile } from './program.ts'

/** The name under which the cluster of this master is saved. */
const LOCAL = 'LOCAL'

const HEADER = [
  'Name ',
  ...['Nodes', 'Inst', 'BNode', 'BInst'].map((title) => title.padStart(5)),
  ...['t_mem', 'f_mem', 't_disk', 'f_disk'].map((title) => title.padStart(6)),
  'Score'.padStart(10),
].join(' ')

const summary = ({ data, behaviour }: LoadedCluster): string => {
  const { nodes, instances } = data.cluster
  const list = elements(nodes)
  const bad = badItems(nodes)
  const sum = (of: (node: Node) => number): number => list.reduce((all, node) => all + of(node), 0)
  const totalDisk = fixedPoint(sum((node) => node.totalDiskMib) / 1024, 0)
  return [
    LOCAL,
    ...[list.length, elements(instances).length, bad.nodes.length, bad.instances].map((count) =>
      `${count}`.padStart(5),
    ),
    fixedPoint(
      sum((node) => node.totalMemoryMib),
      0,
    ).padStart(6),
    `${sum((node) => node.reportedFreeMemoryMib)}`.padStart(6),
    totalDisk.padStart(6),
    `${Math.floor(sum((node) => node.freeDiskMib) / 1024)}`.padStart(6),
    fixedPoint(clusterScore(list, behaviour.weights), 8),
  ].join(' ')
}

const showHeader = (p: Htool): void => {
  if (p.vars.settings.headers) p.out(`${HEADER}\n`)
}

const failed: LoadFailed = (p, error) => {
  showHeader(p)
  p.out(`\nError for ${LOCAL}: failed to load data. Details:\n${error}\n`)
  return exit(2)
}

const scan = (p: Htool) => {
  const { nodeFields, outputDirectory } = p.vars.settings
  showHeader(p)
  // hscan prints no warnings about what does not add up.
  const found = loadCluster({ ...p, err: () => undefined })
  if ('end' in found) return exit(2)
  p.out(`${summary(found.loaded)}\n`)
  if (nodeFields !== null) p.out(nodeTable(found.loaded.data.cluster.nodes, nodeFields))
  const file = outputDirectory === '.' ? `./${LOCAL}.data` : `${outputDirectory}/${LOCAL}.data`
  return saveFile(p, file, clusterText(found.loaded.data)) ?? exit(0)
}

/** `hscan`: saves the running cluster as a text file. */
export const hscan: Program = defineProgram({
  vars: HTOOL_VARS,
  steps: [loading('hscan', { live: failed }), { scan }],
})
