/** gnt-job info. Manual: gnt-job(8), INFO. Source: lib/client/gnt_job.py, ShowJobs. */
import type { Job, JobOp } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/job.ts'
import { opcodeResult, timestampText } from '../query/fields/job-fields.ts'
import { type Info, infoOf, type Pair, pairs, printInfo } from '../query/info.ts'
import { executedAt } from '../query/opcodes/executed.ts'
import { type OpcodeReader, opcodeInput } from '../query/opcodes/input.ts'
import { indentedJob } from './indented.ts'
import { jobNumbers } from './numbers.ts'

const seconds = (ms: number): string => (ms / 1000).toFixed(6)

function timeOf(title: string, at: number | null, before: number | null): Pair {
  if (at === null) return [title, 'unknown (None)', 'aligned']
  const delta = before === null ? '' : ` (delta ${seconds(at - before)}s)`
  return [title, timestampText(at) + delta, 'aligned']
}

function opcodeInfo(job: Job, op: JobOp, read: OpcodeReader): Info {
  const at = (title: string, ms: number | null): Pair => [
    title,
    ms === null ? 'N/A' : timestampText(ms),
    'aligned',
  ]
  return pairs(
    ['Opcode', `OP_${op.opcode}`],
    ['Status', op.status],
    at('Processing start', op.started),
    at('Execution start', executedAt(op)),
    at('Processing end', op.ended),
    ['Input fields', infoOf(opcodeInput(job, op, read))],
    ['Result', infoOf(opcodeResult(op))],
    [
      'Execution log',
      op.log.map((entry) =>
        pairs(
          ['Time', timestampText(entry.at)],
          ['Content', { tuple: [entry.number, 'message', entry.text] }],
        ),
      ),
    ],
  )
}

const jobInfo = (job: Job, read: OpcodeReader): Info =>
  pairs(
    ['Job ID', job.id],
    ['Status', job.status],
    timeOf('Received', job.received, null),
    timeOf('Processing start', job.started, job.received),
    timeOf('Processing end', job.ended, job.started),
    [
      'Total processing time',
      job.ended === null ? 'N/A' : `${seconds(job.ended - job.received)} seconds`,
    ],
    ['Opcodes', job.ops.map((op) => opcodeInfo(job, op, read))],
  )

/** A job by its number; undefined: it does not exist. */
type Asked = readonly [id: number, job: Job | undefined]

const missing = (id: number): string => `Job ID ${id} not found`

/** The whole text; the layout is that of all `info` commands since 2.12. */
const layOut = byRelease<(jobs: readonly Asked[], read: OpcodeReader) => string>({
  '2.11': (jobs, read) =>
    jobs.map(([id, job]) => (job ? indentedJob(job, read) : `${missing(id)}\n`)).join('\n'),
  '2.12': (jobs, read) =>
    printInfo(jobs.map(([id, job]) => (job ? jobInfo(job, read) : missing(id)))),
})

export const info = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const ids = jobNumbers(p.vars.args)
      if (!ids.ok)
        return failure(p, ids.text, { is: 'not found', what: 'job', word: p.vars.args.join(' ') })
      const config = configOn(p.world, p.node)
      const reader: OpcodeReader = { jobs: p.world.jobs, config, release: p.world.release }
      p.out(
        layOut(p)(
          [...new Set(ids.value)].map((id): Asked => [id, p.world.jobs[id]]),
          reader,
        ),
      )
      return exit(0)
    },
  },
})
