import { own } from '../../lib/own.ts'
import { valueAt } from '../../lib/ramp.ts'
import {
  diskState,
  type Half,
  halfOn,
  isConnected,
  outOfSyncMib,
  peerHalf,
} from '../../sim/cluster/drbd/drbd.ts'
import { generationsOf } from '../../sim/cluster/kernel-log.ts'
import { behaviourOf } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'
import type { FilterResult } from '../text/filter.ts'
import { generationNumbers } from './kernel-words.ts'
import { netOptions } from './network.ts'
import { failed, minorIn, resourceIn } from './words.ts'

/** What drbdsetup shows of a minor: role, cstate, dstate, get-gi, show-gi, show and status. */

const peerOfHalf = (world: World, half: Half): Half | undefined =>
  isConnected(half.device) ? peerHalf(world, half) : undefined

const peerDisk = (world: World, half: Half): string => {
  const peer = peerOfHalf(world, half)
  return peer ? diskState(peer) : half.device.peerDisk
}

const isUnconfigured = ({ device }: Half): boolean =>
  device.connection === 'StandAlone' && !device.attached

type Look = (world: World, half: Half) => FilterResult

const plain =
  (text: (world: World, half: Half) => string): Look =>
  (world, half) => ({
    out: `${isUnconfigured(half) ? 'Unconfigured' : text(world, half)}\n`,
    exit: 0,
  })

/** Marks on the metadata: consistent, up to date, primary, connected, full sync, peer outdated, crashed. */
const marksOf = (world: World, half: Half): string => {
  const { device, meta } = half
  const isWhole = outOfSyncMib(world, half) >= device.sizeMib && device.sizeMib > 0
  return [
    meta.disk !== 'Inconsistent',
    meta.disk === 'UpToDate',
    device.role === 'Primary',
    isConnected(device),
    isWhole,
    false,
    meta.crashedPrimary,
  ]
    .map((mark) => (mark ? '1' : '0'))
    .join(':')
}

const getGi: Look = (world, half) => {
  if (isUnconfigured(half)) return { err: 'Device is unconfigured\n', exit: 1 }
  if (!half.device.attached) return { err: 'Device has no disk\n', exit: 1 }
  const numbers = generationNumbers(generationsOf(half.meta, half.device))
  return { out: `${numbers}:${marksOf(world, half)}\n`, exit: 0 }
}

const address = (ip: string, port: number): string => `ipv4 ${ip}:${port};`

const show: Look = (world, half) => {
  const text = behaviourOf(world.release).drbdSeries === '8.3' ? oldShow : newShow
  return { out: text(world, half), exit: 0 }
}

const ipOf = (world: World, node: string): string => own(world.machines, node)?.ip ?? node

function newShow(world: World, half: Half): string {
  const { device, machine } = half
  const group = machine.volumeGroup.name
  const option = ([name, value]: [string, string]) => `        ${name.padEnd(16)}\t${value};\n`
  const net = device.net
  return [
    `resource resource${device.minor} {\n    options {\n    }\n`,
    net ? `    net {\n${netOptions(device).map(option).join('')}    }\n` : '',
    net
      ? `    _remote_host {\n        address\t\t\t${address(ipOf(world, net.peer), net.port)}\n    }\n`
      : '',
    '    _this_host {\n',
    net ? `        address\t\t\t${address(machine.ip, net.port)}\n` : '',
    `        volume 0 {\n            device\t\t\tminor ${device.minor};\n`,
    device.attached
      ? `            disk\t\t\t"/dev/${group}/${device.dataVolume}";\n` +
        `            meta-disk\t\t\t"/dev/${group}/${device.metaVolume}";\n` +
        `            disk {\n                size            \t${device.sizeMib * 2048}s; # bytes\n` +
        '                resync-rate     \t61440k; # bytes/second\n            }\n'
      : '',
    '        }\n    }\n}\n',
  ].join('')
}

function oldShow(world: World, half: Half): string {
  const { device, machine } = half
  const group = machine.volumeGroup.name
  const net = device.net
  const option = ([name, value]: [string, string]) => `\t${name.padEnd(16)}\t${value};\n`
  return [
    device.attached
      ? `disk {\n\tsize            \t${device.sizeMib * 2048}s; # bytes\n\ton-io-error     \tdetach;\n}\n`
      : '',
    net ? `net {\n${netOptions(device).map(option).join('')}}\n` : '',
    'syncer {\n\trate            \t61440k; # bytes/second\n\tal-extents      \t257;\n}\n',
    net ? `protocol ${net.terms?.protocol ?? 'C'};\n` : '',
    `_this_host {\n\tdevice\t\t\tminor ${device.minor};\n`,
    device.attached
      ? `\tdisk\t\t\t"/dev/${group}/${device.dataVolume}";\n` +
        `\tmeta-disk\t\t"/dev/${group}/${device.metaVolume}" [ 0 ];\n`
      : '',
    net ? `\taddress\t\t\t${address(machine.ip, net.port)}\n` : '',
    '}\n',
    net ? `_remote_host {\n\taddress\t\t\t${address(ipOf(world, net.peer), net.port)}\n}\n` : '',
  ].join('')
}

/** DRBD 9's name of a connection that is not there yet. */
const CONNECTION: Readonly<Record<string, string>> = { WFConnection: 'Connecting' }

const status: Look = (world, half) => {
  const { device } = half
  const peer = peerOfHalf(world, half)
  const { connection } = device
  const resync = device.net ? world.resyncs[device.net.port] : undefined
  const left = resync ? valueAt(resync.remaining, world.now) : 0
  const done = (100 * (1 - left / device.sizeMib)).toFixed(2)
  const rest = peer
    ? `  peer role:${peer.device.role}\n` +
      `    replication:${connection === 'Connected' ? 'Established' : connection} ` +
      `peer-disk:${diskState(peer)}${connection.startsWith('Sync') ? ` done:${done}` : ''}\n`
    : `  peer connection:${CONNECTION[connection] ?? connection}\n`
  return {
    out: `resource${device.minor} role:${device.role}\n  disk:${diskState(half)}\n${rest}\n`,
    exit: 0,
  }
}

/** The commands of drbdsetup that only show something, by name. */
export const LOOKS: Readonly<Record<string, Look>> = {
  role: plain((world, half) => {
    const peer = peerOfHalf(world, half)
    return `${half.device.role}/${peer?.device.role ?? 'Unknown'}`
  }),
  cstate: plain((_world, half) => half.device.connection),
  dstate: plain((world, half) => `${diskState(half)}/${peerDisk(world, half)}`),
  'get-gi': getGi,
  show,
  status,
}

/** These are shown of all minors when none is named. */
const OF_ALL = new Set(['show', 'status'])

/** Runs a command of `LOOKS` on one device, or on all of them where none is named. */
export function look(
  world: World,
  node: string,
  command: string,
  args: readonly string[],
): FilterResult {
  const text = own(LOOKS, command)
  const words = args.filter((arg) => !arg.startsWith('-'))
  const [object] = words
  const machine = machineOf(world, node)
  if (!text) return { exit: 20 }
  if ((object === undefined || object === 'all') && OF_ALL.has(command)) {
    const halves = Object.keys(machine.drbd).flatMap((minor) => {
      const half = halfOn(world, node, Number(minor))
      return half ? [half] : []
    })
    const parts = halves.map((half) => text(world, half).out ?? '')
    return { out: parts.join(command === 'show' ? '\n' : ''), exit: 0 }
  }
  if (object === undefined)
    return { err: `Missing first argument\nUSAGE:\n drbdsetup ${command} {minor}\n`, exit: 20 }
  const named = resourceIn(machine, object) ?? minorIn(object)
  const half = named === undefined ? undefined : halfOn(world, node, named)
  if (half) return text(world, half)
  if (command === 'status') return { err: `${object}: No such resource\n`, exit: 10 }
  if (named !== undefined) return failed(object, 127, 'unknown minor')
  return { err: `Cannot determine minor device number of device '${object}'\n`, exit: 20 }
}
