/** Clients that watch one job per instance. Source: lib/cli.py, JobExecutor. */
import { type Submission, type Submittable, withParams } from '../../sim/run/opcode.ts'
import { again, leave, repeat } from '../../sim/run/parts.ts'
import { exit, follow } from '../../sim/run/program.ts'
import { failure, outcomeOf, priorityOf, resultOf, resultText } from '../client.ts'
import type { ClientContext, ClientSteps } from '../command.ts'
import { flag } from '../optparse/read.ts'

interface Watching {
  jobId: number
  /** Jobs nobody has waited for yet, and the name each is shown under. */
  queue: { id: number; name: string }[]
  current: { id: number; name: string }
  total: number
  failed: number
}

/** Initial values of the variables that waiting for the jobs of an evacuation needs. */
export const WATCHING: Watching = {
  jobId: 0,
  queue: [],
  current: { id: 0, name: '' },
  total: 0,
  failed: 0,
}

const begin = <V extends Watching>(p: ClientContext<V>, queue: Watching['queue']): void => {
  p.vars.queue = queue
  p.vars.total = queue.length
  if (queue.length > 0) p.out(`Submitted jobs ${queue.map(({ id }) => id).join(', ')}\n`)
}

/** Submits one job that submits the others; they are the value of its result. */
export const submitSubmitter = <V extends Watching, P extends object>(
  opcode: Submittable<P, number[] | null>,
  params: (p: ClientContext<V>) => NoInfer<P>,
): ClientSteps<V> => ({
  submit: (p) => {
    const ops = [withParams(opcode, params(p))]
    const [id = 0] = p.submit([{ ops, priority: priorityOf(p.vars) }])
    p.vars.jobId = id
    if (flag(p.vars.options, 'print_jobid')) p.out(`${id}\n`)
    if (!flag(p.vars.options, 'submit_only')) return follow(id)
    p.out(`JobID: ${id}\n`)
    return exit(0)
  },
  readNumbers: (p) => {
    const job = p.world.jobs[p.vars.jobId]
    const result = job && outcomeOf(job)
    if (!result?.ok) return failure(p, result ? resultText(result) : '')
    const ids = resultOf(opcode, job) ?? []
    begin(
      p,
      ids.map((id) => ({ id, name: '' })),
    )
  },
})

/** Steps that submit one job for each name and note the numbers, for `watchJobs`. */
export const submitEach = <V extends Watching>(
  names: (p: ClientContext<V>) => string[],
  build: (p: ClientContext<V>, name: string) => Submission['ops'][number],
): ClientSteps<V> => ({
  submit: (p) => {
    const all = names(p)
    const priority = priorityOf(p.vars)
    const ids = p.submit(all.map((name) => ({ ops: [build(p, name)], priority })))
    begin(
      p,
      all.map((name, i) => ({ id: ids[i] ?? 0, name })),
    )
  },
})

const WAITING = ['queued', 'waiting', 'canceling']

/** Shows the jobs one after the other, those first that already run; counts those that fail. */
export const watchJobs = <V extends Watching>(): ClientSteps<V> =>
  repeat('jobs', {
    followJob: (p) => {
      const { queue } = p.vars
      const busy = queue.findIndex(
        ({ id }) => !WAITING.includes(p.world.jobs[id]?.status ?? 'queued'),
      )
      const [job] = queue.splice(Math.max(busy, 0), 1)
      if (!job) return leave()
      p.vars.current = job
      p.out(`Waiting for job ${job.id}${job.name === '' ? '' : ` for ${job.name}`} ...\n`)
      return follow(job.id)
    },
    tellFailure: (p) => {
      const { id, name } = p.vars.current
      const job = p.world.jobs[id]
      const why = job ? resultText(outcomeOf(job)) : ''
      if (why !== '') {
        p.vars.failed += 1
        p.err(`Job ${id}${name === '' ? '' : ` for ${name}`} has failed: ${why}`)
      }
      return again()
    },
  })
