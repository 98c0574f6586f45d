import { newestJobs } from '../../sim/jobs/ends.ts'
import type { Job } from '../../sim/jobs/job.ts'
import type { World } from '../../sim/world.ts'

/** A job on the time strip. Times are simulated milliseconds; null: not yet. */
export interface RecordedJob {
  id: number
  received: number
  started: number | null
  ended: number | null
  /** What it does, by its first opcode: "migrate". */
  verb: string
}

const verbOf = ({ ops }: Job): string =>
  (ops[0]?.summary ?? '').replace(/\(.*$/, '').split('_').slice(1).join(' ').toLowerCase()

function recordedJob(job: Job, { epochMs }: World): RecordedJob {
  const { id, received, started, ended } = job
  const since = (at: number | null) => (at === null ? null : at - epochMs)
  return {
    id,
    received: received - epochMs,
    started: since(started),
    ended: since(ended),
    verb: verbOf(job),
  }
}

/** The jobs so far, lowest number first, and what a World adds to them. The same value where that is nothing. */
export function addJobs(before: readonly RecordedJob[], world: World): readonly RecordedJob[] {
  const last = before.at(-1)?.id ?? 0
  const fresh: RecordedJob[] = []
  for (const job of newestJobs(world)) {
    if (job.id <= last) break
    fresh.unshift(recordedJob(job, world))
  }
  const isOpen = before.some(({ ended }) => ended === null)
  if (fresh.length === 0 && !isOpen) return before
  const known = before.flatMap((one) => {
    if (one.ended !== null) return one
    const job = world.jobs[one.id]
    return job ? recordedJob(job, world) : []
  })
  return [...known, ...fresh]
}

/** The jobs as they were at a moment. */
export const cutJobs = (jobs: readonly RecordedJob[], now: number): readonly RecordedJob[] => {
  const before = (at: number | null) => (at !== null && at > now ? null : at)
  return jobs
    .filter(({ received }) => received <= now)
    .map((job) => ({ ...job, started: before(job.started), ended: before(job.ended) }))
}
