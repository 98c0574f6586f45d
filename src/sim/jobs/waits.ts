import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import { runs } from '../cluster/machine.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import type { Rules } from '../run/rules.ts'
import { daemonConfigOn, machineOf, type World } from '../world.ts'
import { openJobs } from './ends.ts'
import { heldBack } from './filters.ts'
import { conflicts, isOver, type Job, type Lock } from './job.ts'
import { runningJobs } from './running.ts'

/** Why jobs wait: derived from the World whenever somebody asks. */

/** At most this many jobs run at once (max_running_jobs). */
const MAX_RUNNING = 20

/** What a job that does not run waits for. */
export type WaitReason =
  /** Its turn: the scheduler picks it up later. */
  | { for: 'turn' }
  /** A rule of the queue holds it back. */
  | { for: 'rule'; uuid: string }
  /** The daemon that runs jobs is down. */
  | { for: 'daemon'; daemon: Daemon; node: NodeName }
  /** Another job must end first. */
  | { for: 'job'; job: number }
  /** As many jobs run as may run at once. */
  | { for: 'place' }
  /** Another job holds a lock that it needs. */
  | { for: 'lock'; job: number }
  /** Its process died with that node; a master daemon has to find that out. */
  | { for: 'recovery'; node: NodeName }

/** Open jobs whose process lives, in the order in which they may start. */
export const queueOf = (world: World): Job[] =>
  openJobs(world)
    .filter((job) => !job.dead)
    .sort((a, b) => a.priority - b.priority || a.id - b.id)

/** The locks that a job needs before it starts. */
export const locksOf = (rules: Rules, world: World, job: Job): Lock[] => {
  const config = daemonConfigOn(world, job.on)
  return job.ops.flatMap(
    (op) => own(rules.opcodes, op.opcode)?.locks(op.params, config, world) ?? [],
  )
}

/** Who has, or has asked earlier for, a lock that stands in the way. */
function holderOf(world: World, job: Job, wanted: Lock[]): number | undefined {
  return openJobs(world).find(
    (other) =>
      other.id !== job.id &&
      // Two masters know nothing of each other's locks.
      other.on === job.on &&
      !isOver(other) &&
      other.holds.some((held) => wanted.some((want) => conflicts(held, want))),
  )?.id
}

/** Why a job that no rule holds back cannot start now, and the locks that it would take; null: it can. */
export function obstacleTo(
  world: World,
  job: Job,
  wanted: () => Lock[],
): Exclude<WaitReason, { for: 'rule' | 'recovery' }> | null {
  if (world.now < job.notBefore) return { for: 'turn' }
  const { jobDaemon } = behaviourOf(world.release)
  if (!runs(machineOf(world, job.on), jobDaemon))
    return { for: 'daemon', daemon: jobDaemon, node: job.on }
  const before = job.after.find((id) => world.jobs[id] && !isOver(world.jobs[id]))
  if (before !== undefined) return { for: 'job', job: before }
  if (runningJobs(world).length >= MAX_RUNNING) return { for: 'place' }
  const holder = holderOf(world, job, wanted())
  return holder === undefined ? null : { for: 'lock', job: holder }
}

/** What an open job waits for; null: it runs, has ended, or starts at once. */
export function waitReasonOf(rules: Rules, world: World, job: Job): WaitReason | null {
  if (job.dead) return { for: 'recovery', node: job.on }
  if (job.status !== 'queued' && job.status !== 'waiting') return null
  const rule = heldBack(world, queueOf(world)).get(job.id)
  if (rule) return { for: 'rule', uuid: rule.uuid }
  const hasConfig = machineOf(world, job.on).files.config !== null
  return obstacleTo(world, job, () => (hasConfig ? locksOf(rules, world, job) : []))
}
