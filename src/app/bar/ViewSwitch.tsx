import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { useApp } from '../../session/store.ts'
import { useTruthHidden, viewOf } from '../../session/view.ts'

/** Switches the picture between what is and what Ganeti knows. */
export function ViewSwitch({ className = '' }: { className?: string }) {
  const view = useApp(viewOf)
  const truthHidden = useTruthHidden()
  return (
    <fieldset className={`segments ${className}`}>
      <legend className="visually-hidden">{t`The picture shows`}</legend>
      <button
        type="button"
        aria-pressed={view === 'is'}
        disabled={truthHidden}
        title={truthHidden ? t`Shown once you have named the cause` : undefined}
        onClick={() => actions.setView('is')}
      >
        {t`What is`}
      </button>
      <button
        type="button"
        aria-pressed={view === 'known'}
        onClick={() => actions.setView('known')}
      >
        {t`What Ganeti knows`}
      </button>
    </fieldset>
  )
}
