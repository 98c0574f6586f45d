import { t } from '../../lib/language/t.ts'
import { panels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'

/**
 * The goal that was reached last, and the next one, where the guide is on another tab; the style sheet hides it elsewhere.
 * It leads to the guide.
 */
export function GoalLine() {
  const goals = useApp((state) => state.session.lab?.goals)
  const done = useApp((state) => state.session.progress.done.length)
  if (!goals || goals.length === 0) return null
  const next = goals[done]
  const last = goals[done - 1]
  return (
    <div className="goal-line" role="status">
      <button type="button" onClick={() => panels.setPart('guide')}>
        {last ? (
          <span className="goal-line-done">
            <b aria-hidden="true">[x]</b> {t`Goal ${done} of ${goals.length} reached: ${last.text}`}
          </span>
        ) : null}{' '}
        <span>
          {next
            ? last
              ? t`Next: ${next.text}`
              : t`Goal 1 of ${goals.length}: ${next.text}`
            : t`All goals are reached. See what it cost.`}
        </span>
      </button>
    </div>
  )
}
