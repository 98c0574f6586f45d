import { withSpeed } from '../../lib/ramp.ts'
import { drawUuid } from '../../lib/random.ts'
import { reach } from '../net.ts'
import type { World } from '../world.ts'
import { allHalves, diskState, type Half, isConnected, peerHalf } from './drbd.ts'
import { knownPeerDisk, shakeHands } from './drbd-handshake.ts'
import { join, paceResyncs, startResync, stopResync } from './drbd-resync.ts'
import { kernelSays, noteStates } from './kernel-log.ts'

/**
 * Brings every DRBD pair to the state that its surroundings demand. It may be called at any time and
 * changes nothing when nothing is out of step.
 */

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
  for (const half of halves) note(world, half)
}

function note(world: World, half: Half): void {
  const { role, connection } = half.device
  const peer = isConnected(half.device) ? peerHalf(world, half) : undefined
  noteStates(world, half, [
    role,
    peer?.device.role ?? 'Unknown',
    connection,
    diskState(half),
    knownPeerDisk(half, peer),
  ])
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
  if (half.device.net) {
    const there = reach(world, half.node, half.device.net.peer) === 'ok'
    kernelSays(world, half, { say: 'peer lost', there })
  }
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
  join(half, peer)
}

/** A primary without its peer opens a new generation and marks what it writes. */
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
  const inUse = half.device.role === 'Primary' || peer?.device.role === 'Primary'
  if (usable && inUse && half.meta.bitmap === null && half.meta.current !== null) {
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
