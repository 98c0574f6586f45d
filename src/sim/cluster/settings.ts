import type { BackendParameters, Parameters, PolicyConf } from './parameters.ts'

/**
 * Settings of the cluster object that `gnt-cluster modify` and `gnt-os modify` change (objects.Cluster). Absent: what
 * `gnt-cluster init` leaves, which `settingsOf` fills in.
 */
export interface ClusterSettings {
  /** Backend parameters of instances that have none of their own. */
  backend?: BackendDefaults
  /** What a network card gets that says nothing itself. */
  nic?: NicDefaults
  /** Node parameters, template parameters and policy, as far as they differ from Ganeti's defaults. */
  ndparams?: Parameters
  diskparams?: Record<string, Parameters>
  ipolicy?: ClusterPolicy
  /** The first one is the default; absent: only `cluster.hypervisor`. */
  enabledHypervisors?: string[]
  maxRunningJobs?: number
  maxTrackedJobs?: number
  macPrefix?: string
  masterNetmask?: number
  externalIpScript?: boolean
  /** Regular expressions for volumes that verify overlooks. */
  reservedLvs?: string[]
  /** '' : none. */
  drbdHelper?: string
  fileStorageDir?: string
  sharedFileStorageDir?: string
  maintainNodeHealth?: boolean
  /** Ranges, both ends included, sorted. */
  uidPool?: [number, number][]
  iallocatorParams?: Parameters
  preallocWipeDisks?: boolean
  modifyEtcHosts?: boolean
  installImage?: string
  communicationNetwork?: string
  zeroingImage?: string
  compressionTools?: string[]
  userShutdown?: boolean
  /** By name; the interval in microseconds. */
  collectors?: Record<string, { active?: boolean; interval?: number }>
  /** The interface that first carried the master's address, and has its network; absent: it still does. */
  firstNetdev?: string
  /** By operating system, then by hypervisor. */
  osHvparams?: Record<string, Record<string, Parameters>>
  osParams?: Record<string, Parameters>
  hiddenOs?: string[]
  blacklistedOs?: string[]
}

/** Backend parameters without the list of those that an instance was given itself. */
export type BackendDefaults = Omit<BackendParameters, 'given'>

/** How network cards can be connected. */
export const NIC_MODES = ['bridged', 'routed', 'openvswitch'] as const
/** One of `NIC_MODES`; openvswitch needs a switch of that kind on the node. */
export type NicMode = (typeof NIC_MODES)[number]

/** Whether the word is a mode of network cards. */
export const isNicMode = (word: string): word is NicMode => NIC_MODES.some((mode) => mode === word)

/** What holds for every network card that says nothing itself. */
export interface NicDefaults {
  mode: NicMode
  link: string
  vlan: string
}

/** The cluster's instance policy, which alone has a standard instance. */
export interface ClusterPolicy extends PolicyConf {
  std?: Record<string, number>
}

/** A `ClusterConfig`, whose type stands on this file's. */
interface SomeConfig {
  cluster: { hypervisor: string; nicLink: string; settings?: ClusterSettings }
}

type Filled = Required<
  Omit<ClusterSettings, 'ipolicy' | 'nic' | 'enabledHypervisors' | 'firstNetdev'>
> & {
  ipolicy: ClusterPolicy
}

const DEFAULTS: Filled = {
  backend: {
    minmemMib: 128,
    maxmemMib: 128,
    vcpus: 1,
    autoBalance: true,
    alwaysFailover: false,
    spindleUse: 1,
  },
  ndparams: {},
  diskparams: {},
  ipolicy: {},
  maxRunningJobs: 20,
  maxTrackedJobs: 25,
  macPrefix: 'aa:00:00',
  masterNetmask: 32,
  externalIpScript: false,
  reservedLvs: [],
  drbdHelper: '/bin/true',
  fileStorageDir: '/srv/ganeti/file-storage',
  sharedFileStorageDir: '/srv/ganeti/shared-file-storage',
  maintainNodeHealth: false,
  uidPool: [],
  iallocatorParams: {},
  preallocWipeDisks: false,
  modifyEtcHosts: true,
  installImage: '',
  communicationNetwork: '',
  zeroingImage: '',
  compressionTools: ['gzip', 'gzip-fast', 'gzip-slow'],
  userShutdown: false,
  collectors: {},
  osHvparams: {},
  osParams: {},
  hiddenOs: [],
  blacklistedOs: [],
}

/** The cluster's settings, each with Ganeti's default where no one changed it. */
export const settingsOf = ({ cluster }: SomeConfig): Filled => ({
  ...DEFAULTS,
  ...cluster.settings,
})

/** What a network card gets that says nothing itself. */
export const nicDefaults = ({ cluster }: SomeConfig): NicDefaults =>
  cluster.settings?.nic ?? { mode: 'bridged', link: cluster.nicLink, vlan: '' }

/** Every hypervisor that Ganeti has code for. */
export const HYPERVISORS: readonly string[] = ['chroot', 'fake', 'kvm', 'lxc', 'xen-hvm', 'xen-pvm']

/** Hypervisors that instances may have; the first is the default. */
export const enabledHypervisors = ({ cluster }: SomeConfig): string[] =>
  cluster.settings?.enabledHypervisors ?? [cluster.hypervisor]
