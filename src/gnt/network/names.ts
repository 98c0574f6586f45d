import { own } from '../../lib/own.ts'
import type { ClusterConfig, NetworkConf } from '../../sim/cluster/config.ts'
import { type OpNext, refuse, unlocked } from '../../sim/run/opcode.ts'

/** All networks of the cluster, in no particular order. */
export const networksOf = (config: ClusterConfig): NetworkConf[] =>
  Object.values(config.networks ?? {})

/** The network that a name or a UUID means. Source: lib/config (LookupNetwork). */
export const findNetwork = (config: ClusterConfig, typed: string): NetworkConf | undefined =>
  own(config.networks, typed) ?? networksOf(config).find((network) => network.name === typed)

/** The refusal of a name or UUID that `findNetwork` does not find. */
export const unknownNetwork = (typed: string): OpNext =>
  unlocked(
    refuse('unknown_entity', `Network '${typed}' not found`, {
      is: 'not found',
      what: 'network',
      word: typed,
    }),
  )
