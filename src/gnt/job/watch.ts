/** gnt-job watch and wait: until a job has ended. Source: lib/client/gnt_job.py, WatchJob and WaitJob. */

import { isOver } from '../../sim/jobs/job.ts'
import { again, repeat } from '../../sim/run/parts.ts'
import { exit, follow, type ProgramNext } from '../../sim/run/program.ts'
import { outcomeOf, resultText } from '../client/client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { watch as spec } from '../declared/job.ts'

interface Watching {
  job: number
}

const complain = <V>(p: ClientContext<V>, why: string): ProgramNext => {
  p.err(`Job ${p.vars.args[0]} failed: ${why.trimEnd()}\n`)
  return exit(1, { is: 'not found', what: 'job', word: p.vars.args[0] ?? '' })
}

/** Finds the job that was named; ends the program when there is none. */
export const findJob = <V extends Watching>(): ClientSteps<V> => ({
  find: (p) => {
    const typed = p.vars.args[0] ?? ''
    if (!/^\d+$/.test(typed))
      return complain(
        p,
        `Unhandled protocol error while talking to the master daemon:\nFailed to parse request: Parsing WaitForJobChange message: parsing job id: cannot parse string '${typed}'`,
      )
    p.vars.job = Number(typed)
    if (!p.world.jobs[p.vars.job])
      return complain(p, "Error checking job status: Can't load job file")
  },
})

/** Says how the job ended, if it ended badly. */
export const reportJob = <V extends Watching>(): ClientSteps<V> =>
  repeat('until it has ended', {
    report: (p) => {
      const job = p.world.jobs[p.vars.job]
      if (job && !isOver(job)) return again(500)
      const text = job ? resultText(p, outcomeOf(job)) : ''
      return text === '' ? exit(0) : complain(p, text)
    },
  })

export const watch = defineCommand<Watching>({
  spec,
  where: 'master',
  vars: { job: 0 },
  steps: [
    {
      title: (p) => {
        const title = `Output from job ${p.vars.args[0]} follows`
        p.out(`${title}\n${'-'.repeat(title.length)}\n`)
      },
    },
    findJob<Watching>(),
    { follow: (p) => follow(p.vars.job) },
    reportJob<Watching>(),
  ],
})
