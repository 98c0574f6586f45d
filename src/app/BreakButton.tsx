import { useAsides } from '../session/asides.ts'
import { useSession } from '../session/store.ts'

/** Opens what can be broken, at the foot of the guide. Not in a drill: there the fault is to be found. */
export function BreakButton({
  className = '',
  children,
}: {
  className?: string
  children: string
}) {
  const shown = useAsides((asides) => asides.foot?.show === 'faults')
  const drill = useSession((lab) => (lab.session.lab?.causes.length ?? 0) > 0)
  if (drill) return null
  const { faults, close } = useAsides.getState()
  return (
    <button
      type="button"
      className={`button ${className}`}
      aria-expanded={shown}
      onClick={() => (shown ? close() : faults())}
    >
      {children}
    </button>
  )
}
