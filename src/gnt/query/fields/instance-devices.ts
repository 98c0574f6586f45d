import { own } from '../../../lib/own.ts'
import type {
  ClusterConfig,
  DiskConf,
  InstanceConf,
  NicConf,
  NicParameter,
} from '../../../sim/cluster/config.ts'
import { cellOf, type Field, type FieldKind, type Json, known, orUnavailable } from '../field.ts'

/** Fields about disks and network cards: all of them in a list, and each by its number. */

/** How many disks an instance may have. */
export const MAX_DISKS = 16
const MAX_NICS = 8

/** 1st, 2nd, 3rd, 4th. */
const ordinal = (n: number): string => {
  const teen = n % 100 > 10 && n % 100 < 20
  const ending = teen ? undefined : ({ 1: 'st', 2: 'nd', 3: 'rd' } as const)[(n % 10) as 1 | 2 | 3]
  return `${n}${ending ?? 'th'}`
}

/** What a card works as; where the instance does not say, the cluster's default holds. */
export const nicMode = (nic: NicConf): string => nic.mode ?? 'bridged'

const nicBridge = (nic: NicConf): string | null => (nicMode(nic) === 'bridged' ? nic.link : null)

const nicVlan = (nic: NicConf): string | null =>
  nicMode(nic) === 'openvswitch' ? (nic.vlan ?? '') : null

/** The name of the network that a card is in. */
export const nicNetwork = (nic: NicConf, { networks }: ClusterConfig): string | null =>
  nic.network ? (own(networks, nic.network)?.name ?? nic.network) : null

/** Which of its parameters a card was given itself. */
export const nicGiven = (nic: NicConf): NicParameter[] =>
  nic.given ?? (nic.mode === undefined ? [] : ['mode', 'link'])

/** What was set on the card itself. */
const customNic = (nic: NicConf): Record<string, string> => {
  const values = { mode: nicMode(nic), link: nic.link, vlan: nic.vlan ?? '' }
  return Object.fromEntries(nicGiven(nic).map((name) => [name, values[name]]))
}

interface Each<T> {
  /** In the name of the field, in its title, and in its description. */
  name: string
  title: string
  kind: FieldKind
  what: string
  get: (device: T, config: ClusterConfig) => Json
}

const DISK: readonly Each<DiskConf>[] = [
  { name: 'disk.size', title: 'Disk', kind: 'unit', what: 'Size', get: (d) => d.sizeMib },
  {
    name: 'disk.spindles',
    title: 'DiskSpindles',
    kind: 'number',
    what: 'Spindles',
    get: (d) => d.spindles ?? null,
  },
  { name: 'disk.name', title: 'DiskName', kind: 'text', what: 'Name', get: (d) => d.name ?? null },
  { name: 'disk.uuid', title: 'DiskUUID', kind: 'text', what: 'UUID', get: (d) => d.uuid },
]

const NIC: readonly Each<NicConf>[] = [
  { name: 'nic.ip', title: 'NicIP', kind: 'text', what: 'Address', get: (n) => n.ip },
  { name: 'nic.uuid', title: 'NicUUID', kind: 'text', what: 'UUID', get: (n) => n.uuid },
  { name: 'nic.mac', title: 'NicMAC', kind: 'text', what: 'MAC address', get: (n) => n.mac },
  { name: 'nic.name', title: 'NicName', kind: 'text', what: 'Name', get: (n) => n.name ?? null },
  {
    name: 'nic.network',
    title: 'NicNetwork',
    kind: 'text',
    what: 'Network',
    get: (n) => n.network ?? null,
  },
  { name: 'nic.mode', title: 'NicMode', kind: 'text', what: 'Mode', get: nicMode },
  { name: 'nic.link', title: 'NicLink', kind: 'text', what: 'Link', get: (n) => n.link },
  { name: 'nic.vlan', title: 'NicVLAN', kind: 'text', what: 'VLAN', get: nicVlan },
  {
    name: 'nic.network.name',
    title: 'NicNetworkName',
    kind: 'text',
    what: 'Name of the network',
    get: nicNetwork,
  },
  { name: 'nic.bridge', title: 'NicBridge', kind: 'text', what: 'Bridge', get: nicBridge },
]

const numbered = <T, R>(
  kinds: readonly Each<T>[],
  count: number,
  of: string,
  devices: (instance: InstanceConf) => readonly T[],
): Field<InstanceConf, R>[] =>
  kinds.flatMap(({ name, title, kind, what, get }) =>
    Array.from({ length: count }, (_, i) =>
      cellOf<InstanceConf, R>(
        `${name}/${i}`,
        `${title}/${i}`,
        kind,
        `${what} of the ${ordinal(i + 1)} ${of}`,
        (instance, config) => {
          const device = devices(instance)[i]
          return orUnavailable(device === undefined ? null : get(device, config))
        },
      ),
    ),
  )

const listed = <R>(
  name: string,
  title: string,
  doc: string,
  get: (instance: InstanceConf) => Json,
): Field<InstanceConf, R> => known(name, title, 'other', doc, get)

/** The fields about disks: one for all of them, and one for each of the first few. */
export const diskFields = <R>(): Field<InstanceConf, R>[] => [
  known('disk.count', 'Disks', 'number', 'How many disks it has', (i) => i.disks.length),
  listed('disk.sizes', 'Disk_sizes', 'Sizes of its disks', (i) => i.disks.map((d) => d.sizeMib)),
  listed('disk.spindles', 'Disk_spindles', 'Spindles of its disks', (i) =>
    i.disks.map((d) => d.spindles ?? null),
  ),
  listed('disk.names', 'Disk_names', 'Names of its disks', (i) =>
    i.disks.map((d) => d.name ?? null),
  ),
  listed('disk.uuids', 'Disk_UUIDs', 'UUIDs of its disks', (i) => i.disks.map((d) => d.uuid)),
  ...numbered<DiskConf, R>(DISK, MAX_DISKS, 'disk', (i) => i.disks),
]

const cards = <R>(
  name: string,
  title: string,
  what: string,
  get: (nic: NicConf, config: ClusterConfig) => Json,
) =>
  known<InstanceConf, R>(name, title, 'other', `${what} of its network cards`, (i, config) =>
    i.nics.map((nic) => get(nic, config)),
  )

/** The fields about network cards: one for all of them, and one for each of the first few. */
export const nicFields = <R>(): Field<InstanceConf, R>[] => [
  known('nic.count', 'NICs', 'number', 'How many network cards it has', (i) => i.nics.length),
  cards('nic.macs', 'NIC_MACs', 'MAC addresses', (n) => n.mac),
  cards('nic.ips', 'NIC_IPs', 'Addresses', (n) => n.ip),
  cards('nic.names', 'NIC_Names', 'Names', (n) => n.name ?? null),
  cards('nic.uuids', 'NIC_UUIDs', 'UUIDs', (n) => n.uuid),
  cards('nic.modes', 'NIC_modes', 'Modes', nicMode),
  cards('nic.vlans', 'NIC_VLANs', 'VLANs', nicVlan),
  cards('nic.bridges', 'NIC_bridges', 'Bridges', nicBridge),
  cards('nic.links', 'NIC_links', 'Links', (n) => n.link),
  cards('nic.networks', 'NIC_networks', 'Networks', (n) => n.network ?? null),
  cards('nic.networks.names', 'NIC_networks_names', 'Names of networks', nicNetwork),
  listed('custom_nicparams', 'CustomNicParameters', 'Card parameters of its own', (i) =>
    i.nics.map(customNic),
  ),
  ...numbered<NicConf, R>(NIC, MAX_NICS, 'network card', (i) => i.nics),
]
