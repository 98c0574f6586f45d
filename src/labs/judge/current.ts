import type { ClusterConfig, NodeName } from '../../sim/cluster/config.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { behaviourOf } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'

/** Nodes that take jobs: the daemon for it runs there. */
export const mastersOf = (world: World): NodeName[] => {
  const { jobDaemon } = behaviourOf(world.release)
  return Object.values(world.machines)
    .filter((machine) => runs(machine, jobDaemon))
    .map((machine) => machine.name)
}

/** The configuration that counts: the newest copy that a running master works with, or of any master. */
export function currentConfig(world: World): ClusterConfig | null {
  const { jobDaemon } = behaviourOf(world.release)
  let best: ClusterConfig | null = null
  let bestRank = -1
  for (const machine of Object.values(world.machines)) {
    const { config, ssconf } = machine.files
    if (!config) continue
    const rank = (runs(machine, jobDaemon) ? 2 : 0) + (ssconf?.masterNode === machine.name ? 1 : 0)
    if (best && (rank < bestRank || (rank === bestRank && config.serial <= best.serial))) continue
    best = config
    bestRank = rank
  }
  return best
}
