import { own } from '../../../lib/own.ts'
import { valueAt, withSpeed } from '../../../lib/ramp.ts'
import { drawUuid } from '../../../lib/random.ts'
import type { World } from '../../world.ts'
import type { NodeName } from '../config.ts'
import { type DrbdDevice, type DrbdMetadata, isUp, type Machine } from '../machine.ts'

/**
 * DRBD 8 as one node's kernel has it: halves of pairs, their states, generations and roles. Nothing here
 * knows Ganeti. How two halves meet is in handshake.ts, copying in resync.ts; settle.ts
 * keeps everything in step.
 */

/** One side of a mirrored pair: parts of the World, so changing them changes the World. */
export interface Half {
  node: NodeName
  machine: Machine
  device: DrbdDevice
  meta: DrbdMetadata
}

/** Metadata as `drbdmeta create-md` leaves it. */
export const freshMetadata = (sizeMib: number): DrbdMetadata => ({
  current: null,
  bitmap: null,
  history: [],
  disk: 'Inconsistent',
  dirty: { at: 0, from: sizeMib, perSecond: 0, limit: sizeMib },
  crashedPrimary: false,
})

/**
 * A configured minor with its machine and metadata; undefined where the volume is lost. A detached device
 * whose volumes went away knows nothing, and forgets what it is told.
 */
export function halfOn(world: World, node: NodeName, minor: number): Half | undefined {
  const machine = own(world.machines, node)
  const device = machine?.drbd[minor]
  if (!machine || !device) return undefined
  const stored = own(machine.volumeGroup.volumes, device.metaVolume)?.meta
  const meta = stored ?? (device.attached ? undefined : freshMetadata(0))
  return meta ? { node, machine, device, meta } : undefined
}

/** The half at the other end of the wire, whether connected or not. */
export function peerHalf(world: World, half: Half): Half | undefined {
  const { net } = half.device
  const machine = net && own(world.machines, net.peer)
  if (!net || !machine || !isUp(machine)) return undefined
  const device = Object.values(machine.drbd).find(
    (d) => d.net?.port === net.port && d.net.peer === half.node,
  )
  return device && halfOn(world, net.peer, device.minor)
}

/** Whether the device has met its peer: connected and in sync, or copying in either direction. */
export const isConnected = (device: DrbdDevice): boolean =>
  device.connection === 'Connected' ||
  device.connection === 'SyncSource' ||
  device.connection === 'SyncTarget'

/** The state of the local disk as DRBD names it. */
export const diskState = (half: Half): DrbdMetadata['disk'] | 'Diskless' =>
  half.device.attached ? half.meta.disk : 'Diskless'

/** Ganeti's reading: not fully connected, or the local disk is not up to date. */
export const isDegraded = (half: Half): boolean =>
  half.device.connection !== 'Connected' || diskState(half) !== 'UpToDate'

/** MiB that the two sides differ by, as this side counts. */
export const outOfSyncMib = (world: World, half: Half): number => {
  const port = half.device.net?.port
  const resync = port === undefined ? undefined : world.resyncs[port]
  if (resync && half.device.connection.startsWith('Sync'))
    return valueAt(resync.remaining, world.now)
  return valueAt(half.meta.dirty, world.now)
}

/** Gives a device its disk back. If it is connected the two compare their generations again. */
export function attachDisk(device: DrbdDevice): void {
  if (device.attached) return
  device.attached = true
  if (isConnected(device)) device.connection = 'WFConnection'
}

/** How the data of two halves relate. `split`: each side has written what the other one never saw. */
export type GenerationOrder = 'same' | 'first is newer' | 'second is newer' | 'split' | 'both fresh'

/** DRBD's comparison of generation identifiers (drbd_uuid_compare). */
export function compareGenerations(a: DrbdMetadata, b: DrbdMetadata): GenerationOrder {
  if (a.current === null && b.current === null) return 'both fresh'
  if (a.current === null) return 'second is newer'
  if (b.current === null) return 'first is newer'
  if (a.current === b.current) return 'same'
  if (a.bitmap === b.current || a.history.includes(b.current)) return 'first is newer'
  if (b.bitmap === a.current || b.history.includes(a.current)) return 'second is newer'
  return 'split'
}

/**
 * Makes a half primary. Returns DRBD's refusal, or undefined. `force` is for the first primary of a pair
 * that never held data.
 */
export function promote(world: World, half: Half, options: { force: boolean }): string | undefined {
  if (half.device.role === 'Primary') return undefined
  const peer = isConnected(half.device) ? peerHalf(world, half) : undefined
  const dual = half.device.net?.dualPrimary && peer?.device.net?.dualPrimary
  if (peer?.device.role === 'Primary' && !dual)
    return 'State change failed: (-1) Multiple primaries not allowed by config'
  const good = diskState(half) === 'UpToDate' || (peer && diskState(peer) === 'UpToDate')
  if (!good && options.force && half.device.attached) {
    const isFresh = half.meta.current === null
    half.meta.bitmap ??= half.meta.current
    half.meta.current = drawUuid(world.random, 'drbd')
    half.meta.disk = 'UpToDate'
    if (isFresh)
      half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
  } else if (!good) return 'State change failed: (-2) Need access to UpToDate data'
  half.device.role = 'Primary'
  delete half.device.net?.discardMyData
  return undefined
}

/**
 * Whether DRBD refuses to disconnect a half: a primary without a good disk of its own writes through its peer. Then its
 * peer cannot leave it either. Source: drbd_state.c, is_valid_state (SS_NO_UP_TO_DATE_DISK); drbd_nl.c,
 * conn_try_disconnect (SS_CW_FAILED_BY_PEER).
 */
export function holdOf(world: World, half: Half): 'needs its peer' | 'needed by its peer' | null {
  const peer = isConnected(half.device) ? peerHalf(world, half) : undefined
  if (!peer) return null
  const starving = (one: Half) => one.device.role === 'Primary' && diskState(one) !== 'UpToDate'
  if (starving(half)) return 'needs its peer'
  return starving(peer) ? 'needed by its peer' : null
}

/** Whether a guest has the device open. `arriving` ones only count where its end is asked for. */
export const isHeldOpen = (machine: Machine, minor: number): boolean =>
  Object.values(machine.guests).some((guest) =>
    guest.disks.some((d) => d.kind === 'drbd' && d.minor === minor),
  )

/** What the power cut leaves on disk: a primary in use is marked as crashed. */
export function loseKernelState(machine: Machine, now: number): void {
  for (const device of Object.values(machine.drbd)) {
    const meta = own(machine.volumeGroup.volumes, device.metaVolume)?.meta
    if (meta && device.role === 'Primary') meta.crashedPrimary = true
    if (meta) meta.dirty = withSpeed(meta.dirty, now, 0)
  }
  machine.drbd = {}
  delete machine.kernelLog
}
