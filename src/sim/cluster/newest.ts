import type { World } from '../world.ts'
import type { ClusterConfig } from './config.ts'

/** The newest copy of the configuration among the nodes; undefined in a world without a cluster. */
export const newestConfig = (world: World): ClusterConfig | undefined =>
  Object.values(world.machines)
    .flatMap(({ files }) => files.config ?? [])
    .reduce<ClusterConfig | undefined>(
      (newest, config) => (newest && newest.serial >= config.serial ? newest : config),
      undefined,
    )
