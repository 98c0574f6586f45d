import type { NodeName } from '../cluster/config.ts'
import type { FailureCause } from '../run/calls/cause.ts'
import type { Frame } from '../run/frame.ts'

/** The state of a job or opcode, spelled as `gnt-job list` prints it. */
export type JobStatus =
  | 'queued'
  | 'waiting'
  | 'canceling'
  | 'running'
  | 'canceled'
  | 'success'
  | 'error'

/** A job: a list of opcodes that run one after the other on the master. */
export interface Job {
  id: number
  /** The node whose daemon runs it. */
  on: NodeName
  ops: JobOp[]
  status: JobStatus
  priority: number
  /** Wall clock of the nodes, in milliseconds since 1970. */
  received: number
  started: number | null
  ended: number | null
  /** Simulated time before which it is not picked up. */
  notBefore: number
  /** Jobs that must have ended first. */
  after: number[]
  /** Locks it holds. */
  holds: Lock[]
  /** Locks it waits for. Absent: none. */
  wants?: Lock[]
  /** Its process is gone (the master lost power): it will never end by itself. */
  dead: boolean
  /** Put away: it shows only when asked for. */
  archived: boolean
  /** Absent: it is not known any more. */
  from?: JobOrigin
}

/** Who submitted a job: a command, with what --reason said, or an opcode of another job. */
export type JobOrigin =
  | { program: string; command: string; reason?: string }
  | { job: number; op: number }

/** One opcode of a job with its progress. Times are wall-clock times in milliseconds since 1970; null: not yet. */
export interface JobOp {
  opcode: string
  params: Record<string, unknown>
  /** As the job list prints it: INSTANCE_MIGRATE(debianX). */
  summary: string
  status: JobStatus
  log: LogEntry[]
  result: OpResult | null
  frame: Frame
  started: number | null
  ended: number | null
}

/** A line of an opcode's log; numbers count from 1. */
export interface LogEntry {
  number: number
  /** Milliseconds since 1970. */
  at: number
  text: string
}

/**
 * Told after each step of a job: `step` has run, and what it waits for now stands in `op.frame.wait`. `logged`: how
 * many log entries there were before it.
 */
export type JobWatch = (seen: {
  job: Job
  op: JobOp
  step: string
  /** Simulated milliseconds. */
  at: number
  logged: number
}) => void

/** Error classes of Ganeti's OpPrereqError (lib/errors.py). */
export type ErrorClass =
  | 'resolver_error'
  | 'insufficient_resources'
  | 'temp_insufficient_resources'
  | 'wrong_input'
  | 'wrong_state'
  | 'unknown_entity'
  | 'already_exists'
  | 'resource_not_unique'
  | 'internal_error'
  | 'environment_error'
  /** A few refusals come without a class. */
  | 'unclassified'
  /** Ganeti's TagError, which has a frame of its own. */
  | 'invalid_tag'

/**
 * How an opcode ended without success. `text` is a sentence without the frame that the client puts around it, by `kind`:
 * prereq: refused before anything was changed. exec: went wrong on the way. corrupt: the configuration does not fit what
 * was found. parameter: one has no such name or cannot have such a value. unhandled: an error that the client knows no
 * better word for. died: the job's process. `unlocked`: the opcode never had its locks.
 */
type OpFailure = { ok: false; text: string; cause?: FailureCause; unlocked?: true } & (
  | { kind: 'prereq'; class: ErrorClass }
  | { kind: 'exec' | 'corrupt' | 'parameter' | 'unhandled' | 'died' | 'canceled' }
)

/** How an opcode ended. */
export type OpResult = { ok: true; value: unknown } | OpFailure

/** A lock that an opcode asks for. Levels are taken in Ganeti's order. */
export interface Lock {
  level: 'cluster' | 'instance' | 'node' | 'node-res' | 'nodegroup' | 'network'
  /** A name, or '*' for all of the level. */
  name: string
  mode: 'shared' | 'exclusive'
}

/** Whether the job has ended, well or not. A dead job never does: see `Job.dead`. */
export const isOver = (job: Job): boolean =>
  job.status === 'success' || job.status === 'error' || job.status === 'canceled'

/** What an opcode is about, as its summary names it in parentheses: mostly an instance or a node. Empty: nothing. */
export const subjectOf = ({ opcode, summary }: JobOp): string =>
  summary.slice(opcode.length + 1, -1)

/** Whether two wishes cannot both be fulfilled. */
export const conflicts = (a: Lock, b: Lock): boolean =>
  a.level === b.level &&
  (a.name === b.name || a.name === '*' || b.name === '*') &&
  (a.mode === 'exclusive' || b.mode === 'exclusive')
