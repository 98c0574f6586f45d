import { own } from '../../lib/own.ts'
import type { OpContext } from '../run/opcode.ts'

/** Tells the job's log of the nodes whose hooks could not be run, in the releases that do. */
export function warnOfHooks(op: OpContext): void {
  if (!op.behaviour.warnsOfHooks) return
  for (const reply of op.replies)
    if (!reply.ok)
      op.warn(
        `Communication failure to node ${own(op.config.nodes, reply.node)?.uuid ?? reply.node}: ${reply.error}`,
      )
}
