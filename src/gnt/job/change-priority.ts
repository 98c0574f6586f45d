/** gnt-job change-priority. Manual: gnt-job(8), CHANGE-PRIORITY. Source: lib/client/gnt_job.py, ChangePriority. */

import { isOver } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { failure, priorityOf } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { changePriority as spec } from '../declared/job.ts'
import { pidOf } from './pid.ts'
import { SEVERAL_JOBS, type SeveralJobs, withSeveralJobs } from './several.ts'

const signaled = (id: number): string => `Job ${id} with pid ${pidOf(id)} signaled`

const changed = (id: number, priority: number): string =>
  `Priorities of pending opcodes for job ${id} have been changed to ${priority}`

/** What comes of it, by what the job was doing. */
const wordingOf = byRelease<
  Record<'missing' | 'canceling' | 'over', (id: number) => string> &
    Record<'queued' | 'started', (id: number, priority: number) => string>
>({
  '2.11': {
    missing: (id) => `Job ${id} not found`,
    canceling: (id) => `Job ${id} is cancelling`,
    over: (id) => `Job ${id} is finished`,
    queued: changed,
    started: changed,
  },
  '2.12': {
    missing: (id) => `Job ${id} not found in queue`,
    canceling: signaled,
    over: (id) => `Job ${id} not found in queue`,
    queued: changed,
    started: signaled,
  },
})

/** Returns whether it worked and what to say. */
function changeOne(p: SeveralJobs, id: number): { done: boolean; text: string } {
  const wording = wordingOf(p)
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
