/**
 * Removing an instance's disks and the instance itself, shared by remove and by an add that went wrong.
 * Source: lib/cmdlib/instance_utils.py (RemoveDisks, RemoveInstance).
 */
import type { InstanceConf, NodeName } from '../../../sim/cluster/config.ts'
import type { OpContext, OpPart } from '../../../sim/run/opcode.ts'
import { askEach } from '../../../sim/run/parts.ts'
import { lockedInstance } from '../checks.ts'
import { type DISK_LOOP, roundsOf } from './steps.ts'

type Loop = typeof DISK_LOOP
interface OnInstance {
  instance: string
}

/**
 * One call per disk and node, or per disk on `only` one node. What fails is warned of; afterwards `vars.trouble` says
 * whether something failed that was not the offline secondary's.
 */
export const removeDisks = <P extends OnInstance, V extends Loop>(
  name: string,
  only?: (op: OpContext<P, V>) => NodeName,
): OpPart<P, V> => [
  {
    [`${name}: begin`]: (op) => {
      op.vars.trouble = false
    },
  },
  askEach(name, 'blockdev_remove', {
    of: (op) => {
      const instance = lockedInstance(op)
      return only
        ? instance.disks.map((disk, index) => ({ disk, index, node: only(op) }))
        : roundsOf(instance)
    },
    to: (_op, { node }) => node,
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply, { index, node }) => {
      if (reply.ok) return
      op.warn(`Could not remove disk ${index} on node ${node}, continuing anyway: ${reply.error}`)
      if (!reply.offline || node === lockedInstance(op).primary) op.vars.trouble = true
    },
  }),
]

/** Takes the instance out of the configuration; its ports are free again. */
export const forget = <P, V>(
  op: OpContext<P, V>,
  { name, disks, networkPort }: InstanceConf,
): void =>
  op.edit(
    (draft) => {
      delete draft.instances[name]
      const drbdPorts = disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk.port] : []))
      const ports = networkPort === null ? drbdPorts : [...drbdPorts, networkPort]
      draft.cluster.freePorts = [...draft.cluster.freePorts, ...ports].sort((a, b) => a - b)
    },
    { quiet: true },
  )
