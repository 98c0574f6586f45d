import { endOf } from '../../lib/ramp.ts'
import {
  type DiskConf,
  type DrbdDisk,
  type InstanceName,
  minorOn,
  type NodeName,
  peerOf,
  volumesOf,
} from '../cluster/config.ts'
import {
  diskState,
  freshMetadata,
  halfOn,
  isConnected,
  isDegraded,
  outOfSyncMib,
  peerHalf,
  promote,
  settleDrbd,
} from '../cluster/drbd.ts'
import { type DrbdDevice, freeDiskMib, type Machine, type Volume } from '../cluster/machine.ts'
import type { World } from '../world.ts'
import { type Answer, error, fine, nodeCall, ok } from './define.ts'

/** Storage as a node's daemon sees it: lib/storage/bdev.py, drbd.py and the blockdev_* calls. */

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

const device = (machine: Machine, disk: DrbdDisk): DrbdDevice | undefined => {
  const found = machine.drbd[minorOn(disk, machine.name)]
  return found?.dataVolume === disk.dataVolume ? found : undefined
}

/** A device as Ganeti prints it in errors. */
export const describeDisk = (world: World, disk: DiskConf, index: number): string => {
  switch (disk.kind) {
    case 'plain':
      return `<LogicalVolume(/dev/${groupName(world)}/${disk.volume}, visible as /dev/disk/${index}, size=${disk.sizeMib}m)>`
    case 'file':
      return `<FileStorage(path=${disk.path}, visible as /dev/disk/${index}, size=${disk.sizeMib}m)>`
    case 'drbd':
      return describeDrbd(world, disk, index)
  }
}

const groupName = (world: World): string =>
  Object.values(world.machines)[0]?.volumeGroup.name ?? 'ganeti'

function describeDrbd(world: World, disk: DrbdDisk, index: number): string {
  const uuid = (name: string) =>
    Object.values(world.machines).find((m) => m.files.config?.nodes[name])?.files.config?.nodes[
      name
    ]?.uuid ?? name
  const lv = (name: string, mib: number) =>
    `<LogicalVolume(/dev/${groupName(world)}/${name}, visible as /dev/, size=${mib}m)>`
  const [a, b] = disk.nodes
  return (
    `<DRBD8(hosts=${uuid(a)}/${disk.minors[0]}-${uuid(b)}/${disk.minors[1]}, port=${disk.port}, ` +
    `backend=${lv(disk.dataVolume, disk.sizeMib)}, metadev=${lv(disk.metaVolume, 128)}, ` +
    `visible as /dev/disk/${index}, size=${disk.sizeMib}m)>`
  )
}

const volumeFault = (machine: Machine, disk: DiskConf): string | undefined => {
  const { volumeGroup } = machine
  if (disk.kind === 'file') return undefined
  if (volumeGroup.state === 'failed') return `volume group '${volumeGroup.name}' missing`
  for (const { name } of volumesOf(disk))
    if (!volumeGroup.volumes[name])
      return `Can't find the logical volume ${volumeGroup.name}/${name}`
  return undefined
}

/** The lowest minor that the device mapper has not given out. */
const freeMapping = (volumes: Record<string, Volume>): number => {
  const taken = new Set(Object.values(volumes).map((volume) => volume.mapped))
  let minor = 0
  while (taken.has(minor)) minor += 1
  return minor
}

/** `onExisting`: the volumes of a mirrored disk are there already and get fresh metadata. */
const blockdevCreate = nodeCall<DiskArgs & { instance: InstanceName; onExisting?: boolean }, null>(
  300,
  (_world, machine, { disk, instance, onExisting }) => {
    const { volumeGroup } = machine
    const wanted = onExisting ? [] : volumesOf(disk)
    if (volumeGroup.state === 'failed')
      return error(`Can't create block device: volume group '${volumeGroup.name}' missing`)
    const missing = wanted.filter(({ name }) => !volumeGroup.volumes[name])
    const present = wanted.find(({ name }) => volumeGroup.volumes[name])
    if (present)
      return error(
        `Can't create block device: LV create failed (exited with exit code 5):   Logical Volume "${present.name}" already exists in volume group "${volumeGroup.name}"\n`,
      )
    const needed = missing.reduce((sum, v) => sum + v.sizeMib, 0)
    const free = freeDiskMib(volumeGroup)
    if (needed > free)
      return error(
        `Can't create block device: Not enough free space: required ${needed}, available ${free}`,
      )
    for (const { name, sizeMib } of missing)
      volumeGroup.volumes[name] = { sizeMib, instance, mapped: freeMapping(volumeGroup.volumes) }
    if (disk.kind === 'drbd') {
      const meta = volumeGroup.volumes[disk.metaVolume]
      if (meta) meta.meta = freshMetadata(disk.sizeMib)
      if (!meta) return error(`Can't create block device: meta device not found`)
    }
    return fine
  },
)

const blockdevRemove = nodeCall<DiskArgs, null>(300, (_world, machine, { disk }) => {
  const { volumes } = machine.volumeGroup
  if (disk.kind === 'drbd' && device(machine, disk))
    delete machine.drbd[minorOn(disk, machine.name)]
  if (machine.volumeGroup.state === 'failed') return error("Can't lvremove: volume group missing")
  for (const { name } of volumesOf(disk)) {
    const inUse = Object.values(machine.drbd).some(
      (d) => d.dataVolume === name || d.metaVolume === name,
    )
    if (inUse)
      return error(
        `Can't lvremove: exited with exit code 5 -   Logical volume ${machine.volumeGroup.name}/${name} in use.\n`,
      )
    delete volumes[name]
  }
  return fine
})

/**
 * Attaches and connects a disk; `primary`: also opens it for use. `fresh`: the pair was just created.
 * `alone`: it stays without its peer for now.
 */
const blockdevAssemble = nodeCall<
  DiskArgs & { primary: boolean; fresh?: boolean; alone?: boolean },
  { devPath: string }
>(350, (world, machine, { disk, primary, fresh, alone }) => {
  const fault = volumeFault(machine, disk)
  if (fault) return error(`Error while assembling disk: ${fault}`)
  if (disk.kind === 'plain')
    return ok({ devPath: `/dev/${machine.volumeGroup.name}/${disk.volume}` })
  if (disk.kind === 'file') return ok({ devPath: disk.path })
  attach(machine, disk)
  if (!alone) connect(machine, disk, { dualPrimary: false })
  settleDrbd(world)
  const minor = minorOn(disk, machine.name)
  const half = halfOn(world, machine.name, minor)
  if (primary && half) {
    const refusal = promote(world, half, { force: fresh ?? false })
    if (refusal)
      return error(
        `Error while assembling disk: drbd${minor}: can't make drbd device primary: ${minor}: ${refusal}\n`,
      )
  }
  settleDrbd(world)
  return ok({ devPath: `/dev/drbd${minor}` })
})

function attach(machine: Machine, disk: DrbdDisk): void {
  const minor = minorOn(disk, machine.name)
  const present = device(machine, disk)
  if (present) {
    present.attached = machine.volumeGroup.state !== 'failed'
    return
  }
  machine.drbd[minor] = {
    minor,
    dataVolume: disk.dataVolume,
    metaVolume: disk.metaVolume,
    sizeMib: disk.sizeMib,
    attached: true,
    role: 'Secondary',
    net: null,
    connection: 'StandAlone',
    peerDisk: 'DUnknown',
    splitBrain: false,
  }
}

function connect(machine: Machine, disk: DrbdDisk, options: { dualPrimary: boolean }): void {
  const found = device(machine, disk)
  if (!found) return
  const peer = peerOf(disk, machine.name)
  if (found.net?.peer === peer && found.net.dualPrimary === options.dualPrimary) return
  found.net = { peer, port: disk.port, dualPrimary: options.dualPrimary, secret: disk.secret }
  if (!isConnected(found)) found.connection = 'WFConnection'
}

const blockdevShutdown = nodeCall<DiskArgs, null>(300, (world, machine, { disk }) => {
  if (disk.kind !== 'drbd') return fine
  const minor = minorOn(disk, machine.name)
  const found = device(machine, disk)
  if (!found) return fine
  const used = Object.values(machine.guests).some((guest) =>
    guest.disks.some((d) => d.kind === 'drbd' && d.minor === minor),
  )
  if (used)
    return error(
      `drbd${minor}: can't shutdown drbd device: ${minor}: State change failed: (-12) Device is held open by someone\n`,
    )
  delete machine.drbd[minor]
  settleDrbd(world)
  return fine
})

const statusOf = (world: World, machine: Machine, disk: DiskConf): MirrorStatus | undefined => {
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
    minor: (disk.kind === 'plain' && machine.volumeGroup.volumes[disk.volume]?.mapped) || 0,
  }
}

function drbdStatus(world: World, machine: Machine, disk: DrbdDisk): MirrorStatus | undefined {
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

/** null: no such device here. */
const blockdevFind = nodeCall<DiskArgs, MirrorStatus | null>(120, (world, machine, { disk }) =>
  ok(statusOf(world, machine, disk) ?? null),
)

/** One status per disk; a disk that is not there has an error instead. */
const blockdevGetmirrorstatus = nodeCall<
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

type DisksArgs = { disks: DiskConf[] }

const drbds = (disks: DiskConf[]): DrbdDisk[] => disks.filter((d) => d.kind === 'drbd')

const drbdDisconnectNet = nodeCall<DisksArgs, null>(300, (world, machine, { disks }) => {
  for (const disk of drbds(disks)) {
    const found = device(machine, disk)
    if (!found) return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
    found.net = null
    found.connection = 'StandAlone'
    found.peerDisk = 'DUnknown'
  }
  settleDrbd(world)
  return fine
})

const drbdAttachNet = nodeCall<DisksArgs & { dualPrimary: boolean }, null>(
  400,
  (world, machine, { disks, dualPrimary }) => {
    for (const disk of drbds(disks)) {
      if (!device(machine, disk))
        return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
      connect(machine, disk, { dualPrimary })
    }
    settleDrbd(world)
    return fine
  },
)

/** Whether all disks are connected and in sync, and the lowest percentage of those that are not. */
const drbdWaitSync = nodeCall<DisksArgs, { done: boolean; connected: boolean; minPercent: number }>(
  150,
  (world, machine, { disks }) => {
    let minPercent = 100
    let connected = true
    for (const disk of drbds(disks)) {
      const half = halfOn(world, machine.name, minorOn(disk, machine.name))
      if (!half) return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
      connected &&= isConnected(half.device)
      minPercent = Math.min(minPercent, drbdStatus(world, machine, disk)?.syncPercent ?? 100)
    }
    const done = connected && minPercent === 100
    return ok({ done, connected, minPercent })
  },
)

/** Makes disks secondary. */
const blockdevClose = nodeCall<DisksArgs, null>(250, (world, machine, { disks }) => {
  for (const disk of drbds(disks)) {
    const found = device(machine, disk)
    if (!found) return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
    const used = Object.values(machine.guests).some(
      (guest) =>
        guest.state === 'running' &&
        guest.disks.some((d) => d.kind === 'drbd' && d.minor === found.minor),
    )
    if (used)
      return error(
        `drbd${found.minor}: can't make drbd device secondary: ${found.minor}: State change failed: (-12) Device is held open by someone\n`,
      )
    found.role = 'Secondary'
  }
  settleDrbd(world)
  return fine
})

/** Makes disks primary, both sides where the network configuration allows it. */
const blockdevOpen = nodeCall<DisksArgs, null>(250, (world, machine, { disks }) => {
  for (const disk of drbds(disks)) {
    const minor = minorOn(disk, machine.name)
    const half = halfOn(world, machine.name, minor)
    if (!half) return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
    const refusal = promote(world, half, { force: false })
    if (refusal)
      return error(`drbd${minor}: can't make drbd device primary: ${minor}: ${refusal}\n`)
  }
  settleDrbd(world)
  return fine
})

/** Minors that verify-disks would activate: missing, without network, or without disk. */
const drbdNeedsActivation = nodeCall<DisksArgs, { uuid: string; faulty: boolean }[]>(
  250,
  (_world, machine, { disks }) =>
    ok(
      drbds(disks).flatMap((disk) => {
        const found = device(machine, disk)
        const needs = !found || found.connection === 'StandAlone' || !found.attached
        return needs ? [{ uuid: disk.uuid, faulty: found !== undefined && !found.attached }] : []
      }),
    ),
)

export interface VolumeInfo {
  name: string
  sizeMib: number
  instance: InstanceName
  /** The physical volume it lies on. */
  device: string
  /** Held open: by a DRBD device or by a running guest. */
  online: boolean
}

const isOpen = (machine: Machine, volume: string): boolean =>
  Object.values(machine.drbd).some(
    (d) => d.attached && (d.dataVolume === volume || d.metaVolume === volume),
  ) ||
  Object.values(machine.guests).some((guest) =>
    guest.disks.some((d) => d.kind === 'plain' && d.volume === volume),
  )

const lvList = nodeCall<Record<string, never>, VolumeInfo[]>(250, (_world, machine) => {
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

const vgList = nodeCall<
  Record<string, never>,
  { name: string; device: string; sizeMib: number; freeMib: number }[]
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
          },
        ],
  ),
)

const volumeOf = (disk: DiskConf, part: 'data' | 'meta'): string | undefined =>
  disk.kind === 'drbd' ? (part === 'data' ? disk.dataVolume : disk.metaVolume) : undefined

/**
 * Makes a disk larger: `try` only looks, `volumes` enlarges what lies below, `device` tells DRBD. The new
 * part counts as equal on both sides: nobody has written to it.
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
  if (amountMib > free)
    return error(
      `Can't grow LV: Insufficient free space: ${amountMib} MiB needed, ${free} MiB free`,
    )
  const name = disk.kind === 'drbd' ? disk.dataVolume : disk.volume
  const volume = machine.volumeGroup.volumes[name]
  if (volume && what === 'volumes') volume.sizeMib += amountMib
  return fine
})

/** Both halves take the size that their volumes have in common. */
function growDevice(world: World, node: NodeName, found: DrbdDevice): Answer<null> {
  const half = halfOn(world, node, found.minor)
  const peer = half && isConnected(half.device) ? peerHalf(world, half) : undefined
  const sizes = [half, peer].flatMap((h) => {
    const volume = h?.machine.volumeGroup.volumes[h.device.dataVolume]
    return volume ? [volume.sizeMib] : []
  })
  for (const h of [half, peer]) {
    if (!h) continue
    h.device.sizeMib = Math.min(...sizes)
    h.meta.dirty = { ...h.meta.dirty, limit: h.device.sizeMib }
  }
  return fine
}

/** Renames volumes: pairs of old and new names. Metadata goes with its volume. */
const blockdevRename = nodeCall<{ renames: [string, string][] }, null>(
  250,
  (_world, machine, { renames }) => {
    const { volumes } = machine.volumeGroup
    for (const [from, to] of renames) {
      const volume = volumes[from]
      if (!volume) return error(`Can't rename: volume ${from} not found`)
      delete volumes[from]
      volumes[to] = volume
    }
    return fine
  },
)

/** Detaches a DRBD device from its volumes: it stays primary, reading and writing through its peer. */
const blockdevRemovechildren = nodeCall<DiskArgs, null>(250, (world, machine, { disk }) => {
  const found = disk.kind === 'drbd' ? device(machine, disk) : undefined
  if (!found) return error(`Can't find device ${describeDisk(world, disk, 0)}`)
  found.attached = false
  return fine
})

/** Attaches fresh volumes under the names the disk has now: a full resync follows. */
const blockdevAddchildren = nodeCall<DiskArgs, null>(300, (world, machine, { disk }) => {
  if (disk.kind !== 'drbd') return error('not a mirrored device')
  const found = machine.drbd[minorOn(disk, machine.name)]
  const meta = machine.volumeGroup.volumes[volumeOf(disk, 'meta') ?? '']
  if (!found || !meta) return error(`Can't find device ${describeDisk(world, disk, 0)}`)
  meta.meta ??= freshMetadata(disk.sizeMib)
  found.dataVolume = disk.dataVolume
  found.metaVolume = disk.metaVolume
  found.attached = true
  settleDrbd(world)
  const half = halfOn(world, machine.name, found.minor)
  const peer = half && peerHalf(world, half)
  if (half && peer)
    half.device.peerDisk = diskState(peer) === 'UpToDate' ? 'UpToDate' : half.device.peerDisk
  settleDrbd(world)
  return fine
})

/** Writes on the volumes of a disk whose they are. */
const blockdevSetinfo = nodeCall<DiskArgs & { instance: InstanceName }, null>(
  120,
  (_world, machine, { disk, instance }) => {
    for (const { name } of volumesOf(disk)) {
      const volume = machine.volumeGroup.volumes[name]
      if (volume) volume.instance = instance
    }
    return fine
  },
)

export const storageCalls = {
  blockdev_create: blockdevCreate,
  blockdev_remove: blockdevRemove,
  blockdev_assemble: blockdevAssemble,
  blockdev_shutdown: blockdevShutdown,
  blockdev_find: blockdevFind,
  blockdev_getmirrorstatus: blockdevGetmirrorstatus,
  blockdev_close: blockdevClose,
  blockdev_open: blockdevOpen,
  blockdev_grow: blockdevGrow,
  blockdev_rename: blockdevRename,
  blockdev_setinfo: blockdevSetinfo,
  blockdev_removechildren: blockdevRemovechildren,
  blockdev_addchildren: blockdevAddchildren,
  drbd_disconnect_net: drbdDisconnectNet,
  drbd_attach_net: drbdAttachNet,
  drbd_wait_sync: drbdWaitSync,
  drbd_needs_activation: drbdNeedsActivation,
  lv_list: lvList,
  vg_list: vgList,
}
