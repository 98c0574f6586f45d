import { isoSpaced } from '../../../lib/clock.ts'
import type { Job, JobOp } from '../../../sim/jobs/job.ts'
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
} from '../field.ts'
import type { Overrides } from '../list.ts'
import { executedAt } from '../opcodes/executed.ts'
import { type OpcodeReader, opcodeInput } from '../opcodes/input.ts'
import { pythonStr } from '../python.ts'
import { fieldMap } from '../resource.ts'
import type { InstanceFacts } from './instance-info.ts'
import { sentInstance } from './sent-instance.ts'

/** Fields of `gnt-job list`. Source: src/Ganeti/Query/Job.hs. */
export type JobRuntime = {
  job: Job | null
  /** What its opcodes are read with. Absent: they are not asked for. */
  read?: OpcodeReader
}

type JobField = Field<number, JobRuntime>

/** Seconds and microseconds, as jobs keep times. */
const timestamp = (ms: number): [number, number] => [Math.floor(ms / 1000), (ms % 1000) * 1000]

/** A time of a job: lib/cli.py, FormatTimestamp. */
export const timestampText = (ms: number): string =>
  `${isoSpaced(ms)}.${String((ms % 1000) * 1000).padStart(6, '0')}`

/** Opcodes whose result are the jobs that they submitted. */
const SUBMITS: readonly string[] = [
  'CLUSTER_VERIFY',
  'CLUSTER_VERIFY_DISKS',
  'GROUP_EVACUATE',
  'INSTANCE_CHANGE_GROUP',
  'NODE_EVACUATE',
  'NODE_MIGRATE',
]

/** An opcode's result; a failure is the error's name and what it was made of. */
export function opcodeResult({ opcode, result }: JobOp): Json {
  if (result === null) return null
  const { ok } = result
  if (ok && SUBMITS.includes(opcode) && Array.isArray(result.value))
    return { jobs: result.value.map((id: number) => [true, id]) }
  if (ok && opcode === 'INSTANCE_QUERY_DATA')
    return Object.fromEntries(
      (result.value as InstanceFacts[]).map((facts) => [facts.instance.name, sentInstance(facts)]),
    )
  if (ok) return (result.value ?? null) as Json
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

/** A time of a job as seconds and microseconds; null: not yet. */
export const timestampOrNull = (at: number | null): Json => (at === null ? null : timestamp(at))

/** The fields of `gnt-job list` by name. */
export const JOB_FIELDS: ReadonlyMap<string, JobField> = fieldMap<number, JobRuntime>([
  known('id', 'ID', 'number', 'Number of the job', (id) => id),
  ofJob('status', 'Status', 'text', 'How far it is', (job) => normal(job.status)),
  ofJob('priority', 'Priority', 'number', 'Priority now, 19 to -20', (job) => normal(job.priority)),
  ofJob('archived', 'Archived', 'bool', 'Whether it was put away', (job) => normal(job.archived)),
  live('ops', 'OpCodes', 'other', 'Its opcodes with their parameters', ({ job, read }) =>
    job && read ? normal(job.ops.map((op) => opcodeInput(job, op, read))) : UNAVAILABLE,
  ),
  ofOps('opresult', 'OpCode_result', 'Results of its opcodes', opcodeResult),
  ofOps('opstatus', 'OpCode_status', 'How far its opcodes are', (op) => op.status),
  ofOps('oplog', 'OpCode_log', 'Messages of its opcodes', (op) =>
    op.log.map((entry) => [entry.number, timestamp(entry.at), 'message', entry.text]),
  ),
  ofOps('opstart', 'OpCode_start', 'When its opcodes asked for locks', (op) =>
    timestampOrNull(op.started),
  ),
  ofOps('opexec', 'OpCode_exec', 'When its opcodes had their locks', (op) =>
    timestampOrNull(executedAt(op)),
  ),
  ofOps('opend', 'OpCode_end', 'When its opcodes ended', (op) => timestampOrNull(op.ended)),
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
