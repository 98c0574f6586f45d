import { own } from '../../lib/own.ts'
import {
  diskState,
  type Half,
  halfOn,
  isConnected,
  isHeldOpen,
  peerHalf,
  promote,
} from '../../sim/cluster/drbd/drbd.ts'
import { disconnectHalf } from '../../sim/cluster/drbd/handshake.ts'
import { startResync } from '../../sim/cluster/drbd/resync.ts'
import { settleDrbd } from '../../sim/cluster/drbd/settle.ts'
import type { World } from '../../sim/world.ts'
import type { FilterResult } from '../text/filter.ts'
import { getopt } from '../text/getopt.ts'
import { failed, minorIn, resourceIn, stateRefused, stateRefusedAs } from './words.ts'

/** drbdsetup primary, secondary, detach, down, invalidate and invalidate-remote. */

const DONE: FilterResult = { exit: 0 }

type Change = (
  world: World,
  half: Half,
  typed: { object: string; flags: Readonly<Record<string, string>> },
) => FilterResult

const primary: Change = (world, half, { object, flags }) => {
  const refusal = promote(world, half, { force: 'o' in flags || 'f' in flags })
  return refusal === undefined ? DONE : stateRefusedAs(object, refusal)
}

const secondary: Change = (_world, half, { object }) => {
  if (half.device.role === 'Secondary') return DONE
  if (isHeldOpen(half.machine, half.device.minor)) return stateRefused(object, '-12')
  half.device.role = 'Secondary'
  return DONE
}

const detach: Change = (world, half, { object }) => {
  if (!half.device.attached) return DONE
  const peer = isConnected(half.device) ? peerHalf(world, half) : undefined
  if (half.device.role === 'Primary' && (!peer || diskState(peer) !== 'UpToDate'))
    return stateRefused(object, '-2')
  half.device.attached = false
  return DONE
}

const down: Change = (_world, half, { object }) => {
  if (isHeldOpen(half.machine, half.device.minor))
    return stateRefused(object, '-12', 'failed to demote')
  half.device.role = 'Secondary'
  disconnectHalf(half.device)
  delete half.machine.drbd[half.device.minor]
  return DONE
}

const allDirty = (world: World, half: Half): void => {
  const size = half.device.sizeMib
  half.meta.dirty = { at: world.now, from: size, perSecond: 0, limit: size }
}

/** Throws away one side's data: `mine`, or the peer's. The other side must be there, unless alone. */
const invalidating =
  (mine: boolean): Change =>
  (world, half, { object }) => {
    const { device, meta } = half
    if (!device.attached) return failed(object, 138)
    const alone = device.connection === 'StandAlone'
    if (alone && mine && device.role === 'Secondary') {
      meta.disk = 'Inconsistent'
      allDirty(world, half)
      return DONE
    }
    if (alone && !mine && device.role === 'Primary') {
      allDirty(world, half)
      return DONE
    }
    const peer = isConnected(device) ? peerHalf(world, half) : undefined
    if (!peer) return stateRefused(object, '-15')
    if (device.connection !== 'Connected') return stateRefused(object, '-8')
    const [source, target] = mine ? [peer, half] : [half, peer]
    if (diskState(source) !== 'UpToDate' || !target.device.attached)
      return stateRefused(object, '-2')
    startResync(world, source, target, 'full')
    return DONE
  }

/** The commands of drbdsetup that change a device, by name. */
export const CHANGES: Readonly<Record<string, Change>> = {
  primary,
  secondary,
  detach,
  down,
  invalidate: invalidating(true),
  'invalidate-remote': invalidating(false),
}

const LONG = { 'overwrite-data-of-peer': 'o', force: 'f' }

/** One of them on the minor or the resource that is named. */
export function change(
  world: World,
  node: string,
  command: string,
  args: readonly string[],
): FilterResult {
  const { flags, rest, wrong } = getopt('drbdsetup', args, 'of', LONG)
  if (wrong !== null) return { err: wrong, exit: 20 }
  const [object, ...excess] = rest
  if (object === undefined)
    return {
      err: `Missing first argument\nUSAGE:\n drbdsetup ${command} {${command === 'down' ? 'resource' : 'minor'}}\n`,
      exit: 20,
    }
  if (excess.length > 0) return { err: `Excess arguments: ${excess.join(' ')}\n`, exit: 20 }
  const machine = own(world.machines, node)
  const minor = (machine && resourceIn(machine, object)) ?? minorIn(object)
  // A resource that is not there is as good as down.
  if (minor === undefined && command === 'down') return { err: 'Resource unknown\n', exit: 0 }
  if (minor === undefined)
    return { err: `Cannot determine minor device number of device '${object}'\n`, exit: 20 }
  const half = halfOn(world, node, minor)
  if (!half) {
    if (command === 'down') return { err: 'Resource unknown\n', exit: 0 }
    return failed(object, 127, 'unknown minor')
  }
  const result = own(CHANGES, command)?.(world, half, { object, flags }) ?? DONE
  settleDrbd(world, node)
  return result
}
