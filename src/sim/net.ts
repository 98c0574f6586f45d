import { own } from '../lib/own.ts'
import type { NodeName } from './cluster/config.ts'
import { isUp, runs } from './cluster/machine.ts'
import { cutSince } from './cluster/wires.ts'
import { behaviourOf } from './releases.ts'
import { linkKey, machineOf, type World } from './world.ts'

/** What a packet from one node to another meets. `silent`: no one answers, not even with a refusal. */
export type Reach = 'ok' | 'silent'

/** Whether two machines can exchange packets. A machine always reaches itself. */
export function reach(world: World, from: NodeName, to: NodeName): Reach {
  const there = own(world.machines, to)
  if (!there || !isUp(there)) return 'silent'
  if (from === to) return 'ok'
  const wired = machineOf(world, from).cable.is === 'in' && there.cable.is === 'in'
  return wired && cutSince(world, from, to) === undefined ? 'ok' : 'silent'
}

/** The same for Ganeti's node daemon: `refused` when the host answers and the daemon does not run. */
export function reachNoded(world: World, from: NodeName, to: NodeName): Reach | 'refused' {
  if (reach(world, from, to) === 'silent') return 'silent'
  return runs(machineOf(world, to), 'ganeti-noded') ? 'ok' : 'refused'
}

/**
 * The node that answers to the cluster's address, seen from `from`: where it is up itself, that is
 * itself; where two nodes in reach hold it, the one that announced it last.
 */
export function addressHolder(world: World, from: NodeName): NodeName | undefined {
  const holders = Object.values(world.machines).filter(
    (m) => m.masterIp && reach(world, from, m.name) === 'ok',
  )
  const own = holders.find((m) => m.name === from)
  const latest = holders.reduce<(typeof holders)[number] | undefined>(
    (best, m) => (best && (best.masterIpAnnounced ?? 0) >= (m.masterIpAnnounced ?? 0) ? best : m),
    undefined,
  )
  return (own ?? latest)?.name
}

/** What a slow link leaves of its speed. */
const SLOW_SHARE = 1 / 100
/** What a packet takes there and back on a slow link. DRBD gives its peer 500 ms, so it stays connected. */
export const SLOW_ROUND_TRIP_MS = 240
/** A call opens a connection, proves who it is, asks and reads its answer. */
const ROUND_TRIPS_OF_A_CALL = 8

/** Whether the traffic between two nodes crawls. */
export const isSlow = (world: World, a: NodeName, b: NodeName): boolean =>
  own(world.slowLinks, linkKey(a, b)) !== undefined

/** How much of its usual speed the link between two nodes has: 1, or much less. */
export const speedShare = (world: World, a: NodeName, b: NodeName): number =>
  isSlow(world, a, b) ? SLOW_SHARE : 1

/** What a slow link adds to a call from node to node, in milliseconds. */
export const slownessMs = (world: World, from: NodeName, to: NodeName): number =>
  isSlow(world, from, to) ? ROUND_TRIPS_OF_A_CALL * SLOW_ROUND_TRIP_MS : 0

/** The address is still in the neighbours' caches for about a minute after a node went away. */
const CACHED_FOR_MS = 60_000

/**
 * Milliseconds until a connection to a silent node is given up: Ganeti's connect time-out of 5 s while
 * the neighbours still believe in the address, the kernel's "no route to host" (about 3 s) afterwards.
 */
export function giveUpMs(world: World, from: NodeName, to: NodeName): number {
  const there = own(world.machines, to)
  if (!there) return 3063
  const since = Math.max(
    isUp(there) ? 0 : there.power.since,
    there.cable.is === 'out' ? there.cable.since : 0,
    machineOf(world, from).cable.since,
    cutSince(world, from, to) ?? 0,
  )
  return world.now - since < CACHED_FOR_MS && world.now > 0 ? 5004 : 3063
}

/** How the failed connection reads in this release. */
export function connectError(
  world: World,
  to: NodeName,
  why: 'silent' | 'refused',
  elapsedMs: number,
): string {
  const ip = own(world.machines, to)?.ip ?? to
  return behaviourOf(world.release).connectError(ip, why, elapsedMs)
}

/** The longest time-out that a round of calls from `from` to these nodes costs now; 0 when all answer. */
export const costOfSilence = (world: World, from: NodeName, nodes: Iterable<NodeName>): number => {
  let worst = 0
  for (const node of nodes)
    if (reach(world, from, node) === 'silent') worst = Math.max(worst, giveUpMs(world, from, node))
  return worst
}
