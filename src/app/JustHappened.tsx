import { timeOfDay } from '../lib/clock.ts'
import { actions } from '../session/actions.ts'
import { QUESTIONS, type Question } from '../session/happened.ts'
import { panels, usePanels } from '../session/panels.ts'
import { isAtRest } from '../session/rest.ts'
import { useVeiled } from '../session/sight.ts'
import { useApp } from '../session/store.ts'

/** One line about the last event: its time, what happened, and at most one question, which the guide answers. */
export function JustHappened() {
  const happened = useApp((state) => state.happened)
  const epochMs = useApp((state) => state.session.world.epochMs)
  const untouched = useApp((state) => state.session.inputs.length === 0)
  const since = useApp((state) =>
    state.happened && state.session.inputs.length > 0
      ? 0
      : Math.max(state.session.began, state.session.world.now),
  )
  // Events of a lab's start are past, so show the present time.
  const at = untouched ? undefined : happened?.at
  const fresh = useApp((state) => state.session.began === 0)
  const wentBack = useApp((state) => state.recording.to > state.session.now)
  const [what, more] = untouched
    ? [
        '',
        `${fresh ? 'Everything is healthy. ' : ''}The clock starts when you press Enter in a console.`,
      ]
    : happened
      ? [happened.what, happened.more]
      : ['', wentBack ? 'You went back to this moment.' : 'Nothing has changed the cluster yet.']
  return (
    <div className="just" role="status">
      <time>{timeOfDay(epochMs + (at ?? since))}</time>
      <span>
        {what !== '' && <b>{what}</b>} {more}
      </span>
      <span className="just-links">
        <NextStep question={untouched ? undefined : happened?.question} />
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
      What changed?
    </button>
  )
}

/** At most one link. A paused clock comes first, because everything waits for it. */
function NextStep({ question }: { question: Question | undefined }) {
  const asked = useApp((state) => state.asked)
  const veiled = useVeiled()
  const stuck = useApp(
    ({ speed, session }) =>
      speed === 'paused' && session.inputs.length > 0 && !isAtRest(session.world),
  )
  if (stuck)
    return (
      <button type="button" className="link" onClick={() => actions.setSpeed(1)}>
        Resume the clock
      </button>
    )
  // The answers are told by what is.
  if (!question || veiled) return null
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
