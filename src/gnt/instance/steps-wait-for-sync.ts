/**
 * Waiting for an instance's mirrored disks, with a line per disk and look. Shared by every operation
 * that copies a mirror. Source: lib/cmdlib/instance_storage.py (WaitForSync).
 */
import { formatSeconds } from '../../lib/duration.ts'
import type { DiskConf, InstanceConf } from '../../sim/cluster/config.ts'
import {
  call,
  fail,
  goto,
  type OpContext,
  type OpNext,
  type OpPart,
  sleep,
} from '../../sim/run/opcode.ts'

/** Looks at a silent primary before giving up, and the pause between them. */
const SILENT_TRIES = 10
const SILENT_MS = 6000
/** A disk that neither copies nor is connected is looked at once a second, this often. */
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
  /** One look is enough: says how it stands and goes on. */
  oneshot?: boolean
  /** What the operation does when the primary cannot be reached any more. */
  lost?: (op: OpContext<P, V>, text: string) => OpNext
}

interface Numbered {
  disk: DiskConf
  index: number
}

/**
 * Steps that wait until the disks are in sync and report their progress (WaitForSync); the result is in
 * `vars.synced`.
 */
export const waitForSync = <P, V extends Syncing>(
  name: string,
  { instance, disks, oneshot = false, lost = (_op, text) => fail(text) }: Waiting<P, V>,
): OpPart<P, V> => {
  const waitedFor = (op: OpContext<P, V>): Numbered[] =>
    instance(op)
      .disks.map((disk, index) => ({ disk, index }))
      .filter(({ disk }) => disk.kind === 'drbd')
      .filter(({ index }) => disks?.(op).includes(index) ?? true)
  return {
    [`${name}: announce`]: (op) => {
      op.vars.silentTries = 0
      op.vars.degradedTries = DEGRADED_TRIES
      op.vars.synced = true
      if (instance(op).disks.length === 0) return goto(`${name}: over`)
      if (!oneshot) op.info(`Waiting for instance ${instance(op).name} to sync disks`)
    },
    [`${name}: look`]: (op) =>
      call(instance(op).primary, 'blockdev_getmirrorstatus', { disks: waitedFor(op) }),
    [`${name}: judge`]: (op) => {
      const reply = op.reply('blockdev_getmirrorstatus')
      const { primary } = instance(op)
      if (!reply.ok) {
        op.warn(`Can't get any data from node ${primary}: ${reply.error}`)
        op.vars.silentTries += 1
        if (op.vars.silentTries >= SILENT_TRIES)
          return lost(op, `Can't contact node ${primary} for mirror data, aborting.`)
        return sleep(SILENT_MS, `${name}: look`)
      }
      op.vars.silentTries = 0
      const { done, degraded, pauseSeconds } = told(op, primary, waitedFor(op), reply.payload)
      op.vars.synced = !degraded
      if ((done || oneshot) && degraded && op.vars.degradedTries > 0) {
        op.vars.degradedTries -= 1
        return sleep(1000, `${name}: look`)
      }
      if (done) op.info(`Instance ${instance(op).name}'s disks are in sync`)
      if (!done && !oneshot)
        return sleep(1000 * Math.min(LONGEST_SECONDS, pauseSeconds), `${name}: look`)
    },
    [`${name}: over`]: () => undefined,
  }
}

type Statuses =
  | {
      ok: true
      status: { degraded: boolean; syncPercent: number | null; estimateSeconds: number | null }
    }
  | { ok: false; error: string }

/** Says how far each disk is; the pause is the last disk's estimate, as Ganeti has it. */
function told<P, V>(
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
