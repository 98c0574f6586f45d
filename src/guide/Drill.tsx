import { useEffect, useRef } from 'react'
import { causeOf } from '../labs/drill.ts'
import { hintsIn } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import { isSolved } from '../labs/progress.ts'
import { t } from '../lib/language/t.ts'
import { minutesSeconds } from '../lib/text/duration.ts'
import { endOf } from '../session/labs/lab-run.ts'
import { openLab } from '../session/labs/open-lab.ts'
import { useApp } from '../session/store.ts'
import { useTruthHidden } from '../session/view.ts'
import { scrollWhereSeen } from '../ui/in-sight.ts'
import { MarkedText } from './Prose.tsx'

/** The number of the drill. It decides the fault, so that a whole class can have the same one. */
export default function Drill({ lab }: { lab: Lab }) {
  const { seed = 1, release } = useApp((state) => state.session.definition)
  const truthHidden = useTruthHidden()
  const solved = useApp((state) => isSolved(lab, state.session.progress))
  const gaveUp = useApp((state) => state.session.effort.gaveUp)
  const cause = causeOf(lab, release, seed)
  const answer = useRef<HTMLParagraphElement>(null)
  const opened = useRef(seed)
  const wasHidden = useRef(truthHidden)
  useEffect(() => {
    // The form that had the focus is gone.
    if (wasHidden.current && !truthHidden) answer.current?.focus({ preventScroll: true })
    wasHidden.current = truthHidden
  }, [truthHidden])
  const top = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // The drill before was left at its end, far below.
    if (opened.current !== seed) scrollWhereSeen(top.current)
    opened.current = seed
  }, [seed])
  return (
    <div className="guide-drill" ref={top}>
      <form
        key={seed}
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = Number(new FormData(event.currentTarget).get('seed'))
          if (Number.isSafeInteger(wanted) && wanted >= 0) void openLab(lab.id, { seed: wanted })
        }}
      >
        <label>
          {t`Drill number`}{' '}
          <input className="field" name="seed" type="number" min="0" step="1" defaultValue={seed} />
        </label>
        <button type="submit" className="button is-wrapping">
          {t`Open`}
        </button>
        <button
          type="button"
          className="button is-wrapping"
          onClick={() => void openLab(lab.id, { seed: seed + 1 })}
        >
          {t`Next drill`}
        </button>
      </form>
      <Score />
      {truthHidden ? (
        <p>
          {t`Until you name the cause, the picture shows only what Ganeti knows, and the time strip shows no downtime. To look at a node itself, open its console.`}
        </p>
      ) : cause ? (
        <p role="status" tabIndex={-1} ref={answer}>
          {gaveUp && `${t`You gave up.`} `}
          {solved ? t`The cause was: ${cause.name}.` : t`The cause is: ${cause.name}.`}{' '}
          {solved || gaveUp ? <MarkedText prose={cause.says} /> : null}
        </p>
      ) : null}
    </div>
  )
}

/** What the drill has cost so far, or in all. The time is that of the cluster, not of the learner. */
function Score() {
  const seconds = useApp(({ session }) => Math.floor((endOf(session) - session.began) / 1000))
  const effort = useApp((state) => state.session.effort)
  return (
    <dl className="guide-score">
      <div>
        <dt>{t`Simulated time`}</dt>
        <dd>{minutesSeconds(seconds * 1000)}</dd>
      </div>
      <div>
        <dt>{t`Wrong tries`}</dt>
        <dd>{effort.tries.length}</dd>
      </div>
      <div>
        <dt>{t`Hints`}</dt>
        <dd>{hintsIn(effort)}</dd>
      </div>
    </dl>
  )
}
