/** Commands that submit one job for each group, one after the other (lib/client/gnt_network.py). */
import type { ClusterConfig, GroupConf, NetworkConf, NicConf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { type OpContext, type OpNext, refuse, type Submission } from '../../sim/run/opcode.ts'
import { forEach } from '../../sim/run/parts.ts'
import { follow } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure, outcomeOf, priorityOf, resultText } from '../client/client.ts'
import type { ClientContext, ClientSteps } from '../command.ts'
import { findGroup, instancesOf, unknownGroup } from '../group/names.ts'
import { niceSort } from '../query/order.ts'
import { findNetwork, unknownNetwork } from './names.ts'

/** Initial values of the variables that `forEachGroup` needs. */
export const EACH_GROUP = { groups: [] as string[], jobId: 0 }
type EachGroup = typeof EACH_GROUP

/** The first argument is a network, the others are groups; none: all of them. */
export const forEachGroup = (
  build: (p: ClientContext<EachGroup>, network: string, group: string) => Submission['ops'],
): ClientSteps<EachGroup> => [
  {
    choose: (p) => {
      const all = Object.values(configOn(p.world, p.node).groups)
      const typed = p.vars.args.slice(1)
      p.vars.groups =
        typed.length > 0 ? typed : niceSort(all, (group) => group.name).map((group) => group.uuid)
    },
  },
  forEach(
    'groups',
    (p) => p.vars.groups,
    (group) => ({
      submit: (p) => {
        const ops = build(p, p.vars.args[0] ?? '', group(p))
        const [id] = p.submit([{ ops, priority: priorityOf(p.vars) }])
        p.vars.jobId = id ?? 0
        return follow(p.vars.jobId)
      },
      report: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const text = job ? resultText(p, outcomeOf(job)) : ''
        return text === '' ? undefined : failure(p, text)
      },
    }),
  ),
]

/** Parameters of NETWORK_CONNECT and NETWORK_DISCONNECT: names or UUIDs, as typed. */
export interface LinkParams {
  network: string
  group: string
}

/** The context of NETWORK_CONNECT and NETWORK_DISCONNECT. */
export type LinkOp<P extends LinkParams> = OpContext<P, object>

/** The group alone, its instances shared, and the network shared where addresses are compared. */
export function linkLocks(config: ClusterConfig, params: LinkParams, compares: boolean): Lock[] {
  const group = findGroup(config, params.group)
  const network = findNetwork(config, params.network)
  if (!group || !network) return []
  const shared = (level: Lock['level'], name: string): Lock => ({ level, name, mode: 'shared' })
  return [
    { level: 'nodegroup', name: group.uuid, mode: 'exclusive' },
    ...(compares ? instancesOf(config, group.uuid) : []).map(({ name }) =>
      shared('instance', name),
    ),
    ...(compares ? [shared('network', network.uuid)] : []),
  ]
}

/** Both by name; a refusal where one does not exist. */
export function checkNames({ config, params }: LinkOp<LinkParams>): OpNext | undefined {
  if (!findNetwork(config, params.network)) return unknownNetwork(params.network)
  if (!findGroup(config, params.group)) return unknownGroup(params.group)
}

/**
 * The network and the group that are meant. Throws where one is gone: `checkNames` comes first, and their locks
 * hold them.
 */
export function linkOf({ config, params }: LinkOp<LinkParams>): {
  network: NetworkConf
  group: GroupConf
} {
  const network = findNetwork(config, params.network)
  const group = findGroup(config, params.group)
  if (!network || !group) throw new Error('a network or group vanished under its lock')
  return { network, group }
}

/** Names of the nodes on which the hooks run: those of the group. */
export const linkHooks = (op: LinkOp<LinkParams>): string[] => {
  const { group } = linkOf(op)
  return Object.values(op.config.nodes)
    .filter((node) => node.group === group.uuid)
    .map((node) => node.name)
}

/** Refuses while instances of the group have cards that it concerns (_NetworkConflictCheck). */
export function checkConflicts(
  op: LinkOp<LinkParams>,
  action: string,
  concerns: (nic: NicConf) => boolean,
): OpNext | undefined {
  const { group } = linkOf(op)
  const inUse: string[] = []
  const conflicts = instancesOf(op.config, group.uuid).flatMap((instance) => {
    const nics = instance.nics.flatMap((nic, i) =>
      concerns(nic) ? [`nic${i}/${nic.ip ?? 'None'}`] : [],
    )
    if (nics.length === 0) return []
    inUse.push(instance.name)
    return [`${instance.name}: ${nics.join(', ')}`]
  })
  if (conflicts.length === 0) return
  op.warn(
    `IP addresses from network '${op.params.network}', which is about to ${action} node group '${group.name}', are in use: ${conflicts.join(', ')}`,
  )
  return refuse(
    'wrong_state',
    'Conflicting IP addresses found;  remove/modify the corresponding network interfaces',
    { is: 'addresses in use', word: op.params.network, names: inUse },
  )
}
