import type { World } from '../../world.ts'
import { generationsOf, kernelSays } from '../kernel-log.ts'
import type { DrbdDevice, DrbdTerms, KernelEvent } from '../machine.ts'
import { compareGenerations, diskState, type Half, outOfSyncMib } from './drbd.ts'
import { ACTIVITY_LOG_MIB, join, startResync } from './resync.ts'

/**
 * Two copies that reach each other agree, or part for good. Source: DRBD 8.4, drbd_receiver.c:
 * conn_connect, receive_protocol, drbd_sync_handshake and the policies after a split brain.
 */

/** What Ganeti sets up (lib/storage/drbd_cmdgen.py). */
const GANETI_TERMS: DrbdTerms = {
  protocol: 'C',
  afterSplit0: 'discard-zero-changes',
  afterSplit1: 'consensus',
}

/** The protocol and split-brain policies of one half; what Ganeti sets where nothing else was configured. */
export const termsOf = (half: Pick<Half, 'device'>): DrbdTerms =>
  half.device.net?.terms ?? GANETI_TERMS

type Verdict = ReturnType<typeof compareGenerations>

/** Connects two copies that wait for each other and can exchange packets, or parts them for good. */
export function shakeHands(world: World, a: Half, b: Half): void {
  if (!agreeOnTerms(world, a, b)) return
  const verdict = compareGenerations(a.meta, b.meta)
  const bothPrimary = a.device.role === 'Primary' && b.device.role === 'Primary'
  const dualAllowed = a.device.net?.dualPrimary && b.device.net?.dualPrimary
  const diskless = !a.device.attached || !b.device.attached
  // Who has shown newer data than the peer has cannot go on with the peer's.
  const older =
    (isShowing(a) && (verdict === 'first is newer' || verdict === 'split')) ||
    (isShowing(b) && (verdict === 'second is newer' || verdict === 'split'))
  if (diskless && older) return part(a, b)
  if (diskless && (!bothPrimary || dualAllowed)) return join(a, b)
  tellOfHandshake(world, a, b, verdict)
  const good = [a, b].filter((half) => half.meta.disk !== 'Inconsistent')
  const [source] = good
  if (source && good.length === 1 && !diskless && !(bothPrimary && !dualAllowed)) {
    const full = verdict === 'split' || !knows(source, source === a ? b : a)
    const target = source === a ? b : a
    kernelSays(world, source, { say: 'by disk states', becomes: 'source' })
    kernelSays(world, target, { say: 'by disk states', becomes: 'target' })
    return startResync(world, source, target, full ? 'full' : 'bitmap')
  }
  if (verdict === 'split') return endSplit(world, a, b)
  if (bothPrimary && !dualAllowed) {
    sayBoth(world, a, b, { say: 'two primaries' })
    return part(a, b, verdict !== 'same')
  }
  join(a, b)
  if (verdict === 'first is newer') startResync(world, a, b, knows(a, b) ? 'bitmap' : 'full')
  else if (verdict === 'second is newer') startResync(world, b, a, knows(b, a) ? 'bitmap' : 'full')
  else if (verdict === 'same') meetAsEquals(world, a, b)
}

function sayBoth(world: World, a: Half, b: Half, event: KernelEvent): void {
  for (const half of [a, b]) kernelSays(world, half, event)
}

/** Whether the two connect at all. If not, they go on trying, or part. */
function agreeOnTerms(world: World, a: Half, b: Half): boolean {
  const [one = '', other = ''] = [a.device.net?.secret, b.device.net?.secret]
  if (one !== other) {
    const half = one === '' ? b : a
    if (one !== '' && other !== '') {
      sayBoth(world, a, b, { say: 'wrong proof' })
      part(a, b)
      return false
    }
    if (!half.device.net?.unproven) {
      kernelSays(world, half, { say: 'no proof' })
      if (half.device.net) half.device.net.unproven = true
    }
    return false
  }
  for (const half of [a, b]) delete half.device.net?.unproven
  const [mine, theirs] = [termsOf(a), termsOf(b)]
  const differing =
    mine.protocol !== theirs.protocol
      ? 'protocol'
      : mine.afterSplit0 !== theirs.afterSplit0
        ? 'after-sb-0pri'
        : mine.afterSplit1 !== theirs.afterSplit1
          ? 'after-sb-1pri'
          : a.device.net?.discardMyData && b.device.net?.discardMyData
            ? 'discard-my-data'
            : undefined
  if (differing === undefined) return true
  sayBoth(world, a, b, { say: 'incompatible', what: differing })
  part(a, b)
  return false
}

/** What a verdict means for the second of the two. */
const TURNED = {
  'both fresh': 'both fresh',
  same: 'same',
  'first is newer': 'older',
  'second is newer': 'newer',
  split: 'split',
} as const satisfies Record<Verdict, string>

const TOLD = {
  ...TURNED,
  'first is newer': 'newer',
  'second is newer': 'older',
} as const

function tellOfHandshake(world: World, a: Half, b: Half, verdict: Verdict): void {
  // A bit stands for 4 KiB.
  const bits = (half: Half) => Math.round(outOfSyncMib(world, half) * 256)
  const ends = [
    [a, b, TOLD[verdict]],
    [b, a, TURNED[verdict]],
  ] as const
  for (const [half, peer, told] of ends)
    kernelSays(world, half, {
      say: 'meeting',
      verdict: told,
      self: generationsOf(half.meta, half.device),
      peer: generationsOf(peer.meta, peer.device),
      bits: [bits(half), bits(peer)],
      // A disk that is attached again is compared over the connection that there is.
      fresh: !half.device.seen?.includes(' Connected '),
    })
}

/** Both sides wrote without the other: by policy or by order one gives way, or they part. */
function endSplit(world: World, a: Half, b: Half): void {
  const primaries = [a, b].filter((half) => half.device.role === 'Primary').length
  const loser = victimOf(world, a, b)
  const ordered = [a, b].find((half) => half.device.net?.discardMyData)
  const victim = loser ?? ordered
  const solved = loser ? 'automatically' : ordered ? 'manually' : 'no'
  const tell = (half: Half, wins: boolean) =>
    kernelSays(world, half, { say: 'split brain', solved, primaries, wins })
  for (const half of [a, b]) tell(half, half !== victim)
  if (!victim) return part(a, b, true)
  startResync(world, victim === a ? b : a, victim, 'bitmap')
}

const isShowing = (half: Half): boolean =>
  !half.device.attached && half.device.role === 'Primary' && half.meta.current !== null

const knows = (newer: Half, older: Half): boolean =>
  older.meta.current !== null &&
  (newer.meta.bitmap === older.meta.current || newer.meta.current === older.meta.current)

function meetAsEquals(world: World, a: Half, b: Half): void {
  // A primary that crashed may have written what its peer never saw; the one that is used now wins.
  if (a.meta.crashedPrimary || b.meta.crashedPrimary) {
    const fromA =
      a.device.role === 'Primary' || (b.device.role !== 'Primary' && a.meta.crashedPrimary)
    return fromA ? startResync(world, a, b, 'bitmap') : startResync(world, b, a, 'bitmap')
  }
}

/** MiB that a half has changed alone: after a crash, what its activity log covers as well. */
const changes = (world: World, half: Half): number =>
  outOfSyncMib(world, half) + (half.meta.crashedPrimary ? ACTIVITY_LOG_MIB : 0)

/** after-sb-0pri: whose data may be thrown away. */
function lesser(world: World, a: Half, b: Half): Half | undefined {
  const policy = termsOf(a).afterSplit0
  const [mine, theirs] = [changes(world, a), changes(world, b)]
  if (policy === 'discard-least-changes') return mine < theirs ? a : b
  if (policy !== 'discard-zero-changes') return undefined
  // When neither has changed anything DRBD takes one of them; the idle one is as good as any.
  if (mine === 0 && theirs === 0) return a.device.role === 'Primary' ? b : a
  return mine === 0 ? a : theirs === 0 ? b : undefined
}

/** after-sb-0pri and after-sb-1pri; with two primaries no one gives way. */
function victimOf(world: World, a: Half, b: Half): Half | undefined {
  // Only where both went on from one common generation the policies apply.
  if (a.meta.bitmap === null || a.meta.bitmap !== b.meta.bitmap) return undefined
  const [primary, ...more] = [a, b].filter((half) => half.device.role === 'Primary')
  if (!primary) return lesser(world, a, b)
  if (more.length > 0) return undefined
  const secondary = primary === a ? b : a
  const policy = termsOf(a).afterSplit1
  if (policy === 'discard-secondary') return secondary
  if (policy !== 'consensus') return undefined
  return lesser(world, a, b) === secondary ? secondary : undefined
}

/** Both drop the connection and its configuration; only a new `connect` helps. */
function part(a: Half, b: Half, splitBrain = false): void {
  for (const { device } of [a, b]) {
    disconnectHalf(device)
    device.splitBrain = splitBrain
  }
}

/** Ends a half's connection for good: StandAlone, without addresses. What they were is kept. */
export function disconnectHalf(device: DrbdDevice): void {
  if (device.net) device.lastNet = device.net
  device.net = null
  device.connection = 'StandAlone'
  device.peerDisk = 'DUnknown'
}

/** The state of the peer's disk as far as this half knows. */
export const knownPeerDisk = (half: Half, peer: Half | undefined): string =>
  peer ? diskState(peer) : half.device.peerDisk
