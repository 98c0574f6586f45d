import { timeOfDay } from '../lib/clock.ts'
import { useAsides } from '../session/asides.ts'
import { QUESTIONS, type Question } from '../session/happened.ts'
import { isAtRest } from '../session/rest.ts'
import { useSession } from '../session/store.ts'

/** What just happened: one line, its time first, and at most one question, which the guide answers. */
export function JustHappened() {
  const happened = useSession((lab) => lab.happened)
  const epochMs = useSession((lab) => lab.session.world.epochMs)
  const untouched = useSession((lab) => lab.session.inputs.length === 0)
  const since = useSession((lab) =>
    lab.happened && lab.session.inputs.length > 0
      ? 0
      : Math.max(lab.session.began, lab.session.world.now),
  )
  // What a lab's start did is long past: this line speaks of now.
  const at = untouched ? undefined : happened?.at
  const fresh = useSession((lab) => lab.session.began === 0)
  const wentBack = useSession((lab) => lab.recording.to > lab.session.now)
  const [what, more] = untouched
    ? [
        '',
        `${fresh ? 'Everything is healthy. ' : ''}The clock is stopped until you press Enter in a console.`,
      ]
    : happened
      ? [happened.what, happened.more]
      : [
          '',
          wentBack
            ? 'You went back to this moment.'
            : 'Nothing has happened yet that changes the cluster.',
        ]
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
  const shown = useAsides((asides) => asides.foot?.show === 'changes')
  const { changes, close } = useAsides.getState()
  return (
    <button
      type="button"
      className="link"
      aria-expanded={shown}
      onClick={() => (shown ? close() : changes())}
    >
      What changed?
    </button>
  )
}

/** One link at most: the stopped clock comes first, because everything waits for it. */
function NextStep({ question }: { question: Question | undefined }) {
  const asked = useSession((lab) => lab.asked)
  const stuck = useSession(
    ({ speed, session }) =>
      speed === 'paused' && session.inputs.length > 0 && !isAtRest(session.world),
  )
  const { setSpeed, ask } = useSession.getState()
  if (stuck)
    return (
      <button type="button" className="link" onClick={() => setSpeed(1)}>
        The clock is paused. Go on
      </button>
    )
  if (!question) return null
  return (
    <button
      type="button"
      className="link"
      aria-expanded={asked === question}
      onClick={() => ask(asked === question ? null : question)}
    >
      {QUESTIONS[question.ask]}
    </button>
  )
}
