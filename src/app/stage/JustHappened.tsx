import { timeOfDay } from '../../lib/clock.ts'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { isInPast } from '../../session/history/branches.ts'
import { isAtRest } from '../../session/idle.ts'
import { asPictured } from '../../session/narration/as-pictured.ts'
import { QUESTIONS, type Question } from '../../session/narration/event-line.ts'
import { panels, usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { useTruthHidden } from '../../session/view.ts'

/** The last event in words: its time of day, what happened, its reason or consequence, and a question about it. */
export function useNews() {
  const happened = useApp((state) => state.happened)
  const epochMs = useApp((state) => state.session.world.epochMs)
  const machines = useApp((state) => state.session.world.machines)
  const untouched = useApp((state) => state.session.inputs.length === 0)
  const since = useApp((state) =>
    state.happened && state.session.inputs.length > 0
      ? 0
      : Math.max(state.session.began, state.session.world.now),
  )
  // Events of a lab's start are past, so show the present time.
  const at = untouched ? undefined : happened?.at
  const fresh = useApp((state) => state.session.began === 0)
  const wentBack = useApp(({ session }) => isInPast(session))
  const [what, more] = untouched
    ? [
        '',
        fresh
          ? t`Everything is healthy. The clock starts when you press Enter in a console.`
          : t`The clock starts when you press Enter in a console.`,
      ]
    : happened
      ? [asPictured(happened.what, { machines }), asPictured(happened.more, { machines })]
      : [
          '',
          wentBack
            ? t`You are looking at an earlier moment.`
            : t`Nothing has changed the cluster yet.`,
        ]
  const time = timeOfDay(epochMs + (at ?? since))
  return { time, what, more, question: untouched ? undefined : happened?.question, untouched }
}

/** One line about the last event: its time, what happened, and at most one question, which the guide answers. */
export function JustHappened() {
  const { time, what, more, question, untouched } = useNews()
  return (
    <div className="just" role="status">
      <time>{time}</time>
      <span>
        {what !== '' && <b>{what}</b>} {more}
      </span>
      <span className="just-links">
        <NextStep question={question} />
        {!untouched && <Changes />}
      </span>
    </div>
  )
}

function Changes() {
  const shown = usePanels((state) => state.foot?.show === 'changes')
  return (
    <button
      type="button"
      className="link"
      aria-expanded={shown}
      onClick={() => (shown ? panels.close() : panels.changes())}
    >
      {t`What changed?`}
    </button>
  )
}

/** At most one link. A paused clock comes first, because everything waits for it. */
function NextStep({ question }: { question: Question | undefined }) {
  const asked = useApp((state) => state.asked)
  const truthHidden = useTruthHidden()
  const stuck = useApp(
    ({ speed, session }) =>
      speed === 'paused' &&
      session.inputs.length > 0 &&
      !isAtRest(session.world) &&
      !isInPast(session),
  )
  if (stuck)
    return (
      <button type="button" className="link" onClick={() => actions.setSpeed(1)}>
        {t`Resume the clock`}
      </button>
    )
  // The answers are told by what is.
  if (!question || truthHidden) return null
  return (
    <button
      type="button"
      className="link"
      aria-expanded={asked === question}
      onClick={() => actions.ask(asked === question ? null : question)}
    >
      {QUESTIONS[question.ask]}
    </button>
  )
}
