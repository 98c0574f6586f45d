import { withLocationScore } from '../hail/moves.ts'
import type { Result } from '../outcome.ts'
import { bad, good } from '../outcome.ts'
import type { ClusterSnapshot, HailTemplate, InstanceSpec, InstanceStatus } from '../snapshot.ts'
import type { Indexed, Instance, Load, Node } from './model.ts'
import { find, NONE } from './model.ts'
import { aliasIn, desiredLocationTags, exclusionTags } from './tags.ts'

/** A table from names to indexes; of two elements with the same name the later one counts. */
export const indexByName = (
  list: readonly { readonly name: string; readonly index: number }[],
): ReadonlyMap<string, number> => new Map(list.map(({ name, index }) => [name, index]))

/** Where no utilisation was measured, every instance weighs the same. */
const baseLoad: Load = { cpu: 1, memory: 1, disk: 1, net: 1 }

/** The state of an instance of which only the wish is known. */
const statusOf = {
  up: 'running',
  down: 'ADMIN_down',
  offline: 'ADMIN_offline',
} as const satisfies Record<InstanceSpec['adminState'], InstanceStatus>

/** Templates with which an instance can change its nodes. */
const movableTemplates: readonly HailTemplate[] = [
  'drbd',
  'blockdev',
  'sharedfile',
  'gluster',
  'rbd',
  'ext',
]

/** An instance without nodes, as an allocation request asks for it. */
export const unplacedInstance = (spec: InstanceSpec, clusterTags: readonly string[]): Instance => ({
  index: NONE,
  name: spec.name,
  alias: spec.name,
  memoryMib: spec.memoryMib,
  diskMib: spec.diskSpaceTotalMib,
  disks: spec.disks,
  vcpus: spec.vcpus,
  status: statusOf[spec.adminState],
  diskTemplate: spec.diskTemplate,
  spindleUse: spec.spindleUse,
  autoBalance: true,
  movable: movableTemplates.includes(spec.diskTemplate),
  primary: NONE,
  secondary: NONE,
  load: baseLoad,
  tags: spec.tags,
  exclusionTags: exclusionTags(clusterTags, spec.tags),
  desiredLocations: desiredLocationTags(clusterTags, spec.tags),
  locationScore: 0,
  networks: spec.nics.flatMap(({ network }) => (network === null ? [] : [network])),
})

/** The instances of a snapshot with their nodes as indexes; fails on the first node that no one knows. */
export const indexedInstances = (
  snapshot: ClusterSnapshot,
  nodeIndex: ReadonlyMap<string, number>,
): Result<readonly Instance[]> => {
  const instances: Instance[] = []
  for (const [index, inst] of snapshot.instances.entries()) {
    const primary = nodeIndex.get(inst.primary)
    const secondary = inst.secondary === null ? NONE : nodeIndex.get(inst.secondary)
    if (primary === undefined) return unknownNode(inst.primary, inst.name)
    if (secondary === undefined) return unknownNode(inst.secondary, inst.name)
    instances.push({
      ...unplacedInstance(inst, snapshot.tags),
      index,
      autoBalance: inst.autoBalance,
      ...(inst.status === undefined ? {} : { status: inst.status }),
      primary,
      secondary,
    })
  }
  return good(instances)
}

const unknownNode = (node: string | null, instance: string): Result<never> =>
  bad(`Unknown node '${node ?? ''}' for instance ${instance}`)

/** Fills in what depends on the nodes: location scores and short names. */
export const placedInstances = (
  instances: readonly Instance[],
  nodes: Indexed<Node>,
  domain: string,
): Indexed<Instance> => ({
  ...instances.map((inst) => {
    const secondary = inst.secondary === NONE ? null : find(nodes, inst.secondary)
    const scored = withLocationScore(inst, find(nodes, inst.primary), secondary)
    return { ...scored, alias: aliasIn(domain, inst.name) }
  }),
})
