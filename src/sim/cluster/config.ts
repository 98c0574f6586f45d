import { isDraft, original, produce } from 'immer'
import { by } from '../../lib/order.ts'
import { remembered } from '../../lib/remembered.ts'
import type { BackendParameters, Parameters, PolicyConf } from './parameters.ts'
import type { ClusterSettings, NicMode } from './settings.ts'

export type { BackendParameters, Parameters, PolicyConf } from './parameters.ts'

/**
 * Ganeti's configuration (config.data) as far as the trainer needs it. A config is a VALUE: several
 * nodes hold copies of it, so no one changes one in place; `revised` makes the next one.
 * Names and meaning: lib/objects.py of Ganeti.
 */
export interface ClusterConfig {
  /** Grows with every write of the configuration. */
  serial: number
  cluster: ClusterFacts
  nodes: Record<NodeName, NodeConf>
  groups: Record<GroupUuid, GroupConf>
  instances: Record<InstanceName, InstanceConf>
  /** IP networks; absent: none was ever described. */
  networks?: Record<NetworkUuid, NetworkConf>
  /** Rules of the job queue by UUID; absent: there never was one. */
  filters?: Record<string, FilterConf>
  /** Disks that no instance has any more, by UUID; absent: none was ever detached. */
  detached?: Record<string, DetachedDisk>
}

/** A disk that was detached from its instance, with the nodes that hold it. */
export interface DetachedDisk {
  disk: DiskConf
  nodes: NodeName[]
}

/**
 * Full name as stored: "nodeB.virt.nsrc.org". Like the other names and UUIDs here it has a flavour: any text may be
 * one, but the name of a node is not taken for that of an instance.
 */
export type NodeName = string & { readonly flavour?: 'node' }
/** As stored: "debianX". */
export type InstanceName = string & { readonly flavour?: 'instance' }
/** Of a node group. */
export type GroupUuid = string & { readonly flavour?: 'group' }
/** Of an IP network. */
export type NetworkUuid = string & { readonly flavour?: 'network' }
/** Seconds since 1970. */
export type Seconds = number

/** The cluster object of the configuration: facts about the cluster as a whole (objects.Cluster). */
export interface ClusterFacts {
  uuid: string
  /** Grows when facts about nodes or the cluster change: decides whether ssconf is sent again. */
  serial: number
  name: string
  masterNode: NodeName
  masterIp: string
  masterNetdev: string
  hypervisor: string
  enabledDiskTemplates: string[]
  volumeGroup: string
  defaultIallocator: string
  nicLink: string
  osTypes: string[]
  candidatePoolSize: number
  /** Released DRBD/VNC ports below `highestPort`, lowest first. */
  freePorts: number[]
  highestPort: number
  /** Seconds since 1970 until which the watcher rests. */
  watcherPausedUntil: Seconds | null
  /** By hypervisor: what differs from Ganeti's defaults. */
  hvparams?: Record<string, Parameters>
  /** What was changed since `gnt-cluster init`; absent: nothing. */
  settings?: ClusterSettings
  tags: string[]
  ctime: Seconds
  mtime: Seconds
}

/**
 * A node as the configuration has it (objects.Node). Whether the machine really is up, the configuration doesn't
 * know.
 */
export interface NodeConf {
  name: NodeName
  uuid: string
  serial: number
  ctime: Seconds
  mtime: Seconds
  primaryIp: string
  secondaryIp: string
  group: GroupUuid
  masterCandidate: boolean
  drained: boolean
  offline: boolean
  masterCapable: boolean
  vmCapable: boolean
  powered: boolean
  /** Set on this node alone. */
  ndparams?: Parameters
  tags: string[]
}

/** A node group (objects.NodeGroup). */
export interface GroupConf {
  uuid: GroupUuid
  name: string
  serial: number
  allocPolicy: 'preferred' | 'last_resort' | 'unallocable'
  ndparams?: Parameters
  /** By disk template: what differs from Ganeti's defaults. */
  diskparams?: Record<string, Parameters>
  /** What of the instance policy is the group's own. */
  ipolicy?: PolicyConf
  /** How the cards of a network's guests are connected here. */
  networks?: Record<NetworkUuid, NetworkLink>
  tags: string[]
  ctime: Seconds
  mtime: Seconds
}

/** How the network cards of a network's instances are connected on the nodes of one group. */
export interface NetworkLink {
  mode: string
  link: string
  vlan: string
}

/** An IP network that addresses of guests are taken from. */
export interface NetworkConf {
  uuid: NetworkUuid
  name: string
  serial: number
  /** "192.0.2.0/24", as typed. */
  network: string
  gateway: string | null
  network6: string | null
  gateway6: string | null
  macPrefix: string | null
  /** Addresses no one may be given, by their position in the network. */
  reserved: number[]
  tags: string[]
  ctime: Seconds
  mtime: Seconds
}

/** A rule of the job queue: what becomes of jobs that match all its predicates. */
export interface FilterConf {
  uuid: string
  /** Number of the last job before the rule. */
  watermark: number
  priority: number
  predicates: FilterValue[]
  action: FilterAction
  /** Source, reason and nanoseconds since 1970. */
  reasons: [string, string, number][]
}

/** What a rule does with a job that matches. `RATE_LIMIT` carries how many such jobs may run at once. */
export type FilterAction = 'ACCEPT' | 'CONTINUE' | 'PAUSE' | 'REJECT' | ['RATE_LIMIT', number]

/** A predicate of a rule or a part of one, as JSON: ["jobid", [">", "id", "watermark"]]. */
export type FilterValue = null | boolean | number | string | FilterValue[]

/** An instance as the configuration wants it (objects.Instance). Where it really runs is in `Machine.guests`. */
export interface InstanceConf {
  name: InstanceName
  uuid: string
  serial: number
  ctime: Seconds
  mtime: Seconds
  os: string
  hypervisor: string
  primary: NodeName
  template: DiskTemplate
  disks: DiskConf[]
  nics: NicConf[]
  be: BackendParameters
  /** Set on this instance alone. */
  hvparams?: Parameters
  osparams?: Parameters
  /** OS parameters that no list and no log shows. */
  osparamsPrivate?: Parameters
  adminState: 'up' | 'down' | 'offline'
  /** Who last changed the wanted state. */
  adminStateSource: 'admin' | 'user'
  disksActive: boolean
  /** VNC port of KVM and Xen-HVM instances. */
  networkPort: number | null
  tags: string[]
  /** What the simulated guest writes while it runs; a fact of the lab, not of Ganeti. */
  writesMibPerMinute: number
}

/** How the disks of an instance are stored: Ganeti's templates, as far as this lab has storage for them. */
export type DiskTemplate = 'diskless' | 'plain' | 'drbd' | 'file' | 'sharedfile'

/** One network card of an instance (objects.NIC). */
export interface NicConf {
  uuid: string
  mac: string
  link: string
  ip: string | null
  name?: string | null
  /** Absent: bridged, the cluster's default. */
  mode?: NicMode
  vlan?: string
  network?: NetworkUuid | null
  /** Which of mode, link and vlan the card was given itself; absent: mode and link where there is a mode. */
  given?: NicParameter[]
}

/** What a network card has of its own, or from the cluster. */
export type NicParameter = 'mode' | 'link' | 'vlan'

/** One disk. Volume names do not encode the instance; the volume's tag does. */
export type DiskConf = PlainDisk | DrbdDisk | FileDisk

interface DiskFacts {
  uuid: string
  sizeMib: number
  mode: 'rw' | 'ro'
  name?: string | null
  spindles?: number | null
}

/** A logical volume on one node; the disk is lost with the node. */
export interface PlainDisk extends DiskFacts {
  kind: 'plain'
  /** Name of the logical volume in the cluster's volume group: "UUID.disk0". */
  volume: string
}

/** An image file; with the template `sharedfile` every node sees it. */
export interface FileDisk extends DiskFacts {
  kind: 'file'
  path: string
}

/** A disk that DRBD mirrors between two nodes. */
export interface DrbdDisk extends DiskFacts {
  kind: 'drbd'
  /** Logical volumes, the same names on both nodes: "UUID.disk0_data" and "UUID.disk0_meta". */
  dataVolume: string
  metaVolume: string
  /** In the order of DRBD's logical id; not necessarily primary first. */
  nodes: [NodeName, NodeName]
  minors: [number, number]
  port: number
  secret: string
}

/** Size of a DRBD metadata volume. */
export const DRBD_META_MIB = 128

/** The next configuration: `change` works on a draft; the serial grows by one. */
export const revised = (
  config: ClusterConfig,
  change: (draft: ClusterConfig) => void,
): ClusterConfig =>
  produce(isDraft(config) ? (original(config) as ClusterConfig) : config, (draft) => {
    change(draft)
    draft.serial += 1
  })

/** The other half of a DRBD instance; null for every other template. */
export const secondaryOf = (instance: InstanceConf): NodeName | null => {
  const disk = instance.disks.find((d) => d.kind === 'drbd')
  if (disk?.kind !== 'drbd') return null
  return disk.nodes[0] === instance.primary ? disk.nodes[1] : disk.nodes[0]
}

/** Every node that holds a disk of the instance: primary first. */
export const nodesOf = (instance: InstanceConf): NodeName[] => {
  const secondary = secondaryOf(instance)
  return secondary === null ? [instance.primary] : [instance.primary, secondary]
}

/** The DRBD minor of a disk on `node`, which must be one of its two nodes. */
export const minorOn = (disk: DrbdDisk, node: NodeName): number =>
  disk.nodes[0] === node ? disk.minors[0] : disk.minors[1]

/** The node at the other end of a DRBD disk; `node` must be one of its two. */
export const peerOf = (disk: DrbdDisk, node: NodeName): NodeName =>
  disk.nodes[0] === node ? disk.nodes[1] : disk.nodes[0]

/** What the volumes of one disk take on each of its nodes, in MiB. */
export const volumesOf = (disk: DiskConf): { name: string; sizeMib: number }[] => {
  switch (disk.kind) {
    case 'plain':
      return [{ name: disk.volume, sizeMib: disk.sizeMib }]
    case 'drbd':
      return [
        { name: disk.dataVolume, sizeMib: disk.sizeMib },
        { name: disk.metaVolume, sizeMib: DRBD_META_MIB },
      ]
    case 'file':
      return []
  }
}

/** The logical volumes of an instance as "group/volume", in the order of its disks. */
export const volumeNames = ({ cluster }: ClusterConfig, { disks }: InstanceConf): string[] =>
  disks.flatMap(volumesOf).map(({ name }) => `${cluster.volumeGroup}/${name}`)

/**
 * `make`, called once for each configuration: it is a value, so what was made out of it stays right. A draft
 * stands for the value behind it.
 */
export function ofConfig<T>(make: (config: ClusterConfig) => T): (config: ClusterConfig) => T {
  const once = remembered(make)
  return (config) => once(isDraft(config) ? (original(config) as ClusterConfig) : config)
}

/** What a node has of the cluster's instances, by name of the node. */
export interface Residents {
  /** Instances whose primary node it is; like the others in the order of their UUIDs. */
  primary: InstanceConf[]
  /** Instances whose secondary node it is. */
  secondary: InstanceConf[]
  /** Its copies of mirrored disks. */
  mirrors: { instance: InstanceConf; disk: DrbdDisk; minor: number }[]
}

const noResidents = (): Residents => ({ primary: [], secondary: [], mirrors: [] })
const NO_RESIDENTS: Readonly<Residents> = noResidents()

const residents = ofConfig(({ instances }): ReadonlyMap<NodeName, Residents> => {
  const found = new Map<NodeName, Residents>()
  const on = (node: NodeName): Residents => {
    const known = found.get(node) ?? noResidents()
    found.set(node, known)
    return known
  }
  for (const instance of byUuid(instances)) {
    on(instance.primary).primary.push(instance)
    const secondary = secondaryOf(instance)
    if (secondary !== null) on(secondary).secondary.push(instance)
    for (const disk of instance.disks)
      if (disk.kind === 'drbd')
        for (const node of disk.nodes)
          on(node).mirrors.push({ instance, disk, minor: minorOn(disk, node) })
  }
  return found
})

/** Instances on a node, without a search through all of them. */
export const residentsOf = (config: ClusterConfig, node: NodeName): Readonly<Residents> =>
  residents(config).get(node) ?? NO_RESIDENTS

/** Ganeti walks nodes and instances by UUID, not by name. */
export const byUuid = <T extends { uuid: string }>(items: Record<string, T>): T[] =>
  Object.values(items).sort(by(({ uuid }) => uuid))

/** The values of a table in the order of their names, letter by letter: node10 before node2. */
export const byName = <T extends { name: string }>(items: Record<string, T>): T[] =>
  Object.values(items).sort(by(({ name }) => name))

/**
 * How many nodes are master candidates and how many should be; `except` is not looked at
 * (lib/config.py, GetMasterCandidateStats).
 */
export const candidateStats = (
  config: ClusterConfig,
  except?: NodeName,
): { actual: number; wanted: number } => {
  const nodes = Object.values(config.nodes).filter((n) => n.name !== except)
  const able = nodes.filter((n) => !n.offline && !n.drained && n.masterCapable)
  return {
    actual: nodes.filter((n) => n.masterCandidate).length,
    wanted: Math.min(able.length, config.cluster.candidatePoolSize),
  }
}

/** Role letter of `gnt-node list -o role`. */
export const roleOf = (config: ClusterConfig, node: NodeConf): 'M' | 'C' | 'D' | 'O' | 'R' => {
  if (config.cluster.masterNode === node.name) return 'M'
  if (node.masterCandidate) return 'C'
  if (node.drained) return 'D'
  return node.offline ? 'O' : 'R'
}
