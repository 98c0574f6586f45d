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
  const masters = mastersOf(world)
  const copies = Object.values(world.machines).flatMap((m) =>
    m.files.config
      ? [
          {
            config: m.files.config,
            rank:
              (masters.includes(m.name) ? 2 : 0) + (m.files.ssconf?.masterNode === m.name ? 1 : 0),
          },
        ]
      : [],
  )
  copies.sort((a, b) => b.rank - a.rank || b.config.serial - a.config.serial)
  return copies[0]?.config ?? null
}
