import { niceSort } from '../../../lib/nice-sort.ts'
import {
  byUuid,
  type ClusterConfig,
  type InstanceConf,
  type InstanceName,
  type NodeName,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import { exit, type ProgramContext, type ProgramNext } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { matchInQuery } from '../../client/several.ts'
import type { Parsed } from '../../command.ts'

/** Which instances of a node are meant. */
export type Side = 'primary' | 'secondary' | 'all'

/** The instances of a node, in the order in which Ganeti keeps them. */
export const instancesOn = (config: ClusterConfig, node: NodeName, side: Side): InstanceConf[] =>
  byUuid(config.instances).filter(
    (i) =>
      (side !== 'secondary' && i.primary === node) ||
      (side !== 'primary' && secondaryOf(i) === node),
  )

/** Their names as people count them: vm2 before vm10. */
export const sorted = (instances: readonly InstanceConf[]): InstanceName[] =>
  niceSort(
    instances.map((i) => i.name),
    (name) => name,
  )

/** The node that a query finds for the command's argument. */
export const queriedNode = (p: ProgramContext<Parsed>): NodeName | undefined =>
  matchInQuery(p.vars.args[0] ?? '', Object.keys(configOn(p.world, p.node).nodes), p.behaviour)

/** These commands read the answer to a query without a look: an unknown node is a crash of the client. */
export const crash = (p: ProgramContext<Parsed>, error: string): ProgramNext => {
  p.err(
    `Traceback (most recent call last):\n  File "/usr/sbin/gnt-node", line 21, in <module>\n    sys.exit(main.Main())\n${error}\n`,
  )
  return exit(1, { is: 'not found', what: 'node', word: p.vars.args[0] ?? '' })
}
