import type { ErrorClass, JobOp } from '../../jobs/job.ts'
import type { FailureCause } from './cause.ts'
import type { Reply } from './flight.ts'

/**
 * How a step ends its opcode without success. `cause`: where replies and class do not say it already. `unlocked`: before
 * the opcode had its locks.
 */
export type Failing = { text: string; cause?: FailureCause; unlocked?: true } & (
  | { next: 'refuse'; class: ErrorClass }
  | { next: 'fail' | 'corrupt' | 'wrong parameter' | 'unhandled' }
)

/** The cause of a call that did not succeed. */
export function causeOfReply(reply: Extract<Reply, { ok: false }>): FailureCause {
  const { node } = reply
  if (reply.offline) return { is: 'offline', node }
  if (reply.met === 'silence') return { is: 'no answer', node }
  if (reply.met === 'no daemon') return { is: 'noded down', node }
  return { is: 'node failed', node }
}

/** Classes of refusals that follow from what a node answered. */
const ABOUT_NODES: readonly ErrorClass[] = ['environment_error', 'wrong_state']

/** Why an opcode ends here: as its step says; else what the last calls met; else the class of the refusal. */
export function causeOf({ frame }: Pick<JobOp, 'frame'>, failing: Failing): FailureCause {
  if (failing.cause) return failing.cause
  const { failure } = frame
  if (failure && failure.text !== '' && failing.text.includes(failure.text)) return failure.cause
  const bad = frame.replies.find((reply) => !reply.ok)
  const isAboutNodes =
    failing.next === 'fail' || (failing.next === 'refuse' && ABOUT_NODES.includes(failing.class))
  if (bad && !bad.ok && isAboutNodes) return causeOfReply(bad)
  if (failing.next === 'wrong parameter') return { is: 'value', word: '' }
  if (failing.next === 'refuse') return { is: 'refused', word: failing.class }
  return { is: 'failed', word: frame.step }
}
