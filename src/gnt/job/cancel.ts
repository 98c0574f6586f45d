/** gnt-job cancel. Manual: gnt-job(8), CANCEL. Source: lib/client/gnt_job.py, _MultiJobAction. */
import { isOver } from '../../sim/jobs/job.ts'
import { cancelJob } from '../../sim/jobs/ends.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { ASKING, confirm, failure, prereqText } from '../client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { cancel as spec } from '../declared/job.ts'
import { flag } from '../optparse/read.ts'
import { JOB_FIELDS, JOB_OVERRIDES } from '../query/job-fields.ts'
import { lookUpFields, renderRows } from '../query/list.ts'
import { cellsOf, filterItems } from '../query/resource.ts'
import { wordingOf } from '../wording.ts'
import { chooseJobs, statusFilter } from './list.ts'
import { notANumber } from './numbers.ts'

const VARS = { ...ASKING, jobs: [] as string[] }
type Client = ClientContext<typeof VARS>

/** Exit status after a "no". */
const EXIT_CONFIRMATION = 13

const refused = (p: Client, errorClass: 'wrong_input' | 'wrong_state', text: string): ProgramNext =>
  failure(p, prereqText({ class: errorClass, text }))

/** The jobs that --pending and its like stand for, with the table that is shown before the question. */
function byStatus(p: Client): ProgramNext | undefined {
  const filter = statusFilter(p.vars.options)
  const config = configOn(p.world, p.node)
  const runtimeOf = (id: number) => ({ job: p.world.jobs[id] ?? null })
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

/** Returns whether it worked and what to say. */
function cancelOne(p: Client, id: number): { done: boolean; text: string } {
  const wording = wordingOf(p.world.release).cancelJob
  const job = p.world.jobs[id]
  if (!job || job.archived) return { done: false, text: wording.missing(id) }
  const { status } = job
  if (cancelJob(p.world, job))
    return { done: true, text: status === 'queued' ? wording.queued(id) : wording.waiting(id) }
  return { done: false, text: isOver(job) ? wording.over(id) : wording.running(id) }
}

export const cancel = defineCommand<typeof VARS>({
  spec,
  where: 'master',
  vars: VARS,
  steps: {
    choose: (p) => {
      const { options, args } = p.vars
      if (flag(options, 'kill') && options.yes_do_it !== true)
        return refused(p, 'wrong_input', 'The --kill option must be confirmed with --yes-do-it')
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
    ...confirm<typeof VARS>(
      'cancel',
      (p) => {
        const { options, args } = p.vars
        if (args.length > 0 || flag(options, 'force')) return null
        return `${flag(options, 'kill') ? 'KILL' : 'Cancel'} job(s) listed above?`
      },
      EXIT_CONFIRMATION,
    ),
    cancel: (p) => {
      let code = 0
      for (const typed of p.vars.jobs) {
        if (!/^\d+$/.test(typed)) return failure(p, notANumber('CancelJob', typed))
        const { done, text } = cancelOne(p, Number(typed))
        if (!done) code = 1
        p.out(`${text}\n`)
      }
      return exit(code)
    },
  },
})
