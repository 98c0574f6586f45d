import { withSpeed } from '../../../lib/ramp.ts'
import { drawUuid } from '../../../lib/random.ts'
import { reach } from '../../net.ts'
import type { World } from '../../world.ts'
import type { NodeName } from '../config.ts'
import { kernelSays, noteStates } from '../kernel-log.ts'
import { isUp } from '../machine.ts'
import { takeUnsettled, touch, touchMinor } from '../unsettled.ts'
import { diskState, type Half, halfOn, isConnected } from './drbd.ts'
import { knownPeerDisk, shakeHands } from './handshake.ts'
import { join, paceResyncs, startResync, stopResync } from './resync.ts'

/**
 * Brings the DRBD pairs to the state that their surroundings demand. It may be called at any time and changes
 * nothing when nothing is out of step. Only pairs are looked at on which something may hang that happened
 * since the last time: see unsettled.ts.
 */

/** Finds the other end of a wire among the halves that are settled together. */
type PeerOf = (half: Half) => Half | undefined

const guestSpeed = (half: Half): number => {
  if (half.device.role !== 'Primary') return 0
  const guest = Object.values(half.machine.guests).find(
    (g) =>
      g.state === 'running' &&
      g.disks.some((d) => d.kind === 'drbd' && d.minor === half.device.minor),
  )
  return guest ? guest.writesMibPerMinute / 60 : 0
}

/**
 * Brings connections, generations, dirty amounts and resyncs in step with the world around them. `changed`:
 * a node on which something has just been done that they hang on; `minors`: the only ones that can feel it.
 */
export function settleDrbd(world: World, changed?: NodeName, minors?: readonly number[]): void {
  if (changed !== undefined && minors === undefined) touch(world, changed)
  else if (changed !== undefined)
    for (const minor of minors ?? []) touchMinor(world, changed, minor)
  const unsettled = takeUnsettled(world)
  if (unsettled.length === 0) return
  const halves = unsettled.flatMap(([node, list]) =>
    list.flatMap((minor) => halfOn(world, node, minor) ?? []),
  )
  const before = halves.map((half) => stateOf(world, half))
  settlePairs(world, halves, peersAmong(halves))
  halves.forEach((half, i) => {
    if (stateOf(world, half).some((value, j) => value !== before[i]?.[j]))
      touchMinor(world, half.node, half.device.minor)
  })
}

function settlePairs(world: World, halves: readonly Half[], peerOf: PeerOf): void {
  for (const half of halves) dropLostConnection(world, half, peerOf(half))
  for (const half of halves) missDisk(world, half, peerOf(half))
  for (const half of halves) {
    if (half.device.connection !== 'WFConnection') continue
    const peer = peerOf(half)
    if (peer?.device.connection === 'WFConnection' && reach(world, half.node, peer.node) === 'ok')
      shakeHands(world, half, peer)
  }
  for (const half of halves) countWrites(world, half, peerOf(half))
  paceResyncs(world)
  for (const half of halves) note(world, half, peerOf(half))
}

/** Like `peerHalf`, for halves whose peers are among them: no one else has to be asked. */
function peersAmong(halves: readonly Half[]): PeerOf {
  const byPort = new Map<number, Half[]>()
  for (const half of halves) {
    const port = half.device.net?.port
    if (port === undefined) continue
    const ends = byPort.get(port)
    if (ends) ends.push(half)
    else byPort.set(port, [half])
  }
  return ({ node, device: { net } }) =>
    net === null
      ? undefined
      : byPort
          .get(net.port)
          ?.find(
            (other) =>
              other.node === net.peer && other.device.net?.peer === node && isUp(other.machine),
          )
}

/** All of a half that settling may change. */
const stateOf = (world: World, { device, meta }: Half): unknown[] => [
  device.role,
  device.connection,
  device.peerDisk,
  device.splitBrain,
  device.seen,
  device.net,
  device.net?.discardMyData,
  device.net?.unproven,
  device.net && world.resyncs[device.net.port],
  meta.current,
  meta.bitmap,
  meta.history,
  meta.disk,
  meta.dirty,
  meta.crashedPrimary,
]

function note(world: World, half: Half, other: Half | undefined): void {
  const { role, connection } = half.device
  const peer = isConnected(half.device) ? other : undefined
  noteStates(world, half, [
    role,
    peer?.device.role ?? 'Unknown',
    connection,
    diskState(half),
    knownPeerDisk(half, peer),
  ])
}

function dropLostConnection(world: World, half: Half, peer: Half | undefined): void {
  if (!isConnected(half.device)) return
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
function missDisk(world: World, half: Half, peer: Half | undefined): void {
  if (half.device.attached || !isConnected(half.device) || !peer) return
  stopResync(world, half.device.net?.port)
  join(half, peer)
}

/** A primary without its peer opens a new generation and marks what it writes. */
function countWrites(world: World, half: Half, other: Half | undefined): void {
  if (!half.device.attached) return
  const peer = isConnected(half.device) ? other : undefined
  if (half.device.connection === 'Connected' && (peer?.device.attached ?? true)) {
    const { dirty } = half.meta
    const agreed = half.meta.disk === 'UpToDate' && half.device.peerDisk === 'UpToDate'
    if (agreed && (dirty.from !== 0 || dirty.perSecond !== 0))
      half.meta.dirty = { at: world.now, from: 0, perSecond: 0, limit: half.device.sizeMib }
    if (agreed && half.meta.crashedPrimary && !peer?.meta.crashedPrimary)
      half.meta.crashedPrimary = false
    startMissingResync(world, half, peer)
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

/** Connected, one side good and the other not: happens when a fresh pair gets its first primary. */
function startMissingResync(world: World, half: Half, peer: Half | undefined): void {
  if (peer?.device.connection !== 'Connected' || !peer.device.attached) return
  if (diskState(half) === 'UpToDate' && diskState(peer) === 'Inconsistent')
    startResync(world, half, peer, peer.meta.current === null ? 'full' : 'bitmap')
}
