import { own } from '../../lib/own.ts'
import { endOf } from '../../lib/ramp.ts'
import { type DiskConf, type DrbdDisk, minorOn, peerOf, volumesOf } from '../cluster/config.ts'
import { diskState, halfOn, isConnected, isDegraded, outOfSyncMib } from '../cluster/drbd/drbd.ts'
import type { DrbdDevice, Machine } from '../cluster/machine.ts'
import type { World } from '../world.ts'

/** Block devices as a node's daemon sees them: finding, describing and reading their state. */

/** Arguments of the calls about one disk. */
export interface DiskArgs {
  disk: DiskConf
}

/** Ganeti's BlockDevStatus: how one half of a disk is. Null percentages: not syncing. */
export interface MirrorStatus {
  syncPercent: number | null
  /** Seconds left, as estimated; null when unknown. */
  estimateSeconds: number | null
  degraded: boolean
  ldisk: 'ok' | 'unknown' | 'faulty' | 'syncing'
  devPath: string
  major: number
  minor: number
}

/** The DRBD device of the disk on this machine; undefined where its minor is free or belongs to another disk. */
export const device = (machine: Machine, disk: DrbdDisk): DrbdDevice | undefined => {
  const found = machine.drbd[minorOn(disk, machine.name)]
  return found?.dataVolume === disk.dataVolume ? found : undefined
}

/**
 * A logical volume as Ganeti prints it in errors. `visible`: the name under which the device appears in /dev; null
 * for one that has not been made yet, which is "not visible".
 */
export const describeVolume = (
  group: string,
  name: string,
  sizeMib: number,
  visible: string | null,
): string =>
  `<LogicalVolume(/dev/${group}/${name}, ${visible === null ? 'not visible' : `visible as /dev/${visible}`}, size=${sizeMib}m)>`

/** A device as Ganeti prints it in errors. `group`: its volume group, where that is not the cluster's. */
export const describeDisk = (world: World, disk: DiskConf, index: number, group = ''): string => {
  switch (disk.kind) {
    case 'plain':
      return describeVolume(
        group === '' ? groupName(world) : group,
        disk.volume,
        disk.sizeMib,
        `disk/${index}`,
      )
    case 'file':
      return `<FileStorage(path=${disk.path}, visible as /dev/disk/${index}, size=${disk.sizeMib}m)>`
    case 'drbd':
      return describeDrbd(world, disk, index)
  }
}

/** The name of the cluster's volume group, which is the same on all machines. */
const groupName = (world: World): string =>
  Object.values(world.machines)[0]?.volumeGroup.name ?? 'ganeti'

/**
 * A DRBD device as Ganeti prints it in errors, with its hosts by UUID. `index`: position of the disk in its
 * instance.
 */
function describeDrbd(world: World, disk: DrbdDisk, index: number): string {
  const uuid = (name: string) =>
    own(
      Object.values(world.machines).find((m) => own(m.files.config?.nodes, name))?.files.config
        ?.nodes,
      name,
    )?.uuid ?? name
  const lv = (name: string, mib: number) => describeVolume(groupName(world), name, mib, '')
  const [a, b] = disk.nodes
  return (
    `<DRBD8(hosts=${uuid(a)}/${disk.minors[0]}-${uuid(b)}/${disk.minors[1]}, port=${disk.port}, ` +
    `backend=${lv(disk.dataVolume, disk.sizeMib)}, metadev=${lv(disk.metaVolume, 128)}, ` +
    `visible as /dev/disk/${index}, size=${disk.sizeMib}m)>`
  )
}

/** Why the volumes of a disk cannot be used here, in Ganeti's words; undefined where they can. */
export const volumeFault = (machine: Machine, disk: DiskConf): string | undefined => {
  const { volumeGroup } = machine
  if (disk.kind === 'file') return undefined
  if (volumeGroup.state === 'failed') return `volume group '${volumeGroup.name}' missing`
  for (const { name } of volumesOf(disk))
    if (!own(volumeGroup.volumes, name))
      return `Can't find the logical volume ${volumeGroup.name}/${name}`
  return undefined
}

/**
 * Lets the DRBD device look for its peer. Does nothing where it is configured like that already, or does not
 * exist.
 */
export function connect(machine: Machine, disk: DrbdDisk, options: { dualPrimary: boolean }): void {
  const found = device(machine, disk)
  if (!found) return
  const peer = peerOf(disk, machine.name)
  if (found.net?.peer === peer && found.net.dualPrimary === options.dualPrimary) return
  found.net = { peer, port: disk.port, dualPrimary: options.dualPrimary, secret: disk.secret }
  if (!isConnected(found)) found.connection = 'WFConnection'
}

/** The state of a disk on this machine; undefined where it is not active here. */
export const statusOf = (
  world: World,
  machine: Machine,
  disk: DiskConf,
): MirrorStatus | undefined => {
  // A mirrored disk that lost its volumes is still there, diskless: its peer may serve it.
  if (disk.kind === 'drbd')
    return device(machine, disk) ? drbdStatus(world, machine, disk) : undefined
  if (volumeFault(machine, disk)) return undefined
  return {
    syncPercent: null,
    estimateSeconds: null,
    degraded: false,
    ldisk: 'ok',
    devPath: disk.kind === 'plain' ? `/dev/${machine.volumeGroup.name}/${disk.volume}` : disk.path,
    major: 253,
    minor: (disk.kind === 'plain' && own(machine.volumeGroup.volumes, disk.volume)?.mapped) || 0,
  }
}

/** The state of a DRBD half; undefined where the device is not configured. */
export function drbdStatus(
  world: World,
  machine: Machine,
  disk: DrbdDisk,
): MirrorStatus | undefined {
  const minor = minorOn(disk, machine.name)
  const half = halfOn(world, machine.name, minor)
  if (!half) return undefined
  const resync = world.resyncs[disk.port]
  const syncing = half.device.connection.startsWith('Sync') && resync !== undefined
  const left = outOfSyncMib(world, half)
  const state = diskState(half)
  const end = resync && endOf(resync.remaining)
  return {
    syncPercent: syncing ? 100 * (1 - left / disk.sizeMib) : null,
    estimateSeconds: syncing && end !== undefined ? Math.ceil((end - world.now) / 1000) : null,
    degraded: isDegraded(half),
    ldisk:
      state === 'UpToDate'
        ? 'ok'
        : state === 'Diskless'
          ? 'faulty'
          : syncing
            ? 'syncing'
            : 'unknown',
    devPath: `/dev/drbd${minor}`,
    major: 147,
    minor,
  }
}

/** Arguments of the calls about several disks. */
export type DisksArgs = { disks: DiskConf[] }

/** The mirrored ones of these disks. */
export const drbds = (disks: DiskConf[]): DrbdDisk[] => disks.filter((d) => d.kind === 'drbd')
