/**
 * Clients whose first job only submits others: they wait for those in turn. Source: lib/cli.py
 * (JobExecutor, ResultWithJobs).
 */
import { follow } from '../../sim/run/program.ts'
import { failure, outcomeOf, priorityOf, resultText } from '../client.ts'
import type { ClientContext, ClientSteps } from '../command.ts'

interface Submitted {
  /** The job that submits the others, later each of these. */
  jobId: number
  queue: number[]
  /** How they ended, in the order in which they were waited for. */
  results: JobEnd[]
}

/** How a submitted job ended: its result, or the text of its failure. */
export type JobEnd = { ok: true; value: unknown } | { ok: false; text: string }

/** Variables of the steps below. */
export const SUBMITTED: Submitted = { jobId: 0, queue: [], results: [] }

/** Submits the first job and reads the numbers of the others from its result. */
export const submitJobs = <V extends Submitted>(
  build: (p: ClientContext<V>) => { opcode: string; params: object },
): ClientSteps<V> => ({
  submitFirst: (p) => {
    const [id] = p.submit([{ ops: [build(p)], priority: priorityOf(p.vars) }])
    p.vars.jobId = id ?? 0
    return follow(p.vars.jobId)
  },
  readNumbers: (p) => {
    const job = p.world.jobs[p.vars.jobId]
    const outcome = job && outcomeOf(job)
    if (!outcome?.ok) return failure(p, outcome ? resultText(outcome) : '')
    // A copy: the job keeps its result, and this list is used up.
    p.vars.queue = [...((outcome.value as number[] | null) ?? [])]
    if (p.vars.queue.length > 0) p.out(`Submitted jobs ${p.vars.queue.join(', ')}\n`)
  },
})

/** Shows the jobs one after the other; those that run already, or have ended, come first. */
export const waitForSubmitted = <V extends Submitted>(): ClientSteps<V> => ({
  chooseJob: (p) => {
    const { queue } = p.vars
    const waiting = ['queued', 'waiting', 'canceling']
    const busy = queue.findIndex((id) => !waiting.includes(p.world.jobs[id]?.status ?? 'queued'))
    const [id] = queue.splice(Math.max(busy, 0), 1)
    if (id === undefined) return { next: 'goto', then: 'allSeen' }
    p.vars.jobId = id
    p.out(`Waiting for job ${id} ...\n`)
    return follow(id)
  },
  keepResult: (p) => {
    const id = p.vars.jobId
    const job = p.world.jobs[id]
    const outcome = job && outcomeOf(job)
    if (outcome?.ok) p.vars.results.push({ ok: true, value: outcome.value })
    else {
      const text = outcome ? resultText(outcome) : ''
      p.vars.results.push({ ok: false, text })
      p.out(`Job ${id} has failed: ${text}`)
    }
    return { next: 'goto', then: 'chooseJob' }
  },
  allSeen: () => undefined,
})
