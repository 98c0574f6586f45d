import { actions } from '../session/actions.ts'
import { useApp } from '../session/store.ts'

/** Switches the picture between what is and what Ganeti knows. */
export function ViewSwitch({ className = '' }: { className?: string }) {
  const view = useApp((state) => state.view)
  return (
    <fieldset className={`segments ${className}`}>
      <legend className="visually-hidden">The picture shows</legend>
      <button type="button" aria-pressed={view === 'is'} onClick={() => actions.setView('is')}>
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
