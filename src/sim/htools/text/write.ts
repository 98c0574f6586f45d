import type { ClusterData } from '../data.ts'
import { fixedPoint, showDouble } from '../haskell.ts'
import type { Cluster, Group, Instance, Node } from '../model/model.ts'
import { elements, find, NONE } from '../model/model.ts'
import type { IPolicy, ISpec } from '../snapshot.ts'

/** Writes a cluster as the file that `-t` reads (HTools/Backend/Text.hs). */

const lines = (texts: readonly string[]): string => texts.map((text) => `${text}\n`).join('')

const groupLine = (group: Group): string =>
  [group.name, group.uuid, group.allocPolicy, group.tags.join(','), group.networks.join(',')].join(
    '|',
  )

const nodeLine = (node: Node, group: Group): string =>
  [
    node.name,
    fixedPoint(node.totalMemoryMib, 0),
    node.nodeMemoryMib,
    node.reportedFreeMemoryMib,
    fixedPoint(node.totalDiskMib, 0),
    node.freeDiskMib,
    fixedPoint(node.totalCpus, 0),
    node.offline ? 'Y' : node.master ? 'M' : 'N',
    group.uuid,
    node.totalSpindles,
    node.tags.join(','),
    node.exclusiveStorage ? 'Y' : 'N',
    node.freeSpindles,
    node.ownCpus,
    showDouble(node.cpuSpeed),
  ].join('|')

const totalSpindles = ({ disks }: Instance): string =>
  disks.some(({ spindles }) => spindles === null)
    ? '-'
    : `${disks.reduce((sum, { spindles }) => sum + (spindles ?? 0), 0)}`

const instanceLine = (inst: Instance, { nodes }: Cluster): string =>
  [
    inst.name,
    inst.memoryMib,
    inst.diskMib,
    inst.vcpus,
    inst.status,
    inst.autoBalance ? 'Y' : 'N',
    find(nodes, inst.primary).name,
    inst.secondary === NONE ? '' : find(nodes, inst.secondary).name,
    inst.diskTemplate,
    inst.tags.join(','),
    inst.spindleUse,
    totalSpindles(inst),
    'N',
  ].join('|')

const specText = (spec: ISpec): string =>
  [
    spec.memorySizeMib,
    spec.cpuCount,
    spec.diskSizeMib,
    spec.diskCount,
    spec.nicCount,
    spec.spindleUse,
  ].join(',')

const policyLine = (owner: string, policy: IPolicy): string =>
  [
    owner,
    specText(policy.std),
    policy.minmax.flatMap(({ min, max }) => [specText(min), specText(max)]).join(';'),
    policy.diskTemplates.join(','),
    showDouble(policy.vcpuRatio),
    showDouble(policy.spindleRatio),
  ].join('|')

/** The five sections, with an empty line between them. */
export const clusterText = ({ cluster, tags, ipolicy }: ClusterData): string => {
  const groups = elements(cluster.groups)
  return [
    lines(groups.map(groupLine)),
    lines(elements(cluster.nodes).map((node) => nodeLine(node, find(cluster.groups, node.group)))),
    lines(elements(cluster.instances).map((inst) => instanceLine(inst, cluster))),
    lines(tags),
    lines([
      policyLine('', ipolicy),
      ...groups.map((group) => policyLine(group.name, group.ipolicy)),
    ]),
  ].join('\n')
}
