import { halfOn, holdOf } from '../../sim/cluster/drbd/drbd.ts'
import { disconnectHalf, termsOf } from '../../sim/cluster/drbd/handshake.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import type { DrbdDevice, DrbdNet, DrbdTerms, Machine } from '../../sim/cluster/machine.ts'
import type { World } from '../../sim/world.ts'
import type { FilterResult } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import { type Endpoint, endpointIn, failed, minorIn, resourceIn, stateRefused } from './words.ts'

/** drbdsetup connect (net, as 8.3 calls it) and disconnect. */

const DONE: FilterResult = { exit: 0 }

const LETTERS = 'A:B:C:DFP:R:a:c:d:e:i:k:mnop:r:S:t:u:x:b:'
const LONG = {
  'after-sb-0pri': 'A',
  'after-sb-1pri': 'B',
  'after-sb-2pri': 'C',
  'allow-two-primaries': 'm',
  'always-asbp': 'P',
  'connect-int': 'c',
  'cram-hmac-alg': 'a',
  'data-integrity-alg': 'd',
  'discard-my-data': 'D',
  force: 'F',
  'ko-count': 'k',
  'max-buffers': 'b',
  'max-epoch-size': 'e',
  'ping-int': 'i',
  'ping-timeout': 'p',
  'rcvbuf-size': 'r',
  'rr-conflict': 'R',
  'shared-secret': 'x',
  'sndbuf-size': 'S',
  timeout: 't',
  'unplug-watermark': 'u',
}

const POLICIES: Readonly<Record<'A' | 'B', readonly string[]>> = {
  A: ['disconnect', 'discard-zero-changes', 'discard-least-changes'],
  B: ['disconnect', 'consensus', 'discard-secondary'],
}

const wrongUse = (text: string, usage: string): FilterResult => ({
  err: `${text}\nUSAGE:\n drbdsetup ${usage}\n`,
  exit: 20,
})

const CONNECT_USAGE =
  'connect {resource} [{af}:]{local_addr}[:{port}] [{af}:]{remote_addr}[:{port}] [--discard-my-data]\n' +
  '    [--protocol=...] [--cram-hmac-alg=...] [--shared-secret=...] [--after-sb-0pri=...] [--after-sb-1pri=...]\n' +
  '    [--allow-two-primaries]'
const DISCONNECT_USAGE =
  'disconnect [{af}:]{local_addr}[:{port}] [{af}:]{remote_addr}[:{port}] [--force]'

interface Wanted {
  net: DrbdNet
}

/** The options of `connect` that both ends must agree on, or what is wrong with one. */
function optionsOf(flags: Readonly<Record<string, string>>): DrbdTerms | string {
  for (const [letter, name] of [
    ['A', 'after-sb-0pri'],
    ['B', 'after-sb-1pri'],
  ] as const) {
    const given = flags[letter]
    if (given !== undefined && !POLICIES[letter].includes(given))
      return `Option --${name}: invalid argument '${given}'`
  }
  const protocol = (flags.protocol ?? 'C').toUpperCase()
  if (!/^[ABC]$/.test(protocol)) return `Option --protocol: invalid argument '${flags.protocol}'`
  return {
    protocol,
    afterSplit0: flags.A ?? 'disconnect',
    afterSplit1: flags.B ?? 'disconnect',
  }
}

const nodeWith = (world: World, { ip }: Endpoint): string =>
  Object.values(world.machines).find((machine) => machine.ip === ip)?.name ?? ip

/** `--protocol C` has no short letter; it is taken out before the others are read. */
function takeProtocol(args: readonly string[]): { rest: string[]; protocol: string | undefined } {
  const rest: string[] = []
  let protocol: string | undefined
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const given = /^--protocol(?:=(.*))?$/.exec(arg)
    if (given) protocol = given[1] ?? args[++i]
    else rest.push(arg)
  }
  return { rest, protocol }
}

/** `drbdsetup connect` (8.3: `net`): gives a device a peer to look for. */
export function connect(world: World, machine: Machine, args: readonly string[]): FilterResult {
  const taken = takeProtocol(args)
  const { flags, rest, wrong } = getopt('drbdsetup', taken.rest, LETTERS, LONG)
  if (wrong !== null) return { err: wrong, exit: 20 }
  const [object, local, remote, protocol] = rest
  if (object === undefined) return wrongUse('Missing first argument', CONNECT_USAGE)
  const minor = resourceIn(machine, object) ?? minorIn(object)
  const device = minor === undefined ? undefined : machine.drbd[minor]
  if (!device)
    return minorIn(object) === undefined
      ? failed(object, 158, 'unknown resource')
      : failed(object, 127, 'unknown minor')
  const given = { ...flags }
  if (taken.protocol ?? protocol) given.protocol = taken.protocol ?? protocol ?? 'C'
  const wanted =
    local === undefined ? asBefore(device) : asTyped(world, machine, local, remote, given)
  if (wanted === undefined) return wrongUse('Missing connection endpoint argument', CONNECT_USAGE)
  if (typeof wanted === 'string') return { err: `${wanted}\n`, exit: 20 }
  const { net } = wanted
  if (device.net) return failed(object, local === undefined ? 125 : 102)
  if (Object.values(machine.drbd).some((other) => other.net?.port === net.port))
    return failed(object, 102)
  if ('D' in flags && device.role === 'Primary') return failed(object, 123)
  delete net.discardMyData
  if ('D' in flags) net.discardMyData = true
  device.net = net
  device.connection = 'WFConnection'
  settleDrbd(world, machine.name)
  return DONE
}

/** A minor alone: the connection that it had last, which was Ganeti's. */
function asBefore({ lastNet }: DrbdDevice): Wanted | undefined {
  return lastNet && { net: { ...lastNet, dualPrimary: false } }
}

function asTyped(
  world: World,
  machine: Machine,
  local: string,
  remote: string | undefined,
  flags: Readonly<Record<string, string>>,
): Wanted | string | undefined {
  if (remote === undefined) return undefined
  const [mine, theirs] = [endpointIn(local), endpointIn(remote)]
  if (!mine || !theirs) return `'${mine ? remote : local}' is no address`
  const terms = optionsOf(flags)
  if (typeof terms === 'string') return terms
  const own = mine.ip === machine.ip && mine.port === theirs.port
  const secret = 'a' in flags ? (flags.x ?? '') : ''
  return {
    net: {
      // Who listens under another's address waits for ever.
      peer: own ? nodeWith(world, theirs) : theirs.ip,
      port: theirs.port,
      dualPrimary: 'm' in flags,
      secret,
      terms,
    },
  }
}

/** `drbdsetup disconnect`: leaves a device without a peer. */
export function disconnect(world: World, machine: Machine, args: readonly string[]): FilterResult {
  const { rest, wrong } = getopt('drbdsetup', args, LETTERS, LONG)
  if (wrong !== null) return { err: wrong, exit: 20 }
  const [first, second] = rest
  if (first === undefined) return wrongUse('Missing connection endpoint argument', DISCONNECT_USAGE)
  const named = resourceIn(machine, first) ?? minorIn(first)
  if (named !== undefined) {
    const device = machine.drbd[named]
    return device ? letGo(world, machine, device, first) : failed(first, 127, 'unknown minor')
  }
  if (second === undefined)
    return wrongUse('Missing connection endpoint argument', DISCONNECT_USAGE)
  const [mine, theirs] = [endpointIn(first), endpointIn(second)]
  const device =
    mine &&
    theirs &&
    Object.values(machine.drbd).find(
      ({ net }) =>
        net?.port === theirs.port &&
        mine.port === theirs.port &&
        mine.ip === machine.ip &&
        net.peer === nodeWith(world, theirs),
    )
  return device ? letGo(world, machine, device, first) : failed('??', 162, 'unknown connection')
}

function letGo(world: World, machine: Machine, device: DrbdDevice, typed: string): FilterResult {
  const half = halfOn(world, machine.name, device.minor)
  const held = half && holdOf(world, half)
  if (held) return stateRefused(typed, held === 'needs its peer' ? '-2' : '-10')
  disconnectHalf(device)
  settleDrbd(world, machine.name)
  return DONE
}

/** What `show` lists of a connection: options that are not DRBD's own. */
export function netOptions(device: DrbdDevice): [string, string][] {
  const { net } = device
  if (!net) return []
  const terms = termsOf({ device })
  return [
    ...(terms.protocol === 'C' ? [] : [['protocol', terms.protocol] as [string, string]]),
    ...(net.dualPrimary ? [['allow-two-primaries', 'yes'] as [string, string]] : []),
    ...(net.secret === ''
      ? []
      : ([
          ['cram-hmac-alg', '"md5"'],
          ['shared-secret', `"${net.secret}"`],
        ] as [string, string][])),
    ...([
      ['after-sb-0pri', terms.afterSplit0],
      ['after-sb-1pri', terms.afterSplit1],
    ].filter(([, value]) => value !== 'disconnect') as [string, string][]),
  ]
}
