import type { JobOp } from '../../../sim/jobs/job.ts'

/**
 * When an opcode had its locks: never, where it was refused before. Source: lib/mcpu.py, _LockAndExecLU after
 * CheckArguments and ExpandNames.
 */
export const executedAt = ({ started, result }: JobOp): number | null =>
  result && !result.ok && result.unlocked ? null : started
