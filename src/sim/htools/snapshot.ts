/**
 * What an allocator is told about a cluster: plain JSON, in Ganeti's words, units in the names.
 * The order of the lists matters: it decides between candidates of equal score. Ganeti sends
 * nodes and instances in the order of their UUIDs, not of their names.
 */

/** Ganeti's disk templates, in the order of its type (HTools/Types.hs). */
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

/** A disk template that hail can be asked about: also those for which this lab has no storage. */
export type HailTemplate = (typeof diskTemplates)[number]

/** Groups are preferred in this order. */
export const allocPolicies = ['preferred', 'last_resort', 'unallocable'] as const

/** Whether new instances may be placed in a group, and how gladly. */
export type AllocPolicy = (typeof allocPolicies)[number]

/** Bounds of an instance policy: sizes in MiB and counts. */
export type ISpec = {
  readonly memorySizeMib: number
  readonly cpuCount: number
  readonly diskSizeMib: number
  readonly diskCount: number
  readonly nicCount: number
  readonly spindleUse: number
}

/** An instance policy: an instance must fit one of the `minmax` pairs; ratios limit what a node may carry. */
export type IPolicy = {
  readonly minmax: readonly { readonly min: ISpec; readonly max: ISpec }[]
  readonly std: ISpec
  readonly diskTemplates: readonly HailTemplate[]
  readonly vcpuRatio: number
  readonly spindleRatio: number
}

/** The states that `gnt-instance list` shows, as the programs read them. */
export const instanceStatuses = [
  'ADMIN_down',
  'ADMIN_offline',
  'ERROR_down',
  'ERROR_nodedown',
  'ERROR_nodeoffline',
  'ERROR_up',
  'ERROR_wrongnode',
  'USER_down',
  'running',
] as const

/** One of `instanceStatuses`. */
export type InstanceStatus = (typeof instanceStatuses)[number]

/** A node group as the iallocator message describes it. */
export type GroupSnapshot = {
  readonly uuid: string
  readonly name: string
  readonly allocPolicy: AllocPolicy
  readonly networks: readonly string[]
  readonly tags: readonly string[]
  readonly ipolicy: IPolicy
}

/** A node as the iallocator message describes it. Sizes in MiB. */
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
  /** Absent where the source does not say it. */
  readonly master?: boolean
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

/** An instance that exists, with the names of its nodes; `secondary` is null where its template needs none. */
export type InstanceSnapshot = InstanceSpec & {
  /** What the source says of the running instance; absent: only `adminState` is known. */
  readonly status?: InstanceStatus
  readonly autoBalance: boolean
  readonly primary: string
  readonly secondary: string | null
}

/** The state of a cluster as the iallocator message describes it. */
export type ClusterSnapshot = {
  readonly tags: readonly string[]
  /** The cluster's own policy; the iallocator message does not carry it. */
  readonly ipolicy?: IPolicy
  readonly enabledHypervisors: readonly string[]
  readonly groups: readonly GroupSnapshot[]
  readonly nodes: readonly NodeSnapshot[]
  readonly instances: readonly InstanceSnapshot[]
}

/** Which instances of a node are to leave it: those it runs, those it mirrors, or both. */
export const evacModes = ['primary-only', 'secondary-only', 'all'] as const

/** One of `evacModes`, in Ganeti's spelling. */
export type EvacMode = (typeof evacModes)[number]

/** Asks for nodes for one new instance. `groupName` null: any group; `restrictToNodes` null: any node. */
export type AllocateRequest = {
  readonly instance: InstanceSpec
  /** 2 for DRBD, 1 for everything else. */
  readonly requiredNodes: number
  readonly groupName: string | null
  readonly restrictToNodes: readonly string[] | null
}

/** Asks for another secondary node for an instance, away from `relocateFrom`. */
export type RelocateRequest = {
  readonly name: string
  readonly requiredNodes: number
  readonly relocateFrom: readonly string[]
}

/** Asks where instances can go that must leave their node. */
export type NodeEvacuateRequest = {
  readonly instances: readonly string[]
  readonly evacMode: EvacMode
}

/** Asks where instances can go that must leave their group. */
export type ChangeGroupRequest = {
  readonly instances: readonly string[]
  /** UUIDs or names; empty means every other group. */
  readonly targetGroups: readonly string[]
}

/** Asks for nodes for several new instances at once; each is placed with those before it in place. */
export type MultiAllocateRequest = {
  readonly instances: readonly { readonly instance: InstanceSpec; readonly requiredNodes: number }[]
  readonly groupName: string | null
}

/** What hail can be asked, by the `type` field of the iallocator message. */
export type HailRequest =
  | ({ readonly type: 'allocate' } & AllocateRequest)
  | ({ readonly type: 'relocate' } & RelocateRequest)
  | ({ readonly type: 'node-evacuate' } & NodeEvacuateRequest)
  | ({ readonly type: 'change-group' } & ChangeGroupRequest)
  | ({ readonly type: 'multi-allocate' } & MultiAllocateRequest)
  | { readonly type: 'allocate-secondary'; readonly name: string }
