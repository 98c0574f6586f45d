import type { NodeCall } from './define.ts'
import { drbdCalls } from './drbd.ts'
import { exportCalls } from './exports.ts'
import { instanceCalls } from './instance.ts'
import { nodeCalls } from './node.ts'
import { storageCalls } from './storage.ts'
import { volumeCalls } from './volumes.ts'

/** Every call of the node daemon, by its name in Ganeti's RPC. */
export const NODE_CALLS = {
  ...storageCalls,
  ...volumeCalls,
  ...drbdCalls,
  ...instanceCalls,
  ...exportCalls,
  ...nodeCalls,
}

/** The name of a call in Ganeti's RPC, such as `blockdev_find`. */
export type NodeCallName = keyof typeof NODE_CALLS

/** The arguments of the call with that name, as JSON. */
export type NodeCallArgs<N extends NodeCallName> =
  (typeof NODE_CALLS)[N] extends NodeCall<infer A, infer _R> ? A : never

/** The payload of a good answer to the call with that name, as JSON. */
export type NodeCallReply<N extends NodeCallName> =
  (typeof NODE_CALLS)[N] extends NodeCall<infer _A, infer R> ? R : never
