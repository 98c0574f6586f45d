import { own } from '../../../lib/own.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import type { Job, JobOp } from '../../../sim/jobs/job.ts'
import type { Release } from '../../../sim/releases.ts'
import type { Json } from '../field.ts'
import { knownOf } from '../since.ts'
import { CLUSTER_OPCODES } from './cluster.ts'
import { executedAt } from './executed.ts'
import { INSTANCE_OPCODES } from './instance.ts'
import { fieldsOf, type SentFields } from './sent.ts'

/** What the opcodes of a job are read with: all jobs, of which some submitted others, and the configuration. */
export interface OpcodeReader {
  jobs: Readonly<Record<number, Job>>
  /** null: none is left, so names stay as they were typed. */
  config: ClusterConfig | null
  /** Whose parameters are shown. */
  release: Release
}

type Reason = [source: string, reason: string, nanoseconds: number]

const NS = 1_000_000

/** Opcodes that no --dry-run reaches, though a job of them can hold the word. */
const NEVER_DRY = ['INSTANCE_ACTIVATE_DISKS', 'INSTANCE_QUERY_DATA']

/** Why the opcode runs: the command or the opcode that submitted its job, and the opcode itself. */
function reasonsOf(job: Job, op: JobOp, read: OpcodeReader): Reason[] {
  const { from } = job
  const itself: Reason = [
    `gnt:opcode:${op.opcode.toLowerCase()}`,
    `job=${job.id};index=${job.ops.indexOf(op)}`,
    job.received * NS,
  ]
  if (!from) return [itself]
  if ('job' in from) {
    const parent = read.jobs[from.job]
    const submitter = parent?.ops[from.op]
    return parent && submitter ? [...reasonsOf(parent, submitter, read), itself] : [itself]
  }
  const user: Reason[] = from.reason ? [['gnt:user', from.reason, job.received * NS]] : []
  return [...user, [`gnt:client:${from.program}`, from.command, job.received * NS], itself]
}

const commentOf = ({ from }: Job, { jobs }: OpcodeReader): string | null => {
  const submitter = from && 'job' in from ? jobs[from.job]?.ops[from.op] : undefined
  return submitter ? `Submitted by OP_${submitter.opcode}` : null
}

const fieldsBy: Readonly<Record<string, SentFields>> = { ...INSTANCE_OPCODES, ...CLUSTER_OPCODES }

const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Parameters of an opcode that has no table: under our own names. */
const asHeld = ({ dryRun: _, ...params }: JobOp['params']): Record<string, Json> =>
  Object.fromEntries(
    Object.entries(params).flatMap(([name, value]) =>
      value === null ? [] : [[snakeCase(name), value as Json]],
    ),
  )

/** Whether names were looked up: creating an instance does so after its arguments were found to fit, others before. */
const hasLookedUp = (job: Job, op: JobOp): boolean =>
  op.opcode === 'INSTANCE_CREATE' ? executedAt(op) !== null : job.started !== null

/** An opcode's parameters as they were submitted. */
export function opcodeInput(
  job: Job,
  op: JobOp,
  read: OpcodeReader,
): { readonly [key: string]: Json } {
  const fields = own(fieldsBy, op.opcode)
  const { dryRun } = op.params
  return {
    ...(typeof dryRun === 'boolean' && !NEVER_DRY.includes(op.opcode) ? { dry_run: dryRun } : {}),
    debug_level: 0,
    priority: job.priority,
    depends: job.after.length === 0 ? null : job.after.map((id) => [id, []]),
    comment: commentOf(job, read),
    reason: reasonsOf(job, op, read),
    OP_ID: `OP_${op.opcode}`,
    // What the job looked up in the configuration stands in it from then on.
    ...knownOf(
      read,
      fields
        ? fieldsOf(fields, op.params, hasLookedUp(job, op) ? read.config : null)
        : asHeld(op.params),
    ),
  }
}
