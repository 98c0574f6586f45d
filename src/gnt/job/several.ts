/** Commands that do something to jobs named by number or by status. Source: lib/client/gnt_job.py, _MultiJobAction. */
import { jobsToRead } from '../../sim/jobs/ends.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { confirm, failure, prereqText } from '../client/client.ts'
import type { ClientContext, ClientSteps } from '../command.ts'
import { flag } from '../optparse/read.ts'
import { JOB_FIELDS, JOB_OVERRIDES } from '../query/fields/job-fields.ts'
import { lookUpFields, renderRows } from '../query/list.ts'
import { cellsOf, filterItems } from '../query/resource.ts'
import { chooseJobs, statusFilter } from './list.ts'
import { notANumber } from './numbers.ts'

/** Initial variables of a command about several jobs. */
export const SEVERAL_JOBS = { jobs: [] as string[] }

/** The context of a command about several jobs. */
export type SeveralJobs = ClientContext<typeof SEVERAL_JOBS>

/** Exit status after a "no". */
const EXIT_CONFIRMATION = 13

const refused = (
  p: SeveralJobs,
  errorClass: 'wrong_input' | 'wrong_state',
  text: string,
): ProgramNext =>
  failure(p, prereqText({ class: errorClass, text }), {
    is: 'job state',
    word: p.vars.args.join(' '),
  })

/** The jobs that --pending and its like stand for, with the table that is shown before the question. */
function byStatus(p: SeveralJobs): ProgramNext | undefined {
  const filter = statusFilter(p.vars.options)
  const config = configOn(p.world, p.node)
  const all = jobsToRead(p.world)
  const runtimeOf = (id: number) => ({ job: all[id] ?? null })
  const ids = chooseJobs(p.world, filter, { archived: false })
  const kept = filterItems({ fields: JOB_FIELDS }, config, filter, ids, runtimeOf)
  const jobs = kept.ok ? kept.value : []
  if (jobs.length === 0)
    return refused(p, 'wrong_state', 'No jobs with the requested status have been found')
  p.vars.jobs = jobs.map(String)
  if (flag(p.vars.options, 'force')) return
  const fields = lookUpFields(JOB_FIELDS, ['id', 'status', 'summary'])
  const style = { headers: true, separator: null, verbose: false, unit: null }
  p.out(renderRows(fields, cellsOf(fields, config, jobs, runtimeOf), style, JOB_OVERRIDES))
}

/**
 * Finds the jobs, asks where they were found by status, and does `act` to each: it returns whether it
 * worked and what to say. `request` is how the protocol calls it.
 */
export const withSeveralJobs = (
  request: string,
  question: (p: SeveralJobs) => string,
  act: (p: SeveralJobs, id: number) => { done: boolean; text: string },
): ClientSteps<typeof SEVERAL_JOBS> => [
  {
    choose: (p) => {
      const { options, args } = p.vars
      const selecting = statusFilter(options) !== null
      if (selecting === args.length > 0)
        return refused(
          p,
          'wrong_input',
          'Either a status filter or job ID(s) must be specified and never both',
        )
      if (selecting) return byStatus(p)
      p.vars.jobs = [...args]
    },
  },
  confirm<typeof SEVERAL_JOBS>(
    'several',
    (p) => (p.vars.args.length > 0 || flag(p.vars.options, 'force') ? null : question(p)),
    EXIT_CONFIRMATION,
  ),
  {
    act: (p) => {
      let code = 0
      for (const typed of p.vars.jobs) {
        if (!/^\d+$/.test(typed)) return failure(p, notANumber(request, typed))
        const { done, text } = act(p, Number(typed))
        if (!done) code = 1
        p.out(`${text}\n`)
      }
      return exit(code)
    },
  },
]
