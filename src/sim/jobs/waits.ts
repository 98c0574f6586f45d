import { own } from '../../lib/own.ts'
import type { NodeName } from '../cluster/config.ts'
import { runs } from '../cluster/machine.ts'
import { settingsOf } from '../cluster/settings.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import type { Rules } from '../run/rules.ts'
import { daemonConfigOn, machineOf, type World } from '../world.ts'
import { openJobs } from './ends.ts'
import { heldBack } from './filters.ts'
import { conflicts, isOver, type Job, type Lock } from './job.ts'

/** Why jobs wait: derived from the World whenever someone asks. */

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
  /** As many jobs have started as may at once (max_running_jobs). */
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

/** Jobs that the scheduler of a node has started, also those that still wait for locks (JQScheduler.hs, qRunning). */
const startedOn = (world: World, node: NodeName): Job[] =>
  openJobs(world).filter(
    ({ on, dead, status }) =>
      on === node && !dead && (status === 'waiting' || status === 'running'),
  )

/** As many jobs as the scheduler of a node starts; one, where it has no configuration. */
const mostStarted = (world: World, node: NodeName): number =>
  machineOf(world, node).files.config ? settingsOf(daemonConfigOn(world, node)).maxRunningJobs : 1

/** The job that has a conflicting lock, or asked for one earlier. */
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
  if (job.status === 'queued' && startedOn(world, job.on).length >= mostStarted(world, job.on))
    return { for: 'place' }
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
