import { WebSocket } from 'ws'
import { DIGEST_EVERY } from '../../../src/class/log/digested.ts'
import type { GroupAction } from '../../../src/class/log/entry.ts'
import type { ToPage, ToServer } from '../../../src/class/log/protocol.ts'
import { terminalOn } from '../../../src/sim/world.ts'

/** What is typed, one after the other: looking, changing, a mistake. */
const LINES = [
  'gnt-node list',
  'gnt-instance list',
  'gnt-instance migrate -f dX',
  'gnt-job list',
  'gnt-instance info dY',
  'gnt-instnce list',
  'gnt-cluster verify',
  'gnt-instance failover -f dY',
]

/** When each line that is on its way was typed, by the id of its entry: for all pupils of a measurement. */
export type OnTheirWay = Map<string, number>

/** A page of a group, without a browser: it joins, types and counts what it hears. */
export interface Pupil {
  seat: string
  /** Bytes heard so far. */
  bytes: number
  /** Milliseconds from someone else's Enter to the entry here. */
  delays: number[]
  /** The last entry that was heard. */
  n: number
  /** Whether the server has ended the connection. */
  isCutOff: boolean
  type: () => void
  close: () => void
}

/**
 * Joins a group. `compares`: it says what came of the log, which is not true: so the arbiter plays and compares, and its
 * answer is not counted.
 */
export function joinAsPupil(
  port: number,
  code: string,
  name: string,
  onTheirWay: OnTheirWay,
  compares: boolean,
): Promise<Pupil> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/class`, {
    origin: `http://127.0.0.1:${port}`,
    perMessageDeflate: false,
  })
  const say = (message: ToServer): void => socket.send(JSON.stringify(message))
  let typed = 0
  const pupil: Pupil = {
    ...{ seat: '', bytes: 0, delays: [], n: 0, isCutOff: false },
    type() {
      typed += 1
      const id = `${code}:${pupil.seat}:${typed}`
      const text = LINES[(typed + name.length) % LINES.length] ?? ''
      const terminal = terminalOn('nodeA.virt.nsrc.org', pupil.seat)
      const what: GroupAction = { do: 'input', input: { kind: 'line', terminal, text } }
      onTheirWay.set(id, performance.now())
      say({ is: 'post', id, what, seen: pupil.n })
    },
    close: () => socket.terminate(),
  }
  const hear = (message: ToPage): void => {
    if (message.is !== 'entries') return
    for (const { n, id, by } of message.entries) {
      pupil.n = n
      const since = onTheirWay.get(id)
      if (since !== undefined && by !== pupil.seat) pupil.delays.push(performance.now() - since)
      if (compares && n % DIGEST_EVERY === 0) say({ is: 'digest', n, digest: 'none' })
    }
  }
  return new Promise((resolve, reject) => {
    socket.on('open', () => say({ is: 'join', code, name, from: 0, log: '' }))
    socket.on('error', reject)
    socket.on('close', () => {
      pupil.isCutOff = true
    })
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ToPage
      if (message.is !== 'differs') pupil.bytes += data.length
      if (message.is === 'no') return reject(new Error(message.why.is))
      if (message.is === 'joined') {
        pupil.seat = message.seat
        const what: GroupAction = { do: 'speed', speed: 1 }
        if (compares) say({ is: 'post', id: 'go', what, seen: 0 })
        say({ is: 'here', node: 'nodeA.virt.nsrc.org', hand: false })
        resolve(pupil)
      }
      hear(message)
    })
  })
}
