import { byUuid, type ClusterConfig, type NodeName } from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import type { OpContext, OpNext } from '../../../sim/run/opcode.ts'
import { findNode, unknownNode } from '../../names.ts'

/** What the jobs share that ask nodes about their storage. */
interface NodeQuery {
  /** As typed; empty: all. */
  nodes: string[]
}
interface Wanted {
  wanted: NodeName[]
}

/** Shared locks on the nodes that are asked. */
export const nodeQueryLocks = ({ nodes }: NodeQuery, config: ClusterConfig): Lock[] =>
  nodes.length === 0
    ? [{ level: 'node', name: '*', mode: 'shared' }]
    : nodes.flatMap((typed): Lock[] => {
        const node = findNode(config, typed)
        return node ? [{ level: 'node', name: node.name, mode: 'shared' }] : []
      })

/** The complaint about fields that do not exist. */
export const checkFields = (fields: readonly string[], known: readonly string[]): string | null => {
  const unknown = fields.filter((field) => !known.includes(field))
  return unknown.length === 0 ? null : `Unknown output fields selected: ${unknown.join(',')}`
}

/** Finds the nodes that were typed; refuses a name that no node has. */
export function resolveNodes<P extends NodeQuery, V extends Wanted>(
  op: OpContext<P, V>,
): OpNext | undefined {
  const { nodes } = op.params
  if (nodes.length === 0) op.vars.wanted = byUuid(op.config.nodes).map((node) => node.name)
  for (const typed of nodes) {
    const node = findNode(op.config, typed)
    if (!node) return unknownNode(typed)
    op.vars.wanted.push(node.name)
  }
}

/** Their names, in the order in which they are asked. */
export const chosenNodes = <P extends NodeQuery, V extends Wanted>(
  op: OpContext<P, V>,
): NodeName[] =>
  byUuid(op.config.nodes)
    .map((node) => node.name)
    .filter((name) => op.vars.wanted.includes(name))
