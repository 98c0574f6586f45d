/**
 * Network cards of instances and the IP networks that their addresses come from. Source: lib/config (GenerateIp,
 * ReserveIp, GenerateMAC, GetGroupNetParams), lib/cmdlib/common.py (CheckForConflictingIp).
 */
import { own } from '../../lib/own.ts'
import { drawMac } from '../../lib/random.ts'
import type {
  ClusterConfig,
  NetworkConf,
  NetworkLink,
  NicConf,
  NodeName,
} from '../../sim/cluster/config.ts'
import { settingsOf } from '../../sim/cluster/settings.ts'
import { type OpNext, refuse } from '../../sim/run/opcode.ts'
import type { World } from '../../sim/world.ts'
import { networksOf } from '../network/names.ts'
import { addressText, positionOf, subnetOf, usage } from '../network/pool.ts'

/** How a network's cards are connected in the group of a node; undefined: it is not connected there. */
export const linkOf = (
  config: ClusterConfig,
  network: NetworkConf,
  node: NodeName,
): NetworkLink | undefined => {
  const group = own(config.groups, own(config.nodes, node)?.group ?? '')
  return own(group?.networks, network.uuid)
}

/** Addresses of a network that no one has; `planned`: cards that will be written together with this one. */
function freePositions(
  config: ClusterConfig,
  network: NetworkConf,
  planned: readonly NicConf[],
): number[] {
  const subnet = subnetOf(network)
  const taken = planned.map(({ network: uuid, ip }) =>
    uuid === network.uuid && ip !== null ? positionOf(subnet, ip) : null,
  )
  return usage(config, network).flatMap((used, i) => (used || taken.includes(i) ? [] : [i]))
}

/** The first free address of a network; null: there is none. */
export const freeAddress = (
  config: ClusterConfig,
  network: NetworkConf,
  planned: readonly NicConf[],
): string | null => {
  const [first] = freePositions(config, network, planned)
  return first === undefined ? null : addressText(subnetOf(network).base + first)
}

/** Whether an address of a network can be given out. */
export const isFree = (
  config: ClusterConfig,
  network: NetworkConf,
  address: string,
  planned: readonly NicConf[],
): boolean => {
  const position = positionOf(subnetOf(network), address)
  return position !== null && freePositions(config, network, planned).includes(position)
}

/** Refuses an address of a connected network for a card that is not in it. */
export function conflictingAddress(
  config: ClusterConfig,
  address: string,
  node: NodeName,
): OpNext | undefined {
  const network = networksOf(config).find(
    (each) => linkOf(config, each, node) && positionOf(subnetOf(each), address) !== null,
  )
  if (!network) return undefined
  return refuse(
    'wrong_state',
    `The requested IP address (${address}) belongs to network ${network.name}, but the target NIC does not.`,
  )
}

/** A new MAC address with the prefix of the card's network, or the cluster's. */
export const newMac = (
  world: World,
  config: ClusterConfig,
  network: NetworkConf | undefined,
): string => {
  const prefix = network?.macPrefix ?? settingsOf(config).macPrefix
  return prefix + drawMac(world.random, 'mac').slice('aa:00:00'.length)
}

/** Whether some card of the cluster has this MAC address. */
export const isMacTaken = (config: ClusterConfig, mac: string): boolean =>
  Object.values(config.instances).some(({ nics }) => nics.some((nic) => nic.mac === mac))

/** Whether the text is a MAC address. */
export const isMac = (text: string): boolean => /^([0-9a-f]{2}:){5}[0-9a-f]{2}$/i.test(text)

/** The bridges that a node must have for these cards (CheckNicsBridgesExist). */
export const bridgesOf = (nics: readonly NicConf[]): string[] =>
  nics.filter(({ mode = 'bridged' }) => mode === 'bridged').map(({ link }) => link)
