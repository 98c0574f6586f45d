import { own } from '../../lib/own.ts'
import { type DiskConf, minorOn, type NodeName } from '../cluster/config.ts'
import {
  attachDisk,
  diskState,
  freshMetadata,
  type Half,
  halfOn,
  holdOf,
  isConnected,
  peerHalf,
  promote,
} from '../cluster/drbd/drbd.ts'
import { disconnectHalf } from '../cluster/drbd/handshake.ts'
import { settleDrbd } from '../cluster/drbd/settle.ts'
import type { World } from '../world.ts'
import { error, fine, nodeCall, nodeQuestion, ok } from './define.ts'
import {
  connect,
  type DiskArgs,
  type DisksArgs,
  describeDisk,
  device,
  drbdStatus,
  drbds,
} from './devices.ts'

/** Both halves of a DRBD pair, brought together and apart: lib/storage/drbd.py, the drbd_* calls. */

/** How long a node tries to disconnect what DRBD does not let go (_NET_RECONFIG_TIMEOUT). */
const DISCONNECT_MS = 60_000

/** The first of the disks that DRBD does not disconnect. */
const heldAt = (world: World, node: NodeName, { disks }: DisksArgs): Half | undefined =>
  drbds(disks)
    .map((disk) => halfOn(world, node, minorOn(disk, node)))
    .find((half) => half && holdOf(world, half) !== null)

const drbdDisconnectNet = nodeCall<DisksArgs, null>(
  (world, node, args) => (heldAt(world, node, args) ? DISCONNECT_MS : 300),
  (world, machine, args) => {
    const held = heldAt(world, machine.name, args)
    if (held)
      return error(
        `Can't change network configuration to standalone mode: drbd${held.device.minor}: can't shutdown network, even after multiple retries`,
      )
    for (const disk of drbds(args.disks)) {
      const found = device(machine, disk)
      if (!found) return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
      disconnectHalf(found)
    }
    settleDrbd(world, machine.name)
    return fine
  },
)

const drbdAttachNet = nodeCall<DisksArgs & { dualPrimary: boolean }, null>(
  400,
  (world, machine, { disks, dualPrimary }) => {
    for (const disk of drbds(disks)) {
      if (!device(machine, disk))
        return error(`Can't find block device ${describeDisk(world, disk, 0)}`)
      connect(machine, disk, { dualPrimary })
    }
    settleDrbd(world, machine.name)
    return fine
  },
)

/** Whether all disks are connected and in sync, and the lowest percentage of those that are not. */
const drbdWaitSync = nodeQuestion<
  DisksArgs,
  { done: boolean; connected: boolean; minPercent: number }
>(150, (world, machine, { disks }) => {
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
})

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
  settleDrbd(world, machine.name)
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
  settleDrbd(world, machine.name)
  return fine
})

/** Minors that verify-disks would activate: missing, without network, or without disk. */
const drbdNeedsActivation = nodeQuestion<DisksArgs, { uuid: string; faulty: boolean }[]>(
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

/** Detaches a DRBD device from its volumes: it stays primary, reading and writing through its peer. */
const blockdevRemovechildren = nodeCall<DiskArgs, null>(250, (world, machine, { disk }) => {
  const found = disk.kind === 'drbd' ? device(machine, disk) : undefined
  if (!found) return error(`Can't find device ${describeDisk(world, disk, 0)}`)
  found.attached = false
  return fine
})

const volumeOf = (disk: DiskConf, part: 'data' | 'meta'): string | undefined =>
  disk.kind === 'drbd' ? (part === 'data' ? disk.dataVolume : disk.metaVolume) : undefined

/** Attaches fresh volumes under the names the disk has now: a full resync follows. */
const blockdevAddchildren = nodeCall<DiskArgs, null>(300, (world, machine, { disk }) => {
  if (disk.kind !== 'drbd') return error('not a mirrored device')
  const found = machine.drbd[minorOn(disk, machine.name)]
  const meta = own(machine.volumeGroup.volumes, volumeOf(disk, 'meta') ?? '')
  if (!found || !meta || machine.volumeGroup.state === 'failed')
    return error(`Can't find device ${describeDisk(world, disk, 0)}`)
  meta.meta ??= freshMetadata(disk.sizeMib)
  found.dataVolume = disk.dataVolume
  found.metaVolume = disk.metaVolume
  attachDisk(found)
  settleDrbd(world, machine.name)
  const half = halfOn(world, machine.name, found.minor)
  const peer = half && peerHalf(world, half)
  if (half && peer)
    half.device.peerDisk = diskState(peer) === 'UpToDate' ? 'UpToDate' : half.device.peerDisk
  settleDrbd(world, machine.name)
  return fine
})

/** The calls about DRBD devices, by name. */
export const drbdCalls = {
  drbd_disconnect_net: drbdDisconnectNet,
  drbd_attach_net: drbdAttachNet,
  drbd_wait_sync: drbdWaitSync,
  blockdev_close: blockdevClose,
  blockdev_open: blockdevOpen,
  drbd_needs_activation: drbdNeedsActivation,
  blockdev_removechildren: blockdevRemovechildren,
  blockdev_addchildren: blockdevAddchildren,
}
