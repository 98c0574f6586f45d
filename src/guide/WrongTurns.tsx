import { useEffect, useRef } from 'react'
import { openTurns, type TakenTurn } from '../labs/effort.ts'
import type { Lab, WrongTurn } from '../labs/lab.ts'
import { holds } from '../labs/progress.ts'
import { t } from '../lib/language/t.ts'
import { actions } from '../session/actions.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { effortActions } from '../session/labs/effort-actions.ts'
import { openLab } from '../session/labs/open-lab.ts'
import { sessionNow, useApp } from '../session/store.ts'
import { scrollWhereSeen } from '../ui/in-sight.ts'
import { BeginAgain } from './Begin.tsx'
import { MarkedText } from './Prose.tsx'

/** Simulated milliseconds within which what went wrong is news. */
export const JUST_NOW_MS = 5000

/** Milliseconds between two looks at whether a text still holds. */
const REDRAW_MS = 500

/**
 * What the lab says about each wrong turn that stands, newest first. A text stays until it is put away, or until what it
 * speaks of is over.
 */
export function WrongTurns({ lab }: { lab: Lab }) {
  const effort = useApp((state) => state.session.effort)
  const progress = useApp((state) => state.session.progress)
  const world = useApp((state) => state.session.world)
  const now = useDisplayTime(REDRAW_MS)
  const isOver = ({ until }: WrongTurn) =>
    until !== undefined && holds(until, lab, progress, world, now).met
  const open = openTurns(effort, progress)
    .reverse()
    .flatMap((taken) => {
      const turn = lab.wrongTurns.find(({ id }) => id === taken.turn)
      return turn && !isOver(turn) ? [{ taken, turn }] : []
    })
  return (
    <div role="status" className={open.length > 0 ? 'guide-wrong' : undefined}>
      {open.length > 1 ? <h2>{t`${open.length} wrong turns`}</h2> : null}
      {open.map(({ taken, turn }) => (
        <Notice key={`${taken.turn} ${taken.at}`} taken={taken} turn={turn} />
      ))}
      {open.length > 0 ? (
        <BeginAgain
          goal={lab.goals[progress.done.length]}
          className="button is-wrapping is-quiet"
        />
      ) : null}
    </div>
  )
}

function Notice({ taken, turn }: { taken: TakenTurn; turn: WrongTurn }) {
  const { says, recover } = turn
  const text = useRef<HTMLParagraphElement>(null)
  const { at } = taken
  useEffect(() => {
    // One that was there before the page was loaded moves nothing.
    if (sessionNow().now - at < JUST_NOW_MS) scrollWhereSeen(text.current)
  }, [at])
  return (
    <>
      <p ref={text}>
        <MarkedText prose={says} />
      </p>
      <div className="goal-buttons">
        <WayBack at={taken.at} />
        {recover === undefined ? null : (
          <button
            type="button"
            className="button is-wrapping"
            onClick={() => void openLab(recover)}
          >
            {t`Learn to repair it`}
          </button>
        )}
        <button
          type="button"
          className="button is-wrapping is-quiet"
          onClick={() => effortActions.putAway(taken)}
        >
          {t`Put away`}
        </button>
      </div>
    </>
  )
}

/** To just before the input that led to something: by undoing it, if it was the last one. */
function WayBack({ at }: { at: number }) {
  const inputs = useApp((state) => state.session.inputs)
  const cause = inputs.findLast((input) => input.at <= at)
  if (!cause) return null
  const isLast = cause === inputs.at(-1)
  return (
    <button
      type="button"
      className="button is-wrapping"
      onClick={() => (isLast ? actions.undo() : actions.rewind(cause.at - 1))}
    >
      {isLast ? t`Undo the last step` : t`Rewind to before it`}
    </button>
  )
}
