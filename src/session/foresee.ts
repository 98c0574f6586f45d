import { endOf } from '../lib/ramp.ts'
import { advanceInPlace, applyInPlace, nextEvent } from '../sim/apply.ts'
import { shortName } from '../sim/cluster/called.ts'
import type { Emission, Input } from '../sim/input.ts'
import type { Job, JobOp, JobWatch, Lock } from '../sim/jobs/job.ts'
import { connectError } from '../sim/net.ts'
import type { FlightCall } from '../sim/run/call.ts'
import type { Rules } from '../sim/run/rules.ts'
import type { World } from '../sim/world.ts'
import { type Change, changesBetween } from './changes.ts'
import { structuredCloneWorld } from './copy.ts'
import { language } from './language.ts'
import { atShell, promptOf } from './rest.ts'
import { type Course, copying, instancesOf, lockNames, stepName } from './trace.ts'

/**
 * The true future of a typed line: the same engine plays it on a copy of the World, answers its questions with yes,
 * and looks on. Nothing here knows any command.
 */

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
  /** How often it comes by. */
  times: number
  calls: PlannedCall[]
  /** What it waits for, besides calls. */
  waits: string[]
  /** What it says in the job's log. */
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

export interface Plan {
  /** Nodes that the command itself asks, outside jobs. */
  asks: PlannedCall[]
  questions: string[]
  jobs: PlannedJob[]
  /** What it writes on the terminal, questions and answers left out. */
  prints: string
  /** What it says when it fails, word for word; null when it does not fail. */
  refusal: string | null
  /** Its exit status; null while it still runs at the end of what was looked at. */
  exit: number | null
  /** Simulated milliseconds until the prompt is back and its jobs are over. */
  ms: number
  ended: 'prompt' | 'still running' | 'reads the keyboard' | 'console gone'
  changes: Change[]
  /** What goes on by itself afterwards. */
  later: string[]
}

/** How far a plan looks. */
export interface Limits {
  /** Simulated milliseconds. */
  ms: number
  events: number
}

const LIMITS: Limits = { ms: 24 * 3600 * 1000, events: 20_000 }
/** A question that comes more often than this takes no yes. */
const MOST_ANSWERS = 40

/** Whether a line is one that has a plan: a `gnt-*` command, here or over ssh. */
export const hasPlan = (line: string): boolean => /^[\s#]*(?:ssh\s+\S+\s+)?gnt-[a-z]/.test(line)

/** A copy of the World in which nothing but the command happens: cron rests. */
function forkOf(world: World): World {
  const fork = structuredCloneWorld(world)
  fork.hardware.watcherCron = false
  fork.alarms = fork.alarms.filter((alarm) => alarm.what.kind !== 'cron')
  return fork
}

/** The answer that lets a program go on; null where it wants more than a yes. */
export function yesTo(prompt: string): string | null {
  if (/uppercase/i.test(prompt)) return 'YES'
  if (/yes\/no/i.test(prompt)) return 'yes'
  if (/^y\//.test(prompt)) return 'y'
  const choices = /^([^/\s]+)\/.*\?: $/.exec(prompt)
  return choices?.[1] ?? null
}

/** What will come of `line`, typed at `now` on a console whose shell waits; null where there is no plan for it. */
export function foresee(
  world: World,
  now: number,
  terminal: string,
  line: string,
  limits: Limits = LIMITS,
): Plan | null {
  if (!hasPlan(line) || !atShell(world.terminals[terminal])) return null
  const fork = forkOf(world)
  const traced = tracing(world.nextJobId, now)
  const rules: Rules = { ...language(), watch: traced.watch }
  const emitted: Emission[] = []
  const play = playerOf(rules, fork, (emission) => emitted.push(emission), traced.look)
  const { ended, at, questions } = playLine(
    play,
    fork,
    now,
    terminal,
    line.replace(/^[\s#]+/, ''),
    {
      emitted,
      mine: (id) => id >= world.nextJobId,
      limits,
    },
  )
  const without = forkOf(world)
  advanceInPlace(language(), without, at, () => undefined)
  without.now = Math.max(without.now, at)
  const exit = ended === 'prompt' ? statusOf(fork, terminal) : null
  const prints = textOf(emitted, terminal, ['stdout', 'stderr'])
  return {
    asks: traced.asked(fork),
    questions,
    jobs: traced.jobs(fork),
    prints,
    refusal: exit === null || exit === 0 ? null : textOf(emitted, terminal, ['stderr']) || prints,
    exit,
    ms: at - now,
    ended,
    changes: changesBetween(without, fork),
    later: laterOf(without, fork, at),
  }
}

/** What every open job will come to if nobody interferes. */
export function coursesOf(world: World, now: number, limits: Limits = LIMITS): Map<number, Course> {
  const fork = forkOf(world)
  const courses = new Map<number, Course>(
    fork.openJobs.flatMap((id) => {
      const ops = fork.jobs[id]?.ops.length ?? 0
      return [[id, { steps: Array.from({ length: ops }, () => []), endsAt: null }]]
    }),
  )
  const rules: Rules = {
    ...language(),
    watch: ({ job, op }) => {
      const last = op.frame.trail?.last
      const steps = courses.get(job.id)?.steps[job.ops.indexOf(op)]
      if (last !== undefined && steps && !steps.includes(last)) steps.push(last)
    },
  }
  const open = () => fork.openJobs.some((id) => courses.has(id) && !fork.jobs[id]?.dead)
  for (let events = 0; open() && events < limits.events; events++) {
    const due = nextEvent(fork)
    if (due === undefined || due > now + limits.ms) break
    advanceInPlace(rules, fork, due, () => undefined)
  }
  for (const [id, course] of courses) {
    const ended = fork.jobs[id]?.ended
    course.endsAt = ended == null ? null : ended - fork.epochMs
  }
  return courses
}

/** Moves the copy on, and has it looked at after each event. */
interface Player {
  type: (input: Input, now: number) => void
  pass: (now: number) => void
}

const playerOf = (
  rules: Rules,
  fork: World,
  emit: (emission: Emission) => void,
  look: (fork: World) => void,
): Player => ({
  type: (input, now) => {
    applyInPlace(rules, fork, input, now, emit)
    look(fork)
  },
  pass: (now) => {
    advanceInPlace(rules, fork, now, emit)
    look(fork)
  },
})

interface Playing {
  emitted: Emission[]
  /** Whether a job is one of this line's. */
  mine: (id: number) => boolean
  limits: Limits
}

function playLine(
  play: Player,
  fork: World,
  start: number,
  terminal: string,
  line: string,
  { emitted, mine, limits }: Playing,
): { ended: Plan['ended']; at: number; questions: string[] } {
  const questions: string[] = []
  const depth = fork.terminals[terminal]?.stack.length ?? 0
  let now = start
  let read = 0
  play.type({ kind: 'line', terminal, text: line }, now)
  for (let events = 0; events < limits.events; events++) {
    const desk = fork.terminals[terminal]
    if (!desk || desk.stack.length === 0) return { ended: 'console gone', at: now, questions }
    const prompt = promptOf(desk)
    const back = prompt !== null && desk.stack.length <= depth && atShell(desk)
    if (back && !fork.openJobs.some(mine)) return { ended: 'prompt', at: now, questions }
    if (prompt !== null && !back) {
      const yes = yesTo(prompt)
      if (yes === null || questions.length === MOST_ANSWERS)
        return { ended: 'reads the keyboard', at: now, questions }
      questions.push(`${textOf(emitted.slice(read), terminal, ['tty'])}${prompt}`.trim())
      play.type({ kind: 'line', terminal, text: yes }, now)
      read = emitted.length
      continue
    }
    const due = nextEvent(fork)
    if (due === undefined || due > start + limits.ms) break
    now = due
    play.pass(now)
  }
  return { ended: 'still running', at: now, questions }
}

const statusOf = (world: World, terminal: string): number | null => {
  const status = world.terminals[terminal]?.stack.at(-1)?.frame.vars.status
  return typeof status === 'number' ? status : null
}

const textOf = (emitted: Emission[], terminal: string, streams: Emission['stream'][]): string =>
  emitted
    .filter((e) => e.terminal === terminal && streams.includes(e.stream))
    .map((e) => e.text)
    .join('')

/** Copies between nodes that the command has set going and that outlast it. */
function laterOf(without: World, fork: World, at: number): string[] {
  return Object.values(fork.resyncs).flatMap(({ port, source, target, remaining }) => {
    if (without.resyncs[port]) return []
    const end = endOf(remaining)
    const name = fork.machines[target.node]?.drbd[target.minor]
    const instance =
      name && fork.machines[target.node]?.volumeGroup.volumes[name.dataVolume]?.instance
    const long = end === undefined ? '' : ` for about ${Math.ceil((end - at) / 1000)} s`
    return [
      `${shortName(target.node)} goes on copying${instance ? ` ${instance}` : ''} from ${shortName(source.node)}${long}.`,
    ]
  })
}

/** A step while it is being looked at. */
interface Open {
  planned: PlannedStep
  at: number
}

interface Tracing {
  watch: JobWatch
  /** Looks for calls of programs that are under way. */
  look: (fork: World) => void
  asked: (fork: World) => PlannedCall[]
  jobs: (fork: World) => PlannedJob[]
}

/** Takes notes while jobs numbered from `first` on run. */
function tracing(first: number, start: number): Tracing {
  const steps = new Map<JobOp, Map<string, PlannedStep>>()
  const open = new Map<JobOp, Open>()
  const flights = new Map<PlannedStep, Set<FlightCall>>()
  const begun = new Map<number, { at: number; holds: Lock[] }>()
  const unsaid = new Map<JobOp, string[]>()
  const clientCalls = new Map<number, FlightCall>()
  const close = (op: JobOp, at: number) => {
    const before = open.get(op)
    if (before) before.planned.ms += at - before.at
    open.delete(op)
  }
  const watch: JobWatch = ({ job, op, step, at, logged }) => {
    if (job.id < first) return
    if (!begun.has(job.id)) begun.set(job.id, { at, holds: [...job.holds] })
    close(op, at)
    const { wait } = op.frame
    const failed = op.result && !op.result.ok ? op.result.text : null
    const says = [...(unsaid.get(op) ?? []), ...op.log.slice(logged).map((entry) => entry.text)]
    // What only says something introduces the step that comes next.
    if (wait === null && failed === null) {
      unsaid.set(op, says)
      return
    }
    unsaid.delete(op)
    const known = steps.get(op) ?? new Map<string, PlannedStep>()
    steps.set(op, known)
    const planned = known.get(step) ?? emptyStep(step, at - start)
    known.set(step, planned)
    planned.times += 1
    planned.says.push(...says)
    planned.refusal ??= failed
    if (wait?.for === 'calls') {
      const seen = flights.get(planned) ?? new Set()
      for (const call of wait.calls) seen.add(call)
      flights.set(planned, seen)
    }
    open.set(op, { planned, at })
  }
  const pauses = (fork: World) => {
    for (const [op, { planned }] of open) {
      if (op.frame.wait?.for !== 'time') continue
      const job = Object.values(fork.openJobs)
        .map((id) => fork.jobs[id])
        .find((j) => j?.ops.includes(op))
      const reasons = job ? copying(fork, instancesOf(job), fork.now).map((c) => c.what) : []
      for (const reason of reasons) if (!planned.waits.includes(reason)) planned.waits.push(reason)
    }
  }
  return {
    watch,
    look: (fork) => {
      pauses(fork)
      for (const terminal of Object.values(fork.terminals))
        for (const { frame } of terminal.stack)
          if (frame.wait?.for === 'calls')
            for (const call of frame.wait.calls) clientCalls.set(call.id, call)
    },
    asked: (fork) => distinctCalls(fork, clientCalls.values()),
    jobs: (fork) =>
      Object.values(fork.jobs)
        .filter((job) => job.id >= first)
        .map((job) => {
          for (const op of job.ops)
            close(op, (op.ended ?? job.ended ?? fork.epochMs + fork.now) - fork.epochMs)
          const seen = (op: JobOp): PlannedOp => ({
            summary: op.summary,
            steps: [...(steps.get(op)?.entries() ?? [])].map(([id, planned]) => ({
              ...planned,
              checks: isCheck(op, id),
              calls: distinctCalls(fork, flights.get(planned) ?? []),
            })),
            says: unsaid.get(op) ?? [],
          })
          return plannedJob(fork, job, start, begun.get(job.id), job.ops.map(seen))
        }),
  }
}

const emptyStep = (step: string, at: number): PlannedStep => ({
  name: stepName(step),
  checks: false,
  at,
  ms: 0,
  times: 0,
  calls: [],
  waits: [],
  says: [],
  refusal: null,
})

/** Whether a step of this opcode stands before the one that begins to change things. */
function isCheck(op: JobOp, step: string): boolean {
  const opcode = language().opcodes[op.opcode]
  if (!opcode?.exec) return false
  if (step.startsWith('(')) return step.startsWith('(before')
  const declared = Object.keys(opcode.steps)
  return declared.indexOf(step) < declared.indexOf(opcode.exec)
}

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
