import { own } from '../../lib/own.ts'
import type { ClusterConfig, NodeName } from '../cluster/config.ts'
import { callNumbered, endCall, placeCall } from '../run/calls/call.ts'
import { causeOf, type Failing } from '../run/calls/causes.ts'
import type { Frame } from '../run/frame.ts'
import {
  corrupt,
  type OpContext,
  type Opcode,
  type OpNext,
  opContext,
  type Submission,
} from '../run/opcode.ts'
import type { Rules } from '../run/rules.ts'
import { publish } from '../run/shows.ts'
import { begin, isReady, outOfBlock, stepTo } from '../run/step.ts'
import { clockOf, daemonConfigOn, machineOf, setAlarm, type World } from '../world.ts'
import { endJob, openJobs } from './ends.ts'
import { JUDGE_POST_HOOKS, JUDGE_PRE_HOOKS, THE_END, warnOfHooks } from './hooks.ts'
import type { Job, JobOp, OpResult } from './job.ts'
import { delay, replicationMs } from './replicate.ts'
import { submitJobs } from './submit.ts'

/** An opcode of a job at one step. */
interface RunningOp {
  world: World
  job: Job
  op: JobOp
  opcode: Opcode
  context: OpContext
}

/** Moves a running job on as far as it goes now. Returns whether it moved. */
export function runOps(rules: Rules, world: World, job: Job): boolean {
  let moved = false
  const submit = (jobs: Submission[]) => {
    const op = job.ops.findIndex((o) => o.result === null)
    const from = { job: job.id, op }
    return submitJobs(
      rules,
      world,
      job.on,
      jobs.map((each) => ({ ...each, from })),
    )
  }
  let running = null as RunningOp | null
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
    const opcode = own(rules.opcodes, op.opcode)
    if (running?.op !== op)
      running = opcode
        ? { world, job, op, opcode, context: opContext(world, job, op, submit) }
        : null
    if (running) step(running)
    else end(world, job, op, unknownStep(op))
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

/** Steps that only decide or say something leave none: they are over at the instant at which they begin. */
function leaveTrail(op: JobOp, taken: string): void {
  if (op.frame.wait === null) return
  const name = nameOf(op, taken)
  const steps = op.frame.trail?.steps ?? []
  op.frame.trail = { steps: steps.includes(name) ? steps : [...steps, name], last: name }
}

/** How an opcode ends that was saved by a version with other steps. */
const unknownStep = ({ frame }: JobOp): OpResult => ({
  ok: false,
  kind: 'died',
  text: `No step ${frame.step} any more`,
})

/** What the daemon there knows of nodes and their flags; null where no configuration is left. */
const knownTo = (world: World, master: NodeName): ClusterConfig | null =>
  machineOf(world, master).files.config ? daemonConfigOn(world, master) : null

function step(running: RunningOp): void {
  const { world, job, op, opcode, context } = running
  const { frame } = op
  switch (frame.step) {
    case JUDGE_PRE_HOOKS:
      warnOfHooks(context)
      if (op.params.dryRun === true) return endDryRun(running)
      frame.step = opcode.exec ?? ''
      return
    case JUDGE_POST_HOOKS:
      warnOfHooks(context)
      return end(world, job, op, { ok: true, value: keptResult(frame) })
    case THE_END:
      return succeed(running, null)
  }
  const run = own(opcode.steps, frame.step)
  if (!run) return end(world, job, op, unknownStep(op))
  context.writeRefused = null
  const wanted = run(context) ?? undefined
  if (opcode.shows) publish(frame, opcode.shows({ params: op.params, vars: frame.vars }))
  const next =
    context.writeRefused === null
      ? wanted
      : corrupt(context.writeRefused, { is: 'old configuration', node: job.on })
  if (job.notBefore > world.now) setAlarm(world, job.notBefore, { kind: 'wake' })
  follow(running, next)
}

/** The result that waited for the hooks. Older saves hold it among the opcode's own variables. */
const keptResult = ({ result, vars }: Frame): unknown => result ?? vars.result ?? null

/** Hooks are asked for on every node at once; a node that cannot answer is named. */
function callHooks({ world, job, op, opcode, context }: RunningOp, judge: string): boolean {
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
function endDryRun({ world, job, op, context }: RunningOp): void {
  context.info('dry-run mode requested, not actually executing the operation')
  end(world, job, op, { ok: true, value: null })
}

function goOn(running: RunningOp, to: string | null): void {
  const { op, opcode } = running
  if (to === null) return succeed(running, null)
  if (to === opcode.exec) {
    if (callHooks(running, JUDGE_PRE_HOOKS)) return
    if (op.params.dryRun === true) return endDryRun(running)
  }
  op.frame.step = to
}

function succeed(running: RunningOp, value: unknown): void {
  const { world, job, op, opcode } = running
  if (opcode.exec && callHooks(running, JUDGE_POST_HOOKS)) {
    op.frame.result = value
    return
  }
  end(world, job, op, { ok: true, value })
}

function follow(running: RunningOp, next: OpNext<unknown> | undefined): void {
  const { world, job, op, opcode } = running
  const { frame } = op
  if (next === undefined) return goOn(running, stepTo(opcode.steps, frame.step, undefined))
  switch (next.next) {
    case 'goto':
      return goOn(running, next.then)
    case 'sleep':
    case 'calls':
      frame.step = stepTo(opcode.steps, frame.step, next.then) ?? THE_END
      return begin(world, frame, next, { node: job.on, config: () => knownTo(world, job.on) })
    case 'leave':
    case 'again':
      throw outOfBlock(frame, opcode.name)
    case 'done':
      return succeed(running, next.value)
    default:
      return end(world, job, op, failureOf(op, next))
  }
}

function failureOf(op: JobOp, failed: Failing): OpResult {
  const { text } = failed
  const early: { unlocked?: true } = failed.unlocked ? { unlocked: true } : {}
  const why = { ok: false, text, cause: causeOf(op, failed), ...early } as const
  switch (failed.next) {
    case 'refuse':
      return { ...why, kind: 'prereq', class: failed.class }
    case 'fail':
      return { ...why, kind: 'exec' }
    case 'corrupt':
      return { ...why, kind: 'corrupt' }
    case 'wrong parameter':
      return { ...why, kind: 'parameter' }
    case 'unhandled':
      return { ...why, kind: 'unhandled' }
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
        rest.result = {
          ok: false,
          kind: 'exec',
          text: 'Preceding opcode failed',
          cause: { is: 'step before' },
        }
        rest.status = 'error'
      }
  // The end is copied to the candidates before anyone hears of it.
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
