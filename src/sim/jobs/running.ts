import type { InstanceName } from '../cluster/config.ts'
import type { World } from '../world.ts'
import { openJobs } from './ends.ts'
import type { Job } from './job.ts'

/** Jobs that have started and not ended, and whose process lives; lowest number first. */
export const runningJobs = (world: World): Job[] =>
  openJobs(world).filter((job) => job.status === 'running' && !job.dead)

/**
 * The job that changes each instance: it runs and holds the instance's lock for itself. Two masters know nothing of
 * each other's locks; of their jobs the later one counts.
 */
export function jobsByInstance(world: World): ReadonlyMap<InstanceName, Job> {
  const found = new Map<InstanceName, Job>()
  for (const job of runningJobs(world))
    for (const lock of job.holds)
      if (lock.level === 'instance' && lock.mode === 'exclusive') found.set(lock.name, job)
  return found
}

/** The job that changes an instance at present; undefined where none does. */
export const jobOn = (world: World, instance: InstanceName): Job | undefined =>
  jobsByInstance(world).get(instance)
