import { t } from '../../lib/language/t.ts'
import { panels } from '../../session/panels.ts'
import { hasPlan } from '../../session/plan/plannable.ts'
import { useApp } from '../../session/store.ts'

/** Shows what a command would do on that console (default: the visible one) without running it. */
export function PlanButton({ line, terminal }: { line: string; terminal: string | undefined }) {
  const front = useApp((state) => state.terminal)
  if (!hasPlan(line)) return null
  const plan = () => panels.plan(terminal ?? front, line, 'button')
  return (
    <div className="goal-buttons">
      <button type="button" className="button is-wrapping is-quiet" onClick={plan}>
        {t`What would it do?`}
      </button>
    </div>
  )
}
