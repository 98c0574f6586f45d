/**
 * Connecting the two ends of DRBD disks. Each node waits up to two minutes for its peer, inside the call;
 * an end whose peer is gone reports so only then. Source: lib/backend.py (DrbdAttachNet, DrbdWaitSync).
 */
import { own } from '../../../lib/own.ts'
import type { DrbdDisk, NodeName } from '../../../sim/cluster/config.ts'
import type { OpContext, OpNext, OpPart } from '../../../sim/run/opcode.ts'
import { again, askAll, repeat, when } from '../../../sim/run/parts.ts'

const PATIENCE_MS = 120_000
const LOOK_AGAIN_MS = 1000

/** Variables that `attachNet` needs. */
export interface Attaching {
  attachedAt: number
  /** By node: why it is not connected. */
  attachErrors: Record<NodeName, string>
}

/** Initial values of the variables that `attachNet` needs. */
export const ATTACHING: Attaching = { attachedAt: 0, attachErrors: {} }

interface Attachment<P, V> {
  nodes: (op: OpContext<P, V>) => NodeName[]
  disks: (op: OpContext<P, V>) => DrbdDisk[]
  /** Both ends will write: waits until both copies are equal. */
  dualPrimary: boolean
  failed: (op: OpContext<P, V>, node: NodeName, error: string) => OpNext
}

/** Steps that connect the halves of all disks on all nodes, and wait until they have met; `failed` decides on errors. */
export const attachNet = <P, V extends Attaching>(
  name: string,
  { nodes, disks, dualPrimary, failed }: Attachment<P, V>,
): OpPart<P, V> => {
  const hopeful = (op: OpContext<P, V>) =>
    nodes(op).filter((node) => own(op.vars.attachErrors, node) === undefined)
  return [
    askAll(`${name}: connect`, 'drbd_attach_net', {
      to: nodes,
      args: (op) => ({ disks: disks(op), dualPrimary }),
      answer: (op, replies) => {
        op.vars.attachedAt = op.world.now
        op.vars.attachErrors = {}
        for (const reply of replies) if (!reply.ok) op.vars.attachErrors[reply.node] = reply.error
      },
    }),
    repeat(
      `${name}: peers`,
      when(
        `${name}: an end may connect`,
        (op) => hopeful(op).length > 0,
        askAll(`${name}: wait for peers`, 'drbd_wait_sync', {
          to: hopeful,
          args: (op) => ({ disks: disks(op) }),
          answer: (op, replies) => {
            const { attachErrors, attachedAt } = op.vars
            const late = op.world.now - attachedAt >= PATIENCE_MS
            let waiting = false
            for (const reply of replies) {
              if (!reply.ok) attachErrors[reply.node] = reply.error
              else if (!(dualPrimary ? reply.payload.done : reply.payload.connected)) {
                if (late) attachErrors[reply.node] = 'Timeout in disk reconnecting'
                else waiting = true
              }
            }
            if (waiting) return again(LOOK_AGAIN_MS)
          },
        }),
      ),
    ),
    {
      [`(${name}: connected?)`]: (op) => {
        const node = nodes(op).find((each) => own(op.vars.attachErrors, each) !== undefined)
        if (node !== undefined) return failed(op, node, own(op.vars.attachErrors, node) ?? '')
      },
    },
  ]
}
