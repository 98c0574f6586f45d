import type { NodeName } from '../../sim/cluster/config.ts'
import { addressHolder } from '../../sim/net.ts'
import { machineOf, type World } from '../../sim/world.ts'

const line = (ip: string, name: string): string => {
  const short = name.split('.')[0] ?? name
  return short === name ? `${ip}\t${name}\n` : `${ip}\t${name} ${short}\n`
}

/** A name that a node can look up. */
export interface Host {
  ip: string
  name: string
}

/** Names in the order of the file: the cluster, the node itself, and the nodes that were added. */
export function hostsOf(world: World, node: NodeName): Host[] {
  const { files, ip } = machineOf(world, node)
  const cluster = files.ssconf
    ? [{ ip: files.ssconf.masterIp, name: files.ssconf.clusterName }]
    : []
  const own = files.hosts.some((h) => h.name === node) ? [] : [{ ip, name: node }]
  return [...cluster, ...own, ...files.hosts]
}

/** The host that a typed word means: a name in any case, its short form, or an address. */
export function lookUp(world: World, node: NodeName, typed: string): Host | undefined {
  const hosts = hostsOf(world, node)
  const lower = typed.toLowerCase()
  if (lower === 'localhost' || lower === '127.0.0.1') return { ip: '127.0.0.1', name: 'localhost' }
  const known = hosts.find(
    ({ ip, name }) =>
      ip === typed || name.toLowerCase() === lower || name.split('.')[0]?.toLowerCase() === lower,
  )
  if (known) return known
  return /^\d+\.\d+\.\d+\.\d+$/.test(typed) ? { ip: typed, name: typed } : undefined
}

/** The machine that holds an address at the moment, seen from `node`; undefined when no one does. */
export function holderOf(world: World, node: NodeName, ip: string): NodeName | undefined {
  if (ip === '127.0.0.1') return node
  const machines = Object.values(world.machines)
  const own = machines.find((m) => m.ip === ip)
  if (own) return own.name
  const { ssconf } = machineOf(world, node).files
  if (ssconf?.masterIp !== ip) return undefined
  return addressHolder(world, node)
}

/** The text of /etc/hosts: localhost, then every host that the node can look up. */
export const hostsFile = (world: World, node: NodeName): string =>
  [{ ip: '127.0.0.1', name: 'localhost' }, ...hostsOf(world, node)]
    .map(({ ip, name }) => line(ip, name))
    .join('')
