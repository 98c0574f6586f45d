import { taskOf } from '../../labs/operations.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { causeOfOp, lineOf } from '../../session/narration/causes.ts'
import type { Question } from '../../session/narration/event-line.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import type { World } from '../../sim/world.ts'
import type { CauseAnswers } from './answer.ts'
import { CHECKS } from './checks.ts'
import { FAILURES } from './failures.ts'
import { GROUPS } from './groups.ts'
import { REQUESTS } from './requests.ts'

/** "Why did it fail?" in three parts, each true in this World. */
export interface Why {
  /** What was asked. */
  asked: string
  /** What Ganeti saw. */
  saw: string
  /** What to look at next. */
  next: string
}

const ANSWERS: CauseAnswers = { ...REQUESTS, ...CHECKS, ...GROUPS, ...FAILURES }

type Part = (cause: FailureCause, world: World) => string

/** What Ganeti saw, and what to do next, for a cause. */
export function answerAbout(world: World, cause: FailureCause): Pick<Why, 'saw' | 'next'> {
  const { saw, next } = ANSWERS[cause.is]
  return { saw: (saw as Part)(cause, world), next: (next as Part)(cause, world) }
}

/** The answer to a question about a failure; undefined for other questions. */
export function whyOf({ ask, about }: Question, world: World): Why | undefined {
  if (ask === 'refused') {
    const refused = own(world.terminals, about)?.refused
    return refused
      ? {
          asked: t`${lineOf(refused)}, on ${short(refused.node)}.`,
          ...answerAbout(world, refused.cause),
        }
      : NOTHING_KNOWN
  }
  if (ask !== 'job failed') return undefined
  const job = world.jobs[Number(about)]
  if (!job) return NOTHING_KNOWN
  const bad = job.ops.find((op) => causeOfOp(op)) ?? job.ops[0]
  const cause = job.dead ? ({ is: 'job died' } as const) : bad && causeOfOp(bad)
  const asked = t`Job ${job.id} was to ${bad ? taskOf(world, bad) : 'run'}.`
  if (cause) return { asked, ...answerAbout(world, cause) }
  return { ...NOTHING_KNOWN, asked, next: `gnt-job info ${job.id} shows its messages.` }
}

/** Where an older version of the page did not keep the cause. */
const NOTHING_KNOWN: Why = {
  asked: t`A command that is no longer known.`,
  saw: t`The cause was not kept.`,
  next: t`Type the command again to see it.`,
}
