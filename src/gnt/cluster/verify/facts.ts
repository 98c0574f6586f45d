import { own } from '../../../lib/own.ts'
import {
  byUuid,
  type ClusterConfig,
  type GroupConf,
  type InstanceConf,
  type NodeConf,
  type NodeName,
  ofConfig,
  residentsOf,
  volumeNames,
} from '../../../sim/cluster/config.ts'
import type { MirrorStatus } from '../../../sim/noded/devices.ts'
import type { NodeVerify } from '../../../sim/noded/node.ts'
import type { Release } from '../../../sim/releases.ts'
import type { Answer } from '../../../sim/run/parts.ts'

/** What verify has learned of one node (NodeImage). */
export interface NodeImage {
  node: NodeConf
  answer: NodeVerify | null
  /** Why it did not answer; null when it did, or is flagged offline. */
  error: string | null
  /** Volumes on the node; null: not known. */
  volumes: ReadonlySet<string> | null
  guests: readonly string[]
  memoryFreeMib: number
}

/** What a node said about one disk. */
export interface DiskReport {
  index: number
  node: NodeName
  result: { ok: true; status: MirrorStatus } | { ok: false; error: string }
}

/** Everything the sections judge: the configuration and what the nodes said, in Ganeti's order. */
export interface GroupFacts {
  config: ClusterConfig
  release: Release
  group: GroupConf
  nodes: NodeImage[]
  /** The same by name. */
  byName: ReadonlyMap<NodeName, NodeImage>
  /** Instances whose primary belongs to the group. */
  instances: InstanceConf[]
  /** By instance. */
  disks: Record<string, DiskReport[]>
  /** Nodes that were asked how their disks are, and why they did not say; null: they did. */
  diskErrors: { node: NodeName; error: string | null }[]
}

/** A group by the name or UUID that was typed. */
export const findGroup = (config: ClusterConfig, typed: string): GroupConf | undefined =>
  own(config.groups, typed) ?? Object.values(config.groups).find((g) => g.name === typed)

/** The nodes of a group, given by UUID, in the order of their UUIDs. */
export const nodesOfGroup = (config: ClusterConfig, group: string): NodeConf[] =>
  byUuid(config.nodes).filter((node) => node.group === group)

const allByUuid = ofConfig((config): readonly InstanceConf[] => byUuid(config.instances))

/** Instances whose primary node is in the group, in the order of their UUIDs. */
export const instancesOfGroup = (config: ClusterConfig, group: string): InstanceConf[] =>
  allByUuid(config).filter((i) => own(config.nodes, i.primary)?.group === group)

/** The disks that `node` is asked about: those of its primary instances, then of its secondary ones. */
export const disksOn = (
  config: ClusterConfig,
  group: string,
  node: NodeName,
): { instance: InstanceConf; index: number }[] => {
  const { primary, secondary } = residentsOf(config, node)
  return [...primary, ...secondary]
    .filter((i) => own(config.nodes, i.primary)?.group === group)
    .flatMap((instance) => instance.disks.map((_disk, index) => ({ instance, index })))
}

/** Full names of the volumes that should be on `node`. */
export const volumesWanted = (config: ClusterConfig, node: NodeName): ReadonlySet<string> => {
  const { primary, secondary } = residentsOf(config, node)
  return new Set([...primary, ...secondary].flatMap((i) => volumeNames(config, i)))
}

type VerifyReply = Answer<'node_verify'>
type DiskReply = Answer<'blockdev_getmirrorstatus'>

const imageOf = (config: ClusterConfig, node: NodeConf, reply: VerifyReply): NodeImage => {
  const answer = reply.ok ? reply.payload : null
  const names = answer?.volumes?.map((name) => `${config.cluster.volumeGroup}/${name}`)
  return {
    node,
    answer,
    error: reply.ok || reply.offline ? null : reply.error,
    volumes: names || !node.vmCapable ? new Set(node.vmCapable ? names : []) : null,
    guests: answer?.guests ?? [],
    memoryFreeMib: answer?.info.memoryFreeMib ?? 0,
  }
}

/** Puts the replies of a group's nodes together. */
export function gatherFacts(
  config: ClusterConfig,
  group: GroupConf,
  release: Release,
  answers: readonly VerifyReply[],
  diskAnswers: readonly DiskReply[],
): GroupFacts {
  const disks: GroupFacts['disks'] = {}
  for (const reply of diskAnswers)
    disksOn(config, group.uuid, reply.node).forEach(({ instance, index }, i) => {
      const status = reply.ok ? reply.payload[i] : undefined
      const result = status ?? { ok: false as const, error: reply.ok ? 'no data' : reply.error }
      disks[instance.name] = [
        ...(own(disks, instance.name) ?? []),
        { index, node: reply.node, result },
      ]
    })
  const nodes = answers.flatMap((reply) => {
    const node = own(config.nodes, reply.node)
    return node ? [imageOf(config, node, reply)] : []
  })
  return {
    config,
    release,
    group,
    nodes,
    byName: new Map(nodes.map((image) => [image.node.name, image])),
    instances: instancesOfGroup(config, group.uuid),
    disks,
    diskErrors: diskAnswers.map((r) => ({
      node: r.node,
      error: r.ok || r.offline ? null : r.error,
    })),
  }
}
