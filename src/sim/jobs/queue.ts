import { isDraft, original } from 'immer'
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import type { ClusterConfig, NodeName } from '../cluster/config.ts'
import { costOfSilence } from '../net.ts'
import { callNumbered, endCall, placeCall } from '../run/call.ts'
import type { Reply } from '../run/flight.ts'
import { type Frame, newFrame, stepAfter } from '../run/frame.ts'
import {
  corrupt,
  type OpContext,
  type Opcode,
  type OpNext,
  opContext,
  type Submission,
} from '../run/opcode.ts'
import type { Rules } from '../run/rules.ts'
import { clockOf, daemonConfigOn, machineOf, setAlarm, type World } from '../world.ts'
import { endJob, openJobs } from './ends.ts'
import { admitted } from './filters.ts'
import { JUDGE_POST_HOOKS, JUDGE_PRE_HOOKS, THE_END, warnOfHooks } from './hooks.ts'
import type { Job, JobOp, OpResult } from './job.ts'
import { locksOf, obstacleTo, queueOf } from './waits.ts'

/** Ganeti's priorities: lower runs first. */
export const PRIORITY = { low: 10, normal: 0, high: -10 } as const

/** Between a job's acceptance and its start: the scheduler's turn and a new process. */
const PICKUP_MS = 300

/** Takes jobs on `master`; returns their numbers. Each becomes due when the scheduler had its turn. */
export function submitJobs(
  rules: Rules,
  world: World,
  master: NodeName,
  submissions: Submission[],
): number[] {
  const config = daemonConfigOn(world, master)
  const notBefore = world.now + PICKUP_MS + replicationMs(world, master)
  return submissions.map((submission) => {
    const id = world.nextJobId
    world.nextJobId += 1
    world.jobs[id] = {
      id,
      on: master,
      ops: submission.ops.map(({ opcode, params }) => newOp(rules, config, opcode, params)),
      status: 'queued',
      priority: submission.priority ?? PRIORITY.normal,
      received: clockOf(world),
      started: null,
      ended: null,
      notBefore,
      after: submission.after ?? [],
      holds: [],
      dead: false,
      archived: false,
    }
    world.openJobs.push(id)
    setAlarm(world, notBefore, { kind: 'wake' })
    return id
  })
}

function newOp(rules: Rules, config: ClusterConfig, name: string, params: object): JobOp {
  const opcode = own(rules.opcodes, name)
  if (!opcode) throw new Error(`there is no opcode called ${name}`)
  const subject = opcode.summary(params as Record<string, unknown>, config)
  const frame = newFrame(Object.keys(opcode.steps)[0] ?? '', opcode.vars)
  return {
    opcode: name,
    params: clone(params) as Record<string, unknown>,
    summary: subject === null ? name : `${name}(${subject})`,
    status: 'queued',
    log: [],
    result: null,
    frame,
    started: null,
    ended: null,
  }
}

/**
 * What one round of copying a job's file to the other candidates costs: a time-out while one of them
 * is dead and not flagged. Source: lib/jqueue, src/Ganeti/JQueue.hs (replicateJob).
 */
function replicationMs(world: World, master: NodeName): number {
  const { config } = machineOf(world, master).files
  if (!config) return 0
  const others = Object.values(config.nodes).filter(
    (n) => n.masterCandidate && !n.offline && n.name !== master,
  )
  return costOfSilence(
    world,
    master,
    others.map((n) => n.name),
  )
}

/** Starts what may start and moves every running job on as far as it goes now. Returns whether any did. */
export function runJobs(rules: Rules, world: World): boolean {
  let moved = false
  for (const job of admitted(world, queueOf(world))) {
    if (job.status === 'queued' || job.status === 'waiting')
      moved = tryStart(rules, world, job) || moved
    else if (job.status === 'running') moved = runOps(rules, world, job) || moved
  }
  return moved
}

function tryStart(rules: Rules, world: World, job: Job): boolean {
  const obstacle = obstacleTo(world, job, () => locksOf(rules, world, job))
  if (obstacle?.for === 'lock') {
    const moved = job.status === 'queued'
    job.status = 'waiting'
    for (const op of job.ops) if (op.status === 'queued') op.status = 'waiting'
    return moved
  }
  if (obstacle) return false
  job.holds = locksOf(rules, world, job)
  job.status = 'running'
  job.started = clockOf(world)
  // Its file is copied out twice on the way into execution.
  const copies = 2 * replicationMs(world, job.on)
  if (copies > 0) delay(world, job, copies)
  return true
}

function delay(world: World, job: Job, ms: number): void {
  job.notBefore = world.now + ms
  setAlarm(world, job.notBefore, { kind: 'wake' })
}

function runOps(rules: Rules, world: World, job: Job): boolean {
  let moved = false
  while (job.status === 'running') {
    const op = job.ops.find((o) => o.result === null)
    if (!op) {
      moved = finishJob(world, job) || moved
      break
    }
    if (world.now < job.notBefore || !isReady(world, op.frame)) break
    if (op.started === null) {
      op.started = clockOf(world)
      op.status = 'running'
    }
    const taken = op.frame.step
    const logged = op.log.length
    step(rules, world, job, op)
    leaveTrail(op, taken)
    rules.watch?.({ job, op, step: nameOf(op, taken), at: world.now, logged })
    moved = true
  }
  return moved
}

/** What waits belongs to the hooks when they were what the step led to. */
const nameOf = ({ frame }: JobOp, taken: string): string =>
  frame.wait !== null && (frame.step === JUDGE_PRE_HOOKS || frame.step === JUDGE_POST_HOOKS)
    ? frame.step
    : taken

/** Steps that only decide or say something leave none: who looks on would see nothing of them. */
function leaveTrail(op: JobOp, taken: string): void {
  if (op.frame.wait === null) return
  const name = nameOf(op, taken)
  const steps = op.frame.trail?.steps ?? []
  op.frame.trail = { steps: steps.includes(name) ? steps : [...steps, name], last: name }
}

/** What the daemon there knows of nodes and their flags; null where no configuration is left. */
const knownTo = (world: World, master: NodeName): ClusterConfig | null =>
  machineOf(world, master).files.config ? daemonConfigOn(world, master) : null

/** Whether nothing is waited for any more; clears what has come. */
export function isReady(world: World, frame: Frame): boolean {
  const { wait } = frame
  if (wait === null) return true
  if (wait.for === 'time' && world.now >= wait.until) {
    frame.wait = null
    return true
  }
  if (wait.for !== 'calls') return false
  const replies: Reply[] = []
  for (const { outcome, until } of wait.calls) {
    if (outcome === null || world.now < until) return false
    // Nobody has changed it: behind a draft stands the reply itself.
    replies.push(isDraft(outcome) ? (original(outcome) as Reply) : outcome)
  }
  frame.replies = replies
  frame.wait = null
  return true
}

function step(rules: Rules, world: World, job: Job, op: JobOp): void {
  const opcode = own(rules.opcodes, op.opcode)
  const { frame } = op
  const context = opContext(world, job, op, (jobs) => submitJobs(rules, world, job.on, jobs))
  if (opcode && frame.step === JUDGE_PRE_HOOKS) {
    warnOfHooks(context)
    if (op.params.dryRun === true) return endDryRun(world, job, op, context)
    frame.step = opcode.exec ?? ''
    return
  }
  if (frame.step === JUDGE_POST_HOOKS) {
    warnOfHooks(context)
    return end(world, job, op, { ok: true, value: frame.vars.result ?? null })
  }
  if (opcode && frame.step === THE_END)
    return succeed(world, job, op, frame.vars.result ?? null, opcode, context)
  const run = own(opcode?.steps, frame.step)
  if (!opcode || !run) {
    return end(world, job, op, { ok: false, kind: 'died', text: `No step ${frame.step} any more` })
  }
  const done = run(context) ?? undefined
  const next = context.writeRefused === null ? done : corrupt(context.writeRefused)
  if (job.notBefore > world.now) setAlarm(world, job.notBefore, { kind: 'wake' })
  follow(
    world,
    job,
    op,
    next ?? { next: 'goto', then: stepAfter(opcode.steps, frame.step) },
    opcode,
    context,
  )
}

/** Hooks are asked for on every node at once; a node that cannot answer is named. */
function callHooks(
  world: World,
  job: Job,
  op: JobOp,
  opcode: Opcode,
  context: OpContext,
  judge: string,
): boolean {
  const nodes = [...new Set(opcode.hooks?.(context) ?? [])]
  const { config } = machineOf(world, job.on).files
  const asked = nodes.filter((node) => own(config?.nodes, node)?.offline === false)
  if (asked.length === 0) return false
  const calls = asked.map((to) =>
    placeCall(world, job.on, { to, name: 'hooks_runner', args: {} as never }, config),
  )
  op.frame.step = judge
  op.frame.wait = { for: 'calls', calls, since: world.now }
  return true
}

/** After the checks and the hooks in front. Source: lib/mcpu.py, _ExecLU. */
function endDryRun(world: World, job: Job, op: JobOp, context: OpContext): void {
  context.info('dry-run mode requested, not actually executing the operation')
  end(world, job, op, { ok: true, value: null })
}

function goOn(
  world: World,
  job: Job,
  op: JobOp,
  to: string | null,
  opcode: Opcode,
  context: OpContext,
): void {
  if (to === null) return succeed(world, job, op, op.frame.vars.result ?? null, opcode, context)
  if (to === opcode.exec) {
    if (callHooks(world, job, op, opcode, context, JUDGE_PRE_HOOKS)) return
    if (op.params.dryRun === true) return endDryRun(world, job, op, context)
  }
  op.frame.step = to
}

function succeed(
  world: World,
  job: Job,
  op: JobOp,
  value: unknown,
  opcode: Opcode,
  context: OpContext,
): void {
  op.frame.vars.result = value
  if (opcode.exec && callHooks(world, job, op, opcode, context, JUDGE_POST_HOOKS)) return
  end(world, job, op, { ok: true, value })
}

function follow(
  world: World,
  job: Job,
  op: JobOp,
  next: OpNext<unknown> | { next: 'goto'; then: string | null },
  opcode: Opcode,
  context: OpContext,
): void {
  const { frame } = op
  switch (next.next) {
    case 'goto':
      return goOn(world, job, op, next.then, opcode, context)
    case 'sleep':
      frame.step = next.then ?? stepAfter(opcode.steps, frame.step) ?? THE_END
      frame.wait = { for: 'time', since: world.now, until: world.now + next.ms }
      return setAlarm(world, world.now + next.ms, { kind: 'wake' })
    case 'calls': {
      const config = next.evenOffline ? null : knownTo(world, job.on)
      const calls = next.calls.map((request) => placeCall(world, job.on, request, config))
      frame.step = next.then ?? stepAfter(opcode.steps, frame.step) ?? THE_END
      frame.wait = { for: 'calls', calls, since: world.now }
      return
    }
    case 'leave':
    case 'again':
      throw new Error(`step ${frame.step} of ${opcode.name} stands in no block`)
    case 'done':
      return succeed(world, job, op, next.value, opcode, context)
    case 'refuse':
      return end(world, job, op, { ok: false, kind: 'prereq', class: next.class, text: next.text })
    case 'fail':
      return end(world, job, op, { ok: false, kind: 'exec', text: next.text })
    case 'corrupt':
      return end(world, job, op, { ok: false, kind: 'corrupt', text: next.text })
    case 'wrong parameter':
      return end(world, job, op, { ok: false, kind: 'parameter', text: next.text })
    case 'unhandled':
      return end(world, job, op, { ok: false, kind: 'unhandled', text: next.text })
  }
}

function end(world: World, job: Job, op: JobOp, result: OpResult): void {
  op.result = result
  op.status = result.ok ? 'success' : 'error'
  op.ended = clockOf(world)
  op.frame.wait = null
  if (!result.ok)
    for (const rest of job.ops)
      if (rest.result === null) {
        rest.result = { ok: false, kind: 'exec', text: 'Preceding opcode failed' }
        rest.status = 'error'
      }
  // The end is copied to the candidates before anybody hears of it.
  const copies = replicationMs(world, job.on)
  if (copies > 0) delay(world, job, copies)
}

function finishJob(world: World, job: Job): boolean {
  if (world.now < job.notBefore) return false
  endJob(world, job, job.ops.every((op) => op.result?.ok) ? 'success' : 'error')
  return true
}

/** Ends a call of a running job, if it is one of its calls. */
export function endCallOfJob(world: World, id: number): boolean {
  for (const job of openJobs(world)) {
    if (job.status !== 'running' || job.dead) continue
    for (const op of job.ops) {
      const { wait } = op.frame
      const call = wait?.for === 'calls' ? callNumbered(wait.calls, id) : undefined
      if (call) return endCall(world, job.on, call)
    }
  }
  return false
}
