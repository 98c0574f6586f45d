/**
 * Waiting for an instance's mirrored disks, with a line per disk and answer. Shared by every operation
 * that copies a mirror. Source: lib/cmdlib/instance_storage.py (WaitForSync).
 */
import { formatSeconds } from '../../../lib/text/duration.ts'
import type { DiskConf, InstanceConf, NodeName } from '../../../sim/cluster/config.ts'
import { fail, type OpContext, type OpNext, type OpPart } from '../../../sim/run/opcode.ts'
import { again, ask, repeat, when } from '../../../sim/run/parts.ts'

/** How often a silent primary is asked before giving up, and the pause in between. */
const SILENT_TRIES = 10
const SILENT_MS = 6000
/** A disk that neither copies nor is connected is asked for once a second, this often. */
const DEGRADED_TRIES = 10
const NO_ESTIMATE_SECONDS = 5
const LONGEST_SECONDS = 60

/** Variables that `waitForSync` needs. */
export interface Syncing {
  silentTries: number
  degradedTries: number
  /** Afterwards: whether no disk was left degraded. */
  synced: boolean
}

/** Initial values of the variables that `waitForSync` needs. */
export const SYNCING: Syncing = { silentTries: 0, degradedTries: 0, synced: false }

interface Waiting<P, V> {
  instance: (op: OpContext<P, V>) => InstanceConf
  /** Indices of the disks to wait for; all when absent. */
  disks?: (op: OpContext<P, V>) => readonly number[]
  /** Asks once, logs the answer and goes on; only a degraded disk is asked for again. */
  oneshot?: boolean
}

interface Numbered {
  disk: DiskConf
  index: number
}

/**
 * Steps that wait until the disks are in sync and report their progress (WaitForSync); the result is in
 * `vars.synced`. Fails when the primary stays silent.
 */
export const waitForSync = <P, V extends Syncing>(
  name: string,
  { instance, disks, oneshot = false }: Waiting<P, V>,
): OpPart<P, V> => {
  const waitedFor = (op: OpContext<P, V>): Numbered[] =>
    instance(op)
      .disks.map((disk, index) => ({ disk, index }))
      .filter(({ disk }) => disk.kind === 'drbd')
      .filter(({ index }) => disks?.(op).includes(index) ?? true)
  return [
    {
      [`${name}: announce`]: (op) => {
        op.vars.silentTries = 0
        op.vars.degradedTries = DEGRADED_TRIES
        op.vars.synced = true
        const { disks: all, name: instanceName } = instance(op)
        if (all.length > 0 && !oneshot)
          op.info(`Waiting for instance ${instanceName} to sync disks`)
      },
    },
    when(
      `${name}: it has disks`,
      (op) => instance(op).disks.length > 0,
      repeat(
        name,
        ask(name, 'blockdev_getmirrorstatus', {
          to: (op) => instance(op).primary,
          args: (op) => ({ disks: waitedFor(op) }),
          answer: (op, reply) => {
            if (!reply.ok) return askSilentAgain(op, reply)
            op.vars.silentTries = 0
            const found = logProgress(op, reply.node, waitedFor(op), reply.payload)
            op.vars.synced = !found.degraded
            if ((found.done || oneshot) && found.degraded && op.vars.degradedTries > 0) {
              op.vars.degradedTries -= 1
              return again(1000)
            }
            if (found.done) op.info(`Instance ${instance(op).name}'s disks are in sync`)
            else if (!oneshot) return again(1000 * Math.min(LONGEST_SECONDS, found.pauseSeconds))
          },
        }),
      ),
    ),
  ]
}

const askSilentAgain = <P, V extends Syncing>(
  op: OpContext<P, V>,
  { node, error }: { node: NodeName; error: string },
): OpNext => {
  op.warn(`Can't get any data from node ${node}: ${error}`)
  op.vars.silentTries += 1
  return op.vars.silentTries < SILENT_TRIES
    ? again(SILENT_MS)
    : fail(`Can't contact node ${node} for mirror data, aborting.`, { is: 'no answer', node })
}

type Statuses =
  | {
      ok: true
      status: { degraded: boolean; syncPercent: number | null; estimateSeconds: number | null }
    }
  | { ok: false; error: string }

/** Logs how far each disk is; the pause is the last disk's estimate, as Ganeti has it. */
function logProgress<P, V>(
  op: OpContext<P, V>,
  node: string,
  disks: readonly Numbered[],
  statuses: readonly Statuses[],
): { done: boolean; degraded: boolean; pauseSeconds: number } {
  let done = true
  let degraded = false
  let pauseSeconds = 0
  for (const [i, { index }] of disks.entries()) {
    const found = statuses[i]
    if (!found?.ok) {
      op.warn(`Can't compute data for node ${node}/disk/${index}`)
      continue
    }
    const { syncPercent, estimateSeconds } = found.status
    degraded ||= found.status.degraded && syncPercent === null
    if (syncPercent === null) continue
    done = false
    pauseSeconds = estimateSeconds ?? NO_ESTIMATE_SECONDS
    const rest =
      estimateSeconds === null
        ? 'no time estimate'
        : `${formatSeconds(estimateSeconds)} remaining (estimated)`
    op.info(`- device disk/${index}: ${syncPercent.toFixed(2).padStart(5)}% done, ${rest}`)
  }
  return { done, degraded, pauseSeconds }
}
