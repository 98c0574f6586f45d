import { own } from '../../lib/own.ts'
import type { InstanceName } from '../cluster/config.ts'
import { freeDiskMib, type Machine, type Volume } from '../cluster/machine.ts'
import { error, fine, nodeCall, nodeQuestion, ok } from './define.ts'

/** Logical volumes and their group: lib/storage/bdev.py, the lv_* and vg_* calls. */

/** A logical volume as `lvs` lists it. */
export interface VolumeInfo {
  name: string
  sizeMib: number
  instance: InstanceName
  /** The physical volume it lies on. */
  device: string
  /** Held open: by a DRBD device or by a running guest. */
  online: boolean
}

/** The lowest minor that the device mapper has not given out. */
export const freeMapping = (volumes: Record<string, Volume>): number => {
  const taken = new Set(Object.values(volumes).map((volume) => volume.mapped))
  let minor = 0
  while (taken.has(minor)) minor += 1
  return minor
}

/** Whether a disk in use keeps the volume open. */
export const isOpen = (machine: Machine, volume: string): boolean =>
  Object.values(machine.drbd).some(
    (d) => d.attached && (d.dataVolume === volume || d.metaVolume === volume),
  ) ||
  Object.values(machine.guests).some((guest) =>
    guest.disks.some((d) => d.kind === 'plain' && d.volume === volume),
  )

/** Sizes of volumes in MiB; null for one that is not there. */
const blockdevGetdimensions = nodeQuestion<{ volumes: string[] }, (number | null)[]>(
  200,
  (_world, { volumeGroup }, { volumes }) =>
    ok(
      volumes.map((name) =>
        volumeGroup.state === 'failed' ? null : (own(volumeGroup.volumes, name)?.sizeMib ?? null),
      ),
    ),
)

const lvList = nodeQuestion<Record<string, never>, VolumeInfo[]>(250, (_world, machine) => {
  const { volumeGroup } = machine
  if (volumeGroup.state === 'failed')
    return error(
      `Failed to list logical volumes, lvs output:   Volume group "${volumeGroup.name}" not found\n`,
    )
  return ok(
    Object.entries(volumeGroup.volumes).map(([name, v]) => ({
      name,
      sizeMib: v.sizeMib,
      instance: v.instance,
      device: volumeGroup.physicalVolume,
      online: isOpen(machine, name),
    })),
  )
})

const vgList = nodeQuestion<
  Record<string, never>,
  { name: string; device: string; sizeMib: number; freeMib: number; allocatable: boolean }[]
>(150, (_world, { volumeGroup }) =>
  ok(
    volumeGroup.state === 'failed'
      ? []
      : [
          {
            name: volumeGroup.name,
            device: volumeGroup.physicalVolume,
            sizeMib: volumeGroup.sizeMib,
            freeMib: freeDiskMib(volumeGroup),
            allocatable: volumeGroup.allocatable !== false,
          },
        ],
  ),
)

/** Lets new volumes be placed on a physical volume, or not. */
const storageModify = nodeCall<{ name: string; allocatable: boolean }, null>(
  200,
  (_world, { volumeGroup: group }, { name, allocatable }) => {
    if (group.state === 'failed' || name !== group.physicalVolume)
      return error(
        `Error while executing backend function: Failed to modify physical volume, pvchange output:   Failed to find physical volume "${name}".\n  0 physical volumes changed / 0 physical volumes not changed\n`,
      )
    if (allocatable) delete group.allocatable
    else group.allocatable = false
    return fine
  },
)

/** Takes what is missing out of a volume group: there is nothing missing, or the group is lost as a whole. */
const storageExecute = nodeQuestion<{ name: string }, null>(
  400,
  (_world, { volumeGroup: group }, { name }) => {
    if (group.state !== 'failed' && name === group.name) return fine
    const lost = `  Volume group "${name}" not found\\n  Cannot process volume group ${name}\\n`
    return error(
      `Error while executing backend function: Volume group '${name}' still not consistent, 'vgreduce' output: '${lost}\\n${lost}', 'vgs' output: '${lost}'`,
    )
  },
)

/** Gives a volume another name. What holds it open goes on with it, whatever it is called. */
export function renameVolume(machine: Machine, from: string, to: string): void {
  const { volumes } = machine.volumeGroup
  const volume = own(volumes, from)
  if (!volume) return
  delete volumes[from]
  volumes[to] = volume
  for (const device of Object.values(machine.drbd)) {
    if (!device.attached) continue
    if (device.dataVolume === from) device.dataVolume = to
    if (device.metaVolume === from) device.metaVolume = to
  }
  for (const guest of Object.values(machine.guests))
    for (const disk of guest.disks)
      if (disk.kind === 'plain' && disk.volume === from) disk.volume = to
}

/** Renames volumes: pairs of old and new names. Metadata goes with its volume. */
const blockdevRename = nodeCall<{ renames: [string, string][] }, null>(
  250,
  (_world, machine, { renames }) => {
    for (const [from, to] of renames) {
      if (!own(machine.volumeGroup.volumes, from))
        return error(`Can't rename: volume ${from} not found`)
      renameVolume(machine, from, to)
    }
    return fine
  },
)

/** The calls about logical volumes, by name. */
export const volumeCalls = {
  lv_list: lvList,
  vg_list: vgList,
  storage_modify: storageModify,
  storage_execute: storageExecute,
  blockdev_getdimensions: blockdevGetdimensions,
  blockdev_rename: blockdevRename,
}
