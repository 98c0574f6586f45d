/**
 * Clients whose first job only submits others: they wait for those in turn. Source: lib/cli.py
 * (JobExecutor, ResultWithJobs).
 */
import type { Job } from '../../sim/jobs/job.ts'
import { type Submittable, withParams } from '../../sim/run/opcode.ts'
import { again, leave, repeat } from '../../sim/run/parts.ts'
import { exit, follow } from '../../sim/run/program.ts'
import { failure, outcomeOf, priorityOf, resultOf, resultText } from '../client/client.ts'
import { takeNext } from '../client/several.ts'
import type { ClientContext, ClientSteps } from '../command.ts'
import { declares, flag } from '../optparse/read.ts'

interface Submitted<R> {
  /** The job that submits the others, later each of these. */
  jobId: number
  queue: number[]
  /** How they ended, in the order in which they were waited for. */
  results: JobEnd<R>[]
}

/** How a submitted job ended: its result, or the text of its failure. */
export type JobEnd<R> = { ok: true; value: R } | { ok: false; text: string }

/** Initial values of the variables of the steps below. R: what the submitted jobs end with. */
export const submitted = <R>(): Submitted<R> => ({ jobId: 0, queue: [], results: [] })

/** Submits the first job and reads the numbers of the others from its result. */
export const submitJobs = <V extends Submitted<unknown>, P extends object>(
  opcode: Submittable<P, number[]>,
  params: (p: ClientContext<V>) => NoInfer<P>,
): ClientSteps<V> => ({
  submitFirst: (p) => {
    const ops = [withParams(opcode, params(p))]
    const [id] = p.submit([{ ops, priority: priorityOf(p.vars) }])
    p.vars.jobId = id ?? 0
    const isOn = (dest: string) => declares(p.vars.options, dest) && flag(p.vars.options, dest)
    if (isOn('print_jobid')) p.out(`${id}\n`)
    if (!isOn('submit_only')) return follow(p.vars.jobId)
    p.out(`JobID: ${id}\n`)
    return exit(0)
  },
  readNumbers: (p) => {
    const job = p.world.jobs[p.vars.jobId]
    const outcome = job && outcomeOf(job)
    if (!outcome?.ok) return failure(p, outcome ? resultText(p, outcome) : '', null)
    // A copy: the job keeps its result, and this list is used up.
    p.vars.queue = [...(resultOf(opcode, job) ?? [])]
    if (p.vars.queue.length > 0) p.out(`Submitted jobs ${p.vars.queue.join(', ')}\n`)
  },
})

/** Shows the jobs one after the other; those that run already, or have ended, come first. `read` gives their results. */
export const waitForSubmitted = <R, V extends Submitted<R>>(
  read: (job: Job) => R | null,
): ClientSteps<V> =>
  repeat('jobs', {
    followJob: (p) => {
      const id = takeNext(p.world, p.vars.queue, (job) => job)
      if (id === undefined) return leave()
      p.vars.jobId = id
      p.out(`Waiting for job ${id} ...\n`)
      return follow(id)
    },
    keepResult: (p) => {
      const id = p.vars.jobId
      const job = p.world.jobs[id]
      const value = job ? read(job) : null
      if (value !== null) p.vars.results.push({ ok: true, value })
      else {
        const text = job ? resultText(p, outcomeOf(job)) : ''
        p.vars.results.push({ ok: false, text })
        p.out(`Job ${id} has failed: ${text}`)
      }
      return again()
    },
  })
