import { own } from '../../lib/own.ts'
import type { ClusterConfig, NodeName } from '../../sim/cluster/config.ts'
import type { Machine } from '../../sim/cluster/machine.ts'
import { jobsToRead } from '../../sim/jobs/ends.ts'
import { machineOf, type World } from '../../sim/world.ts'
import { hostsOf } from '../files/hosts.ts'

/** Words for the cursor, from what this node knows of the cluster. */

const knownTo = (
  world: World,
  node: NodeName,
): { config: ClusterConfig | null; ssconf: Machine['files']['ssconf'] } =>
  machineOf(world, node).files

/** Full names of the nodes that this node has heard of, sorted; none outside a cluster. */
export const nodeNames = (world: World, node: NodeName): string[] => {
  const { config, ssconf } = knownTo(world, node)
  return (config ? Object.keys(config.nodes) : (ssconf?.nodes ?? [])).toSorted()
}

/** Names, and the labels under which the picture shows them. */
export const instanceNames = (world: World, node: NodeName): string[] => {
  const { config, ssconf } = knownTo(world, node)
  const names = config ? Object.keys(config.instances) : (ssconf?.instances ?? [])
  const labels = Object.keys(world.labels).filter((l) => names.includes(own(world.labels, l) ?? ''))
  return [...new Set([...labels, ...names])].sort()
}

/** Names of the node groups, sorted; none where there is no copy of the configuration. */
export const groupNames = (world: World, node: NodeName): string[] =>
  Object.values(knownTo(world, node).config?.groups ?? {})
    .map((group) => group.name)
    .sort()

/** Operating systems that can be installed, with their variants; none without a copy of the configuration. */
export const osNames = (world: World, node: NodeName): string[] => [
  ...(knownTo(world, node).config?.cluster.osTypes ?? []),
]

/** Numbers of all jobs that are not archived. */
export const jobNumbers = (world: World): string[] =>
  Object.values(jobsToRead(world))
    .filter((job) => !job.archived)
    .map((job) => String(job.id))

/** Hosts that the node can look up, each by its short and its full name, sorted. */
export const hostNames = (world: World, node: NodeName): string[] =>
  [
    ...new Set(hostsOf(world, node).flatMap(({ name }) => [name.split('.')[0] ?? name, name])),
  ].sort()

/** Machines on the network that a node could add: all that it can look up or reach by name. */
export const machineNames = (world: World): string[] => Object.keys(world.machines).sort()
