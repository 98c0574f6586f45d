/** gnt-job wait: like watch, in silence. Source: lib/client/gnt_job.py, WaitJob. */
import { defineCommand } from '../command.ts'
import { wait as spec } from '../declared/job.ts'
import { findJob, reportJob } from './watch.ts'

export const wait = defineCommand<{ job: number }>({
  spec,
  where: 'master',
  vars: { job: 0 },
  steps: [findJob<{ job: number }>(), reportJob<{ job: number }>()],
})
