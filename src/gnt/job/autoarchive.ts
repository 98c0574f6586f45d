/** gnt-job autoarchive: puts jobs away that ended long enough ago. Source: lib/client/gnt_job.py. */
import { archiveJobs } from '../../sim/jobs/ends.ts'
import { byRelease } from '../../sim/releases.ts'
import { exit } from '../../sim/run/program.ts'
import { clockOf } from '../../sim/world.ts'
import { refusal } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { autoarchive as spec } from '../declared/job.ts'
import { parseTimespec } from '../timespec.ts'

/** Whether `all` finds any job: luxid takes it for jobs older than time itself. */
const archivesAll = byRelease({ '2.11': true, '2.12': false })

export const autoarchive = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    putAway: (p) => {
      const typed = p.vars.args[0] ?? ''
      const age = typed === 'all' ? -1 : parseTimespec(typed)
      if (typeof age !== 'number') return refusal(p, age.refusal)
      const none = age < 0 && !archivesAll(p)
      const before = age < 0 ? Number.POSITIVE_INFINITY : clockOf(p.world) - 1000 * age
      const count = none ? 0 : archiveJobs(p.world, before)
      p.out(`Archived ${count} jobs, 0 unchecked left\n`)
      return exit(0)
    },
  },
})
