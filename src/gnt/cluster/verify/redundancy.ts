import { own } from '../../../lib/own.ts'
import { residentsOf } from '../../../sim/cluster/config.ts'
import { type GroupFacts, volumesWanted } from './facts.ts'
import type { Report } from './report.ts'

/** "Verifying orphan volumes": what no instance of the configuration owns. */
export function verifyOrphanVolumes(report: Report, facts: GroupFacts): void {
  for (const { node, volumes } of facts.nodes) {
    if (!volumes) continue
    const wanted = volumesWanted(facts.config, node.name)
    for (const volume of volumes)
      report.findingIf(
        !wanted.has(volume),
        'ENODEORPHANLV',
        node.name,
        `volume ${volume} is unknown`,
        'WARNING',
      )
  }
}

/**
 * "Verifying N+1 Memory redundancy": whether each node could start what it is secondary for, should one
 * other node fail. A node that did not answer has no memory.
 */
export function verifyMemory(report: Report, facts: GroupFacts): void {
  for (const { node, memoryFreeMib } of facts.nodes) {
    if (node.offline) continue
    const needed: Record<string, number> = {}
    for (const instance of residentsOf(facts.config, node.name).secondary) {
      const mib = instance.be.autoBalance ? instance.be.minmemMib : 0
      needed[instance.primary] = (own(needed, instance.primary) ?? 0) + mib
    }
    for (const [primary, mib] of Object.entries(needed))
      report.findingIf(
        memoryFreeMib < mib,
        'ENODEN1',
        node.name,
        `not enough memory to accomodate instance failovers should node ${primary} fail (${mib}MiB needed, ${memoryFreeMib}MiB available)`,
      )
  }
}
