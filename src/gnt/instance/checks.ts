/**
 * Refusals that many operations on an instance share, in Ganeti's words.
 * Source: lib/cmdlib/common.py and lib/cmdlib/instance_utils.py.
 */
import { own } from '../../lib/own.ts'
import type {
  ClusterConfig,
  InstanceConf,
  InstanceName,
  NodeName,
} from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import { byRelease } from '../../sim/releases.ts'
import { type OpContext, type OpNext, type OpPart, refuse } from '../../sim/run/opcode.ts'
import { type Answer, ask } from '../../sim/run/parts.ts'
import { findInstance } from '../names.ts'
import { bridgesOf } from './nics.ts'

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
  isOffline(op, node)
    ? refuse('wrong_state', `${message}: ${node}`, { is: 'offline', node })
    : undefined

/** The refusal of a node that is drained; undefined where it is not (CheckNodeNotDrained). */
export const refuseDrained = <P, V>(op: OpContext<P, V>, node: NodeName): OpNext | undefined =>
  own(op.config.nodes, node)?.drained
    ? refuse('wrong_state', `Can't use drained node ${node}`, { is: 'drained', node })
    : undefined

/** The refusal of a node that may carry no instances; undefined where it may (CheckNodeVmCapable). */
export const refuseIncapable = <P, V>(op: OpContext<P, V>, node: NodeName): OpNext | undefined =>
  own(op.config.nodes, node)?.vmCapable === false
    ? refuse('wrong_state', `Can't use non-vm_capable node ${node}`, { is: 'incapable', node })
    : undefined

/** The recorded half of CheckInstanceState. */
export const refuseState = (
  { name, adminState }: InstanceConf,
  allowed: readonly AdminState[],
  message = `can't use instance from outside ${allowed.join(', ')} states`,
): OpNext | undefined =>
  allowed.includes(adminState)
    ? undefined
    : refuse(
        'wrong_state',
        `Instance '${name}' is marked to be ${adminState}, ${message}`,
        allowed.includes('up')
          ? { is: 'must run', instance: name }
          : { is: 'must be down', instance: name },
      )

/** What is said where it must be known whether an instance runs, and its primary does not answer. */
const cannotAskOf = byRelease({
  '2.11': (_instance: InstanceName, node: NodeName) =>
    `Can't contact node ${node} for instance information`,
  '2.12': (instance: InstanceName) =>
    `Can't retrieve instance information for instance '${instance}'`,
})

/**
 * CheckInstanceState for operations on stopped instances: neither meant to run, nor running.
 * The primary is asked, unless it is flagged offline.
 */
export const requireDown = <P extends OnInstance, V>(
  name: string,
  message: string | ((op: OpContext<P, V>) => string),
  states: (op: OpContext<P, V>) => readonly AdminState[] = () => DOWN,
): OpPart<P, V> => {
  const text = (op: OpContext<P, V>) => (typeof message === 'string' ? message : message(op))
  return [
    {
      [`(${name}: state)`]: (op) => {
        const instance = lockedInstance(op)
        const refusal = refuseState(instance, states(op), text(op))
        if (refusal) return refusal
        if (isOffline(op, instance.primary))
          op.warn('Primary node offline, ignoring check that instance is down')
      },
    },
    ask(`${name}: ask whether it runs`, 'instance_info', {
      to: (op) => {
        const { primary } = lockedInstance(op)
        return isOffline(op, primary) ? null : primary
      },
      args: (op) => ({ name: lockedInstance(op).name }),
      answer: (op, reply) => {
        const { name: instance, primary } = lockedInstance(op)
        if (!reply.ok)
          return refuse(
            'environment_error',
            `${cannotAskOf(op)(instance, primary)}: ${reply.error}`,
          )
        if (reply.payload)
          return refuse('wrong_state', `Instance ${instance} is running, ${text(op)}`, {
            is: 'must be down',
            instance,
          })
      },
    }),
  ]
}

/** CheckInstanceBridgesExist: the links of the network cards, on one node. */
export const requireBridges = <P extends OnInstance, V>(name: string): OpPart<P, V> =>
  ask(name, 'bridges_exist', {
    to: (op) => {
      const { nics, primary } = lockedInstance(op)
      return bridgesOf(nics).length > 0 ? primary : null
    },
    args: (op) => ({ links: bridgesOf(lockedInstance(op).nics) }),
    answer: (op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking bridges on destination node '${lockedInstance(op).primary}': ${reply.error}`,
        )
    },
  })

/** The answer to node_info against CheckNodeFreeMemory; `reason` reads "starting instance X". */
export const refuseMemory = (
  reply: Answer<'node_info'>,
  reason: string,
  neededMib: number,
): OpNext | undefined => {
  if (!reply.ok)
    return refuse('environment_error', `Can't get data from node ${reply.node}: ${reply.error}`)
  const available = reply.payload.memoryFreeMib
  if (neededMib <= available) return undefined
  return refuse(
    'insufficient_resources',
    `Not enough memory on node ${reply.node} for ${reason}: needed ${neededMib} MiB, available ${available} MiB`,
    { is: 'memory', node: reply.node, needed: neededMib, free: available },
  )
}

/** The refusal of a tool that the cluster does not allow for packing disks (CheckCompressionTool). */
export function refuseCompression(config: ClusterConfig, tool: string): OpNext | undefined {
  const { compressionTools } = settingsOf(config)
  return tool === 'none' || compressionTools.includes(tool)
    ? undefined
    : refuse(
        'wrong_input',
        `Compression tool not allowed, tools allowed are [${compressionTools.join(', ')}]`,
      )
}

/** Spindles are for nodes whose disks each hold volumes of one instance only; none is such a node here. */
export const refuseSpindles = (): OpNext =>
  refuse(
    'wrong_input',
    'Spindles in instance disks cannot be specified when exclusive storage is not active',
  )
