/** gnt-job change-priority. Manual: gnt-job(8), CHANGE-PRIORITY. Source: lib/client/gnt_job.py, ChangePriority. */

import { isOver } from '../../sim/jobs/job.ts'
import { failure, priorityOf } from '../client.ts'
import { defineCommand } from '../command.ts'
import { changePriority as spec } from '../declared/job.ts'
import { wordingOf } from '../wording.ts'
import { SEVERAL_JOBS, type SeveralJobs, withSeveralJobs } from './several.ts'

/** Returns whether it worked and what to say. */
function changeOne(p: SeveralJobs, id: number): { done: boolean; text: string } {
  const wording = wordingOf(p.world.release).changePriority
  const job = p.world.jobs[id]
  if (!job || job.archived) return { done: false, text: wording.missing(id) }
  if (isOver(job)) return { done: false, text: wording.over(id) }
  if (job.status === 'canceling') return { done: false, text: wording.canceling(id) }
  job.priority = priorityOf(p.vars)
  const say = job.status === 'queued' ? wording.queued : wording.started
  return { done: true, text: say(id, job.priority) }
}

export const changePriority = defineCommand<typeof SEVERAL_JOBS>({
  spec,
  where: 'master',
  vars: SEVERAL_JOBS,
  steps: [
    {
      check: (p) =>
        p.vars.options.priority === null
          ? failure(p, '--priority option must be given.')
          : undefined,
    },
    withSeveralJobs(
      'ChangeJobPriority',
      () => 'Change priority of job(s) listed above?',
      changeOne,
    ),
  ],
})
