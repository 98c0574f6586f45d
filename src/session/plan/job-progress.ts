import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { valueAt } from '../../lib/ramp.ts'
import { wholeSeconds } from '../../lib/text/duration.ts'
import { percent } from '../../lib/text/percent.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName } from '../../sim/cluster/display-names.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { newestJobs } from '../../sim/jobs/ends.ts'
import { JUDGE_POST_HOOKS, JUDGE_PRE_HOOKS, THE_END } from '../../sim/jobs/hooks.ts'
import { conflicts, type Job, type JobOp, type Lock } from '../../sim/jobs/job.ts'
import { locksOf, type WaitReason, waitReasonOf } from '../../sim/jobs/waits.ts'
import { behaviourOf } from '../../sim/releases.ts'
import type { FlightCall } from '../../sim/run/calls/flight.ts'
import type { Frame } from '../../sim/run/frame.ts'
import type { Rules } from '../../sim/run/rules.ts'
import { isRead, machineOf, type World } from '../../sim/world.ts'
import { liveJobs } from '../idle.ts'

/** The progress of jobs and commands, derived from the World. Times are simulated milliseconds. */

/** A call that has not come back. */
export interface Calling {
  /** Ganeti's name of the call. */
  call: string
  /** Short name of the node. */
  node: string
  since: number
  /** When its caller gives up, where no one answers; null while the node may answer. */
  givesUp: number | null
}

export interface OpProgress {
  /** As the job list prints it. */
  summary: string
  step: { name: string; index: number; of: number } | null
  /** Whether the opcode still checks, or changes things already; null where it only reads. */
  phase: 'checks' | 'changes' | null
  calls: Calling[]
  waits: string[]
}

export interface JobProgress extends OpProgress {
  id: number
  status: Job['status'] | 'dead'
  /** Which of its opcodes runs, from 1. */
  op: number
  ops: number
  locks: string[]
  endsAt: number | null
}

/** The expected course of a job without further inputs: the steps of each opcode, and its end. */
export interface Course {
  steps: string[][]
  endsAt: number | null
}

/** A step's name in words: `goDualMaster` is "go dual master". */
export function stepName(step: string): string {
  const hooks = /^\((.*): hooks\)$/.exec(step)
  if (hooks) return t`hooks ${hooks[1]}`
  return (
    step
      // What is done with an answer, a refusal or a pause, belongs to the question.
      .replace(/^\((.*): answers?\)$/, '$1')
      .replace(/^\((.*)\)$/, '$1')
      // What makes a loop go round, or a call be one, says nothing by itself.
      .replace(/: call$/, '')
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
  )
}

const LEVEL: Record<Lock['level'], readonly [one: string, many: string]> = {
  cluster: [t`the cluster`, t`the cluster`],
  instance: ['instance', 'instances'],
  node: ['node', 'nodes'],
  'node-res': [t`resources of node`, t`resources of nodes`],
  nodegroup: ['group', 'groups'],
  network: ['network', 'networks'],
}

/** Locks in words, those of a kind together: "nodes nodeA, nodeB (exclusive)". */
export function lockNames(locks: readonly Lock[], world: World): string[] {
  const groups = newestConfig(world)?.groups ?? {}
  const kinds = new Map<string, Lock[]>()
  for (const lock of locks) {
    const kind = `${lock.level} ${lock.mode}`
    kinds.set(kind, [...(kinds.get(kind) ?? []), lock])
  }
  return [...kinds.values()].flatMap((kind) => {
    const [{ level, mode } = { level: 'cluster', mode: 'shared' } as const] = kind
    const [one, many] = LEVEL[level]
    if (level === 'cluster') return [`${one} (${mode})`]
    if (kind.some(({ name }) => name === '*'))
      return [`${many.replace(/(\w+)$/, 'all $1')} (${mode})`]
    const names = [
      ...new Set(kind.map(({ name }) => own(groups, name)?.name ?? shortName(name))),
    ].sort()
    return [`${names.length > 1 ? many : one} ${names.join(', ')} (${mode})`]
  })
}

const outstanding = (call: FlightCall, now: number): boolean =>
  call.outcome === null || call.until > now

/** The calls that a frame waits for and that have not come back. */
const callsOf = (frame: Frame, now: number): Calling[] =>
  frame.wait?.for !== 'calls'
    ? []
    : frame.wait.calls
        .filter((call) => outstanding(call, now))
        .map(({ name, to, since, until, silent }) => ({
          call: name,
          node: shortName(to),
          since,
          givesUp: silent ? until : null,
        }))

/** Instances that a job has locked by name. */
export const instancesOf = (job: Job): string[] => [
  ...new Set(job.holds.flatMap((l) => (l.level === 'instance' && l.name !== '*' ? [l.name] : []))),
]

/** Which of these instances' disks and memory are being copied: what, and how far it has come, 0 to 1. */
export function copying(
  world: World,
  instances: readonly string[],
  now: number,
): { what: string; done: number }[] {
  const known = newestConfig(world)?.instances ?? {}
  const syncs = instances.flatMap((name) =>
    (own(known, name)?.disks ?? []).flatMap((disk, i) => {
      const resync = disk.kind === 'drbd' ? world.resyncs[disk.port] : undefined
      if (!resync) return []
      const left = valueAt(resync.remaining, now) / Math.max(1, resync.totalMib)
      return [{ what: t`the sync of disk/${i} of ${name}`, done: 1 - left }]
    }),
  )
  const sent = Object.values(world.transfers).flatMap((copy) =>
    copy.state === 'running' && instances.includes(copy.instance)
      ? [
          {
            what: t`the ${copy.kind} of ${copy.instance} on its way to ${shortName(copy.to)}`,
            done: valueAt(copy.sent, now) / Math.max(1, copy.sent.limit),
          },
        ]
      : [],
  )
  return [...syncs, ...sent]
}

const seconds = (ms: number): string => `${Math.max(0, Math.ceil(ms / 1000))} s`

/** The locks that a job waits for, and the jobs that hold them. */
function lockWaits(rules: Rules, world: World, job: Job): string[] {
  if (!machineOf(world, job.on).files.config) return []
  const wanted = locksOf(rules, world, job)
  return liveJobs(world).flatMap((other) => {
    if (other.id === job.id) return []
    const inTheWay = wanted.filter((want) => other.holds.some((held) => conflicts(held, want)))
    return lockNames(inTheWay, world).map((lock) => t`the lock on ${lock}, held by job ${other.id}`)
  })
}

function queueWaits(rules: Rules, world: World, job: Job, now: number): string[] {
  const { jobDaemon } = behaviourOf(world.release)
  if (!runs(machineOf(world, job.on), jobDaemon)) return [t`${jobDaemon} on ${shortName(job.on)}`]
  const before = job.after.filter((id) => world.openJobs.includes(id)).map((id) => t`job ${id}`)
  if (before.length > 0) return before
  const locks = lockWaits(rules, world, job)
  if (locks.length > 0) return locks
  if (now < job.notBefore) return [reasonWords({ for: 'turn' })]
  const reason = waitReasonOf(rules, world, job)
  return reason ? [reasonWords(reason)] : []
}

/** What a job waits for, as the end of "waits for ...". */
function reasonWords(reason: WaitReason): string {
  switch (reason.for) {
    case 'turn':
      return t`its turn in the queue`
    case 'rule':
      return t`the rule ${reason.uuid} of the queue`
    case 'daemon':
      return t`${reason.daemon} on ${shortName(reason.node)}`
    case 'job':
      return t`job ${reason.job}`
    case 'place':
      return t`a free place in the queue`
    case 'lock':
      return t`a lock of job ${reason.job}`
    case 'recovery':
      return t`the master daemon, to find that its process died with ${reason.node}`
  }
}

function opWaits(world: World, job: Job, op: JobOp, now: number): string[] {
  const { wait } = op.frame
  const copies = copying(world, instancesOf(job), now).map(
    ({ what, done }) => `${what}: ${percent(done)}`,
  )
  if (now < job.notBefore && wait === null)
    return [t`the copies of what it wrote, on the other master candidates`]
  if (wait?.for !== 'time') return copies
  return copies.length > 0 ? copies : [t`a pause: ${seconds(wait.until - now)} to go`]
}

/** Steps with names in parentheses belong to the form of an operation, and wait for nothing. */
const isShown = (step: string): boolean => !step.startsWith('(')

/** Where a step stands among those that the opcode has taken and, by its course, will take. */
function placeOf(
  rules: Rules,
  op: JobOp,
  course: readonly string[] | undefined,
): OpProgress['step'] {
  const { trail, step } = op.frame
  if (trail && course) {
    const all = [...new Set([...trail.steps, ...course].map(stepName))]
    const name = stepName(trail.last)
    return { name, index: all.indexOf(name) + 1, of: all.length }
  }
  const declared = Object.keys(own(rules.opcodes, op.opcode)?.steps ?? {})
  const at = declared.indexOf(step)
  if (op.started === null || at < 0) return null
  const index = declared.slice(0, at + 1).filter(isShown).length
  const name = trail?.last ?? declared.slice(at).find(isShown) ?? step
  return { name: stepName(name), index: Math.max(1, index), of: declared.filter(isShown).length }
}

/** Whether a step of this opcode stands before the one that begins to change things. */
export function isCheck(rules: Rules, op: JobOp, step: string): boolean {
  const opcode = own(rules.opcodes, op.opcode)
  if (!opcode?.exec) return false
  if (step === JUDGE_PRE_HOOKS) return true
  if (step === JUDGE_POST_HOOKS || step === THE_END) return false
  const declared = Object.keys(opcode.steps)
  return declared.indexOf(step) < declared.indexOf(opcode.exec)
}

function phaseOf(rules: Rules, op: JobOp): OpProgress['phase'] {
  if (!own(rules.opcodes, op.opcode)?.exec || op.started === null) return null
  return isCheck(rules, op, op.frame.trail?.last ?? op.frame.step) ? 'checks' : 'changes'
}

/**
 * What an open job is at. With a `course` its steps are counted as they will come; without one, as its opcode
 * declares them.
 */
export function progressOf(
  job: Job,
  rules: Rules,
  world: World,
  now: number,
  course?: Course,
): JobProgress {
  const at = Math.max(
    0,
    job.ops.findIndex((op) => op.result === null),
  )
  const op = job.ops[at]
  const running = job.status === 'running' && !job.dead
  const common = {
    id: job.id,
    op: at + 1,
    ops: job.ops.length,
    summary: op?.summary ?? '',
    status: job.dead ? ('dead' as const) : job.status,
    locks: lockNames(job.holds, world),
    endsAt: job.dead ? null : (course?.endsAt ?? null),
  }
  if (!op || !running) {
    const waits = job.dead
      ? [reasonWords({ for: 'recovery', node: job.on })]
      : queueWaits(rules, world, job, now)
    return { ...common, step: null, phase: null, calls: [], waits }
  }
  return {
    ...common,
    step: placeOf(rules, op, course?.steps[at]),
    phase: phaseOf(rules, op),
    calls: callsOf(op.frame, now),
    waits: opWaits(world, job, op, now),
  }
}

/** A command that is under way on a console, outside any job. */
export interface ClientProgress {
  /** The terminal's id, and the node it belongs to, as people call it. */
  id: string
  terminal: string
  line: string
  calls: Calling[]
  /** The question it asks; null while it asks none. */
  asks: string | null
  waits: string | null
}

/** The commands in front on consoles that call nodes, pause or ask. */
export function clientsOf(world: World, now: number): ClientProgress[] {
  return Object.values(world.terminals).flatMap((terminal) => {
    const process = terminal.stack.at(-1)
    const program = process?.argv[0] ?? ''
    if (!process || !isRead(terminal) || !/^(gnt|ganeti)-/.test(program)) return []
    const { wait } = process.frame
    return [
      {
        id: terminal.id,
        terminal: shortName(terminal.node),
        line: process.argv.join(' '),
        calls: callsOf(process.frame, now),
        asks: wait?.for === 'line' ? wait.prompt : null,
        waits:
          wait?.for === 'job'
            ? t`job ${wait.job}`
            : wait?.for === 'time'
              ? t`a pause: ${seconds(wait.until - now)} to go`
              : null,
      },
    ]
  })
}

/** The jobs that ended last, newest first: how, and how long they took. */
export function endedJobs(
  world: World,
  most: number,
): {
  id: number
  summary: string
  status: Job['status']
  /** Simulated milliseconds of its end, and from its start to there. */
  at: number
  ms: number
  /** Why it failed. */
  why: string | null
}[] {
  const found: ReturnType<typeof endedJobs> = []
  for (const job of newestJobs(world)) {
    if (job.ended === null || job.ended < world.epochMs) continue
    const failed = job.ops.find((op) => op.result && !op.result.ok)
    found.push({
      id: job.id,
      summary: (failed ?? job.ops[0])?.summary ?? '',
      status: job.status,
      at: job.ended - world.epochMs,
      ms: job.ended - (job.started ?? job.received),
      why: failed?.result && !failed.result.ok ? failed.result.text : null,
    })
    if (found.length === most) break
  }
  return found
}

/** A time to read: "0.3 s", "42 s", "1 min 57 s", "2 h 5 min". */
export function duration(ms: number): string {
  const tenths = Math.round(ms / 100) / 10
  if (tenths < 10) return `${tenths} s`
  const whole = wholeSeconds(ms)
  if (whole < 60) return `${whole} s`
  if (whole < 3600) return t`${Math.floor(whole / 60)} min ${whole % 60} s`
  return t`${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`
}
