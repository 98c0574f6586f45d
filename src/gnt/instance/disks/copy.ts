/**
 * Copying an instance's disks from node to node: one daemon sends each disk, another receives it, and
 * the job watches both. Source: lib/masterd/instance.py (TransferInstanceData, ImportExportLoop).
 */

import { calendar } from '../../../lib/clock.ts'
import { own } from '../../../lib/own.ts'
import { drawLetters } from '../../../lib/random.ts'
import { formatSeconds } from '../../../lib/text/duration.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import type { DiskConf, InstanceName, NodeName } from '../../../sim/cluster/config.ts'
import type { NodeCallArgs } from '../../../sim/noded/calls.ts'
import type { TransferStatus } from '../../../sim/noded/instance.ts'
import type { CallRequest } from '../../../sim/run/flow.ts'
import { type OpContext, type OpNext, type OpPart, sleep } from '../../../sim/run/opcode.ts'
import {
  type Answer,
  again,
  ask,
  askAll,
  askEach,
  forEach,
  repeat,
  when,
} from '../../../sim/run/parts.ts'
import { clockOf } from '../../../sim/world.ts'

const LISTEN_MS = 800
const CONNECT_MS = 1000
/** The first look at a dump, which is small, comes after this. */
const DUMP_MS = 3000
const POLL_MS = 5000
const PROGRESS_MS = 60_000
/** A daemon whose node does not answer is given up after this. */
const ERRORS_MS = 10_000

/** One disk on its way from node to node. */
export interface Copy {
  index: number
  importer: string
  exporter: string
  transfer: number
  /**
   * `arrived`: its receiver is done, its sender about to be. `aborted`: its receiver is being stopped, because nothing
   * will be sent.
   */
  state: 'waiting' | 'running' | 'arrived' | 'done' | 'aborted' | 'failed'
  startedAt: number
  toldAt: number | null
  /** How the log calls it, where that is not "disk/0". */
  label?: string
  /** Whether the log already says that data arrives. */
  connected?: boolean
  /** Which end saw it break off, until the other end is given up. */
  seenBy?: 'sender' | 'receiver'
}

const labelOf = ({ label, index }: Copy): string => label ?? `disk/${index}`

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
  /** Positions of the disks to copy; absent: all. */
  which?: (op: OpContext<P, V>) => number[]
  /** How the log calls the disk at a position; absent: "disk/0". */
  label?: (op: OpContext<P, V>, index: number) => string
  /** What the daemons of a disk read and write; absent: the disk itself at both ends. */
  dumps?: (
    op: OpContext<P, V>,
    index: number,
  ) => Pick<NodeCallArgs<'export_start'>, 'scripts' | 'from' | 'into'>
  /** Steps once the disks at these positions have been read, whether or not they arrived. */
  released?: (name: string, which: (op: OpContext<P, V>) => number[]) => OpPart<P, V>
}

type Op<P, V> = OpContext<P, V>

/** As tempfile.mkdtemp names the daemon's folder. */
function daemonName<P, V>(op: Op<P, V>, mode: 'import' | 'export', index: number): string {
  const at = calendar(clockOf(op.world))
  const two = (n: number) => String(n).padStart(2, '0')
  const tail = drawLetters(op.world.random, 'daemons', 8)
  const date = `${at.year}-${two(at.month)}-${two(at.day)}`
  const time = `${two(at.hour)}_${two(at.minute)}_${two(at.second)}`
  return `${mode}-disk${index}-${date}_${time}-${tail}`
}

/** "disk/0 sent 450M, 77.2 MiB/s, 21%, ETA 21s"; of what a script writes no one knows the size. */
function tellProgress<P, V>(
  op: Op<P, V>,
  copy: Copy,
  { sentMib, totalMib }: TransferStatus,
  sized: boolean,
): void {
  const { now } = op.world
  if (sentMib <= 0 || (copy.toldAt !== null && now - copy.toldAt < PROGRESS_MS)) return
  copy.toldAt = now
  const perSecond = (1000 * sentMib) / Math.max(1, now - copy.startedAt)
  const percent = Math.floor((100 * sentMib) / totalMib)
  const eta = formatSeconds((totalMib - sentMib) / perSecond)
  const rest = sized ? `, ${percent}%, ETA ${eta}` : ''
  op.log(`${labelOf(copy)} sent ${formatUnit(sentMib, 'h')}, ${perSecond.toFixed(1)} MiB/s${rest}`)
}

const inState = <V extends Copying>({ vars }: { vars: V }, state: Copy['state']): Copy[] =>
  vars.copies.filter((copy) => copy.state === state)

/** Says of a copy that both its daemons have found each other. */
function tellConnected<P, V>(op: Op<P, V>, copy: Copy, ends: Ends): void {
  copy.connected = true
  op.log(`${labelOf(copy)} is receiving data on ${ends.target}`)
  op.log(`${labelOf(copy)} is sending data on ${ends.source}`)
}

const receiverSteps = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> => [
  {
    [`(${name}: announce)`]: (op) => {
      const which = job.which?.(op) ?? job.disks(op).map((_disk, index) => index)
      op.vars.copies = which.map((index) => ({
        index,
        ...(job.label ? { label: job.label(op, index) } : {}),
        importer: daemonName(op, 'import', index),
        exporter: daemonName(op, 'export', index),
        transfer: 0,
        state: 'waiting',
        startedAt: 0,
        toldAt: null,
      }))
      for (const copy of op.vars.copies)
        op.log(`Exporting ${labelOf(copy)} from ${job.source(op)} to ${job.target(op)}`)
    },
  },
  askEach(`${name}: start the receivers`, 'import_start', {
    of: (op) => op.vars.copies,
    to: job.target,
    args: (op, { index }) => {
      const { scripts, into } = job.dumps?.(op, index) ?? {}
      return {
        instance: job.instance(op),
        ...(scripts ? { scripts } : {}),
        ...(into ? { into } : {}),
      }
    },
    answer: (op, reply, copy) => {
      if (reply.ok) return
      const why = `Failed to start import on ${job.target(op)}: ${reply.error}`
      op.warn(`import on ${job.target(op)} failed: ${why}`)
      op.log(`${labelOf(copy)} failed to receive data: ${why} (recent output: None)`)
      copy.state = 'failed'
    },
  }),
  { [`${name}: wait for the receivers`]: () => sleep(LISTEN_MS) },
]

const senderSteps = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> =>
  forEach<OpContext<P, V>, OpNext, Copy>(
    `${name}: senders`,
    (op) => op.vars.copies,
    (copy) => [
      ask(`${name}: start the senders`, 'export_start', {
        to: (op) => (copy(op).state === 'failed' ? null : job.source(op)),
        before: (op) => op.log(`${labelOf(copy(op))} is now listening, starting export`),
        args: (op) => ({
          instance: job.instance(op),
          target: job.target(op),
          sizeMib: job.disks(op)[copy(op).index]?.sizeMib ?? 0,
          ...job.dumps?.(op, copy(op).index),
        }),
        answer: (op, reply) => {
          const at = copy(op)
          if (reply.ok) {
            at.transfer = reply.payload.transfer
            at.state = 'running'
            at.startedAt = op.world.now
            return
          }
          const why = `Failed to start export on ${job.source(op)}: ${reply.error}`
          op.warn(`export on ${job.source(op)} failed: ${why}`)
          op.log(`${labelOf(at)} failed to send data: ${why} (recent output: None)`)
          at.state = 'aborted'
        },
      }),
      when(`${name}: a sender failed`, (op) => copy(op).state === 'aborted', [
        job.released?.(`${name}: release after no sender`, (op) => [copy(op).index]) ?? {},
        {
          [`(${name}: abort the receiver)`]: (op) =>
            op.warn(`Aborting import '${copy(op).importer}' on ${uuidOf(op, job.target(op))}`),
        },
      ]),
    ],
  )

const startSteps = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> => [
  receiverSteps(name, job),
  senderSteps(name, job),
  { [`${name}: wait for connections`]: () => sleep(job.dumps ? DUMP_MS : CONNECT_MS) },
  {
    [`(${name}: connected)`]: (op) => {
      const why = 'Exited due to signal 15'
      for (const copy of inState(op, 'aborted')) {
        op.warn(`import '${copy.importer}' on ${job.target(op)} failed: ${why}`)
        op.log(
          `${labelOf(copy)} failed to receive data: ${why} (recent output: socat: W exiting on signal 15)`,
        )
        copy.state = 'failed'
      }
      if (job.dumps) return
      for (const copy of inState(op, 'running')) tellConnected(op, copy, endsOf(op, job))
    },
  },
]

interface Ends {
  source: NodeName
  target: NodeName
}

const endsOf = <P, V>(op: Op<P, V>, { source, target }: CopyJob<P, V>): Ends => ({
  source: source(op),
  target: target(op),
})

const uuidOf = <P, V>(op: Op<P, V>, node: NodeName): string =>
  own(op.config.nodes, node)?.uuid ?? node

/** One end sees that the other is gone; the gone one is given up after a while. */
function breakOff<P, V>(op: Op<P, V>, copy: Copy, ends: Ends, gone: NodeName[]): void {
  const why = 'Exited with status 1'
  const output = '(recent output: socat: E SSL_read(): Connection reset by peer)'
  copy.state = 'failed'
  if (!gone.includes(ends.source)) {
    copy.seenBy = 'sender'
    op.warn(`export '${copy.exporter}' on ${ends.source} failed: ${why}`)
    op.log(`${labelOf(copy)} failed to send data: ${why} ${output}`)
  } else {
    copy.seenBy = 'receiver'
    op.warn(`import '${copy.importer}' on ${ends.target} failed: ${why}`)
    op.log(`${labelOf(copy)} failed to receive data: ${why} ${output}`)
    op.warn(`Aborting export '${copy.exporter}' on ${uuidOf(op, ends.source)}`)
  }
}

/** Takes in what both ends say of each running copy, two answers each. */
function judgeCopies<P, V extends Copying>(
  op: Op<P, V>,
  replies: readonly Answer<'transfer_status'>[],
  job: CopyJob<P, V>,
): void {
  const ends = endsOf(op, job)
  const gone = [...new Set(replies.flatMap((reply) => (reply.ok ? [] : [reply.node])))]
  for (const reply of replies)
    if (!reply.ok) op.warn(`Failed to get daemon status on ${reply.node}: ${reply.error}`)
  for (const [i, copy] of inState(op, 'running').entries()) {
    const status = [replies[2 * i], replies[2 * i + 1]].find((reply) => reply?.ok)
    if (!status?.ok || gone.length > 0 || status.payload.state === 'failed')
      breakOff(op, copy, ends, gone)
    else if (status.payload.state === 'done') {
      copy.state = 'arrived'
      op.log(`${labelOf(copy)} finished receiving data`)
    } else {
      if (job.dumps && !copy.connected) tellConnected(op, copy, ends)
      tellProgress(op, copy, status.payload, !job.dumps?.(op, copy.index)?.scripts)
    }
  }
}

/** Lets go of what was read, as soon as its sender is through or has failed. */
const endSenders = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> =>
  forEach<OpContext<P, V>, OpNext, Copy>(
    `${name}: ended senders`,
    (op) => op.vars.copies,
    (copy) =>
      when(
        `${name}: a sender ended`,
        (op) => copy(op).state === 'arrived' || copy(op).seenBy === 'sender',
        [
          {
            [`(${name}: sent)`]: (op) => {
              const at = copy(op)
              if (at.state !== 'arrived') return
              at.state = 'done'
              op.log(`${labelOf(at)} finished sending data`)
            },
          },
          job.released?.(`${name}: release`, (op) => [copy(op).index]) ?? {},
          {
            [`(${name}: abort)`]: (op) => {
              const { seenBy, importer } = copy(op)
              if (seenBy === 'sender')
                op.warn(`Aborting import '${importer}' on ${uuidOf(op, job.target(op))}`)
            },
          },
        ],
      ),
  )

const broken = <V extends Copying>({ vars }: { vars: V }): Copy[] =>
  vars.copies.filter(({ seenBy }) => seenBy !== undefined)

/** Gives up the end that does not answer any more. */
function giveUp<P, V extends Copying>(
  op: Op<P, V>,
  replies: readonly Answer<'version'>[],
  target: NodeName,
): void {
  for (const reply of replies) {
    if (reply.ok) continue
    const [mode, verb] =
      reply.node === target ? (['import', 'receive'] as const) : (['export', 'send'] as const)
    const why = 'Too many errors while updating data'
    for (const copy of inState(op, 'failed')) {
      const daemon = mode === 'import' ? copy.importer : copy.exporter
      op.warn(`Failed to finalize ${mode} '${daemon}' on ${uuidOf(op, reply.node)}: ${reply.error}`)
      op.log(`${labelOf(copy)} failed to ${verb} data: ${why} (recent output: )`)
    }
  }
}

const watchSteps = <P, V extends Copying>(name: string, job: CopyJob<P, V>): OpPart<P, V> => {
  const { source, target } = job
  const watching = `${name}: watch both ends`
  const copying = (op: Op<P, V>) => inState(op, 'running').length > 0
  const lost = (op: Op<P, V>) =>
    broken(op).flatMap(({ seenBy, index }) => (seenBy === 'receiver' ? [index] : []))
  return [
    when(`${name}: begun`, (op: Op<P, V>) => copying(op) && !job.dumps, {
      [`${name}: wait for data`]: () => sleep(POLL_MS),
    }),
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
          [`(${watching}: answers)`]: (op) => judgeCopies(op, op.all('transfer_status'), job),
        },
        endSenders(name, job),
        {
          [`(${name}: whole?)`]: (op) =>
            broken(op).length > 0 ? sleep(ERRORS_MS) : again(copying(op) ? POLL_MS : 0),
        },
        askAll(`${name}: stop the daemons`, 'version', {
          to: (op) => [target(op), source(op)],
          args: () => ({}),
          answer: (op, replies) => giveUp(op, replies, target(op)),
        }),
        job.released?.(`${name}: release after a loss`, lost) ?? {},
        {
          [`(${name}: go on)`]: (op) => {
            for (const copy of broken(op)) delete copy.seenBy
            return again(0)
          },
        },
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
