import type { NodeName } from '../../../sim/cluster/config.ts'
import { machineOf, type World } from '../../../sim/world.ts'
import { SPARE_HOSTS } from '../../instance/host-names.ts'

/** A name with the address that the network's name service gives it. */
export interface ClusterAddress {
  name: string
  ip: string
}

/** Where the addresses of the spare names begin in the last byte. */
const FIRST_SPARE = 101

/** Every host of the network that `node` is in: machines, clusters, and names that are kept for new ones. */
function hosts(world: World, node: NodeName): ClusterAddress[] {
  const machines = Object.values(world.machines)
  const zone = node.split('.').slice(1).join('.')
  const network = machineOf(world, node).ip.split('.').slice(0, 3).join('.')
  return [
    ...machines.flatMap(({ files: { ssconf } }) =>
      ssconf ? [{ name: ssconf.clusterName, ip: ssconf.masterIp }] : [],
    ),
    ...machines.map(({ name, ip }) => ({ name, ip })),
    ...SPARE_HOSTS.map((name, i) => ({
      name: zone === '' ? name : `${name}.${zone}`,
      ip: `${network}.${FIRST_SPARE + i}`,
    })),
  ]
}

/** The full name and address of what was typed; undefined where it does not resolve. */
export function clusterAddress(
  world: World,
  node: NodeName,
  typed: string,
): ClusterAddress | undefined {
  const lower = typed.toLowerCase()
  return hosts(world, node).find(({ name, ip }) => {
    const known = name.toLowerCase()
    return ip === typed || known === lower || known.startsWith(`${lower}.`)
  })
}

/** The complaint about a name without an address (lib/netutils.py, Hostname). */
export const unresolved = (typed: string): string =>
  `The given name (${typed}) does not resolve: Name or service not known`

/** Whether a node daemon answers there: a machine's own address, or that of a cluster it is master of. */
export const answersAt = (world: World, address: string): boolean =>
  Object.values(world.machines).some(
    ({ power, ip, masterIp, files: { ssconf } }) =>
      power.is === 'on' && ssconf && (ip === address || (masterIp && ssconf.masterIp === address)),
  )
