import { useSession } from '../session/store.ts'

/** Whether the picture shows what is, or what Ganeti knows. */
export function ViewSwitch({ className = '' }: { className?: string }) {
  const view = useSession((lab) => lab.view)
  const { setView } = useSession.getState()
  return (
    <fieldset className={`segments ${className}`}>
      <legend className="visually-hidden">The picture shows</legend>
      <button type="button" aria-pressed={view === 'is'} onClick={() => setView('is')}>
        What is
      </button>
      <button type="button" aria-pressed={view === 'known'} onClick={() => setView('known')}>
        What Ganeti knows
      </button>
    </fieldset>
  )
}
