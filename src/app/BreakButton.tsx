import { panels, usePanels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'

/** Opens what can be broken, at the foot of the guide. Not in a drill: there the fault is to be found. */
export function BreakButton({
  className = '',
  children,
}: {
  className?: string
  children: string
}) {
  const shown = usePanels((state) => state.foot?.show === 'faults')
  const drill = useApp((state) => (state.session.lab?.causes.length ?? 0) > 0)
  if (drill) return null
  return (
    <button
      type="button"
      className={`button ${className}`}
      aria-expanded={shown}
      onClick={() => (shown ? panels.close() : panels.faults())}
    >
      {children}
    </button>
  )
}
