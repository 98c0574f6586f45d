import { own } from '../../lib/own.ts'
import {
  type ClusterConfig,
  type GroupConf,
  type InstanceConf,
  nodesOf,
} from '../../sim/cluster/config.ts'
import { type OpNext, refuse, unlocked } from '../../sim/run/opcode.ts'

/** The group that a name or a UUID means. Source: lib/config (LookupNodeGroup). */
export const findGroup = (config: ClusterConfig, typed: string): GroupConf | undefined =>
  own(config.groups, typed) ?? Object.values(config.groups).find((g) => g.name === typed)

/** The refusal of a name or UUID that `findGroup` does not find. */
export const unknownGroup = (typed: string): OpNext =>
  unlocked(
    refuse('unknown_entity', `Node group '${typed}' not found`, {
      is: 'not found',
      what: 'node group',
      word: typed,
    }),
  )

/** Instances with a node in the group, primary or not (GetNodeGroupInstances). */
export const instancesOf = (config: ClusterConfig, group: string): InstanceConf[] =>
  Object.values(config.instances).filter((instance) =>
    nodesOf(instance).some((node) => own(config.nodes, node)?.group === group),
  )
