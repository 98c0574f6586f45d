import type { NodeName } from '../cluster/config.ts'
import type { NodeCallArgs, NodeCallName } from '../noded/calls.ts'

/** A call to one node's daemon, as a step asks for it. */
export interface CallRequest<K extends NodeCallName = NodeCallName> {
  to: NodeName
  name: K
  args: NodeCallArgs<K>
}

/**
 * What any step, of an opcode or a program, may want next. `then` names the step to go on with; without it, the
 * next one in the declaration.
 */
export type Flow =
  /** `evenOffline`: nodes flagged offline are asked as well. */
  | { next: 'calls'; calls: CallRequest[]; evenOffline?: boolean; then?: string }
  | { next: 'sleep'; ms: number; then?: string }
  | { next: 'goto'; then: string }
  /** Inside `block` and `repeat` only; see `parts.ts`. */
  | { next: 'leave' }
  | { next: 'again'; ms: number }

/** Lets simulated milliseconds pass. */
export const sleep = (ms: number, then?: string): Flow =>
  then === undefined ? { next: 'sleep', ms } : { next: 'sleep', ms, then }

/** Goes on with another step of the same opcode or program, by its name. */
export const goto = (then: string): Flow => ({ next: 'goto', then })

/**
 * Asks one node or several at once; the replies stand in the context of the next step. `args` may differ from node to
 * node.
 */
export const call = <N extends NodeCallName>(
  nodes: NodeName | readonly NodeName[],
  name: N,
  args: NodeCallArgs<N> | ((node: NodeName) => NodeCallArgs<N>),
  then?: string,
): Extract<Flow, { next: 'calls' }> => ({
  next: 'calls',
  calls: (typeof nodes === 'string' ? [nodes] : nodes).map((to) => ({
    to,
    name,
    args: typeof args === 'function' ? (args as (node: NodeName) => NodeCallArgs<N>)(to) : args,
  })) as CallRequest[],
  ...(then === undefined ? {} : { then }),
})
