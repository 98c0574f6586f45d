import { isOver, type Job } from '../sim/jobs/job.ts'
import type { World } from '../sim/world.ts'

/**
 * A copy of a World, free to be changed in place. Jobs that are over are the same objects: nobody changes them any
 * more (whoever archives one puts a new one in its place), and a long sitting has thousands.
 */
export function structuredCloneWorld(world: World): World {
  const jobs: Record<number, Job> = {}
  for (const [id, job] of Object.entries(world.jobs))
    jobs[Number(id)] = isOver(job) ? job : (JSON.parse(JSON.stringify(job)) as Job)
  const copy = JSON.parse(JSON.stringify({ ...world, jobs: {} })) as World
  copy.jobs = jobs
  return copy
}
