import { own } from '../../lib/own.ts'
import { byUuid, type ClusterConfig, type NetworkConf } from '../../sim/cluster/config.ts'
import {
  type Cell,
  cellOf,
  type Field,
  type FieldKind,
  type Json,
  known,
  orUnavailable,
} from '../query/field.ts'
import { fieldMap, type Resource } from '../query/resource.ts'
import { networksOf } from './names.ts'
import { addressText, subnetOf, usage } from './pool.ts'

/** Fields of `gnt-network list`. Source: src/Ganeti/Query/Network.hs. */
type NetworkField = Field<NetworkConf, null>

const field = (
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (network: NetworkConf, config: ClusterConfig) => Json,
): NetworkField => known(name, title, kind, doc, get)

const maybe = (
  name: string,
  title: string,
  doc: string,
  get: (network: NetworkConf) => string | null,
): NetworkField => cellOf(name, title, 'other', doc, (n): Cell => orUnavailable(get(n)))

/** Group, mode, link and VLAN of every connection. */
export const connectionsOf = (
  config: ClusterConfig,
  { uuid }: NetworkConf,
): [string, string, string, string][] =>
  byUuid(config.groups).flatMap((group) => {
    const found = own(group.networks, uuid)
    return found ? [[group.name, found.mode, found.link, found.vlan]] : []
  })

/** Names of the instances with a card in the network, in no particular order. */
export const instancesOn = (config: ClusterConfig, { uuid }: NetworkConf): string[] =>
  Object.values(config.instances)
    .filter((instance) => instance.nics.some((nic) => nic.network === uuid))
    .map((instance) => instance.name)

/** The addresses reserved by hand, as a sentence. */
export const reservedText = (network: NetworkConf): string => {
  const { base } = subnetOf(network)
  return [...network.reserved]
    .sort((a, b) => a - b)
    .map((position) => addressText(base + position))
    .join(', ')
}

/** One character for each address of the network: "X" taken, "." free. */
export const mapOf = (config: ClusterConfig, network: NetworkConf): string =>
  usage(config, network)
    .map((taken) => (taken ? 'X' : '.'))
    .join('')

/** How many addresses are taken, or free. */
export const countOf = (config: ClusterConfig, network: NetworkConf, taken: boolean): number =>
  usage(config, network).filter((is) => is === taken).length

const FIELDS: NetworkField[] = [
  field('name', 'Network', 'text', 'Name of the network', (n) => n.name),
  field('network', 'Subnet', 'text', 'Its range of IPv4 addresses', (n) => n.network),
  maybe('gateway', 'Gateway', 'Its IPv4 router', (n) => n.gateway),
  maybe('network6', 'IPv6Subnet', 'Its range of IPv6 addresses', (n) => n.network6),
  maybe('gateway6', 'IPv6Gateway', 'Its IPv6 router', (n) => n.gateway6),
  maybe('mac_prefix', 'MacPrefix', 'How MAC addresses in it begin', (n) => n.macPrefix),
  field('free_count', 'FreeCount', 'number', 'How many addresses are free', (n, config) =>
    countOf(config, n, false),
  ),
  field('map', 'Map', 'text', 'A character for each address: X taken, . free', (n, config) =>
    mapOf(config, n),
  ),
  field('reserved_count', 'ReservedCount', 'number', 'How many are taken', (n, config) =>
    countOf(config, n, true),
  ),
  field(
    'group_list',
    'GroupList',
    'other',
    'Node groups that have it, with mode, link and VLAN',
    (n, config) => connectionsOf(config, n),
  ),
  field(
    'group_cnt',
    'NodeGroups',
    'number',
    'How many node groups have it',
    (n, config) => connectionsOf(config, n).length,
  ),
  field('inst_list', 'InstanceList', 'other', 'Instances with a card in it', (n, config) =>
    instancesOn(config, n),
  ),
  field(
    'inst_cnt',
    'Instances',
    'number',
    'How many instances have a card in it',
    (n, config) => instancesOn(config, n).length,
  ),
  field(
    'external_reservations',
    'ExternalReservations',
    'text',
    'Addresses that no one may be given',
    reservedText,
  ),
  field('ctime', 'CTime', 'timestamp', 'When it was made', (n) => n.ctime),
  field('mtime', 'MTime', 'timestamp', 'When it was last changed', (n) => n.mtime),
  field('uuid', 'UUID', 'text', 'UUID of the network', (n) => n.uuid),
  field('serial_no', 'SerialNo', 'number', 'How often it was changed', (n) => n.serial),
  field('tags', 'Tags', 'other', 'Tags', (n) => n.tags),
]

/** What `gnt-network list` and its filters know about networks. */
export const NETWORKS: Resource<NetworkConf, null> = {
  label: 'Network',
  fields: fieldMap(FIELDS),
  items: networksOf,
  nameOf: (network) => network.name,
  uuidOf: (network) => network.uuid,
}
