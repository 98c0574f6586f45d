import { own } from '../../lib/own.ts'
import { rememberedIfFrozen } from '../../lib/remembered.ts'
import type { World } from '../world.ts'
import { actingMasters } from './beliefs.ts'
import type { ClusterConfig, NodeName } from './config.ts'

/**
 * The configuration that counts: what the acting master works with; where two act, that of the one whom more
 * nodes follow, then the newest; without a master the newest copy among the nodes. Undefined in a world
 * without a cluster.
 */
export const newestConfig = rememberedIfFrozen((world: World): ClusterConfig | undefined => {
  const acting = actingMasters(world)
  const [only] = acting
  const its = acting.length === 1 ? own(world.machines, only ?? '')?.files.config : null
  if (its) return its
  const most = Math.max(0, ...acting.map((node) => followersOf(world, node)))
  const leading = acting.filter((node) => followersOf(world, node) === most)
  const copies = copiesOn(world, leading)
  const all = copies.length > 0 ? copies : copiesOn(world, Object.keys(world.machines))
  return all.reduce<ClusterConfig | undefined>(
    (newest, config) => (newest && newest.serial >= config.serial ? newest : config),
    undefined,
  )
})

function followersOf(world: World, master: NodeName): number {
  return Object.values(world.machines).filter(({ files }) => files.ssconf?.masterNode === master)
    .length
}

function copiesOn(world: World, nodes: readonly NodeName[]): ClusterConfig[] {
  return nodes.flatMap((node) => own(world.machines, node)?.files.config ?? [])
}

/** Nodes that are master: those that act as one, else the one that the configuration names. */
export const mastersOf = rememberedIfFrozen((world: World): readonly NodeName[] => {
  const acting = actingMasters(world)
  const named = newestConfig(world)?.cluster.masterNode
  return acting.length > 0 || named === undefined ? acting : [named]
})
