import { freeze } from 'immer'
import { clone } from '../../lib/clone.ts'
import { withSharedFiles } from '../../sim/cluster/share.ts'
import { isOver, type Job } from '../../sim/jobs/job.ts'
import type { World } from '../../sim/world.ts'

/**
 * The same World, which no one changes any more: what is made out of it can be remembered (lib/remembered.ts).
 * `apply` and `advance` give such Worlds by themselves.
 */
export const frozenWorld = (world: World): World => freeze(world, true)

/**
 * A copy of a World, free to be changed in place. Jobs that are over are the same objects: no one changes them any
 * more (whoever archives one puts a new one in its place), and a long sitting has thousands. So are the nodes'
 * copies of the configuration, which is a value.
 */
export function copyOfWorld(world: World): World {
  const jobs: Record<number, Job> = {}
  for (const [id, job] of Object.entries(world.jobs))
    jobs[Number(id)] = isOver(job) ? job : clone(job)
  const copy = withSharedFiles({ ...world, jobs: {} })
  copy.jobs = jobs
  return copy
}
