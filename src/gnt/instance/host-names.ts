/**
 * The lab's name service, as an operation that names an instance asks it.
 * Source: lib/netutils.py (Hostname) and lib/cmdlib/instance_utils.py (CheckHostnameSane).
 */
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import { type OpContext, type OpNext, refuse, unlocked } from '../../sim/run/opcode.ts'

/** What the network's name service knows about a host. */
export interface Resolved {
  name: string
  /** null: the address belongs to no one yet. */
  ip: string | null
}

/** Names of the zone that are kept for new instances and clusters. */
export const SPARE_HOSTS: readonly string[] = ['inst1', 'inst2']

/** A host name as it is stored, or the refusal of what cannot be one. */
export const normalName = <P, V>(op: OpContext<P, V>, typed: string): string | OpNext => {
  const name = op.behaviour.lowerCaseNames ? typed.toLowerCase() : typed
  const fits = /^[a-z0-9._-]{1,255}$/i.test(name) && !name.startsWith('.') && !name.includes('..')
  return fits
    ? name
    : refuse('wrong_input', `Invalid hostname '${typed}'`, { is: 'value', word: typed })
}

/** Hosts of the cluster with their addresses, by full name. */
const hosts = ({ cluster, nodes }: ClusterConfig): Resolved[] => [
  { name: cluster.name, ip: cluster.masterIp },
  ...Object.values(nodes).map(({ name, primaryIp }) => ({ name, ip: primaryIp })),
]

/** Whether names outside the lab's zone resolve, too. The recorded network knew its own hosts only. */
const resolvesAnyName = byRelease({ '2.11': true, '3.0': false })

function lookUp(config: ClusterConfig, name: string, any: boolean): Resolved | undefined {
  const lower = name.toLowerCase()
  const same = (host: Resolved) =>
    host.name.toLowerCase() === lower || host.name.toLowerCase().startsWith(`${lower}.`)
  const host = hosts(config).find(same)
  if (host) return host
  if (any) return { name, ip: null }
  // The cluster's own name tells the zone's.
  const zone = config.cluster.name.split('.').slice(1).join('.')
  if (lower.endsWith(`.${zone}`)) return { name, ip: null }
  return SPARE_HOSTS.includes(lower) ? { name: `${name}.${zone}`, ip: null } : undefined
}

/** CheckHostnameSane: the full name, told when it is another one; or the refusal. */
export const resolveName = <P, V>(op: OpContext<P, V>, name: string): Resolved | OpNext => {
  const found = lookUp(op.config, name, resolvesAnyName(op))
  if (!found)
    return unlocked(
      refuse(
        'resolver_error',
        `The given name (${name}) does not resolve: Name or service not known`,
        { is: 'address', word: name },
      ),
    )
  if (found.name !== name) op.info(`Resolved given name '${name}' to '${found.name}'`)
  return found
}

/** Whether someone answers at a resolved address. */
export const isTaken = (
  { world, config }: Pick<OpContext, 'world' | 'config'>,
  { ip }: Resolved,
): boolean =>
  ip !== null &&
  Object.values(world.machines).some(
    (m) => m.power.is === 'on' && (m.ip === ip || (m.masterIp && ip === config.cluster.masterIp)),
  )
