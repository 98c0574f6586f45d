/** Mirrored disks that an instance is about to get: their names, minors and ports. */
import { drawUuid } from '../../../lib/random.ts'
import type { DiskConf, DrbdDisk, InstanceConf, NodeName } from '../../../sim/cluster/config.ts'
import { nextPort } from '../../../sim/start.ts'
import type { World } from '../../../sim/world.ts'
import { lockedInstance } from '../checks.ts'
import { freeMinors } from '../disks/steps.ts'
import type { ModifyOp } from './op.ts'

/** The mirrored disks that take the place of the present ones. */
export const plannedMirrors = (
  world: World,
  { primary, disks }: InstanceConf,
  secondary: NodeName,
): DrbdDisk[] =>
  disks.map(({ sizeMib, mode, name }, i) => {
    const volume = `${drawUuid(world.random, 'uuid')}.disk${i}`
    return {
      uuid: drawUuid(world.random, 'uuid'),
      sizeMib,
      mode,
      name: name ?? null,
      kind: 'drbd',
      dataVolume: `${volume}_data`,
      metaVolume: `${volume}_meta`,
      nodes: [primary, secondary],
      minors: [0, 0],
      port: 0,
      secret: drawUuid(world.random, 'secret').replaceAll('-', ''),
    }
  })

/** Gives planned mirrors free minors and ports. */
export function withPorts(op: ModifyOp, mirrors: DrbdDisk[]): void {
  const { primary } = lockedInstance(op)
  const minors = [primary, op.vars.secondary].map((node) =>
    freeMinors(op.config, node, mirrors.length),
  )
  op.edit(
    (draft) => {
      for (const [i, disk] of mirrors.entries()) {
        disk.minors = [minors[0]?.[i] ?? 0, minors[1]?.[i] ?? 0]
        disk.port = nextPort(draft)
      }
    },
    { quiet: true },
  )
}

/** The ports of the mirrored ones of these disks. */
export const portsOf = (disks: readonly DiskConf[]): number[] =>
  disks.flatMap((disk) => (disk.kind === 'drbd' ? [disk.port] : []))
