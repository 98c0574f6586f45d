/** gnt-job cancel. Manual: gnt-job(8), CANCEL. Source: lib/client/gnt_job.py, CancelJobs. */

import { cancelJob } from '../../sim/jobs/ends.ts'
import { isOver } from '../../sim/jobs/job.ts'
import { failure, prereqText } from '../client.ts'
import { defineCommand } from '../command.ts'
import { cancel as spec } from '../declared/job.ts'
import { flag } from '../optparse/read.ts'
import { wordingOf } from '../wording.ts'
import { SEVERAL_JOBS, type SeveralJobs, withSeveralJobs } from './several.ts'

/** Returns whether it worked and what to say. */
function cancelOne(p: SeveralJobs, id: number): { done: boolean; text: string } {
  const wording = wordingOf(p.world.release).cancelJob
  const job = p.world.jobs[id]
  if (!job || job.archived) return { done: false, text: wording.missing(id) }
  const { status } = job
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
