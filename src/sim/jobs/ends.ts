import { own } from '../../lib/own.ts'
import { plain } from '../../lib/plain.ts'
import type { NodeName } from '../cluster/config.ts'
import { runs } from '../cluster/machine.ts'
import { behaviourOf } from '../releases.ts'
import { clockOf, type World } from '../world.ts'
import { isOver, type Job } from './job.ts'

/** How jobs end, and what becomes of them when the daemon that ran them is gone. */

/** The jobs that have not ended, lowest number first. */
export function openJobs(world: World): Job[] {
  const open: Job[] = []
  for (const id of world.openJobs) {
    const job = world.jobs[id]
    if (job) open.push(job)
  }
  return open
}

/** All jobs, only to be read: behind a draft stand thousands that no one has touched. */
export const jobsToRead = ({ jobs }: World): Readonly<Record<number, Job>> => plain(jobs)

/** So many numbers without a job, and the rest is looked up. */
const GAP = 100

/**
 * Jobs from the newest to the oldest, as far as the caller goes on: a long sitting has thousands, and what is
 * asked of them is mostly known from the last few.
 */
export function* newestJobs({ jobs, nextJobId }: World): Generator<Job> {
  let id = nextJobId - 1
  for (let missed = 0; id > 0 && missed < GAP; id--) {
    const job = jobs[id]
    missed = job ? 0 : missed + 1
    if (job) yield job
  }
  if (id <= 0) return
  const older = Object.values(jobs).filter((job) => job.id <= id)
  yield* older.sort((a, b) => b.id - a.id)
}

/** Ends a job: frees its locks, gives unfinished opcodes its status, and drops what they worked with. */
export function endJob(world: World, job: Job, status: 'success' | 'error' | 'canceled'): void {
  world.openJobs = world.openJobs.filter((id) => id !== job.id)
  job.status = status
  job.ended = clockOf(world)
  job.holds = []
  for (const op of job.ops) {
    // What it worked with is of no use any more, and a long sitting has thousands of jobs.
    op.frame = { step: op.frame.step, vars: {}, replies: [], wait: null }
    if (op.result === null) op.status = status
  }
}

/** Puts jobs away that ended before a moment, in milliseconds since 1970; returns how many. */
export function archiveJobs(world: World, before: number): number {
  const old = Object.values(jobsToRead(world)).filter(
    (job) => !job.archived && isOver(job) && (job.ended ?? job.received) < before,
  )
  // Jobs that are over are shared by copies of the World: another one takes its place.
  for (const job of old) world.jobs[job.id] = { ...job, archived: true }
  return old.length
}

/** Takes a job out of the queue before it runs. Returns false once it is too late. */
export function cancelJob(world: World, job: Job): boolean {
  if (job.status !== 'queued' && job.status !== 'waiting') return false
  const text = 'Job canceled by request'
  for (const op of job.ops)
    op.result = { ok: false, kind: 'canceled', text, cause: { is: 'canceled' } }
  endJob(world, job, 'canceled')
  return true
}

/** Fails a job whose process is gone, in the words of the daemon that finds it out. */
function failDead(world: World, job: Job): void {
  const text =
    behaviourOf(world.release).jobDaemon === 'ganeti-masterd'
      ? 'Unclean master daemon shutdown'
      : 'Job died'
  for (const op of job.ops)
    if (op.result === null) op.result = { ok: false, kind: 'died', text, cause: { is: 'job died' } }
  job.dead = false
  endJob(world, job, 'error')
}

/** Kills the process of a job that runs, which the scheduler notices at once. Returns false where it has none. */
export function killJob(world: World, job: Job): boolean {
  if (job.status !== 'running' && job.status !== 'waiting') return false
  failDead(world, job)
  return true
}

/** The node that runs jobs lost its power, or its daemon was killed: their processes are gone. */
export function loseJobsOf(world: World, master: NodeName): void {
  for (const job of openJobs(world)) {
    if (job.on !== master || job.status !== 'running') continue
    job.dead = true
    for (const op of job.ops) op.frame.wait = null
  }
}

/**
 * A master daemon has started on `master`: it takes over the queue, fails the jobs whose process is gone
 * and queues the others again. Source: lib/jqueue (recovery), src/Ganeti/JQScheduler (death detection).
 */
export function adoptJobs(world: World, master: NodeName): void {
  const { jobDaemon } = behaviourOf(world.release)
  // Another master that is alive keeps its own.
  const alive = (node: NodeName) => {
    const machine = own(world.machines, node)
    return node !== master && machine !== undefined && runs(machine, jobDaemon)
  }
  for (const job of openJobs(world)) {
    if (alive(job.on)) continue
    if (job.dead) failDead(world, job)
    else if (job.status === 'queued' || job.status === 'waiting') {
      job.on = master
      job.status = 'queued'
      job.notBefore = world.now
    }
  }
}
