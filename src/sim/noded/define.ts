import type { NodeName } from '../cluster/config.ts'
import type { Machine } from '../cluster/machine.ts'
import type { World } from '../world.ts'

/** What a node's daemon answers. Errors are sentences, without a full stop, as Ganeti words them. */
export type CallAnswer<R> = { ok: true; payload: R } | { ok: false; error: string }

/**
 * One call of the node daemon (lib/backend.py): how long it takes and what it does. It acts when its time
 * is over, all at once: a node that dies before has done nothing.
 */
export interface NodeCall<A, R> {
  ms: number | ((world: World, node: NodeName, args: A) => number)
  run: (world: World, machine: Machine, args: A) => CallAnswer<R>
  /** It only looks: nothing has to be settled afterwards. */
  asks?: true
}

/** Declares a call of the node daemon: its duration in milliseconds, then its effect. */
export const nodeCall = <A, R>(
  ms: NodeCall<A, R>['ms'],
  run: NodeCall<A, R>['run'],
): NodeCall<A, R> => ({ ms, run })

/** The same for one that only looks: it changes nothing, and nothing has to be settled afterwards. */
export const nodeQuestion = <A, R>(
  ms: NodeCall<A, R>['ms'],
  run: NodeCall<A, R>['run'],
): NodeCall<A, R> => ({ ms, run, asks: true })

/** A good answer with a payload. */
export const ok = <R>(payload: R): CallAnswer<R> => ({ ok: true, payload })
/** A call that only does. */
export const fine: CallAnswer<null> = { ok: true, payload: null }

/** A refusal; `text` is a sentence without a full stop, as Ganeti words it. */
export const error = (text: string): { ok: false; error: string } => ({ ok: false, error: text })
