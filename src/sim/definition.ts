import type { DiskTemplate, InstanceName, NodeName } from './cluster/config.ts'
import type { Release } from './releases.ts'

/** A cluster as data: what a lab, an instructor or a test starts from. Sizes in MiB, speeds in MiB/s. */
export interface ClusterDefinition {
  release: Release
  name: string
  masterIp: string
  masterNetdev: string
  hypervisor: string
  enabledDiskTemplates: string[]
  volumeGroup: string
  physicalVolume?: string
  defaultIallocator: string
  nicLink: string
  osTypes: string[]
  syncMibPerSecond?: number
  copyMibPerSecond?: number
  watcherCron?: boolean
  /** ISO 8601 instant at which the simulated clock starts. */
  clock?: string
  master: NodeName
  nodes: NodeDefinition[]
  /** Machines on the same network that are not in the cluster. */
  spareMachines?: NodeDefinition[]
  instances: InstanceDefinition[]
  /** People who each have a login of their own on every node, by a short name. Absent: the console alone. */
  logins?: string[]
  /** What another release changes. */
  inRelease?: Partial<Record<Release, { nodes?: Partial<NodeDefinition> }>>
  random?: KnownRandom
  /** Decides everything that is drawn. */
  seed?: number
}

/** A node as a lab describes it: speeds and sizes of its hardware in MiB; what is absent gets the usual value. */
export interface NodeDefinition {
  name: NodeName
  label?: string
  ip: string
  memoryMib: number
  memoryNodeMib?: number
  memoryFreeMib?: number
  volumeGroupMib: number
  cpus: number
  /** The node group it is in; absent: the group called "default". */
  group?: string
}

/**
 * An instance as a lab describes it. It starts in sync on its `nodes`, and running unless `adminState` says
 * otherwise.
 */
export interface InstanceDefinition {
  name: InstanceName
  label?: string
  template: DiskTemplate
  disksMib: number[]
  minmemMib: number
  maxmemMib: number
  vcpus: number
  os: string
  /** Primary, then secondary. */
  nodes: NodeName[]
  adminState?: 'up' | 'down'
  writesMibPerMinute?: number
}

/** What a recorded cluster had drawn, so that whatever Ganeti sorts by it sorts alike. */
export interface KnownRandom {
  nodes?: Record<string, { uuid: string }>
  instances?: Record<
    string,
    {
      uuid: string
      mac?: string | string[]
      port?: string
      /** A list, or one as Python prints it: "['…']". */
      nicUuid?: string[] | string
      diskUuid?: string[] | string
      ctime?: string
    }
  >
  group?: Record<string, string>
  /** Number, status and summary of the jobs before the session. */
  jobs?: [number | string, string, string][]
}
