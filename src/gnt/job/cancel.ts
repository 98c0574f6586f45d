/** gnt-job cancel. Manual: gnt-job(8), CANCEL. Source: lib/client/gnt_job.py, CancelJobs. */

import { cancelJob, killJob } from '../../sim/jobs/ends.ts'
import { isOver } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { failure, prereqText } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { cancel as spec } from '../declared/job.ts'
import { declares, flag } from '../optparse/read.ts'
import { SEVERAL_JOBS, type SeveralJobs, withSeveralJobs } from './several.ts'

/** What comes of it, by what the job was doing. */
const wordingOf = byRelease<
  Record<'missing' | 'queued' | 'waiting' | 'running' | 'over', (id: number) => string>
>({
  '2.11': {
    missing: (id) => `Job ${id} not found`,
    queued: (id) => `Job ${id} canceled`,
    waiting: (id) => `Job ${id} will be canceled`,
    running: (id) => `Job ${id} is no longer waiting in the queue`,
    over: (id) => `Job ${id} is no longer waiting in the queue`,
  },
  '2.12': {
    missing: (id) => `Job ${id} not found in queue`,
    queued: (id) => `Dequeued job ${id}`,
    waiting: () => 'Job successfully cancelled',
    running: () => "Job no longer waiting, can't cancel (informed it anyway)",
    over: (id) => `Job ${id} not found in queue`,
  },
})

/** Returns whether it worked and what to say. */
function cancelOne(p: SeveralJobs, id: number): { done: boolean; text: string } {
  const wording = wordingOf(p)
  const job = p.world.jobs[id]
  if (!job || job.archived) return { done: false, text: wording.missing(id) }
  const { status } = job
  if (declares(p.vars.options, 'kill') && flag(p.vars.options, 'kill') && killJob(p.world, job))
    return { done: true, text: 'SIGKILL send to the process' }
  if (cancelJob(p.world, job))
    return { done: true, text: status === 'queued' ? wording.queued(id) : wording.waiting(id) }
  return { done: false, text: isOver(job) ? wording.over(id) : wording.running(id) }
}

export const cancel = defineCommand<typeof SEVERAL_JOBS>({
  spec,
  where: 'master',
  vars: SEVERAL_JOBS,
  steps: [
    {
      check: (p) =>
        flag(p.vars.options, 'kill') && p.vars.options.yes_do_it !== true
          ? failure(
              p,
              prereqText({
                class: 'wrong_input',
                text: 'The --kill option must be confirmed with --yes-do-it',
              }),
            )
          : undefined,
    },
    withSeveralJobs(
      'CancelJob',
      (p) => `${flag(p.vars.options, 'kill') ? 'KILL' : 'Cancel'} job(s) listed above?`,
      cancelOne,
    ),
  ],
})
