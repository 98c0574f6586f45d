import { own } from '../lib/own.ts'
import type { ClusterConfig, InstanceConf, NodeConf } from '../sim/cluster/config.ts'
import { type OpNext, refuse, unlocked } from '../sim/run/opcode.ts'

/**
 * From what was typed to what is stored. Jobs accept any case and unambiguous short names
 * (lib/config.py, ExpandNodeName / ExpandInstanceName, utils.MatchNameComponent).
 */
export function matchName(typed: string, names: readonly string[]): string | undefined {
  if (names.includes(typed)) return typed
  const lower = typed.toLowerCase()
  const exact = names.filter((name) => name.toLowerCase() === lower)
  if (exact.length === 1) return exact[0]
  const short = names.filter((name) => name.toLowerCase().startsWith(`${lower}.`))
  return short.length === 1 ? short[0] : undefined
}

/** The node that a typed name means, by the rules of `matchName`; undefined where it means none or more than one. */
export const findNode = (config: ClusterConfig, typed: string): NodeConf | undefined => {
  const name = matchName(typed, Object.keys(config.nodes))
  return name === undefined ? undefined : own(config.nodes, name)
}

/**
 * The instance that a typed name means, by the rules of `matchName`; undefined where it means none or more than
 * one.
 */
export const findInstance = (config: ClusterConfig, typed: string): InstanceConf | undefined => {
  const name = matchName(typed, Object.keys(config.instances))
  return name === undefined ? undefined : own(config.instances, name)
}

/** The refusal of a name that `findNode` does not find. */
export const unknownNode = (typed: string): OpNext =>
  unlocked(
    refuse('unknown_entity', `Node '${typed}' not known`, {
      is: 'not found',
      what: 'node',
      word: typed,
    }),
  )

/** The refusal of a name that `findInstance` does not find. */
export const unknownInstance = (typed: string): OpNext =>
  unlocked(
    refuse('unknown_entity', `Instance '${typed}' not known`, {
      is: 'not found',
      what: 'instance',
      word: typed,
    }),
  )
