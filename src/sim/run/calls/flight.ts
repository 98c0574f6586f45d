import type { NodeName } from '../../cluster/config.ts'

/** What came back from one node, as JSON; `parts.ts` gives it the type of its call. */
export type Reply =
  | { node: NodeName; ok: true; payload: unknown }
  /** `error`: a sentence, as Ganeti's RpcResult.fail_msg. `offline`: not asked, since it is flagged. */
  | { node: NodeName; ok: false; error: string; offline: boolean; met?: Unmet }

/** Why a node did not even hear a call: no one answered, or its daemon does not run. */
export type Unmet = 'silence' | 'no daemon'

/** A call on its way. The picture shows these. Times are simulated milliseconds. */
export interface FlightCall {
  id: number
  to: NodeName
  name: string
  args: unknown
  since: number
  until: number
  /** The boot it was sent to; another one answers nothing. */
  bootId: string | null
  outcome: Reply | null
  /** The node never answers: the call ends when its caller gives up. */
  silent: boolean
}
