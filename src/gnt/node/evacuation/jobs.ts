/** Clients that watch one job per instance. Source: lib/cli.py, JobExecutor. */
import { type Submission, type Submittable, withParams } from '../../../sim/run/opcode.ts'
import { exit, follow } from '../../../sim/run/program.ts'
import { failure, outcomeOf, priorityOf, resultOf, resultText } from '../../client/client.ts'
import { WAITING, type Waiting } from '../../client/several.ts'
import type { ClientContext, ClientSteps } from '../../command.ts'
import { flag } from '../../optparse/read.ts'

interface Watching extends Waiting {
  jobId: number
  total: number
}

/** Initial values of the variables that waiting for the jobs of an evacuation needs. */
export const WATCHING: Watching = { ...WAITING, jobId: 0, total: 0 }

const begin = <V extends Watching>(p: ClientContext<V>, queue: Watching['queue']): void => {
  p.vars.queue = queue
  p.vars.total = queue.length
  if (queue.length > 0) p.out(`Submitted jobs ${queue.map(({ id }) => id).join(', ')}\n`)
}

/** Submits one job that submits the others; they are the value of its result. */
export const submitSubmitter = <V extends Watching, P extends object>(
  opcode: Submittable<P, number[]>,
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
    if (!result?.ok) return failure(p, result ? resultText(p, result) : '', null)
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
