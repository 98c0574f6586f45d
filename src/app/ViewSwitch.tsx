import { actions } from '../session/actions.ts'
import { useVeiled, viewOf } from '../session/sight.ts'
import { useApp } from '../session/store.ts'

/** Switches the picture between what is and what Ganeti knows. */
export function ViewSwitch({ className = '' }: { className?: string }) {
  const view = useApp(viewOf)
  const veiled = useVeiled()
  return (
    <fieldset className={`segments ${className}`}>
      <legend className="visually-hidden">The picture shows</legend>
      <button
        type="button"
        aria-pressed={view === 'is'}
        disabled={veiled}
        title={veiled ? 'Shown once you have named the cause' : undefined}
        onClick={() => actions.setView('is')}
      >
        What is
      </button>
      <button
        type="button"
        aria-pressed={view === 'known'}
        onClick={() => actions.setView('known')}
      >
        What Ganeti knows
      </button>
    </fieldset>
  )
}
