import { own } from '../../lib/own.ts'
import {
  type DiskConf,
  type DrbdDisk,
  type InstanceName,
  minorOn,
  type NodeName,
  volumesOf,
} from '../cluster/config.ts'
import {
  attachDisk,
  freshMetadata,
  halfOn,
  isConnected,
  peerHalf,
  promote,
} from '../cluster/drbd/drbd.ts'
import { settleDrbd } from '../cluster/drbd/settle.ts'
import { type DrbdDevice, freeDiskMib, type Machine } from '../cluster/machine.ts'
import { machineOf, type World } from '../world.ts'
import { type CallAnswer, error, fine, nodeCall, nodeQuestion, ok } from './define.ts'
import {
  connect,
  type DiskArgs,
  describeDisk,
  device,
  type MirrorStatus,
  statusOf,
  volumeFault,
} from './devices.ts'
import { freeMapping } from './volumes.ts'

/** Storage as a node's daemon sees it: lib/storage/bdev.py, drbd.py and the blockdev_* calls. */

/**
 * `onExisting`: the volumes of a mirrored disk are there already and get fresh metadata. `group`: the volume group, where
 * that is not the cluster's.
 */
const blockdevCreate = nodeCall<
  DiskArgs & { instance: InstanceName; onExisting?: boolean; group?: string },
  null
>(300, (_world, machine, { disk, instance, onExisting, group }) => {
  const { volumeGroup } = machine
  if (group !== undefined && group !== volumeGroup.name)
    return error(`Can't create block device: Can't compute PV info for vg ${group}`)
  const wanted = onExisting ? [] : volumesOf(disk)
  if (volumeGroup.state === 'failed' || (wanted.length > 0 && volumeGroup.allocatable === false))
    return error(`Can't create block device: Can't compute PV info for vg ${volumeGroup.name}`)
  const missing = wanted.filter(({ name }) => !own(volumeGroup.volumes, name))
  const present = wanted.find(({ name }) => own(volumeGroup.volumes, name))
  if (present)
    return error(
      `Can't create block device: LV create failed (exited with exit code 5):   Logical Volume "${present.name}" already exists in volume group "${volumeGroup.name}"\n`,
    )
  // One volume after the other; Python writes what is free with a fraction.
  let free = freeDiskMib(volumeGroup)
  for (const { sizeMib } of missing) {
    if (sizeMib > free)
      return error(
        `Can't create block device: Not enough free space: required ${sizeMib}, available ${free.toFixed(1)}`,
      )
    free -= sizeMib
  }
  for (const { name, sizeMib } of missing)
    volumeGroup.volumes[name] = { sizeMib, instance, mapped: freeMapping(volumeGroup.volumes) }
  if (disk.kind === 'drbd') {
    const meta = own(volumeGroup.volumes, disk.metaVolume)
    if (meta) meta.meta = freshMetadata(disk.sizeMib)
    if (!meta) return error(`Can't create block device: meta device not found`)
  }
  return fine
})

/** Volumes are made of pieces of this size. */
export const EXTENT_MIB = 4
/** A node tries for so long to remove what is still in use. */
const REMOVE_PATIENCE_MS = 30_000

/** A running guest holds the device or the volumes of the disk open, but for the fake hypervisor, which opens nothing. */
const holdsOpen = (machine: Machine, disk: DiskConf): boolean =>
  machine.files.config?.cluster.hypervisor !== 'fake' &&
  Object.values(machine.guests).some((guest) =>
    guest.disks.some((held) =>
      disk.kind === 'drbd'
        ? held.kind === 'drbd' && held.minor === minorOn(disk, machine.name)
        : disk.kind === 'plain' && held.kind === 'plain' && held.volume === disk.volume,
    ),
  )

const heldOpen = (minor: number): string =>
  `drbd${minor}: can't shutdown drbd device: ${minor}: State change failed: (-12) Device is held open by someone\n`

/** What of a disk cannot be removed, part by part: the device, then the volumes below it. */
function stuckParts(machine: Machine, disk: DiskConf): string[] {
  const { volumeGroup } = machine
  const open = holdsOpen(machine, disk)
  const mine = disk.kind === 'drbd' ? device(machine, disk) : undefined
  const inUse = (name: string) =>
    (open && (mine || disk.kind === 'plain')) ||
    Object.values(machine.drbd).some(
      (d) => d !== mine && d.attached && (d.dataVolume === name || d.metaVolume === name),
    )
  const volumes = volumeGroup.state === 'failed' ? [] : volumesOf(disk)
  return [
    ...(mine && open ? [heldOpen(mine.minor)] : []),
    ...volumes
      .filter(({ name }) => own(volumeGroup.volumes, name) && inUse(name))
      .map(
        ({ name }) =>
          `Can't lvremove: exited with exit code 5 -   Logical volume ${volumeGroup.name}/${name} in use.\n`,
      ),
  ]
}

/** What is not there, or cannot be found because the volume group is lost, counts as removed. */
const blockdevRemove = nodeCall<DiskArgs, null>(
  (world, node, { disk }) =>
    300 + REMOVE_PATIENCE_MS * stuckParts(machineOf(world, node), disk).length,
  (world, machine, { disk }) => {
    const stuck = stuckParts(machine, disk)
    if (stuck.length > 0) return error(stuck.join('; '))
    if (disk.kind === 'drbd' && device(machine, disk)) {
      delete machine.drbd[minorOn(disk, machine.name)]
      settleDrbd(world, machine.name)
    }
    if (machine.volumeGroup.state === 'failed') return fine
    for (const { name } of volumesOf(disk)) delete machine.volumeGroup.volumes[name]
    return fine
  },
)

/** What LVM says of a volume that it cannot find. */
const lvmComplaint = ({ volumeGroup: { name, state } }: Machine, volume: string): string =>
  state === 'failed'
    ? `  Volume group "${name}" not found\n  Cannot process volume group ${name}\n`
    : `  Failed to find logical volume "${name}/${volume}"\n`

/**
 * Attaches and connects a disk; `primary`: also opens it for use. `fresh`: the pair was just created.
 * `alone`: it stays without its peer for now.
 */
const blockdevAssemble = nodeCall<
  DiskArgs & { primary: boolean; fresh?: boolean; alone?: boolean },
  { devPath: string }
>(350, (world, machine, { disk, primary, fresh, alone }) => {
  const fault = volumeFault(machine, disk)
  if (disk.kind === 'plain' && fault)
    return error(
      `Error while assembling disk: Can't activate lv /dev/${machine.volumeGroup.name}/${disk.volume}: ${lvmComplaint(machine, disk.volume)}`,
    )
  if (disk.kind === 'plain')
    return ok({ devPath: `/dev/${machine.volumeGroup.name}/${disk.volume}` })
  if (disk.kind === 'file') return ok({ devPath: disk.path })
  const minor = minorOn(disk, machine.name)
  if (!attach(machine, disk))
    return error(
      `Error while assembling disk: drbd${minor}: can't attach local disk: ${minor}: Failure: (119) No valid meta-data signature found.\n`,
    )
  // A network that leads to the right peer is left as it is, also where it lets both sides write (_SlowAssemble).
  const peer = disk.nodes.find((node) => node !== machine.name)
  const net = device(machine, disk)?.net
  const matches = net?.peer === peer && net?.port === disk.port
  if (!alone && !matches) connect(machine, disk, { dualPrimary: false })
  settleDrbd(world, machine.name, [minor])
  const half = halfOn(world, machine.name, minor)
  if (primary && half) {
    const refusal = promote(world, half, { force: fresh ?? false })
    if (refusal)
      return error(
        `Error while assembling disk: drbd${minor}: can't make drbd device primary: ${minor}: ${refusal}\n`,
      )
  }
  settleDrbd(world, machine.name, [minor])
  return ok({ devPath: `/dev/drbd${minor}` })
})

/**
 * A mirrored disk whose volumes are lost comes up all the same, without them: its peer serves it.
 * Returns false where the volumes are there but hold no metadata.
 */
function attach(machine: Machine, disk: DrbdDisk): boolean {
  const minor = minorOn(disk, machine.name)
  const present = device(machine, disk)
  const attached = volumeFault(machine, disk) === undefined
  if (attached && !own(machine.volumeGroup.volumes, disk.metaVolume)?.meta) return false
  if (present) {
    if (attached) attachDisk(present)
    return true
  }
  machine.drbd[minor] = {
    minor,
    dataVolume: disk.dataVolume,
    metaVolume: disk.metaVolume,
    sizeMib: disk.sizeMib,
    attached,
    role: 'Secondary',
    net: null,
    connection: 'StandAlone',
    peerDisk: 'DUnknown',
    splitBrain: false,
  }
  return true
}

const blockdevShutdown = nodeCall<DiskArgs, null>(300, (world, machine, { disk }) => {
  if (disk.kind !== 'drbd') return fine
  const minor = minorOn(disk, machine.name)
  const found = device(machine, disk)
  if (!found) return fine
  if (holdsOpen(machine, disk)) return error(heldOpen(minor))
  delete machine.drbd[minor]
  settleDrbd(world, machine.name)
  return fine
})

/** null: no such device here. */
const blockdevFind = nodeQuestion<DiskArgs, MirrorStatus | null>(120, (world, machine, { disk }) =>
  ok(statusOf(world, machine, disk) ?? null),
)

/** One status per disk; a disk that is not there has an error instead. */
const blockdevGetmirrorstatus = nodeQuestion<
  { disks: { disk: DiskConf; index: number }[] },
  ({ ok: true; status: MirrorStatus } | { ok: false; error: string })[]
>(200, (world, machine, { disks }) =>
  ok(
    disks.map(({ disk, index }) => {
      const status = statusOf(world, machine, disk)
      return status
        ? { ok: true as const, status }
        : { ok: false as const, error: `Can't find device ${describeDisk(world, disk, index)}` }
    }),
  ),
)

/**
 * Makes a disk larger: `try` only looks, `volumes` enlarges what lies below, `device` tells DRBD. The new
 * part counts as equal on both sides: no one has written to it.
 */
const blockdevGrow = nodeCall<
  DiskArgs & { amountMib: number; what: 'try' | 'volumes' | 'device' },
  null
>(250, (world, machine, { disk, amountMib, what }) => {
  const fault = volumeFault(machine, disk)
  if (fault) return error(`Cannot find block device ${describeDisk(world, disk, 0)}`)
  if (disk.kind === 'file') return fine
  const found = disk.kind === 'drbd' ? device(machine, disk) : undefined
  if (disk.kind === 'drbd' && !found)
    return error(`Cannot find block device ${describeDisk(world, disk, 0)}`)
  if (what === 'device') return found ? growDevice(world, machine.name, found) : fine
  const free = freeDiskMib(machine.volumeGroup)
  const name = disk.kind === 'drbd' ? disk.dataVolume : disk.volume
  const extents = (mib: number) => Math.floor(mib / EXTENT_MIB)
  if (machine.volumeGroup.allocatable === false)
    return error(
      `Failed to grow block device: Can't grow LV /dev/${machine.volumeGroup.name}/${name}:   Insufficient suitable allocatable extents for logical volume ${name}: ${extents(amountMib)} more required\n`,
    )
  if (amountMib > free)
    return error(
      `Failed to grow block device: Can't grow LV /dev/${machine.volumeGroup.name}/${name}:   Insufficient free space: ${extents(amountMib)} extents needed, but only ${extents(free)} available\n`,
    )
  const volume = own(machine.volumeGroup.volumes, name)
  if (volume && what === 'volumes') volume.sizeMib += amountMib
  return fine
})

/** Both halves take the size that their volumes have in common. */
function growDevice(world: World, node: NodeName, found: DrbdDevice): CallAnswer<null> {
  const half = halfOn(world, node, found.minor)
  const peer = half && isConnected(half.device) ? peerHalf(world, half) : undefined
  const sizes = [half, peer].flatMap((h) => {
    const volume = h && own(h.machine.volumeGroup.volumes, h.device.dataVolume)
    return volume ? [volume.sizeMib] : []
  })
  for (const h of [half, peer]) {
    if (!h) continue
    h.device.sizeMib = Math.min(...sizes)
    h.meta.dirty = { ...h.meta.dirty, limit: h.device.sizeMib }
  }
  return fine
}

/** Writes on the volumes of a disk whose they are. */
const blockdevSetinfo = nodeCall<DiskArgs & { instance: InstanceName }, null>(
  120,
  (_world, machine, { disk, instance }) => {
    for (const { name } of volumesOf(disk)) {
      const volume = own(machine.volumeGroup.volumes, name)
      if (volume) volume.instance = instance
    }
    return fine
  },
)

/** The calls about block devices, by name. */
export const storageCalls = {
  blockdev_create: blockdevCreate,
  blockdev_remove: blockdevRemove,
  blockdev_assemble: blockdevAssemble,
  blockdev_shutdown: blockdevShutdown,
  blockdev_find: blockdevFind,
  blockdev_getmirrorstatus: blockdevGetmirrorstatus,
  blockdev_grow: blockdevGrow,
  blockdev_setinfo: blockdevSetinfo,
}
