import type { World } from '../world.ts'
import { actingMasters } from './beliefs.ts'
import type { ClusterConfig, NodeName } from './config.ts'

/**
 * The configuration that counts: what the acting master works with, the newest where two act; without
 * a master the newest copy among the nodes. Undefined in a world without a cluster.
 */
export const newestConfig = (world: World): ClusterConfig | undefined => {
  const acting = copiesOn(world, actingMasters(world))
  const copies = acting.length > 0 ? acting : copiesOn(world, Object.keys(world.machines))
  return copies.reduce<ClusterConfig | undefined>(
    (newest, config) => (newest && newest.serial >= config.serial ? newest : config),
    undefined,
  )
}

const copiesOn = (world: World, nodes: NodeName[]): ClusterConfig[] =>
  nodes.flatMap((node) => world.machines[node]?.files.config ?? [])

/** Nodes that are master: those that act as one, else the one that the configuration names. */
export const mastersOf = (world: World): NodeName[] => {
  const acting = actingMasters(world)
  const named = newestConfig(world)?.cluster.masterNode
  return acting.length > 0 || named === undefined ? acting : [named]
}
