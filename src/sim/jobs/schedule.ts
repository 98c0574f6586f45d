import type { Rules } from '../run/rules.ts'
import { clockOf, type World } from '../world.ts'
import { admitted } from './filters.ts'
import type { Job } from './job.ts'
import { delay, replicationMs } from './replicate.ts'
import { runOps } from './run.ts'
import { locksOf, obstacleTo, queueOf } from './waits.ts'

/** Starts what may start and moves every running job on as far as it goes now. Returns whether any did. */
export function runJobs(rules: Rules, world: World): boolean {
  if (world.openJobs.length === 0) return false
  let moved = false
  for (const job of admitted(world, queueOf(world))) {
    if (job.status === 'queued' || job.status === 'waiting')
      moved = tryStart(rules, world, job) || moved
    else if (job.status === 'running') moved = runOps(rules, world, job) || moved
  }
  return moved
}

function tryStart(rules: Rules, world: World, job: Job): boolean {
  const obstacle = obstacleTo(world, job, () => locksOf(rules, world, job))
  if (obstacle?.for === 'lock') {
    const moved = job.status === 'queued'
    job.status = 'waiting'
    if (moved) job.wants = locksOf(rules, world, job)
    for (const op of job.ops) if (op.status === 'queued') op.status = 'waiting'
    return moved
  }
  if (obstacle) return false
  job.holds = locksOf(rules, world, job)
  delete job.wants
  job.status = 'running'
  job.started = clockOf(world)
  // Its file is copied out twice on the way into execution.
  const copies = 2 * replicationMs(world, job.on)
  if (copies > 0) delay(world, job, copies)
  return true
}
