import type { JobOp } from '../../../sim/jobs/job.ts'

/** Refusals of an opcode that did not find what it had to lock, or whose arguments contradict each other. */
const BEFORE_LOCKS = [
  /^(?:Instance|Node|Network|Node group|Group) '.*' not (?:known|found)/,
  /^The given name \(.*\) does not resolve/,
  /^The networked disk templates need a mirror node$/,
  /^Do not specify both, iallocator and node$/,
  /^Cannot do IP address check without a name check$/,
  /^Can't set the node into more than one state at the same time$/,
  /^'.*' is not a valid netmask$/,
]

/**
 * When an opcode had its locks: never, where it was refused before. Source: lib/mcpu.py, _LockAndExecLU after
 * CheckArguments and ExpandNames.
 */
export const executedAt = ({ started, result }: JobOp): number | null =>
  result && !result.ok && BEFORE_LOCKS.some((text) => text.test(result.text ?? '')) ? null : started
