import { endOf, valueAt, withSpeed } from '../../lib/ramp.ts'
import { drawUuid } from '../../lib/random.ts'
import { reach } from '../net.ts'
import { machineOf, type Resync, setAlarm, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import { type DrbdDevice, type DrbdMetadata, isUp, type Machine } from './machine.ts'

/**
 * DRBD 8 between two kernels: connection states, generations, resync, split brain. Nothing here knows
 * Ganeti. `settleDrbd` brings every pair to the state that its surroundings demand; it may be called at
 * any time and changes nothing when nothing is out of step.
 */

/** Blocks under the activity log of a crashed primary that are copied again, in MiB. */
const ACTIVITY_LOG_MIB = 16

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
  const machine = world.machines[node]
  const device = machine?.drbd[minor]
  if (!machine || !device) return undefined
  const stored = machine.volumeGroup.volumes[device.metaVolume]?.meta
  const meta = stored ?? (device.attached ? undefined : freshMetadata(0))
  return meta ? { node, machine, device, meta } : undefined
}

/** Every configured minor of every node, in the order of nodes and minors. */
export const allHalves = (world: World): Half[] =>
  Object.keys(world.machines).flatMap((node) =>
    Object.keys(machineOf(world, node).drbd).flatMap((minor) => {
      const half = halfOn(world, node, Number(minor))
      return half ? [half] : []
    }),
  )

/** The half at the other end of the wire, whether connected or not. */
export function peerHalf(world: World, half: Half): Half | undefined {
  const { net } = half.device
  const machine = net && world.machines[net.peer]
  if (!net || !machine || !isUp(machine)) return undefined
  const device = Object.values(machine.drbd).find(
    (d) => d.net?.port === net.port && d.net.peer === half.node,
  )
  return device && halfOn(world, net.peer, device.minor)
}

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

const guestSpeed = (half: Half): number => {
  if (half.device.role !== 'Primary') return 0
  const guest = Object.values(half.machine.guests).find(
    (g) =>
      g.state === 'running' &&
      g.disks.some((d) => d.kind === 'drbd' && d.minor === half.device.minor),
  )
  return guest ? guest.writesMibPerMinute / 60 : 0
}

/** Brings connections, generations, dirty amounts and resyncs in step with the world around them. */
export function settleDrbd(world: World): void {
  const halves = allHalves(world)
  for (const half of halves) dropLostConnection(world, half)
  for (const half of halves) missDisk(world, half)
  for (const half of halves) {
    if (half.device.connection !== 'WFConnection') continue
    const peer = peerHalf(world, half)
    if (peer?.device.connection === 'WFConnection' && reach(world, half.node, peer.node) === 'ok')
      shakeHands(world, half, peer)
  }
  for (const half of halves) countWrites(world, half)
  paceResyncs(world)
}

function dropLostConnection(world: World, half: Half): void {
  if (!isConnected(half.device)) return
  const peer = peerHalf(world, half)
  const alive =
    peer &&
    isConnected(peer.device) &&
    reach(world, half.node, peer.node) === 'ok' &&
    peer.device.net
  if (alive) return
  stopResync(world, half.device.net?.port)
  half.device.connection = half.device.net ? 'WFConnection' : 'StandAlone'
  if (!peer || half.device.net) half.device.peerDisk = 'DUnknown'
}

/** Without a disk a half stays connected; nothing is copied to or from it. */
function missDisk(world: World, half: Half): void {
  if (half.device.attached || !isConnected(half.device)) return
  const peer = peerHalf(world, half)
  if (!peer) return
  stopResync(world, half.device.net?.port)
  connect(half, peer)
}

/** Gives a device its disk back. If it is connected the two compare their generations anew. */
export function attachDisk(device: DrbdDevice): void {
  if (device.attached) return
  device.attached = true
  if (isConnected(device)) device.connection = 'WFConnection'
}

/** Ends a resync before its time: what is still missing stays marked in the bitmap of both sides. */
function stopResync(world: World, port: number | undefined): void {
  const resync = port === undefined ? undefined : world.resyncs[port]
  if (!resync) return
  const left = valueAt(resync.remaining, world.now)
  for (const { node, minor } of [resync.source, resync.target]) {
    const half = halfOn(world, node, minor)
    if (half)
      half.meta.dirty = { at: world.now, from: left, perSecond: 0, limit: half.device.sizeMib }
  }
  delete world.resyncs[resync.port]
}

type Verdict = 'same' | 'first is newer' | 'second is newer' | 'split' | 'both fresh'

/** DRBD's comparison of generation identifiers (drbd_uuid_compare). */
export function compareGenerations(a: DrbdMetadata, b: DrbdMetadata): Verdict {
  if (a.current === null && b.current === null) return 'both fresh'
  if (a.current === null) return 'second is newer'
  if (b.current === null) return 'first is newer'
  if (a.current === b.current) return 'same'
  if (a.bitmap === b.current || a.history.includes(b.current)) return 'first is newer'
  if (b.bitmap === a.current || b.history.includes(a.current)) return 'second is newer'
  return 'split'
}

function shakeHands(world: World, a: Half, b: Half): void {
  const bothPrimary = a.device.role === 'Primary' && b.device.role === 'Primary'
  const dualAllowed = a.device.net?.dualPrimary && b.device.net?.dualPrimary
  const verdict = compareGenerations(a.meta, b.meta)
  const diskless = !a.device.attached || !b.device.attached
  // Who has shown newer data than the peer has cannot go on with the peer's.
  const older =
    (isShowing(a) && (verdict === 'first is newer' || verdict === 'split')) ||
    (isShowing(b) && (verdict === 'second is newer' || verdict === 'split'))
  if (diskless && older) return refuse(a, b, false)
  if (diskless && (!bothPrimary || dualAllowed)) return connect(a, b)
  if (bothPrimary && !dualAllowed) return refuse(a, b, verdict !== 'same')
  if (verdict === 'split') {
    const victim = victimOf(world, a, b)
    if (!victim) return refuse(a, b, true)
    return victim === a ? startResync(world, b, a, 'bitmap') : startResync(world, a, b, 'bitmap')
  }
  connect(a, b)
  if (verdict === 'first is newer') startResync(world, a, b, knows(a, b) ? 'bitmap' : 'full')
  else if (verdict === 'second is newer') startResync(world, b, a, knows(b, a) ? 'bitmap' : 'full')
  else if (verdict === 'same') meetAsEquals(world, a, b)
}

const isShowing = (half: Half): boolean =>
  !half.device.attached && half.device.role === 'Primary' && half.meta.current !== null

const knows = (newer: Half, older: Half): boolean =>
  older.meta.current !== null && newer.meta.bitmap === older.meta.current

function meetAsEquals(world: World, a: Half, b: Half): void {
  const good = (half: Half) => half.meta.disk === 'UpToDate'
  if (good(a) && !good(b)) return startResync(world, a, b, 'bitmap')
  if (good(b) && !good(a)) return startResync(world, b, a, 'bitmap')
  // A primary that crashed may have written what its peer never saw; the one that is used now wins.
  if (a.meta.crashedPrimary || b.meta.crashedPrimary) {
    const fromA =
      a.device.role === 'Primary' || (b.device.role !== 'Primary' && a.meta.crashedPrimary)
    return fromA ? startResync(world, a, b, 'bitmap') : startResync(world, b, a, 'bitmap')
  }
}

/** after-sb-0pri discard-zero-changes, after-sb-1pri consensus: whose data may be thrown away. */
function victimOf(world: World, a: Half, b: Half): Half | undefined {
  if (a.device.role === 'Primary' && b.device.role === 'Primary') return undefined
  const untouched = [a, b].filter((half) => outOfSyncMib(world, half) === 0)
  const victim = untouched.length === 1 ? untouched[0] : undefined
  return victim?.device.role === 'Primary' ? undefined : victim
}

function refuse(a: Half, b: Half, splitBrain: boolean): void {
  for (const half of [a, b]) {
    half.device.connection = 'StandAlone'
    half.device.net = null
    half.device.peerDisk = 'DUnknown'
    half.device.splitBrain = splitBrain
  }
}

function connect(a: Half, b: Half): void {
  for (const [half, peer] of [
    [a, b],
    [b, a],
  ] as const) {
    half.device.connection = 'Connected'
    half.device.splitBrain = false
    half.device.peerDisk = peerDiskOf(peer)
  }
}

const peerDiskOf = (peer: Half): DrbdDevice['peerDisk'] => {
  const state = diskState(peer)
  return state === 'Consistent' ? 'UpToDate' : state
}

/** Begins to copy from `source` to `target`: everything, or what the bitmaps say. */
export function startResync(
  world: World,
  source: Half,
  target: Half,
  how: 'full' | 'bitmap',
): void {
  const port = source.device.net?.port
  if (port === undefined) return
  const size = source.device.sizeMib
  const crashed = source.meta.crashedPrimary || target.meta.crashedPrimary ? ACTIVITY_LOG_MIB : 0
  // What an inconsistent target believes of itself no longer counts: the source's bitmap is complete.
  const own = target.meta.disk === 'UpToDate' ? valueAt(target.meta.dirty, world.now) : 0
  const marked = valueAt(source.meta.dirty, world.now) + own
  const amount = how === 'full' ? size : Math.min(size, marked + crashed)
  if (target.meta.current === null) {
    // So that a resync cut short goes on by the bitmap instead of from the start.
    target.meta.current = drawUuid(world.random, 'drbd')
    source.meta.bitmap = target.meta.current
  }
  for (const half of [source, target])
    half.meta.dirty = { at: world.now, from: amount, perSecond: 0, limit: size }
  connect(source, target)
  const remaining = { at: world.now, from: amount, perSecond: 0, limit: 0 }
  const resync: Resync = {
    port,
    source: { node: source.node, minor: source.device.minor },
    target: { node: target.node, minor: target.device.minor },
    remaining,
    totalMib: amount,
  }
  if (amount <= 0) return finish(world, resync)
  world.resyncs[port] = resync
  source.device.connection = 'SyncSource'
  target.device.connection = 'SyncTarget'
  target.meta.disk = 'Inconsistent'
  source.device.peerDisk = 'Inconsistent'
  target.device.peerDisk = 'UpToDate'
}

/** The alarm of a resync rang: both sides are equal now, unless the pace changed meanwhile. */
export function finishResync(world: World, port: number): void {
  const resync = world.resyncs[port]
  if (!resync || valueAt(resync.remaining, world.now) > 0) return
  delete world.resyncs[port]
  finish(world, resync)
}

function finish(world: World, resync: Resync): void {
  const source = halfOn(world, resync.source.node, resync.source.minor)
  const target = halfOn(world, resync.target.node, resync.target.minor)
  if (!source || !target) return
  for (const half of [source, target]) {
    if (half.meta.bitmap !== null)
      half.meta.history = [half.meta.bitmap, ...half.meta.history].slice(0, 8)
    half.meta.bitmap = null
    half.meta.disk = 'UpToDate'
    half.meta.crashedPrimary = false
    half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
  }
  if (source.meta.current === null) source.meta.current = drawUuid(world.random, 'drbd')
  const old = target.meta.current
  if (old !== null && old !== source.meta.current)
    target.meta.history = [old, ...target.meta.history].slice(0, 8)
  target.meta.current = source.meta.current
  connect(source, target)
}

/** A primary that writes without its peer opens a new generation and marks what it writes. */
function countWrites(world: World, half: Half): void {
  if (!half.device.attached) return
  const peer = isConnected(half.device) ? peerHalf(world, half) : undefined
  if (half.device.connection === 'Connected' && (peer?.device.attached ?? true)) {
    const { dirty } = half.meta
    const agreed = half.meta.disk === 'UpToDate' && half.device.peerDisk === 'UpToDate'
    if (agreed && (dirty.from !== 0 || dirty.perSecond !== 0))
      half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
    if (agreed && half.meta.crashedPrimary && !peerCrashed(world, half))
      half.meta.crashedPrimary = false
    startMissingResync(world, half)
    return
  }
  if (isConnected(half.device) && peer?.device.attached !== false) return
  // Beside a half without disk also what is written there ends up here alone.
  const usable = half.meta.disk === 'UpToDate'
  const speed = usable ? guestSpeed(half) + (peer ? guestSpeed(peer) : 0) : 0
  if (speed > 0 && half.meta.bitmap === null && half.meta.current !== null) {
    half.meta.bitmap = half.meta.current
    half.meta.current = drawUuid(world.random, 'drbd')
  }
  if (half.meta.dirty.perSecond !== speed)
    half.meta.dirty = withSpeed(half.meta.dirty, world.now, speed, half.device.sizeMib)
}

const peerCrashed = (world: World, half: Half): boolean =>
  peerHalf(world, half)?.meta.crashedPrimary ?? false

/** Connected, one side good and the other not: happens when a fresh pair gets its first primary. */
function startMissingResync(world: World, half: Half): void {
  const peer = peerHalf(world, half)
  if (peer?.device.connection !== 'Connected' || !peer.device.attached) return
  if (diskState(half) === 'UpToDate' && diskState(peer) === 'Inconsistent')
    startResync(world, half, peer, peer.meta.current === null ? 'full' : 'bitmap')
}

/** Resyncs that meet on a node's wire share it evenly. */
function paceResyncs(world: World): void {
  const running = Object.values(world.resyncs)
  const onWire = (node: NodeName) =>
    running.filter((r) => r.source.node === node || r.target.node === node).length
  for (const resync of running) {
    const sharers = Math.max(onWire(resync.source.node), onWire(resync.target.node))
    const perSecond = -world.hardware.syncMibPerSecond / sharers
    if (resync.remaining.perSecond === perSecond) continue
    resync.remaining = withSpeed(resync.remaining, world.now, perSecond)
    const end = endOf(resync.remaining)
    if (end !== undefined) setAlarm(world, end, { kind: 'resync ends', port: resync.port })
  }
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
  if (!good && options.force && half.device.attached && half.meta.current === null) {
    half.meta.current = drawUuid(world.random, 'drbd')
    half.meta.disk = 'UpToDate'
    half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
  } else if (!good) return 'State change failed: (-2) Need access to UpToDate data'
  half.device.role = 'Primary'
  return undefined
}

/** What the power cut leaves on disk: a primary in use is marked as crashed. */
export function loseKernelState(machine: Machine, now: number): void {
  for (const device of Object.values(machine.drbd)) {
    const meta = machine.volumeGroup.volumes[device.metaVolume]?.meta
    if (meta && device.role === 'Primary') meta.crashedPrimary = true
    if (meta) meta.dirty = withSpeed(meta.dirty, now, 0)
  }
  machine.drbd = {}
}
