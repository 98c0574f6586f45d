/**
 * Copying an instance's disks from node to node: one daemon sends each disk, another receives it, and
 * the job watches both. Source: lib/masterd/instance.py (TransferInstanceData, ImportExportLoop).
 */

import { calendar } from '../../lib/clock.ts'
import { formatSeconds } from '../../lib/duration.ts'
import { own } from '../../lib/own.ts'
import { drawBelow } from '../../lib/random.ts'
import { formatUnit } from '../../lib/units.ts'
import type { DiskConf, InstanceName, NodeName } from '../../sim/cluster/config.ts'
import type { TransferStatus } from '../../sim/noded/instance.ts'
import type { CallRequest } from '../../sim/run/flow.ts'
import { type OpContext, type OpNext, type OpPart, sleep } from '../../sim/run/opcode.ts'
import { type Answer, again, askAll, askEach, repeat, when } from '../../sim/run/parts.ts'
import { clockOf } from '../../sim/world.ts'

const LISTEN_MS = 800
const CONNECT_MS = 1000
const POLL_MS = 5000
const PROGRESS_MS = 60_000
/** A daemon whose node does not answer is given up after this. */
const ERRORS_MS = 10_000

interface Copy {
  index: number
  importer: string
  exporter: string
  transfer: number
  /** `aborted`: its receiver is being stopped, because nothing will be sent. */
  state: 'waiting' | 'running' | 'done' | 'aborted' | 'failed'
  startedAt: number
  toldAt: number | null
}

/** Variables that `copyDisks` needs. */
export interface Copying {
  copies: Copy[]
  /** Afterwards: whether every disk arrived. */
  copied: boolean
}

/** Initial values of the variables that copying disks needs. */
export const COPYING: Copying = { copies: [], copied: false }

interface CopyJob<P, V> {
  instance: (op: OpContext<P, V>) => InstanceName
  disks: (op: OpContext<P, V>) => readonly DiskConf[]
  source: (op: OpContext<P, V>) => NodeName
  target: (op: OpContext<P, V>) => NodeName
}

type Op<P, V> = OpContext<P, V>

/** As tempfile.mkdtemp names the daemon's folder. */
function daemonName<P, V>(op: Op<P, V>, mode: 'import' | 'export', index: number): string {
  const at = calendar(clockOf(op.world))
  const two = (n: number) => String(n).padStart(2, '0')
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789_'
  const tail = Array.from({ length: 8 }, () => letters[drawBelow(op.world.random, 'daemons', 37)])
  const date = `${at.year}-${two(at.month)}-${two(at.day)}`
  const time = `${two(at.hour)}_${two(at.minute)}_${two(at.second)}`
  return `${mode}-disk${index}-${date}_${time}-${tail.join('')}`
}

/** "disk/0 sent 450M, 77.2 MiB/s, 21%, ETA 21s" */
function tellProgress<P, V>(op: Op<P, V>, copy: Copy, { sentMib, totalMib }: TransferStatus): void {
  const { now } = op.world
  if (sentMib <= 0 || (copy.toldAt !== null && now - copy.toldAt < PROGRESS_MS)) return
  copy.toldAt = now
  const perSecond = (1000 * sentMib) / Math.max(1, now - copy.startedAt)
  const percent = Math.floor((100 * sentMib) / totalMib)
  const eta = formatSeconds((totalMib - sentMib) / perSecond)
  op.log(
    `disk/${copy.index} sent ${formatUnit(sentMib, 'h')}, ${perSecond.toFixed(1)} MiB/s, ${percent}%, ETA ${eta}`,
  )
}

const inState = <V extends Copying>({ vars }: { vars: V }, state: Copy['state']): Copy[] =>
  vars.copies.filter((copy) => copy.state === state)

const startSteps = <P, V extends Copying>(
  name: string,
  { instance, disks, source, target }: CopyJob<P, V>,
): OpPart<P, V> => [
  {
    [`(${name}: announce)`]: (op) => {
      op.vars.copies = disks(op).map((_disk, index) => ({
        index,
        importer: daemonName(op, 'import', index),
        exporter: daemonName(op, 'export', index),
        transfer: 0,
        state: 'waiting',
        startedAt: 0,
        toldAt: null,
      }))
      for (const { index } of op.vars.copies)
        op.log(`Exporting disk/${index} from ${source(op)} to ${target(op)}`)
    },
  },
  askEach(`${name}: start the receivers`, 'import_start', {
    of: (op) => op.vars.copies,
    to: target,
    args: (op) => ({ instance: instance(op) }),
    answer: (op, reply, copy) => {
      if (reply.ok) return
      const why = `Failed to start import on ${target(op)}: ${reply.error}`
      op.warn(`import on ${target(op)} failed: ${why}`)
      op.log(`disk/${copy.index} failed to receive data: ${why} (recent output: None)`)
      copy.state = 'failed'
    },
  }),
  { [`${name}: wait for the receivers`]: () => sleep(LISTEN_MS) },
  askEach(`${name}: start the senders`, 'export_start', {
    of: (op) => op.vars.copies,
    to: (op, copy) => (copy.state === 'failed' ? null : source(op)),
    before: (op, copy) => op.log(`disk/${copy.index} is now listening, starting export`),
    args: (op, copy) => ({
      instance: instance(op),
      target: target(op),
      sizeMib: disks(op)[copy.index]?.sizeMib ?? 0,
    }),
    answer: (op, reply, copy) => {
      if (reply.ok) {
        copy.transfer = reply.payload.transfer
        copy.state = 'running'
        copy.startedAt = op.world.now
        return
      }
      const why = `Failed to start export on ${source(op)}: ${reply.error}`
      op.warn(`export on ${source(op)} failed: ${why}`)
      op.log(`disk/${copy.index} failed to send data: ${why} (recent output: None)`)
      op.warn(`Aborting import '${copy.importer}' on ${uuidOf(op, target(op))}`)
      copy.state = 'aborted'
    },
  }),
  { [`${name}: wait for connections`]: () => sleep(CONNECT_MS) },
  {
    [`(${name}: connected)`]: (op) => {
      const why = 'Exited due to signal 15'
      for (const copy of inState(op, 'aborted')) {
        op.warn(`import '${copy.importer}' on ${target(op)} failed: ${why}`)
        op.log(
          `disk/${copy.index} failed to receive data: ${why} (recent output: socat: W exiting on signal 15)`,
        )
        copy.state = 'failed'
      }
      for (const { index } of inState(op, 'running')) {
        op.log(`disk/${index} is receiving data on ${target(op)}`)
        op.log(`disk/${index} is sending data on ${source(op)}`)
      }
    },
  },
]

const uuidOf = <P, V>(op: Op<P, V>, node: NodeName): string =>
  own(op.config.nodes, node)?.uuid ?? node

/** One end sees that the other is gone; the gone one is given up after a while. */
function breakOff<P, V>(
  op: Op<P, V>,
  copy: Copy,
  ends: { source: NodeName; target: NodeName },
  gone: NodeName[],
): void {
  const sees = (node: NodeName) => !gone.includes(node)
  const why = 'Exited with status 1'
  const output = '(recent output: socat: E SSL_read(): Connection reset by peer)'
  if (sees(ends.source)) {
    op.warn(`export '${copy.exporter}' on ${ends.source} failed: ${why}`)
    op.log(`disk/${copy.index} failed to send data: ${why} ${output}`)
    op.warn(`Aborting import '${copy.importer}' on ${uuidOf(op, ends.target)}`)
  } else {
    op.warn(`import '${copy.importer}' on ${ends.target} failed: ${why}`)
    op.log(`disk/${copy.index} failed to receive data: ${why} ${output}`)
    op.warn(`Aborting export '${copy.exporter}' on ${uuidOf(op, ends.source)}`)
  }
}

/** Takes in what both ends say of each running copy, two answers each; whether one broke off. */
function judgeCopies<P, V extends Copying>(
  op: Op<P, V>,
  replies: readonly Answer<'transfer_status'>[],
  ends: { source: NodeName; target: NodeName },
): boolean {
  const gone = [...new Set(replies.flatMap((reply) => (reply.ok ? [] : [reply.node])))]
  for (const reply of replies)
    if (!reply.ok) op.warn(`Failed to get daemon status on ${reply.node}: ${reply.error}`)
  let broken = false
  for (const [i, copy] of inState(op, 'running').entries()) {
    const status = [replies[2 * i], replies[2 * i + 1]].find((reply) => reply?.ok)
    if (!status?.ok || gone.length > 0 || status.payload.state === 'failed') {
      broken = true
      copy.state = 'failed'
      breakOff(op, copy, ends, gone)
    } else if (status.payload.state === 'done') {
      copy.state = 'done'
      op.log(`disk/${copy.index} finished receiving data`)
      op.log(`disk/${copy.index} finished sending data`)
    } else tellProgress(op, copy, status.payload)
  }
  return broken
}

const watchSteps = <P, V extends Copying>(
  name: string,
  { source, target }: CopyJob<P, V>,
): OpPart<P, V> => {
  const watching = `${name}: watch both ends`
  const copying = (op: Op<P, V>) => inState(op, 'running').length > 0
  return [
    when(`${name}: begun`, copying, { [`${name}: wait for data`]: () => sleep(POLL_MS) }),
    repeat(
      name,
      when(`${name}: running`, copying, [
        {
          // Each copy has a number of its own, so these calls differ in more than the node.
          [watching]: (op): OpNext => {
            const calls = inState(op, 'running').flatMap(({ transfer }) =>
              [target(op), source(op)].map((to) => ({
                to,
                name: 'transfer_status',
                args: { transfer },
              })),
            )
            return { next: 'calls', calls: calls as CallRequest[] }
          },
          [`(${watching}: answers)`]: (op) => {
            const replies = op.all('transfer_status')
            if (judgeCopies(op, replies, { source: source(op), target: target(op) }))
              return sleep(ERRORS_MS)
            return again(copying(op) ? POLL_MS : 0)
          },
        },
        askAll(`${name}: stop the daemons`, 'version', {
          to: (op) => [target(op), source(op)],
          args: () => ({}),
          answer: (op, replies) => {
            for (const reply of replies) {
              if (reply.ok) continue
              const [mode, verb] =
                reply.node === target(op)
                  ? (['import', 'receive'] as const)
                  : (['export', 'send'] as const)
              const why = 'Too many errors while updating data'
              for (const copy of inState(op, 'failed')) {
                const daemon = mode === 'import' ? copy.importer : copy.exporter
                op.warn(
                  `Failed to finalize ${mode} '${daemon}' on ${uuidOf(op, reply.node)}: ${reply.error}`,
                )
                op.log(`disk/${copy.index} failed to ${verb} data: ${why} (recent output: )`)
              }
            }
            return again(0)
          },
        }),
      ]),
    ),
  ]
}

/** Copies all disks; afterwards `vars.copied` says whether all arrived. The target's disks exist. */
export const copyDisks = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> => [
  startSteps(name, job),
  watchSteps(name, job),
  {
    [`(${name}: over)`]: (op) => {
      op.vars.copied = op.vars.copies.every(({ state }) => state === 'done')
    },
  },
  askEach(`${name}: end the transfers`, 'transfer_end', {
    of: (op) => inState(op, 'done'),
    to: job.source,
    args: (_op, { transfer }) => ({ transfer }),
  }),
]
