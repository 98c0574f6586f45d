/**
 * Refusals that many operations on an instance share, in Ganeti's words.
 * Source: lib/cmdlib/common.py and lib/cmdlib/instance_utils.py.
 */
import { own } from '../../lib/own.ts'
import type { InstanceConf, InstanceName, NodeName } from '../../sim/cluster/config.ts'
import {
  call,
  goto,
  type OpContext,
  type OpNext,
  type OpStep,
  refuse,
} from '../../sim/run/opcode.ts'
import { findInstance } from '../names.ts'
import { wordingOf } from '../wording.ts'

type AdminState = InstanceConf['adminState']

/** States of an instance that may be started, in the order Ganeti names them. */
export const ONLINE: readonly AdminState[] = ['down', 'up']
/** States of an instance that should not run. */
const DOWN: readonly AdminState[] = ['down', 'offline']

interface OnInstance {
  instance: InstanceName
}

/** The instance that an opcode works on, as the configuration has it now. It holds the lock. */
export const lockedInstance = <P extends OnInstance, V>(op: OpContext<P, V>): InstanceConf => {
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) throw new Error(`instance ${op.params.instance} vanished under its lock`)
  return instance
}

/** Whether the configuration flags the node as offline; false for a node that it does not know. */
export const isOffline = <P, V>(op: OpContext<P, V>, node: NodeName): boolean =>
  own(op.config.nodes, node)?.offline ?? false

/** The refusal of a node that is flagged offline; undefined where it is not (CheckNodeOnline). */
export const refuseOffline = <P, V>(
  op: OpContext<P, V>,
  node: NodeName,
  message = "Can't use offline node",
): OpNext | undefined =>
  isOffline(op, node) ? refuse('wrong_state', `${message}: ${node}`) : undefined

/** The refusal of a node that is drained; undefined where it is not (CheckNodeNotDrained). */
export const refuseDrained = <P, V>(op: OpContext<P, V>, node: NodeName): OpNext | undefined =>
  own(op.config.nodes, node)?.drained
    ? refuse('wrong_state', `Can't use drained node ${node}`)
    : undefined

/** The refusal of a node that may carry no instances; undefined where it may (CheckNodeVmCapable). */
export const refuseIncapable = <P, V>(op: OpContext<P, V>, node: NodeName): OpNext | undefined =>
  own(op.config.nodes, node)?.vmCapable === false
    ? refuse('wrong_state', `Can't use non-vm_capable node ${node}`)
    : undefined

/** The recorded half of CheckInstanceState. */
export const refuseState = (
  { name, adminState }: InstanceConf,
  allowed: readonly AdminState[],
  message = `can't use instance from outside ${allowed.join(', ')} states`,
): OpNext | undefined =>
  allowed.includes(adminState)
    ? undefined
    : refuse('wrong_state', `Instance '${name}' is marked to be ${adminState}, ${message}`)

/**
 * CheckInstanceState for operations on stopped instances: neither meant to run, nor running.
 * The primary is asked, unless it is flagged offline.
 */
export const requireDown = <P extends OnInstance, V>(
  name: string,
  message: string | ((op: OpContext<P, V>) => string),
  states: (op: OpContext<P, V>) => readonly AdminState[] = () => DOWN,
): Record<string, OpStep<P, V>> => {
  const text = (op: OpContext<P, V>) => (typeof message === 'string' ? message : message(op))
  return {
    [`${name}: check state`]: (op) => {
      const instance = lockedInstance(op)
      const refusal = refuseState(instance, states(op), text(op))
      if (refusal) return refusal
      if (!isOffline(op, instance.primary))
        return call(instance.primary, 'instance_info', { name: instance.name })
      op.warn('Primary node offline, ignoring check that instance is down')
      return goto(`${name}: passed`)
    },
    [`${name}: check guest`]: (op) => {
      const reply = op.reply('instance_info')
      const { name: instance, primary } = lockedInstance(op)
      if (!reply.ok)
        return refuse(
          'environment_error',
          `${wordingOf(op.world.release).cannotAskOf(instance, primary)}: ${reply.error}`,
        )
      if (reply.payload)
        return refuse('wrong_state', `Instance ${instance} is running, ${text(op)}`)
    },
    [`${name}: passed`]: () => undefined,
  }
}

/** CheckInstanceBridgesExist: the links of the network cards, on one node. */
export const requireBridges = <P extends OnInstance, V>(
  name: string,
): Record<string, OpStep<P, V>> => ({
  [`${name}: ask`]: (op) => {
    const { nics, primary } = lockedInstance(op)
    if (nics.length === 0) return goto(`${name}: passed`)
    return call(primary, 'bridges_exist', { links: nics.map((n) => n.link) })
  },
  [`${name}: judge`]: (op) => {
    const reply = op.reply('bridges_exist')
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Error checking bridges on destination node '${lockedInstance(op).primary}': ${reply.error}`,
      )
  },
  [`${name}: passed`]: () => undefined,
})

/** The answer to node_info against CheckNodeFreeMemory; `reason` reads "starting instance X". */
export const refuseMemory = <P, V>(
  op: OpContext<P, V>,
  reason: string,
  neededMib: number,
): OpNext | undefined => {
  const reply = op.reply('node_info')
  if (!reply.ok)
    return refuse('environment_error', `Can't get data from node ${reply.node}: ${reply.error}`)
  const available = reply.payload.memoryFreeMib
  if (neededMib <= available) return undefined
  return refuse(
    'insufficient_resources',
    `Not enough memory on node ${reply.node} for ${reason}: needed ${neededMib} MiB, available ${available} MiB`,
  )
}
