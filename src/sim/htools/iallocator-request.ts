import * as v from 'valibot'
import type { Result } from './outcome.ts'
import { bad, good } from './outcome.ts'
import type {
  ClusterSnapshot,
  GroupSnapshot,
  HailRequest,
  InstanceSnapshot,
  InstanceSpec,
  IPolicy,
  ISpec,
  NodeSnapshot,
} from './snapshot.ts'
import { allocPolicies, diskTemplates, evacModes } from './snapshot.ts'

/** Reads the JSON message that Ganeti hands to an iallocator (doc/iallocator.rst, version 2). */

const strings = v.array(v.string())
const orNull = <S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null)

const ispec = v.pipe(
  v.object({
    'memory-size': v.number(),
    'cpu-count': v.number(),
    'disk-size': v.number(),
    'disk-count': v.number(),
    'nic-count': v.number(),
    'spindle-use': v.number(),
  }),
  v.transform(
    (spec): ISpec => ({
      memorySizeMib: spec['memory-size'],
      cpuCount: spec['cpu-count'],
      diskSizeMib: spec['disk-size'],
      diskCount: spec['disk-count'],
      nicCount: spec['nic-count'],
      spindleUse: spec['spindle-use'],
    }),
  ),
)

const ipolicy = v.pipe(
  v.object({
    minmax: v.array(v.object({ min: ispec, max: ispec })),
    std: ispec,
    'disk-templates': v.array(v.picklist(diskTemplates)),
    'vcpu-ratio': v.number(),
    'spindle-ratio': v.number(),
  }),
  v.transform(
    (policy): IPolicy => ({
      minmax: policy.minmax,
      std: policy.std,
      diskTemplates: policy['disk-templates'],
      vcpuRatio: policy['vcpu-ratio'],
      spindleRatio: policy['spindle-ratio'],
    }),
  ),
)

const group = v.object({
  name: v.string(),
  alloc_policy: v.picklist(allocPolicies),
  networks: strings,
  tags: strings,
  ipolicy,
})

const liveNumber = orNull(v.number())

const node = v.object({
  group: v.string(),
  tags: v.optional(strings, []),
  offline: v.boolean(),
  drained: v.boolean(),
  vm_capable: orNull(v.boolean()),
  ndparams: v.object({ exclusive_storage: v.boolean(), spindle_count: v.number() }),
  // Absent for a node that is offline or cannot carry instances.
  total_memory: liveNumber,
  reserved_memory: liveNumber,
  free_memory: liveNumber,
  total_disk: liveNumber,
  free_disk: liveNumber,
  total_cpus: liveNumber,
  reserved_cpus: liveNumber,
  total_spindles: liveNumber,
  free_spindles: liveNumber,
})

const specEntries = {
  admin_state: v.optional(v.picklist(['up', 'down', 'offline']), 'up'),
  disk_template: v.picklist(diskTemplates),
  memory: v.number(),
  vcpus: v.number(),
  spindle_use: v.number(),
  disks: v.array(v.object({ size: v.number(), spindles: orNull(v.number()) })),
  disk_space_total: v.number(),
  tags: strings,
  nics: v.array(v.object({ network: orNull(v.string()) })),
  // Instances that are only promised are not simulated.
  forthcoming: v.optional(v.literal(false)),
} as const

const instance = v.object({ ...specEntries, nodes: v.pipe(strings, v.minLength(1)) })
const newInstance = v.object({ ...specEntries, name: v.string(), required_nodes: v.number() })

const request = v.variant('type', [
  v.object({
    ...newInstance.entries,
    type: v.literal('allocate'),
    group_name: orNull(v.string()),
    'restrict-to-nodes': orNull(strings),
  }),
  v.object({
    type: v.literal('relocate'),
    name: v.string(),
    required_nodes: v.number(),
    relocate_from: strings,
  }),
  v.object({
    type: v.literal('node-evacuate'),
    instances: strings,
    evac_mode: v.picklist(evacModes),
  }),
  v.object({ type: v.literal('change-group'), instances: strings, target_groups: strings }),
  v.object({
    type: v.literal('multi-allocate'),
    instances: v.array(newInstance),
    group_name: orNull(v.string()),
  }),
  v.object({ type: v.literal('allocate-secondary'), name: v.string() }),
])

const message = v.object({
  cluster_tags: strings,
  enabled_hypervisors: strings,
  nodegroups: v.record(v.string(), group),
  nodes: v.record(v.string(), node),
  instances: v.record(v.string(), instance),
  request,
})

type SpecMessage = Omit<v.InferOutput<typeof instance>, 'nodes'>

const specOf = (name: string, inst: SpecMessage): InstanceSpec => ({
  name,
  adminState: inst.admin_state,
  diskTemplate: inst.disk_template,
  memoryMib: inst.memory,
  vcpus: inst.vcpus,
  spindleUse: inst.spindle_use,
  disks: inst.disks.map(({ size, spindles }) => ({ sizeMib: size, spindles })),
  diskSpaceTotalMib: inst.disk_space_total,
  tags: inst.tags,
  nics: inst.nics,
})

const instanceOf = (
  name: string,
  { nodes, ...inst }: v.InferOutput<typeof instance>,
): InstanceSnapshot => ({
  ...specOf(name, inst),
  // The message does not carry `auto_balance`: hail takes every instance as balanced.
  autoBalance: true,
  primary: nodes[0] ?? '',
  secondary: nodes[1] ?? null,
})

const nodeOf = (name: string, found: v.InferOutput<typeof node>): NodeSnapshot => {
  const vmCapable = found.vm_capable ?? true
  const live = (value: number | null): number => (found.offline || !vmCapable ? 0 : (value ?? 0))
  const { exclusive_storage: exclusiveStorage, spindle_count: spindleCount } = found.ndparams
  return {
    name,
    group: found.group,
    tags: found.tags,
    offline: found.offline,
    drained: found.drained,
    vmCapable,
    exclusiveStorage,
    totalMemoryMib: live(found.total_memory),
    reservedMemoryMib: live(found.reserved_memory),
    freeMemoryMib: live(found.free_memory),
    totalDiskMib: live(found.total_disk),
    freeDiskMib: live(found.free_disk),
    totalCpus: live(found.total_cpus),
    reservedCpus: live(found.reserved_cpus),
    cpuSpeed: 1,
    totalSpindles: exclusiveStorage ? live(found.total_spindles) : spindleCount,
    freeSpindles: live(found.free_spindles),
  }
}

const groupOf = (uuid: string, found: v.InferOutput<typeof group>): GroupSnapshot => ({
  uuid,
  name: found.name,
  allocPolicy: found.alloc_policy,
  networks: found.networks,
  tags: found.tags,
  ipolicy: found.ipolicy,
})

const requestOf = (found: v.InferOutput<typeof request>): HailRequest => {
  switch (found.type) {
    case 'allocate':
      return {
        type: 'allocate',
        instance: specOf(found.name, found),
        requiredNodes: found.required_nodes,
        groupName: found.group_name,
        restrictToNodes: found['restrict-to-nodes'],
      }
    case 'relocate':
      return {
        type: 'relocate',
        name: found.name,
        requiredNodes: found.required_nodes,
        relocateFrom: found.relocate_from,
      }
    case 'node-evacuate':
      return { type: 'node-evacuate', instances: found.instances, evacMode: found.evac_mode }
    case 'change-group':
      return {
        type: 'change-group',
        instances: found.instances,
        targetGroups: found.target_groups,
      }
    case 'multi-allocate':
      return {
        type: 'multi-allocate',
        groupName: found.group_name,
        instances: found.instances.map((inst) => ({
          instance: specOf(inst.name, inst),
          requiredNodes: inst.required_nodes,
        })),
      }
    case 'allocate-secondary':
      return { type: 'allocate-secondary', name: found.name }
  }
}

/** A decoded iallocator message: the state of the cluster and what is asked. */
export type HailMessage = { readonly snapshot: ClusterSnapshot; readonly request: HailRequest }

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** Decodes an iallocator message; the error says where it does not fit. Order is kept. */
export const readMessage = (text: string): Result<HailMessage> => {
  const read = v.safeParse(message, parse(text))
  if (!read.success) {
    const [issue] = read.issues
    return bad(`invalid iallocator message: ${v.getDotPath(issue) ?? 'no JSON'}: ${issue.message}`)
  }
  const { output } = read
  const snapshot: ClusterSnapshot = {
    tags: output.cluster_tags,
    enabledHypervisors: output.enabled_hypervisors,
    groups: Object.entries(output.nodegroups).map(([uuid, found]) => groupOf(uuid, found)),
    nodes: Object.entries(output.nodes).map(([name, found]) => nodeOf(name, found)),
    instances: Object.entries(output.instances).map(([name, found]) => instanceOf(name, found)),
  }
  return good({ snapshot, request: requestOf(output.request) })
}
