import { own } from '../../lib/own.ts'
import type { OpContext } from '../run/opcode.ts'

// Steps that no opcode declares: the runner puts them between those that it does.

/** The hooks before the first change have been called. */
export const JUDGE_PRE_HOOKS = '(before the change: hooks)'
/** The hooks after the end have been called. */
export const JUDGE_POST_HOOKS = '(after the change: hooks)'
/** After a last step that waits for something. */
export const THE_END = '(the end)'

/** Tells the job's log of the nodes whose hooks could not be run. */
export function warnOfHooks(op: OpContext): void {
  for (const reply of op.replies)
    if (!reply.ok)
      op.warn(
        `Communication failure to node ${own(op.config.nodes, reply.node)?.uuid ?? reply.node}: ${reply.error}`,
      )
}
