import { own } from '../../lib/own.ts'
import type { Generations, KernelEvent } from '../../sim/cluster/machine.ts'

/** What DRBD says in the kernel's log. Source: drbd_state.c, drbd_receiver.c and drbd_worker.c of 8.4. */

/** `connection`: from 8.4 on, what concerns the network is said of the resource, not of the device. */
interface Sentence {
  about: 'device' | 'connection'
  text: string
}

const JUST_CREATED = '0000000000000004'

/** A generation as DRBD writes it: 16 digits, the last bit says whether the node is primary. */
const numberOf = (uuid: string | null, primary = false): string => {
  if (uuid === null) return '0'.repeat(16)
  const digits = uuid.replaceAll('-', '').slice(0, 16).toUpperCase()
  const last = Number.parseInt(digits.slice(-1), 16)
  return digits.slice(0, -1) + (primary ? last | 1 : last & 14).toString(16).toUpperCase()
}

/** The current generation, the bitmap's and the two last ones before, with colons between them. */
export const generationNumbers = ({ current, older, primary }: Generations): string =>
  [
    current === null ? JUST_CREATED : numberOf(current, primary),
    ...older.map((uuid) => numberOf(uuid)),
  ].join(':')

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
  const known = own(ON_THE_WAY, `${from}>${to}`)
  if (known) return [...known, to]
  if (to === 'StandAlone') return ['Disconnecting', to]
  if (TALKING.has(from) && to === 'WFConnection') return ['NetworkFailure', 'Unconnected', to]
  return [to]
}

const FIELDS = ['role', 'peer', 'conn', 'disk', 'pdsk'] as const

/** A change of state, step by step. `met`: the two ends have found each other before it. */
function changeOfStates(from: string, to: string, met: boolean): Sentence[] {
  const [before, now] = [from.split(' '), to.split(' ')]
  const change = (i: number) => `${FIELDS[i]}( ${before[i]} -> ${now[i]} )`
  const changes = (fields: number[]) => fields.filter((i) => before[i] !== now[i]).map(change)
  const [start = '', end = ''] = [met ? 'WFReportParams' : before[2], now[2]]
  if (start === end) return [{ about: 'device', text: changes([0, 1, 3, 4]).join(' ') }]
  const steps = pathOf(start, end)
  // What else changes comes with the first step away from the peer, or the last one towards it.
  const carrier = TALKING.has(start) && !TALKING.has(end) ? 0 : steps.length - 1
  return steps.map((step, i) => {
    const conn = `conn( ${steps[i - 1] ?? start} -> ${step} )`
    const words = i === carrier ? [...changes([0, 1]), conn, ...changes([3, 4])] : [conn]
    return { about: TALKING.has(step) ? 'device' : 'connection', text: words.join(' ') }
  })
}

/** The result of drbd_uuid_compare and the number of the rule that led to it. */
const COMPARED = {
  'both fresh': '0 by rule 10',
  same: '0 by rule 40',
  older: '-1 by rule 50',
  newer: '1 by rule 70',
  split: '100 by rule 90',
} as const

const helper = (name: string, minor: number): string[] => {
  const command = `helper command: /bin/true ${name} minor-${minor}`
  return [command, `${command} exit code 0 (0x0)`]
}

type Logged = { at: number; minor: number } & KernelEvent

const device = (...texts: string[]): Sentence[] => texts.map((text) => ({ about: 'device', text }))
const connection = (...texts: string[]): Sentence[] =>
  texts.map((text) => ({ about: 'connection', text }))

function splitBrain(event: Extract<Logged, { say: 'split brain' }>): Sentence[] {
  const { solved, primaries, wins, minor } = event
  const first = helper('initial-split-brain', minor)
  if (solved === 'no')
    return device(
      ...first,
      'Split-Brain detected but unresolved, dropping connection!',
      ...helper('split-brain', minor),
    )
  const how =
    solved === 'manually' ? 'manually solved' : `${primaries} primaries, automatically solved`
  return device(...first, `Split-Brain detected, ${how}. Sync from ${wins ? 'this' : 'peer'} node`)
}

const KIB = 1024

function sentences(event: Logged, met: Set<number>, protocol: number): Sentence[] {
  switch (event.say) {
    case 'states': {
      const had = met.delete(event.minor)
      return changeOfStates(event.from, event.to, had)
    }
    case 'meeting': {
      if (event.fresh) met.add(event.minor)
      const side = (of: 'self' | 'peer', bits: number) =>
        `${of} ${generationNumbers(event[of])} bits:${bits} flags:0`
      return [
        ...(event.fresh
          ? connection(
              `Handshake successful: Agreed network protocol version ${protocol}`,
              'conn( WFConnection -> WFReportParams )',
            )
          : []),
        ...device(
          'drbd_sync_handshake:',
          side('self', event.bits[0]),
          side('peer', event.bits[1]),
          `uuid_compare()=${COMPARED[event.verdict]}`,
        ),
      ]
    }
    case 'split brain':
      return splitBrain(event)
    case 'by disk states':
      return device(`Becoming sync ${event.becomes} due to disk states.`)
    case 'resync begins': {
      const bits = Math.round((event.mib * KIB) / 4)
      return device(`Began resync as ${event.as} (will sync ${bits * 4} KB [${bits} bits set]).`)
    }
    case 'resync ends': {
      const speed = Math.round((event.mib * KIB) / event.seconds)
      return device(`Resync done (total ${event.seconds} sec; paused 0 sec; ${speed} K/sec)`)
    }
    case 'peer lost':
      return connection(
        event.there ? 'sock was shut down by peer' : 'PingAck did not arrive in time.',
      )
    case 'no proof':
      return connection(
        'expected AuthChallenge packet, received: P_PROTOCOL (0x000b)',
        'Authentication of peer failed, trying again.',
      )
    case 'wrong proof':
      return connection('Authentication of peer failed')
    case 'incompatible':
      return connection(`incompatible ${event.what} settings`)
    case 'two primaries':
      return device('State change failed: Multiple primaries not allowed by config')
  }
}

/** The log's events as the lines that a kernel with this DRBD prints. */
export function kernelLines(
  events: readonly Logged[],
  series: '8.3' | '8.4',
): { at: number; text: string }[] {
  const met = new Set<number>()
  const protocol = series === '8.3' ? 96 : 101
  const lines: { at: number; text: string }[] = []
  for (const event of events)
    for (const { about, text } of sentences(event, met, protocol)) {
      const whose =
        about === 'connection' && series !== '8.3'
          ? `drbd resource${event.minor}`
          : `block drbd${event.minor}`
      lines.push({ at: event.at, text: `${whose}: ${text}` })
    }
  return lines
}
