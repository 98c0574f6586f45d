/** gnt-job autoarchive: puts jobs away that ended long enough ago. Source: lib/client/gnt_job.py. */
import { isOver } from '../../sim/jobs/job.ts'
import { exit } from '../../sim/run/program.ts'
import { clockOf } from '../../sim/world.ts'
import { refusal } from '../client.ts'
import { defineCommand } from '../command.ts'
import { autoarchive as spec } from '../declared/job.ts'
import { parseTimespec } from '../timespec.ts'
import { wordingOf } from '../wording.ts'

export const autoarchive = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    putAway: (p) => {
      const typed = p.vars.args[0] ?? ''
      const age = typed === 'all' ? -1 : parseTimespec(typed)
      if (typeof age !== 'number') return refusal(p, age.refusal)
      const before = clockOf(p.world) - 1000 * age
      const all = wordingOf(p.world.release).archivesAll
      const old = Object.values(p.world.jobs).filter(
        (job) =>
          isOver(job) && !job.archived && (age < 0 ? all : (job.ended ?? job.received) < before),
      )
      for (const job of old) p.world.jobs[job.id] = { ...job, archived: true }
      p.out(`Archived ${old.length} jobs, 0 unchecked left\n`)
      return exit(0)
    },
  },
})
