import { timeOfDay } from '../lib/clock.ts'
import { isAtRest } from '../session/rest.ts'
import { useSession } from '../session/store.ts'

/** What just happened: one line, its time first. */
export function JustHappened() {
  const happened = useSession((lab) => lab.happened)
  const epochMs = useSession((lab) => lab.session.world.epochMs)
  const untouched = useSession((lab) => lab.session.inputs.length === 0)
  const paused = useSession((lab) => lab.speed === 'paused')
  const waiting = useSession((lab) => !isAtRest(lab.session.world))
  const since = useSession((lab) => (lab.happened ? 0 : lab.session.world.now))
  const [what, more] = untouched
    ? ['', 'Everything is healthy. The clock is stopped until you press Enter in a console.']
    : happened
      ? [happened.what, happened.more]
      : ['', 'Nothing has happened yet that changes the cluster.']
  return (
    <div className="just" role="status">
      <time>{timeOfDay(epochMs + (happened?.at ?? since))}</time>
      <span>
        {what !== '' && <b>{what}</b>} {more}
      </span>
      {paused && waiting && !untouched && (
        <button type="button" className="link" onClick={() => useSession.getState().setSpeed(1)}>
          The clock is paused. Go on
        </button>
      )}
    </div>
  )
}
