/**
 * Removing an instance's disks and the instance itself, shared by remove and by an add that went wrong.
 * Source: lib/cmdlib/instance_utils.py (RemoveDisks, RemoveInstance).
 */
import type { InstanceConf } from '../../sim/cluster/config.ts'
import { call, goto, type OpContext, type OpPart } from '../../sim/run/opcode.ts'
import { type DISK_LOOP, roundsOf } from '../storage.ts'
import { lockedInstance } from './checks.ts'

type Loop = typeof DISK_LOOP
interface OnInstance {
  instance: string
}

/**
 * One call per disk and node. What fails is warned of; afterwards `vars.trouble` says whether something
 * failed that was not the offline secondary's.
 */
export const removeDisks = <P extends OnInstance, V extends Loop>(name: string): OpPart<P, V> => ({
  [`${name}: begin`]: (op) => {
    op.vars.round = 0
    op.vars.trouble = false
  },
  [`${name}: call`]: (op) => {
    const round = roundsOf(lockedInstance(op))[op.vars.round]
    return round ? call(round.node, 'blockdev_remove', { disk: round.disk }) : goto(`${name}: end`)
  },
  [`${name}: judge`]: (op) => {
    const instance = lockedInstance(op)
    const round = roundsOf(instance)[op.vars.round]
    const reply = op.reply('blockdev_remove')
    if (round && !reply.ok) {
      op.warn(
        `Could not remove disk ${round.index} on node ${round.node}, continuing anyway: ${reply.error}`,
      )
      if (!reply.offline || round.node === instance.primary) op.vars.trouble = true
    }
    op.vars.round += 1
    return goto(`${name}: call`)
  },
  [`${name}: end`]: () => undefined,
})

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
