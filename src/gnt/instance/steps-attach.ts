/**
 * Connecting the two ends of DRBD disks. Each node waits up to two minutes for its peer, inside the call;
 * an end whose peer is gone reports so only then. Source: lib/backend.py (DrbdAttachNet, DrbdWaitSync).
 */
import { own } from '../../lib/own.ts'
import type { DrbdDisk, NodeName } from '../../sim/cluster/config.ts'
import {
  call,
  goto,
  type OpContext,
  type OpNext,
  type OpStep,
  sleep,
} from '../../sim/run/opcode.ts'

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
): Record<string, OpStep<P, V>> => ({
  [`${name}: attach`]: (op) =>
    call(nodes(op), 'drbd_attach_net', { disks: disks(op), dualPrimary }),
  [`${name}: attached`]: (op) => {
    op.vars.attachedAt = op.world.now
    op.vars.attachErrors = {}
    for (const reply of op.all('drbd_attach_net'))
      if (!reply.ok) op.vars.attachErrors[reply.node] = reply.error
  },
  [`${name}: await peers`]: (op) => {
    const waiting = nodes(op).filter((node) => own(op.vars.attachErrors, node) === undefined)
    if (waiting.length === 0) return goto(`${name}: judge connection`)
    return call(waiting, 'drbd_wait_sync', { disks: disks(op) })
  },
  [`${name}: look for peers`]: (op) => {
    const { attachErrors, attachedAt } = op.vars
    const late = op.world.now - attachedAt >= PATIENCE_MS
    let waiting = false
    for (const reply of op.all('drbd_wait_sync')) {
      if (!reply.ok) attachErrors[reply.node] = reply.error
      else if (!(dualPrimary ? reply.payload.done : reply.payload.connected)) {
        if (late) attachErrors[reply.node] = 'Timeout in disk reconnecting'
        else waiting = true
      }
    }
    if (waiting) return sleep(LOOK_AGAIN_MS, `${name}: await peers`)
  },
  [`${name}: judge connection`]: (op) => {
    const node = nodes(op).find((each) => own(op.vars.attachErrors, each) !== undefined)
    if (node !== undefined) return failed(op, node, own(op.vars.attachErrors, node) ?? '')
  },
})
