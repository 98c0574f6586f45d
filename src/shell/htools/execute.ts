import { mergedJob } from '../../gnt/node/evacuation/evacuate.ts'
import type { HailOpCode } from '../../sim/htools/hail/opcodes.ts'
import { isOver, type JobStatus } from '../../sim/jobs/job.ts'
import { PRIORITY } from '../../sim/jobs/submit.ts'
import { byRelease } from '../../sim/releases.ts'
import type { Submission } from '../../sim/run/opcode.ts'
import { again, leave, repeat } from '../../sim/run/parts.ts'
import { exit, type ProgramContext, type ProgramPart } from '../../sim/run/program.ts'
import type { World } from '../../sim/world.ts'
import { fails, type HtoolVars } from './program.ts'

/** Submitting sets of jobs, each when the one before has succeeded. Source: src/Ganeti/Jobs.hs. */

/** Jobs that run at the same time, each a list of opcodes. */
export type JobSet = { readonly title: string; readonly jobs: readonly HailOpCode[][] }

/** Variables of a program that executes sets of jobs. */
export interface Executing {
  sets: JobSet[]
  /** Jobs of the current set; empty: none was submitted yet. */
  running: number[]
  /** Until it asks again how they are, in simulated milliseconds. */
  pauseMs: number
  /** Whether Ctrl-C was pressed: no further set. */
  cancelled: boolean
  /** What was submitted: a title, its jobs. */
  done: { title: string; jobs: number[] }[]
}

const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 15_000

/** Initial values of these variables. */
export const EXECUTING: Executing = {
  sets: [],
  running: [],
  pauseMs: FIRST_PAUSE_MS,
  cancelled: false,
  done: [],
}

const STATUS: Readonly<Record<JobStatus, string>> = {
  queued: 'JOB_STATUS_QUEUED',
  waiting: 'JOB_STATUS_WAITING',
  canceling: 'JOB_STATUS_CANCELING',
  running: 'JOB_STATUS_RUNNING',
  canceled: 'JOB_STATUS_CANCELED',
  success: 'JOB_STATUS_SUCCESS',
  error: 'JOB_STATUS_ERROR',
}

const statusOf = (world: World, id: number): JobStatus => world.jobs[id]?.status ?? 'error'

/** The jobs that did not succeed, as Haskell shows them. */
const failures = (world: World, ids: readonly number[]): string[] =>
  ids
    .filter((id) => statusOf(world, id) !== 'success')
    .map((id) => `(JobId {fromJobId = ${id}},${STATUS[statusOf(world, id)]})`)

/** Older releases say which instances a set moves. */
const namesSets = byRelease({ '2.11': true, '3.0': false })

type Executor = ProgramContext<HtoolVars & Executing>

const exitEarly = (p: Executor) => {
  const { sets, done } = p.vars
  const shown = done.map(({ title, jobs }) => {
    const states = jobs.map((id) => `(${id},${STATUS[statusOf(p.world, id)]})`)
    return `(${JSON.stringify(title)},[${states.join(',')}])`
  })
  p.out(
    `Exiting early due to user request, \n${done.length}jobset(s) submitted: \n[${shown.join(',')}]\n`,
  )
  const left = sets.map(({ title }) => JSON.stringify(title))
  p.out(`${sets.length} jobset(s) not submitted:\n[${left.join(',')}]\n`)
  return exit(0)
}

const priorityOf = (p: Executor): number => PRIORITY[p.vars.settings.priority ?? 'normal']

const submissions = (p: Executor, { jobs }: JobSet): Submission[] =>
  jobs.flatMap((ops) =>
    mergedJob(ops, { earlyRelease: false }).map((job) => ({ ...job, priority: priorityOf(p) })),
  )

const execute = (p: Executor, name: string) => {
  const { vars } = p
  if (vars.running.length > 0) {
    const jobs = vars.running.map((id) => p.world.jobs[id])
    if (jobs.some((job) => job && !isOver(job))) {
      vars.pauseMs = Math.min(vars.pauseMs * 2, LONGEST_PAUSE_MS)
      return again(vars.pauseMs)
    }
    const failed = failures(p.world, vars.running)
    if (failed.length > 0)
      return fails(
        p,
        `${name}: Not all jobs completed successfully: [${failed.join(',')}]\nAborting.\n`,
      )
  }
  const [set, ...later] = vars.sets
  if (set === undefined) return leave()
  if (vars.cancelled) return exitEarly(p)
  vars.sets = later
  if (namesSets(p)) p.out(`${set.title}\n`)
  vars.running = p.submit(submissions(p, set))
  vars.done.push({ title: set.title, jobs: [...vars.running] })
  vars.pauseMs = FIRST_PAUSE_MS
  p.out(`Got job IDs ${vars.running.join(', ')}\n`)
  return again(FIRST_PAUSE_MS)
}

/** Submits `vars.sets` one after the other and waits for each; then the program ends. */
export const executeSets = <V extends HtoolVars & Executing>(name: string): ProgramPart<V> => [
  repeat('job sets', { execute: (p: ProgramContext<V>) => execute(p, name) }),
  { end: () => exit(0) },
]

/** Ctrl-C lets the current set end; before anything was submitted it ends the program. */
export const goOnAfterThisSet = <V extends HtoolVars & Executing>(
  p: ProgramContext<V>,
): number | null => {
  if (p.vars.running.length === 0) return 130
  p.vars.cancelled = true
  p.out('Cancel request registered, will exit at the end of the current job set...\n')
  return null
}
