import { endOf, valueAt, withSpeed } from '../../../lib/ramp.ts'
import { drawUuid } from '../../../lib/random.ts'
import { speedShare } from '../../net.ts'
import { type Resync, setAlarm, type World } from '../../world.ts'
import type { NodeName } from '../config.ts'
import { kernelSays } from '../kernel-log.ts'
import type { DrbdDevice, DrbdMetadata } from '../machine.ts'
import { touch } from '../unsettled.ts'
import { diskState, type Half, halfOn } from './drbd.ts'

/** Two connected halves of a DRBD pair, and what is copied between them. */

/** Blocks under the activity log of a crashed primary that are copied again, in MiB. */
export const ACTIVITY_LOG_MIB = 16

/** Two halves are connected: each knows how the other is. */
export function join(a: Half, b: Half): void {
  for (const [half, peer] of [
    [a, b],
    [b, a],
  ] as const) {
    half.device.connection = 'Connected'
    half.device.splitBrain = false
    delete half.device.net?.discardMyData
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
  for (const half of [source, target])
    half.meta.dirty = { at: world.now, from: amount, perSecond: 0, limit: size }
  join(source, target)
  const remaining = { at: world.now, from: amount, perSecond: 0, limit: 0 }
  const resync: Resync = {
    port,
    source: { node: source.node, minor: source.device.minor },
    target: { node: target.node, minor: target.device.minor },
    remaining,
    totalMib: amount,
    since: world.now,
  }
  if (amount <= 0) return finish(world, resync)
  shareGeneration(world, source, target)
  world.resyncs[port] = resync
  source.device.connection = 'SyncSource'
  target.device.connection = 'SyncTarget'
  target.meta.disk = 'Inconsistent'
  source.device.peerDisk = 'Inconsistent'
  target.device.peerDisk = 'UpToDate'
  kernelSays(world, source, { say: 'resync begins', as: 'SyncSource', mib: amount })
  kernelSays(world, target, { say: 'resync begins', as: 'SyncTarget', mib: amount })
}

/**
 * So that a resync cut short goes on by the bitmap instead of from the start: from now on the target's data
 * are called what the source's bitmap counts from (drbd_gen_and_send_sync_uuid).
 */
function shareGeneration(world: World, source: Half, target: Half): void {
  remember(source.meta, source.meta.bitmap)
  source.meta.bitmap = drawUuid(world.random, 'drbd')
  remember(target.meta, target.meta.bitmap)
  remember(target.meta, target.meta.current)
  target.meta.bitmap = null
  target.meta.current = source.meta.bitmap
}

const HISTORY = 8

function remember(meta: DrbdMetadata, generation: string | null): void {
  if (generation !== null && meta.history[0] !== generation)
    meta.history = [generation, ...meta.history].slice(0, HISTORY)
}

/** The alarm of a resync rang: both sides are equal now, unless the pace changed meanwhile. */
export function finishResync(world: World, port: number): void {
  const resync = world.resyncs[port]
  if (!resync || valueAt(resync.remaining, world.now) > 0) return
  delete world.resyncs[port]
  for (const { node, minor } of [resync.source, resync.target]) {
    touch(world, node)
    const seconds = Math.max(1, Math.round((world.now - (resync.since ?? world.now)) / 1000))
    kernelSays(
      world,
      { node, device: { minor } },
      { say: 'resync ends', seconds, mib: resync.totalMib },
    )
  }
  finish(world, resync)
}

function finish(world: World, resync: Resync): void {
  const source = halfOn(world, resync.source.node, resync.source.minor)
  const target = halfOn(world, resync.target.node, resync.target.minor)
  if (!source || !target) return
  for (const half of [source, target]) {
    remember(half.meta, half.meta.bitmap)
    half.meta.bitmap = null
    half.meta.disk = 'UpToDate'
    half.meta.crashedPrimary = false
    half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
  }
  if (source.meta.current === null) source.meta.current = drawUuid(world.random, 'drbd')
  // What the source knows of older generations holds for the copy as well (drbd_resync_finished).
  const before = target.meta.current
  target.meta.history = [...source.meta.history]
  if (before !== source.meta.current) remember(target.meta, before)
  target.meta.current = source.meta.current
  join(source, target)
}

/** Ends a resync before its time: what is still missing stays marked in the bitmap of both sides. */
export function stopResync(world: World, port: number | undefined): void {
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

/** Resyncs that meet on a node's wire share it evenly. */
export function paceResyncs(world: World): void {
  const running = Object.values(world.resyncs)
  const onWire = new Map<NodeName, number>()
  for (const { source, target } of running)
    for (const node of new Set([source.node, target.node]))
      onWire.set(node, (onWire.get(node) ?? 0) + 1)
  for (const resync of running) {
    const sharers = Math.max(
      onWire.get(resync.source.node) ?? 0,
      onWire.get(resync.target.node) ?? 0,
    )
    const share = speedShare(world, resync.source.node, resync.target.node)
    const perSecond = (-world.hardware.syncMibPerSecond * share) / sharers
    if (resync.remaining.perSecond === perSecond) continue
    resync.remaining = withSpeed(resync.remaining, world.now, perSecond)
    const end = endOf(resync.remaining)
    if (end !== undefined) setAlarm(world, end, { kind: 'resync ends', port: resync.port })
  }
}
