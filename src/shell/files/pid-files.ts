import type { NodeName } from '../../sim/cluster/config.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import type { World } from '../../sim/world.ts'
import { processesOf } from '../node/processes.ts'

/** Files that hold the process numbers of Ganeti's daemons, and of instances under KVM. */

const FOLDER = '/var/run/ganeti'
const GUESTS = `${FOLDER}/kvm-hypervisor/pid`

/** Process numbers by the full paths of the files that hold them. */
export function pidFiles(world: World, node: NodeName): Map<string, number> {
  const isKvm = newestConfig(world)?.cluster.hypervisor === 'kvm'
  return new Map(
    processesOf(world, node).flatMap(({ pid, is }): [string, number][] => {
      if (is && 'daemon' in is) return [[`${FOLDER}/${is.daemon}.pid`, pid]]
      return is && 'guest' in is && isKvm ? [[`${GUESTS}/${is.guest}`, pid]] : []
    }),
  )
}

/** The text of such a file; null where the node has none under that path. */
export function pidFile(world: World, node: NodeName, path: string): string | null {
  if (!path.startsWith(`${FOLDER}/`)) return null
  const pid = pidFiles(world, node).get(path)
  return pid === undefined ? null : `${pid}\n`
}
