import { useAsides } from '../session/asides.ts'
import { hasPlan } from '../session/plannable.ts'
import { useSession } from '../session/store.ts'

/** Shows what a command would do on that console, or the one in front, without running it. */
export function PlanButton({ line, terminal }: { line: string; terminal: string | undefined }) {
  const front = useSession((lab) => lab.terminal)
  if (!hasPlan(line)) return null
  const plan = () => useAsides.getState().plan(terminal ?? front, line, 'button')
  return (
    <div className="goal-buttons">
      <button type="button" className="goal-quiet" onClick={plan}>
        What would it do?
      </button>
    </div>
  )
}
