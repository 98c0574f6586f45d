import { shortName } from '../../sim/cluster/display-names.ts'
import type { Job, JobOp, JobWatch, Lock } from '../../sim/jobs/job.ts'
import { connectError } from '../../sim/net.ts'
import type { FlightCall } from '../../sim/run/calls/flight.ts'
import type { Rules } from '../../sim/run/rules.ts'
import type { World } from '../../sim/world.ts'
import { copying, instancesOf, isCheck, lockNames, stepName } from './job-progress.ts'

/** What is recorded of jobs and calls while a plan is played. */

export interface PlannedCall {
  /** Ganeti's name of the call, and the node's short name. */
  call: string
  node: string
  outcome: 'answered' | 'failed' | 'refused' | 'timed out' | 'not asked'
  /** What the node or the transport said, where it went wrong. */
  error: string | null
}

export interface PlannedStep {
  name: string
  /** Whether it comes before the first change. */
  checks: boolean
  /** Simulated milliseconds after the line was typed, and what it takes in all its rounds. */
  at: number
  ms: number
  /** How many times the step ran. */
  times: number
  calls: PlannedCall[]
  /** What it waits for, besides calls. */
  waits: string[]
  /** Its lines in the job's log. */
  says: string[]
  /** Why the job ends here without success, word for word. */
  refusal: string | null
}

export interface PlannedOp {
  summary: string
  steps: PlannedStep[]
  /** What it says at its very end. */
  says: string[]
}

export interface PlannedJob {
  id: number
  at: number
  ms: number
  /** Milliseconds from its acceptance to its first step: its turn, locks, copies of its file. */
  queuedMs: number
  locks: string[]
  ops: PlannedOp[]
  status: Job['status']
}

export interface PlanRecorder {
  watch: JobWatch
  /** Looks for calls of programs that are under way, and for what jobs wait for. */
  inspect: (fork: World) => void
  /** What the programs asked themselves. */
  asked: (fork: World) => PlannedCall[]
  jobs: (fork: World) => PlannedJob[]
}

/** What is known so far. Calls are kept as they fly: their outcome comes to stand in them. */
interface Recorded {
  steps: Map<JobOp, Map<string, PlannedStep>>
  /** The step of each opcode that waits now, and since when. */
  open: Map<JobOp, { planned: PlannedStep; at: number }>
  flights: Map<PlannedStep, Set<FlightCall>>
  begun: Map<number, { at: number; holds: Lock[] }>
  /** What was said since the last step that waited. */
  unsaid: Map<JobOp, string[]>
  clientCalls: Map<number, FlightCall>
}

/** Records the jobs numbered from `first` on; times count from `start`. */
export function planRecorder(rules: Rules, first: number, start: number): PlanRecorder {
  const recorded: Recorded = {
    steps: new Map(),
    open: new Map(),
    flights: new Map(),
    begun: new Map(),
    unsaid: new Map(),
    clientCalls: new Map(),
  }
  return {
    watch: (seen) => {
      if (seen.job.id >= first) noteStep({ rules, recorded, start }, seen)
    },
    inspect: (fork) => {
      notePauses(recorded, fork)
      noteClients(recorded, fork)
    },
    asked: (fork) => distinctCalls(fork, recorded.clientCalls.values()),
    jobs: (fork) =>
      Object.values(fork.jobs)
        .filter((job) => job.id >= first)
        .map((job) => noted(recorded, fork, job, start)),
  }
}

const close = ({ open }: Recorded, op: JobOp, at: number): void => {
  const before = open.get(op)
  if (before) before.planned.ms += at - before.at
  open.delete(op)
}

function noteStep(
  { rules, recorded, start }: { rules: Rules; recorded: Recorded; start: number },
  seen: Parameters<JobWatch>[0],
): void {
  const { job, op, step, at, logged } = seen
  if (!recorded.begun.has(job.id)) recorded.begun.set(job.id, { at, holds: [...job.holds] })
  close(recorded, op, at)
  const { wait } = op.frame
  const failed = op.result && !op.result.ok ? op.result.text : null
  const says = [...(recorded.unsaid.get(op) ?? []), ...op.log.slice(logged).map(({ text }) => text)]
  // What only says something introduces the step that comes next.
  if (wait === null && failed === null) {
    recorded.unsaid.set(op, says)
    return
  }
  recorded.unsaid.delete(op)
  const known = recorded.steps.get(op) ?? new Map<string, PlannedStep>()
  recorded.steps.set(op, known)
  const name = stepName(step)
  const planned = known.get(name) ?? emptyStep(name, isCheck(rules, op, step), at - start)
  known.set(name, planned)
  planned.times += 1
  planned.says.push(...says)
  planned.refusal ??= failed
  if (wait?.for === 'calls')
    recorded.flights.set(
      planned,
      new Set([...(recorded.flights.get(planned) ?? []), ...wait.calls]),
    )
  recorded.open.set(op, { planned, at })
}

function notePauses(recorded: Recorded, fork: World): void {
  for (const [op, { planned }] of recorded.open) {
    if (op.frame.wait?.for !== 'time') continue
    const job = fork.openJobs.map((id) => fork.jobs[id]).find((j) => j?.ops.includes(op))
    if (!job) continue
    for (const { what } of copying(fork, instancesOf(job), fork.now))
      if (!planned.waits.includes(what)) planned.waits.push(what)
  }
}

function noteClients({ clientCalls }: Recorded, fork: World): void {
  for (const terminal of Object.values(fork.terminals))
    for (const { frame } of terminal.stack)
      if (frame.wait?.for === 'calls')
        for (const call of frame.wait.calls) clientCalls.set(call.id, call)
}

function noted(recorded: Recorded, fork: World, job: Job, start: number): PlannedJob {
  const seen = (op: JobOp): PlannedOp => {
    close(recorded, op, (op.ended ?? job.ended ?? fork.epochMs + fork.now) - fork.epochMs)
    const steps = [...(recorded.steps.get(op)?.values() ?? [])].map((planned) => ({
      ...planned,
      calls: distinctCalls(fork, recorded.flights.get(planned) ?? []),
    }))
    return { summary: op.summary, steps, says: recorded.unsaid.get(op) ?? [] }
  }
  return plannedJob(fork, job, start, recorded.begun.get(job.id), job.ops.map(seen))
}

const emptyStep = (name: string, checks: boolean, at: number): PlannedStep => ({
  name,
  checks,
  at,
  ms: 0,
  times: 0,
  calls: [],
  waits: [],
  says: [],
  refusal: null,
})

function plannedJob(
  fork: World,
  job: Job,
  start: number,
  first: { at: number; holds: Lock[] } | undefined,
  ops: PlannedOp[],
): PlannedJob {
  const end = (job.ended ?? fork.epochMs + fork.now) - fork.epochMs
  const received = job.received - fork.epochMs
  const begun = first?.at ?? end
  return {
    id: job.id,
    at: received - start,
    ms: end - begun,
    queuedMs: begun - received,
    locks: lockNames(first?.holds ?? [], fork),
    ops,
    status: job.status,
  }
}

/** Each call to each node once; what went wrong counts more than what went well. */
function distinctCalls(fork: World, calls: Iterable<FlightCall>): PlannedCall[] {
  const found = new Map<string, PlannedCall>()
  for (const call of calls) {
    const key = `${call.name} ${call.to}`
    const planned = plannedCall(fork, call)
    if (!found.has(key) || planned.outcome !== 'answered') found.set(key, planned)
  }
  return [...found.values()]
}

function plannedCall(fork: World, { name, to, outcome, silent }: FlightCall): PlannedCall {
  const one = { call: name, node: shortName(to) }
  if (silent) return { ...one, outcome: 'timed out', error: outcome?.ok ? null : errorOf(outcome) }
  if (outcome === null || outcome.ok) return { ...one, outcome: 'answered', error: null }
  if (outcome.offline) return { ...one, outcome: 'not asked', error: outcome.error }
  const refused = outcome.error === connectError(fork, to, 'refused', 0)
  return { ...one, outcome: refused ? 'refused' : 'failed', error: outcome.error }
}

const errorOf = (outcome: FlightCall['outcome']): string | null =>
  outcome && !outcome.ok ? outcome.error : null
