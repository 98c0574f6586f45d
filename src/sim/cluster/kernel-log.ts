import { machineOf, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import type { DrbdDevice, DrbdMetadata, Generations, KernelEvent } from './machine.ts'

/** What DRBD's part of a node's kernel notices. The words for it are `dmesg`'s. */

/** A kernel's ring buffer is finite; so is a saved session. */
const KEPT_EVENTS = 60

/** One end of a pair, as far as the log needs it. */
interface End {
  node: NodeName
  device: { minor: number }
}

/** Appends an event to the kernel log of the node, which keeps the last 60. Throws where no machine has that name. */
export function kernelSays(world: World, { node, device }: End, event: KernelEvent): void {
  const machine = machineOf(world, node)
  machine.kernelLog ??= []
  machine.kernelLog.push({ at: world.now, minor: device.minor, ...event })
  if (machine.kernelLog.length > KEPT_EVENTS)
    machine.kernelLog.splice(0, machine.kernelLog.length - KEPT_EVENTS)
}

/** Role, peer's role, connection, disk and peer's disk. */
export type States = readonly [string, string, string, string, string]

const NOTHING = 'Secondary Unknown StandAlone Diskless DUnknown'

/** Notes what became of a device since it was last looked at. */
export function noteStates(
  world: World,
  half: { node: NodeName; device: DrbdDevice },
  states: States,
): void {
  const { device } = half
  const to = states.join(' ')
  if (device.seen === to) return
  kernelSays(world, half, { say: 'states', from: device.seen ?? NOTHING, to })
  device.seen = to
}

/** A half's generations as they are told to the peer. */
export const generationsOf = (meta: DrbdMetadata, device: DrbdDevice): Generations => ({
  current: meta.current,
  older: [meta.bitmap, meta.history[0] ?? null, meta.history[1] ?? null],
  primary: device.role === 'Primary' && device.attached,
})
