import type { Release } from '../../../src/sim/releases.ts'
import { type Sitting, sitting } from '../../support/driver.ts'

/** The first minor of `node`, as /proc/drbd shows it. */
export const stateOf = ({ on }: Sitting, node: string): string =>
  on(node, 'grep " 0: cs:" /proc/drbd').output.trim()

/**
 * dX runs on nodeB; nodeB is cut off, dX is failed over to nodeA by force and runs there as well; then
 * nodeB is back.
 */
export function splitBrain(release: Release, apartSeconds = 120): Sitting {
  const made = sitting({ release })
  const { type, ask } = made
  type('gnt-instance migrate -f dX')
  ask({ fault: { cable: 'nodeB', is: 'out' } })
  type('gnt-instance failover -f --ignore-consistency dX', 'y')
  ask({ wait: apartSeconds })
  ask({ fault: { cable: 'nodeB', is: 'in' } })
  ask({ wait: 30 })
  return made
}

/** What verify finds wrong with the instance. */
export const findings = ({ type }: Sitting): string[] =>
  type('gnt-cluster verify')
    .output.split('\n')
    .filter((line) => /(?:ERROR|WARNING): (?:instance debianx|node)/i.test(line))
    .map((line) => line.replace(/^.*?- /, ''))
