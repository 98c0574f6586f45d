import { panels } from '../session/panels.ts'
import { hasPlan } from '../session/plannable.ts'
import { useApp } from '../session/store.ts'

/** Shows what a command would do on that console (default: the visible one) without running it. */
export function PlanButton({ line, terminal }: { line: string; terminal: string | undefined }) {
  const front = useApp((state) => state.terminal)
  if (!hasPlan(line)) return null
  const plan = () => panels.plan(terminal ?? front, line, 'button')
  return (
    <div className="goal-buttons">
      <button type="button" className="goal-quiet" onClick={plan}>
        What would it do?
      </button>
    </div>
  )
}
