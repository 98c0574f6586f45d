/** gnt-job archive: puts finished jobs away. Source: lib/client/gnt_job.py, ArchiveJobs. */
import { isOver } from '../../sim/jobs/job.ts'
import { exit } from '../../sim/run/program.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { archive as spec } from '../declared/job.ts'
import { notANumber } from './numbers.ts'

export const archive = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    putAway: (p) => {
      let code = 0
      for (const typed of p.vars.args) {
        if (!/^\d+$/.test(typed)) return failure(p, notANumber('ArchiveJob', typed))
        const job = p.world.jobs[Number(typed)]
        if (job && !job.archived && isOver(job)) p.world.jobs[job.id] = { ...job, archived: true }
        else {
          p.err(`Failed to archive job with ID '${typed}'\n`)
          code = 1
        }
      }
      return exit(code)
    },
  },
})
