import { panels, usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'

/** Opens the list of faults at the foot of the guide. Absent in a drill, where the fault must be found. */
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
