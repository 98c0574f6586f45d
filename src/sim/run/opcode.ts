import type { ClusterConfig, NodeName } from '../cluster/config.ts'
import { type Updated, writeConfig } from '../cluster/distribute.ts'
import type { ErrorClass, Job, JobOp, JobOrigin, Lock } from '../jobs/job.ts'
import type { NodeCallName } from '../noded/calls.ts'
import { type Behaviour, behaviourOf } from '../releases.ts'
import { clockOf, daemonConfigOn, type World } from '../world.ts'
import type { FailureCause } from './calls/cause.ts'
import { causeOf, type Failing } from './calls/causes.ts'
import type { Reply } from './calls/flight.ts'
import { type Flow, sleep } from './flow.ts'
import { cursorsOf } from './frame.ts'
import { type Answer, type Part, type Step, stepsOf, withSteps } from './parts.ts'
import type { Shows } from './shows.ts'

export { sleep }

/**
 * What a step of an opcode wants next. A step that returns nothing goes on at once; the last step's end is
 * success. R: what the opcode ends with, as JSON; absent: it does not end well here.
 */
export type OpNext<R = never> = Flow | { next: 'done'; value: R } | Failing

/** Ends the opcode well, without a result. */
export function done(): OpNext<null>
/** Ends the opcode well. `value` is its result, as JSON. */
export function done<R>(value: R): OpNext<R>
export function done(value: unknown = null): OpNext<unknown> {
  return { next: 'done', value }
}
/** A refusal before anything was changed (OpPrereqError). */
export const refuse = (errorClass: ErrorClass, text: string, cause?: FailureCause): Failing => ({
  next: 'refuse',
  class: errorClass,
  text,
  ...(cause ? { cause } : {}),
})
/** Failure on the way (OpExecError). */
export const fail = (text: string, cause?: FailureCause): Failing => ({
  next: 'fail',
  text,
  ...(cause ? { cause } : {}),
})
/** The same before the opcode had its locks: its arguments contradict each other, or nothing has that name (lib/mcpu.py). */
export const unlocked = (failing: Failing): Failing => ({ ...failing, unlocked: true })
/** The configuration contradicts itself or what was found (ConfigurationError). */
export const corrupt = (text: string, cause?: FailureCause): OpNext => ({
  next: 'corrupt',
  text,
  ...(cause ? { cause } : {}),
})

/** A parameter that does not exist, or a value it cannot have (TypeEnforcementError). */
export const wrongParameter = (text: string): OpNext => ({ next: 'wrong parameter', text })

/** An error for which no client has a word of its own (HypervisorError and others). */
export const unhandled = (text: string, cause?: FailureCause): OpNext => ({
  next: 'unhandled',
  text,
  ...(cause ? { cause } : {}),
})

/** What the step of an opcode works with. P: parameters as submitted; V: the opcode's own variables. */
export interface OpContext<P = Record<string, unknown>, V = Record<string, unknown>> {
  world: World
  job: Job
  params: P
  vars: V
  replies: Reply[]
  cursors: Record<string, number>
  /** The node whose master daemon runs this. */
  master: NodeName
  /** The configuration as of now. A value: change it through `edit`. */
  config: ClusterConfig
  behaviour: Behaviour
  /** The single reply of the last round, with its payload typed. */
  reply: <N extends NodeCallName>(name: N) => TypedReply<N>
  /** All replies of the last round. */
  all: <N extends NodeCallName>(name: N) => TypedReply<N>[]
  /** A line of progress. */
  log: (text: string) => void
  /** "  - INFO: …" */
  info: (text: string) => void
  /** "  - WARNING: …", with a hint on a line of its own. */
  warn: (text: string, hint?: string) => void
  /**
   * Writes the next configuration and sends it out. `quiet`: nodes that don't get it are not named in
   * the job's log (lib/config.py, the Mark... methods, which pass no feedback function). `updates`: the
   * instances, nodes and groups that are written as a whole, so that their serial numbers grow whatever changed.
   */
  edit: (
    change: (draft: ClusterConfig) => void,
    options?: { quiet?: boolean; updates?: Updated },
  ) => void
  /** Keeps the cause of a failure that does not end the opcode yet. */
  noteFailure: (failure: Pick<Failing & { next: 'fail' }, 'next' | 'text' | 'cause'>) => void
  /** Why `edit` could not write: the opcode fails with this after the step. */
  writeRefused: string | null
  /** Submits further jobs; returns their numbers. */
  submit: (jobs: Submission[]) => number[]
}

/** What came back from one node, typed by its call. */
export type TypedReply<N extends NodeCallName> = Answer<N>

/** One job to be submitted: its opcodes in order. */
export interface Submission {
  ops: { opcode: string; params: object }[]
  /** Jobs that must end first. */
  after?: number[]
  priority?: number
  /** Who submits it: the engine fills it in. */
  from?: JobOrigin
}

/** A step of an opcode: P its parameters, V its variables, R its result; absent: it does not end the opcode well. */
export type OpStep<P, V, R = never> = Step<OpContext<P, V>, OpNext<R>>

/** Steps of an opcode, or parts one after the other. */
export type OpPart<P, V, R = never> = Part<OpContext<P, V>, OpNext<R>>

/** A job that ended well before the session, as far as it can be told from what it left behind. */
export interface Remembered<P, R> {
  params: P
  result: R
  log?: readonly string[]
  /** The command that submitted it, or the opcode whose last job did. */
  from: { program: string; command: string } | { opcode: string }
  /** The opcode whose last job had to end first. */
  after?: string
}

/** One opcode: what it locks and its steps in order. */
export interface Opcode<P = Record<string, unknown>, V = Record<string, unknown>, R = unknown> {
  /** Ganeti's name: INSTANCE_MIGRATE. */
  name: string
  /** What stands in parentheses in the job list; null for nothing. */
  summary: (params: P, config: ClusterConfig) => string | null
  locks: (params: P, config: ClusterConfig, world: World) => Lock[]
  vars: V
  steps: Record<string, OpStep<P, V, R>>
  /**
   * The step that begins to change things (Exec). Before it only checks run: a dry run ends here, and
   * hooks run here. Absent: an opcode that only reads.
   */
  exec?: string
  /** Nodes on which hooks run before `exec` and after the end; null: this opcode has none. */
  hooks?: (op: OpContext<P, V>) => NodeName[]
  /** What others may see of it, by its parameters and variables. */
  shows?: (op: { params: P; vars: V }) => Shows
  /** What a job of it had done about `subject` before the session; null: no one knows. Absent: for none. */
  past?: (subject: string, config: ClusterConfig) => Remembered<P, R> | null
}

/**
 * An opcode as those see it who submit it: P its parameters, R its result. Its variables are its own, and in the
 * World all three are JSON.
 */
export type Submittable<P extends object, R = null> = Opcode & {
  readonly types?: { params: P; result: R }
}

/** Declares an opcode. Throws at its first use when `exec` names no step of it. */
export function defineOpcode<P extends object, V extends object, R = null>(
  declared: Omit<Opcode<P, V, R>, 'steps'> & { steps: OpPart<P, V, R> },
): Submittable<P, R> {
  const { name, exec } = declared
  const checked = () => {
    const steps = stepsOf(declared.steps)
    if (exec !== undefined && !Object.hasOwn(steps, exec))
      throw new Error(`${name} has no step called ${exec}`)
    return steps
  }
  return withSteps(declared, checked) as unknown as Submittable<P, R>
}

/** An opcode with the parameters that it is submitted with. */
export const withParams = <P extends object, R>(
  { name }: Submittable<P, R>,
  params: NoInfer<P>,
): Submission['ops'][number] => ({ opcode: name, params })

/** The context for the next steps of `op`. It reads the frame, so one context serves all steps of an instant. */
export function opContext(
  world: World,
  job: Job,
  op: JobOp,
  submit: (jobs: Submission[]) => number[],
): OpContext {
  const log = (text: string) => {
    op.log.push({ number: op.log.length + 1, at: clockOf(world), text })
  }
  const context: OpContext = {
    world,
    job,
    params: op.params,
    get vars() {
      return op.frame.vars
    },
    get replies() {
      return op.frame.replies
    },
    get cursors() {
      return cursorsOf(op.frame)
    },
    master: job.on,
    get config() {
      return daemonConfigOn(world, job.on)
    },
    behaviour: behaviourOf(world.release),
    reply: (name) => typedReplies(op.frame.replies, name)[0] as never,
    all: (name) => typedReplies(op.frame.replies, name),
    log,
    info: (text) => log(` - INFO: ${text}`),
    warn: (text, hint) => {
      log(` - WARNING: ${text}`)
      if (hint !== undefined) log(`      Hint: ${hint}`)
    },
    edit: (change, options) => {
      const feedback = options?.quiet ? undefined : log
      const written = writeConfig(world, job.on, change, feedback, options?.updates)
      if (written.refused !== null) context.writeRefused ??= written.refused
      if (written.costMs > 0) job.notBefore = world.now + written.costMs
    },
    writeRefused: null,
    noteFailure: (failure) => {
      op.frame.failure = { text: failure.text, cause: causeOf(op, failure) }
    },
    submit,
  }
  return context
}

/** The replies of the last round as answers to the call `N`; the caller knows which one it asked. */
export const typedReplies = <N extends NodeCallName>(replies: Reply[], _name: N) =>
  replies as TypedReply<N>[]
