import type { GroupFacts } from './facts.ts'
import type { Report } from './report.ts'

/** Templates whose data is on more than one node. */
const MIRRORED = ['drbd', 'sharedfile']

/** "Other Notes": nothing wrong, but worth knowing. */
export function tellNotes(report: Report, { instances, nodes }: GroupFacts): void {
  const note = (count: number, what: string) => {
    if (count > 0) report.say(`  - NOTICE: ${count} ${what} found.`)
  }
  note(instances.filter((i) => !MIRRORED.includes(i.template)).length, 'non-redundant instance(s)')
  note(instances.filter((i) => !i.be.autoBalance).length, 'non-auto-balanced instance(s)')
  note(instances.filter((i) => i.adminState === 'offline').length, 'offline instance(s)')
  note(nodes.filter(({ node }) => node.offline).length, 'offline node(s)')
  note(nodes.filter(({ node }) => node.drained).length, 'drained node(s)')
}
