import { valueAt } from '../../lib/ramp.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import {
  diskState,
  type Half,
  halfOn,
  isConnected,
  outOfSyncMib,
  peerHalf,
} from '../../sim/cluster/drbd/drbd.ts'
import { isSlow } from '../../sim/net.ts'
import type { Release } from '../../sim/releases.ts'
import { machineOf, type Resync, type World } from '../../sim/world.ts'

/** The DRBD of each release's time, as /proc/drbd names it. */
const VERSIONS: Record<Release, string> = {
  '2.11': 'version: 8.3.11 (api:88/proto:86-96)\nsrcversion: F937DCB2E5D83C6CCE4A6C9\n',
  '2.12': 'version: 8.3.11 (api:88/proto:86-96)\nsrcversion: F937DCB2E5D83C6CCE4A6C9\n',
  '3.0': 'version: 8.4.11 (api:1/proto:86-101)\nsrcversion: FC3433D849E3B88C1E7B55C\n',
}

/** More than this much to copy is shown in MiB. Source: drbd_proc.c, drbd_syncer_progress. */
const SHOWN_IN_KIB_UP_TO = 4096

const thousands = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** `[====>...............] sync'ed: 25.0% (786432/1048576)K` and the line after it. */
function progress(world: World, resync: Resync): string {
  const left = valueAt(resync.remaining, world.now)
  const permille = Math.floor(1000 * (1 - left / Math.max(resync.totalMib, 1)))
  const marks = Math.floor(permille / 50)
  const bar = `[${'='.repeat(Math.max(marks - 1, 0))}>${'.'.repeat(20 - marks)}]`
  const amount = (mib: number) =>
    Math.round(resync.totalMib > SHOWN_IN_KIB_UP_TO ? mib : mib * 1024)
  const unit = resync.totalMib > SHOWN_IN_KIB_UP_TO ? 'M' : 'K'
  const kibPerSecond = Math.round(-resync.remaining.perSecond * 1024)
  const seconds = kibPerSecond > 0 ? Math.floor((left * 1024) / kibPerSecond) : 0
  const two = (n: number) => String(n).padStart(2, '0')
  const finish = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const speed = thousands(kibPerSecond)
  const percent = `${Math.floor(permille / 10)}.${permille % 10}`
  return (
    `\t${bar} sync'ed:${percent.padStart(5)}% (${amount(left)}/${amount(resync.totalMib)})${unit}\n` +
    `\tfinish: ${finish} speed: ${speed} (${speed}) K/sec\n`
  )
}

/** How far the copying is, as the second line of its entry says it; '' when nothing is copied. */
export function progressLine(world: World, half: Half): string {
  const { net, connection } = half.device
  const resync = net ? world.resyncs[net.port] : undefined
  if (!resync || !connection.startsWith('Sync')) return ''
  return progress(world, resync).split('\n')[0] ?? ''
}

/** Writes of a guest wait for the peer's answer; on a slow link they queue up. */
function pendingWrites(world: World, half: Half, peer: Half | undefined): number {
  const { minor, role, connection } = half.device
  if (role !== 'Primary' || connection === 'StandAlone' || !isConnected(half.device)) return 0
  if (!peer || !isSlow(world, half.node, peer.node)) return 0
  const guest = Object.values(half.machine.guests).find((g) =>
    g.disks.some((d) => d.kind === 'drbd' && d.minor === minor),
  )
  return guest ? Math.min(128, 8 + Math.round(guest.writesMibPerMinute)) : 0
}

function deviceLines(world: World, half: Half): string {
  const { device } = half
  const peer = peerHalf(world, half)
  const connected = isConnected(device)
  const peerRole = connected ? (peer?.device.role ?? 'Unknown') : 'Unknown'
  const peerDisk = connected && peer ? diskState(peer) : device.peerDisk
  const resync = device.net ? world.resyncs[device.net.port] : undefined
  const copying = resync && device.connection.startsWith('Sync') ? resync : undefined
  const copiedKib = copying
    ? Math.round((copying.totalMib - valueAt(copying.remaining, world.now)) * 1024)
    : 0
  const isSource = device.connection === 'SyncSource'
  const [sent, received] = isSource ? [copiedKib, 0] : [0, copiedKib]
  const protocol = device.net ? 'C' : ' '
  const outOfSync = Math.round(outOfSyncMib(world, half) * 1024)
  const waiting = pendingWrites(world, half, peer)
  return (
    `${String(device.minor).padStart(2)}: cs:${device.connection} ro:${device.role}/${peerRole} ` +
    `ds:${diskState(half)}/${peerDisk} ${protocol} r-----\n` +
    `    ns:${sent} nr:${received} dw:${received} dr:${sent} al:0 bm:0 lo:0 pe:${waiting} ua:0 ap:${waiting} ` +
    `ep:1 wo:f oos:${outOfSync}\n` +
    (copying ? progress(world, copying) : '')
  )
}

/** /proc/drbd of a node: one entry per minor, unused ones in between included. */
export function procDrbd(world: World, node: NodeName): string {
  const minors = Object.keys(machineOf(world, node).drbd).map(Number)
  const highest = Math.max(-1, ...minors)
  let text = VERSIONS[world.release]
  for (let minor = 0; minor <= highest; minor++) {
    const half = halfOn(world, node, minor)
    text += half ? deviceLines(world, half) : `${String(minor).padStart(2)}: cs:Unconfigured\n`
  }
  return text
}
