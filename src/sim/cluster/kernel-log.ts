import { behaviourOf } from '../releases.ts'
import { machineOf, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import type { DrbdDevice, DrbdMetadata } from './machine.ts'

/** What DRBD's part of a node's kernel says: `dmesg` shows it. Gone when the power goes. */

/** A kernel's ring buffer is finite; so is a saved session. */
const KEPT_LINES = 80

/** `connection`: from 8.4 on, what concerns the network is said of the resource, not of the device. */
type About = 'device' | 'connection'

/** Adds a line about one minor; the same line twice in a row is said once. */
export function kernelSays(
  world: World,
  half: { node: NodeName; device: { minor: number } },
  text: string,
  about: About = 'device',
): void {
  const machine = machineOf(world, half.node)
  const { minor } = half.device
  const byResource = about === 'connection' && behaviourOf(world.release).drbdSeries !== '8.3'
  const line = `${byResource ? `drbd resource${minor}` : `block drbd${minor}`}: ${text}`
  machine.kernelLog ??= []
  if (machine.kernelLog.at(-1)?.text === line) return
  machine.kernelLog.push({ at: world.now, text: line })
  if (machine.kernelLog.length > KEPT_LINES)
    machine.kernelLog.splice(0, machine.kernelLog.length - KEPT_LINES)
}

/** A generation as DRBD writes it: 16 digits, the last bit says whether the node is primary. */
export const generationId = (uuid: string | null, primary = false): string => {
  if (uuid === null) return '0000000000000000'
  const digits = uuid.replaceAll('-', '').slice(0, 16).toUpperCase()
  const last = Number.parseInt(digits.slice(-1), 16)
  return digits.slice(0, -1) + (primary ? last | 1 : last & 14).toString(16).toUpperCase()
}

/** Metadata that never held data has a number of its own as its current generation. */
const JUST_CREATED = '0000000000000004'

/** The current generation, the bitmap's and the two last ones before. */
export const generations = (meta: DrbdMetadata, device: DrbdDevice): string[] => [
  meta.current === null
    ? JUST_CREATED
    : generationId(meta.current, device.role === 'Primary' && device.attached),
  generationId(meta.bitmap),
  generationId(meta.history[0] ?? null),
  generationId(meta.history[1] ?? null),
]

/** How a state is named on the way to the next one. */
const ON_THE_WAY: Readonly<Record<string, readonly string[]>> = {
  'WFConnection>Connected': ['WFReportParams'],
  'WFConnection>SyncSource': ['WFReportParams', 'WFBitMapS'],
  'WFConnection>SyncTarget': ['WFReportParams', 'WFBitMapT', 'WFSyncUUID'],
  'WFReportParams>SyncSource': ['WFBitMapS'],
  'WFReportParams>SyncTarget': ['WFBitMapT', 'WFSyncUUID'],
  'StandAlone>WFConnection': ['Unconnected'],
  'WFConnection>StandAlone': ['Disconnecting'],
  'WFReportParams>StandAlone': ['Disconnecting'],
  'Connected>StandAlone': ['Disconnecting'],
  'SyncSource>StandAlone': ['Disconnecting'],
  'SyncTarget>StandAlone': ['Disconnecting'],
  'Connected>WFConnection': ['NetworkFailure', 'Unconnected'],
  'SyncSource>WFConnection': ['NetworkFailure', 'Unconnected'],
  'SyncTarget>WFConnection': ['NetworkFailure', 'Unconnected'],
}

const TALKING = new Set(['Connected', 'SyncSource', 'SyncTarget'])

/** What `noteStates` compares: role, peer's role, connection, disk, peer's disk. */
const FIELDS = ['role', 'peer', 'conn', 'disk', 'pdsk'] as const

/** Says what became of a device since it was last looked at, as DRBD lists its changes of state. */
export function noteStates(
  world: World,
  half: { node: NodeName; device: DrbdDevice },
  now: readonly [role: string, peer: string, conn: string, disk: string, pdsk: string],
): void {
  const { device } = half
  const seen = now.join(' ')
  if (device.seen === seen) return
  const before = (device.seen ?? 'Secondary Unknown StandAlone Diskless DUnknown').split(' ')
  device.seen = seen
  // Before the first moment there is no log.
  if (world.now === 0) return
  const change = (i: number) => `${FIELDS[i]}( ${before[i]} -> ${now[i]} )`
  const changed = [0, 1, 3, 4].filter((i) => before[i] !== now[i])
  const [, , from = ''] = before
  const to = now[2]
  if (from === to) {
    if (changed.length > 0) kernelSays(world, half, changed.map(change).join(' '))
    return
  }
  let last = from
  const steps = [...(ON_THE_WAY[`${from}>${to}`] ?? []), to]
  const leaving = TALKING.has(from) && !TALKING.has(to)
  steps.forEach((step, i) => {
    const conn = `conn( ${last} -> ${step} )`
    const carries = leaving ? i === 0 : i === steps.length - 1
    const rest = carries ? changed.map(change) : []
    const words = [...rest.filter((w) => /^(role|peer)/.test(w)), conn]
    words.push(...rest.filter((w) => !/^(role|peer)/.test(w)))
    kernelSays(world, half, words.join(' '), TALKING.has(step) ? 'device' : 'connection')
    last = step
  })
}
