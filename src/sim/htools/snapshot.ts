/**
 * What an allocator is told about a cluster: plain JSON, in Ganeti's words, units in the names.
 * The order of the lists matters: it decides between candidates of equal score. Ganeti sends
 * nodes and instances in the order of their UUIDs, not of their names.
 */

export const diskTemplates = [
  'diskless',
  'file',
  'sharedfile',
  'plain',
  'blockdev',
  'drbd',
  'rbd',
  'ext',
  'gluster',
] as const

export type HailTemplate = (typeof diskTemplates)[number]

/** Groups are preferred in this order. */
export const allocPolicies = ['preferred', 'last_resort', 'unallocable'] as const

export type AllocPolicy = (typeof allocPolicies)[number]

export type ISpec = {
  readonly memorySizeMib: number
  readonly cpuCount: number
  readonly diskSizeMib: number
  readonly diskCount: number
  readonly nicCount: number
  readonly spindleUse: number
}

export type IPolicy = {
  readonly minmax: readonly { readonly min: ISpec; readonly max: ISpec }[]
  readonly std: ISpec
  readonly diskTemplates: readonly HailTemplate[]
  readonly vcpuRatio: number
  readonly spindleRatio: number
}

export type GroupSnapshot = {
  readonly uuid: string
  readonly name: string
  readonly allocPolicy: AllocPolicy
  readonly networks: readonly string[]
  readonly tags: readonly string[]
  readonly ipolicy: IPolicy
}

export type NodeSnapshot = {
  readonly name: string
  /** UUID of the node's group. */
  readonly group: string
  readonly tags: readonly string[]
  readonly offline: boolean
  readonly drained: boolean
  readonly vmCapable: boolean
  readonly exclusiveStorage: boolean
  readonly totalMemoryMib: number
  /** Memory the node itself uses. */
  readonly reservedMemoryMib: number
  /** As the node reports it, reduced by what stopped or ballooned primaries would still take. */
  readonly freeMemoryMib: number
  readonly totalDiskMib: number
  readonly freeDiskMib: number
  readonly totalCpus: number
  readonly reservedCpus: number
  /** Divides the vcpu ratio. The iallocator protocol does not carry it: hail counts with 1. */
  readonly cpuSpeed: number
  /** The `spindle_count` node parameter; with exclusive storage the real total. */
  readonly totalSpindles: number
  readonly freeSpindles: number
}

/** What a new instance asks for; no node yet. */
export type InstanceSpec = {
  readonly name: string
  readonly adminState: 'up' | 'down' | 'offline'
  readonly diskTemplate: HailTemplate
  /** Maximum memory, `maxmem`. */
  readonly memoryMib: number
  readonly vcpus: number
  readonly spindleUse: number
  readonly disks: readonly { readonly sizeMib: number; readonly spindles: number | null }[]
  /** All disks with their metadata: for DRBD 128 MiB more per disk. */
  readonly diskSpaceTotalMib: number
  readonly tags: readonly string[]
  readonly nics: readonly { readonly network: string | null }[]
}

export type InstanceSnapshot = InstanceSpec & {
  readonly autoBalance: boolean
  readonly primary: string
  readonly secondary: string | null
}

export type ClusterSnapshot = {
  readonly tags: readonly string[]
  readonly enabledHypervisors: readonly string[]
  readonly groups: readonly GroupSnapshot[]
  readonly nodes: readonly NodeSnapshot[]
  readonly instances: readonly InstanceSnapshot[]
}

export const evacModes = ['primary-only', 'secondary-only', 'all'] as const

export type EvacMode = (typeof evacModes)[number]

export type AllocateRequest = {
  readonly instance: InstanceSpec
  /** 2 for DRBD, 1 for everything else. */
  readonly requiredNodes: number
  readonly groupName: string | null
  readonly restrictToNodes: readonly string[] | null
}

export type RelocateRequest = {
  readonly name: string
  readonly requiredNodes: number
  readonly relocateFrom: readonly string[]
}

export type NodeEvacuateRequest = {
  readonly instances: readonly string[]
  readonly evacMode: EvacMode
}

export type ChangeGroupRequest = {
  readonly instances: readonly string[]
  /** UUIDs or names; empty means every other group. */
  readonly targetGroups: readonly string[]
}

export type MultiAllocateRequest = {
  readonly instances: readonly { readonly instance: InstanceSpec; readonly requiredNodes: number }[]
  readonly groupName: string | null
}

export type HailRequest =
  | ({ readonly type: 'allocate' } & AllocateRequest)
  | ({ readonly type: 'relocate' } & RelocateRequest)
  | ({ readonly type: 'node-evacuate' } & NodeEvacuateRequest)
  | ({ readonly type: 'change-group' } & ChangeGroupRequest)
  | ({ readonly type: 'multi-allocate' } & MultiAllocateRequest)
  | { readonly type: 'allocate-secondary'; readonly name: string }
