import type { NodeConf } from '../../../sim/cluster/config.ts'
import { byRelease } from '../../../sim/releases.ts'
import type { GroupFacts } from './facts.ts'
import type { Report } from './report.ts'

/** Templates whose data is on more than one node. */
const MIRRORED = ['drbd', 'sharedfile']

/** Whether an instance without disks counts as one that loses its data with its primary. */
const countsDiskless = byRelease({ '2.11': true, '3.0': false })

/** What is counted for the notes. */
type Counted = Pick<GroupFacts, 'instances' | 'release'> & { nodes: readonly { node: NodeConf }[] }

/** "Other Notes": nothing wrong, but worth knowing. */
export function tellNotes({ say }: Pick<Report, 'say'>, facts: Counted): void {
  const { instances, nodes } = facts
  const diskless = countsDiskless({ world: facts }) ? [] : ['diskless']
  const redundant = [...MIRRORED, ...diskless]
  const note = (count: number, what: string) => {
    if (count > 0) say(`  - NOTICE: ${count} ${what} found.`)
  }
  note(instances.filter((i) => !redundant.includes(i.template)).length, 'non-redundant instance(s)')
  note(instances.filter((i) => !i.be.autoBalance).length, 'non-auto-balanced instance(s)')
  note(instances.filter((i) => i.adminState === 'offline').length, 'offline instance(s)')
  note(nodes.filter(({ node }) => node.offline).length, 'offline node(s)')
  note(nodes.filter(({ node }) => node.drained).length, 'drained node(s)')
}
