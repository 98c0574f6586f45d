import { t } from '../lib/language/t.ts'
import { rich } from '../ui/rich.tsx'
import './past.css'
import { timeOfDay } from '../lib/clock.ts'
import { actions } from '../session/actions.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { isInPast } from '../session/history/branches.ts'
import { useApp } from '../session/store.ts'

const SECOND_MS = 1000

/** While you look at an earlier moment: which one, and the two ways on. Nothing else changes. */
export function PastBanner() {
  const past = useApp(({ session, together }) => together === null && isInPast(session))
  return (
    <div role="status" className="past-status">
      {past && <Banner />}
    </div>
  )
}

function Banner() {
  const now = useDisplayTime(SECOND_MS)
  const epochMs = useApp((state) => state.session.world.epochMs)
  const until = useApp((state) => state.session.until)
  const time = (at: number) => timeOfDay(epochMs + at)
  return (
    <div className="past">
      <p>
        {/* Said once: a reader would hear every second of it. */}
        {rich`You are looking at ${<b aria-hidden="true">{time(now)}</b>}${<span className="visually-hidden">{t`an earlier moment`}</span>}. Nothing is lost.`}
      </p>
      <button type="button" className="button" onClick={() => actions.seek(until)}>
        {rich`Back to now ${<span className="past-time">{time(until)}</span>}`}
      </button>
      <button
        type="button"
        className="button"
        title={t`What came later is kept as a branch. A command that you type here does the same.`}
        onClick={actions.goOn}
      >
        {t`Go on from here`}
      </button>
    </div>
  )
}
