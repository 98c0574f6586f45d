import { matchName } from '../../gnt/names.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { labelOf } from '../../sim/cluster/display-names.ts'
import { newestJobs } from '../../sim/jobs/ends.ts'
import { isOver, type Job, type JobOp, subjectOf } from '../../sim/jobs/job.ts'
import type { World } from '../../sim/world.ts'
import type { Condition } from '../lab.ts'
import { taskWith } from '../operations.ts'
import { storedName } from './instance.ts'
import { no, type Verdict, verdict, yes } from './verdict.ts'

/** The world, and the simulated time since when jobs count. */
interface Since {
  world: World
  since: number
}

type JobCondition = Extract<Condition, { job: string }>

/** Judges whether a job was submitted and has ended as the condition says. */
export function judgeJob(condition: JobCondition, { world, since }: Since): Verdict {
  const wanted = condition.ended ?? 'success'
  const began = world.epochMs + since
  let newest: Job | undefined
  for (const job of newestJobs(world)) {
    if (job.received < began) break
    if (!job.ops.some((op) => isOf(op, condition, world))) continue
    if (job.status === wanted) return yes
    newest ??= job
  }
  const task = taskIn(condition, world)
  if (!newest) return no(t`No job to ${task} has been submitted yet.`)
  return isOver(newest)
    ? no(t`Job ${newest.id}, to ${task}, has ended with the status ${newest.status}.`)
    : no(t`Job ${newest.id}, to ${task}, has not ended yet.`)
}

/** What the job is to do, in words for people. */
function taskIn({ job, of }: JobCondition, world: World): string {
  const config = newestConfig(world)
  const name = of !== undefined && config ? (storedName(of, world, config) ?? of) : of
  return taskWith(job, name === undefined ? t`an instance` : labelOf(world, name)) ?? job
}

function isOf(op: JobOp, { job, of, cause }: JobCondition, world: World): boolean {
  if (op.opcode !== job) return false
  if (cause !== undefined && causeIn(op) !== cause) return false
  if (of === undefined) return true
  const subject = subjectOf(op)
  return own(world.labels, of) === subject || matchName(of, [subject]) !== undefined
}

const causeIn = ({ result }: JobOp): string | undefined =>
  result && !result.ok ? result.cause?.is : undefined

function lastVerify(world: World): Job | undefined {
  for (const job of newestJobs(world))
    if (job.ops[0]?.opcode === 'CLUSTER_VERIFY_GROUP' && (job.ended ?? 0) > 0) return job
  return undefined
}

/** Judges whether a gnt-cluster verify has finished, and what it found. */
export function judgeVerified(how: 'at all' | 'without errors', { world, since }: Since): Verdict {
  const began = world.epochMs + since
  const newest = lastVerify(world)
  const last = newest && newest.received >= began ? newest : undefined
  if (!last)
    return no(
      newest
        ? t`You last ran gnt-cluster verify before you reached the goal above. Run it again.`
        : t`No gnt-cluster verify has finished yet.`,
    )
  if (how === 'at all') return yes
  const errors = last.ops.flatMap((op) => op.log).filter((entry) => entry.text.includes('- ERROR:'))
  const bad = errors.length > 0 || last.status !== 'success'
  const count = errors.length === 1 ? t`1 error` : t`${errors.length} errors`
  return verdict(
    !bad,
    t`The last gnt-cluster verify reported ${count}. Repair what it reports, then verify again.`,
  )
}
