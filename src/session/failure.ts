import { iso } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { messageOf } from '../lib/text/message.ts'
import type { Emission, Input } from '../sim/input.ts'
import type { AppState, Notice } from './app-state.ts'
import { promptOf } from './idle.ts'
import { type Session, withShown } from './session.ts'

/** What the trainer was doing when it failed: an input, or the rest of a sentence that starts with "while". */
export type Attempt = Input | string

/** Of all attempts, only a failure of this one stops the clock. */
const PASSING = 'time passed'

/** How many of the last inputs a report holds. */
const INPUTS_TOLD = 30
/** Characters of a cluster's definition that a report holds. */
const DEFINITION_TOLD = 4000

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`

const told = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : String(error)

/**
 * A report for whoever fixes the error, as plain text to copy: the attempt (if it is known), the session, its last
 * inputs and the error. Never throws.
 */
export function failureReport(session: Session, error: unknown, attempt?: Attempt): string {
  const { definition, lab, inputs, now } = session
  const last = inputs.slice(-INPUTS_TOLD)
  const lines = [
    'ganeti-lab: report of a failure',
    ...(attempt === undefined
      ? []
      : [`While: ${typeof attempt === 'string' ? attempt : JSON.stringify(attempt)}`]),
    `Release: ${definition.release}`,
    `Lab: ${lab === null ? 'none' : lab.id}${definition.seed === undefined ? '' : `, seed ${definition.seed}`}`,
    `Time: ${seconds(now)} (${iso(session.world.epochMs + now)})`,
    ...(lab === null ? [`Cluster: ${JSON.stringify(definition).slice(0, DEFINITION_TOLD)}`] : []),
    `Inputs: ${inputs.length}${last.length < inputs.length ? `, the last ${last.length} of them:` : ''}`,
    ...last.map(({ at, input }) => `  ${seconds(at)} ${JSON.stringify(input)}`),
    'Error:',
    told(error),
  ]
  return `${lines.join('\n')}\n`
}

/** The output for an input at which the trainer failed: the line as typed, then a message. */
function failedOnTerminal({ world, now }: Session, input: Input): Emission[] {
  if (input.kind !== 'line' && input.kind !== 'key') return []
  const { terminal } = input
  const typed = input.kind === 'line' ? input.text : input.key === 'interrupt' ? '^C' : '^D'
  const prompt = promptOf(own(world.terminals, terminal)) ?? ''
  return [
    { at: now, terminal, stream: 'echo', text: `${prompt}${typed}\n` },
    {
      at: now,
      terminal,
      stream: 'stderr',
      text: t`The trainer failed at this line. This is an error in the trainer, not yours. Nothing was changed.\n`,
    },
  ]
}

/** The same for a notice, in a few sentences. */
export function failedInWords(attempt: Attempt, error: unknown): string {
  const why = messageOf(error)
  if (attempt === PASSING)
    return t`The trainer failed while time passed (${why}). The clock has stopped. Undo your last step to continue.`
  if (typeof attempt === 'string')
    return t`The trainer failed while ${attempt} (${why}). Nothing was changed.`
  const what =
    attempt.kind === 'line' || attempt.kind === 'key'
      ? t`at "${attempt.kind === 'line' ? attempt.text : attempt.key}"`
      : t`at your last action`
  return t`The trainer failed ${what} (${why}). This is an error in the trainer, not yours. Nothing was changed, and you can continue.`
}

/** The change after a failure: the session as it was, with a notice. */
function failed(state: AppState, attempt: Attempt, error: unknown): Partial<AppState> {
  const { session } = state
  const notice: Notice = {
    kind: 'failure',
    text: failedInWords(attempt, error),
    report: failureReport(session, error, attempt),
  }
  const shown = typeof attempt === 'string' ? [] : failedOnTerminal(session, attempt)
  return {
    ...(shown.length === 0 ? {} : { session: withShown(session, shown) }),
    ...(attempt === PASSING ? { speed: 'paused' as const } : {}),
    notices: [...state.notices.filter((n) => n.kind !== notice.kind), notice],
  }
}

/** Makes a change; if the engine throws, makes none and reports it, so that page and session keep working. */
export const guarded =
  (attempt: Attempt, change: (state: AppState) => Partial<AppState>) =>
  (state: AppState): Partial<AppState> => {
    try {
      return change(state)
    } catch (error) {
      return failed(state, attempt, error)
    }
  }

/** The change after an error while time passed: the clock stops, and the learner can undo. */
export const stopped = (state: AppState, error: unknown): Partial<AppState> =>
  failed(state, PASSING, error)
