import { isoSpaced } from '../../lib/clock.ts'
import type { Job, JobOp, OpResult } from '../../sim/jobs/job.ts'
import {
  type Cell,
  type Field,
  type FieldKind,
  type Json,
  known,
  live,
  normal,
  orUnavailable,
  UNAVAILABLE,
} from './field.ts'
import type { Overrides } from './list.ts'
import { pythonStr } from './python.ts'
import { fieldMap } from './resource.ts'

/** Fields of `gnt-job list`. Source: src/Ganeti/Query/Job.hs. */
export type JobRuntime = { job: Job | null }

type JobField = Field<number, JobRuntime>

/** Seconds and microseconds, as jobs keep times. */
const timestamp = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1000]

/** A time of a job: lib/cli.py, FormatTimestamp. */
export const timestampText = (ms: number): string =>
  `${isoSpaced(ms)}.${String((ms % 1000) * 1000).padStart(6, '0')}`

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** An opcode's parameters as they were submitted. */
export const opcodeInput = (job: Job, op: JobOp): { readonly [key: string]: Json } => ({
  debug_level: 0,
  priority: job.priority,
  depends: job.after.length === 0 ? null : job.after.map((id) => [id, []]),
  comment: null,
  reason: [
    [
      `gnt:opcode:${op.opcode.toLowerCase()}`,
      `job=${job.id};index=${job.ops.indexOf(op)}`,
      job.received * 1_000_000,
    ],
  ],
  OP_ID: `OP_${op.opcode}`,
  ...Object.fromEntries(
    Object.entries(op.params).map(([name, value]) => [snakeCase(name), value as Json]),
  ),
})

/** An opcode's result; a failure is the error's name and what it was made of. */
export function opcodeResult(result: OpResult | null): Json {
  if (result === null) return null
  if (result.ok) return (result.value ?? null) as Json
  if (result.kind === 'prereq') return ['OpPrereqError', [result.text, result.class]]
  return result.kind === 'canceled' ? result.text : ['OpExecError', [result.text]]
}

const ofJob = (
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (job: Job) => Cell,
): JobField => live(name, title, kind, doc, ({ job }) => (job ? get(job) : UNAVAILABLE))

const ofOps = (name: string, title: string, doc: string, get: (op: JobOp, job: Job) => Json) =>
  ofJob(name, title, 'other', doc, (job) => normal(job.ops.map((op) => get(op, job))))

const time = (name: string, title: string, doc: string, get: (job: Job) => number | null) => ({
  ...ofJob(name, title, 'other', doc, (job) => {
    const at = get(job)
    return orUnavailable(at === null ? null : timestamp(at))
  }),
  compare: 'timestamp' as const,
})

const orNull = (at: number | null): Json => (at === null ? null : timestamp(at))

/** The fields of `gnt-job list` by name. */
export const JOB_FIELDS: ReadonlyMap<string, JobField> = fieldMap<number, JobRuntime>([
  known('id', 'ID', 'number', 'Number of the job', (id) => id),
  ofJob('status', 'Status', 'text', 'How far it is', (job) => normal(job.status)),
  ofJob('priority', 'Priority', 'number', 'Priority now, 19 to -20', (job) => normal(job.priority)),
  ofJob('archived', 'Archived', 'bool', 'Whether it was put away', (job) => normal(job.archived)),
  ofOps('ops', 'OpCodes', 'Its opcodes with their parameters', (op, job) => opcodeInput(job, op)),
  ofOps('opresult', 'OpCode_result', 'Results of its opcodes', (op) => opcodeResult(op.result)),
  ofOps('opstatus', 'OpCode_status', 'How far its opcodes are', (op) => op.status),
  ofOps('oplog', 'OpCode_log', 'Messages of its opcodes', (op) =>
    op.log.map((entry) => [entry.number, timestamp(entry.at), 'message', entry.text]),
  ),
  ofOps('opstart', 'OpCode_start', 'When its opcodes asked for locks', (op) => orNull(op.started)),
  ofOps('opexec', 'OpCode_exec', 'When its opcodes had their locks', (op) => orNull(op.started)),
  ofOps('opend', 'OpCode_end', 'When its opcodes ended', (op) => orNull(op.ended)),
  ofOps('oppriority', 'OpCode_prio', 'Priorities of its opcodes', (_op, job) => job.priority),
  ofOps('summary', 'Summary', 'Its opcodes in short', (op) => op.summary),
  time('received_ts', 'Received', 'When it was submitted', (job) => job.received),
  time('start_ts', 'Start', 'When it began', (job) => job.started),
  time('end_ts', 'End', 'When it ended', (job) => job.ended),
])

const times = (value: Json): string =>
  pythonStr(
    Array.isArray(value)
      ? value.map((at: Json) =>
          Array.isArray(at) ? timestampText(Number(at[0]) * 1000 + Number(at[1]) / 1000) : '?',
        )
      : value,
  )

/** How `gnt-job list` prints some fields differently from other lists. */
export const JOB_OVERRIDES: Overrides = {
  summary: (value) => (Array.isArray(value) ? value.map(pythonStr).join(',') : pythonStr(value)),
  opstart: times,
  opexec: times,
  opend: times,
}
