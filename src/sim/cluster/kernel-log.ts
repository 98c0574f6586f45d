import { behaviourOf } from '../releases.ts'
import { machineOf, type World } from '../world.ts'
import type { NodeName } from './config.ts'
import type { DrbdDevice, DrbdMetadata } from './machine.ts'

/** What DRBD's part of a node's kernel says: `dmesg` shows it. Gone when the power goes. */

/** A kernel's ring buffer is finite; so is a saved session. */
const KEPT_LINES = 100

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

/** How the states of a connection are named on the way to the next one. */
const ON_THE_WAY: Readonly<Record<string, readonly string[]>> = {
  'WFReportParams>SyncSource': ['WFBitMapS'],
  'WFReportParams>SyncTarget': ['WFBitMapT', 'WFSyncUUID'],
  'Connected>SyncSource': ['WFBitMapS'],
  'Connected>SyncTarget': ['WFBitMapT', 'WFSyncUUID'],
  'StandAlone>WFConnection': ['Unconnected'],
  'StandAlone>WFReportParams': ['Unconnected', 'WFConnection'],
}

const TALKING = new Set(['Connected', 'SyncSource', 'SyncTarget', 'WFBitMapS', 'WFBitMapT'])

function pathOf(from: string, to: string): readonly string[] {
  const known = ON_THE_WAY[`${from}>${to}`]
  if (known) return [...known, to]
  if (to === 'StandAlone') return ['Disconnecting', to]
  if (TALKING.has(from) && to === 'WFConnection') return ['NetworkFailure', 'Unconnected', to]
  return [to]
}

/** Role, peer's role, connection, disk, peer's disk. */
export type States = readonly [
  role: string,
  peer: string,
  conn: string,
  disk: string,
  peerDisk: string,
]

const FIELDS = ['role', 'peer', 'conn', 'disk', 'pdsk'] as const
const NOTHING = 'Secondary Unknown StandAlone Diskless DUnknown'

/** Says what became of a device since it was last looked at, as DRBD lists its changes of state. */
export function noteStates(
  world: World,
  half: { node: NodeName; device: DrbdDevice },
  now: States,
): void {
  const { device } = half
  const seen = now.join(' ')
  if (device.seen === seen) return
  const before = (device.seen ?? NOTHING).split(' ')
  device.seen = seen
  const change = (i: number) => `${FIELDS[i]}( ${before[i]} -> ${now[i]} )`
  const changes = (fields: number[]) => fields.filter((i) => before[i] !== now[i]).map(change)
  const [, , from = ''] = before
  const to = now[2]
  if (from === to) return kernelSays(world, half, changes([0, 1, 3, 4]).join(' '))
  let last = from
  const steps = pathOf(from, to)
  // What else changes comes with the first step away from the peer, or the last one towards it.
  const carrier = TALKING.has(from) && !TALKING.has(to) ? 0 : steps.length - 1
  steps.forEach((step, i) => {
    const conn = `conn( ${last} -> ${step} )`
    const words = i === carrier ? [...changes([0, 1]), conn, ...changes([3, 4])] : [conn]
    kernelSays(world, half, words.join(' '), TALKING.has(step) ? 'device' : 'connection')
    last = step
  })
}

/** The two ends have found each other and compare what they have. */
export function noteMeeting(world: World, half: { node: NodeName; device: DrbdDevice }): void {
  const [role = '', peer = '', , disk = '', peerDisk = ''] = (half.device.seen ?? NOTHING).split(
    ' ',
  )
  noteStates(world, half, [role, peer, 'WFReportParams', disk, peerDisk])
}
