import type { ClusterConfig, GroupConf, InstanceConf } from '../../sim/cluster/config.ts'
import { type OpNext, refuse } from '../../sim/run/opcode.ts'

/** The group that a name or a UUID means. Source: lib/config (LookupNodeGroup). */
export const findGroup = (config: ClusterConfig, typed: string): GroupConf | undefined =>
  config.groups[typed] ?? Object.values(config.groups).find((g) => g.name === typed)

export const unknownGroup = (typed: string): OpNext =>
  refuse('unknown_entity', `Node group '${typed}' not found`)

/** Instances whose primary node is in the group. */
export const instancesOf = (config: ClusterConfig, group: string): InstanceConf[] =>
  Object.values(config.instances).filter((i) => config.nodes[i.primary]?.group === group)
