import { useId, useState } from 'react'
import { causesIn } from '../labs/drill.ts'
import { t } from '../lib/language/t.ts'
import { by } from '../lib/order.ts'
import { actions } from '../session/actions.ts'
import { effortActions } from '../session/labs/effort-actions.ts'
import { useApp } from '../session/store.ts'
import { useTruthHidden } from '../session/view.ts'

/**
 * The possible causes of a drill's trouble: the learner chooses one and then confirms it, so that no key guesses. Or
 * gives up, and is shown.
 */
export default function Diagnose() {
  const lab = useApp((state) => state.session.lab)
  const release = useApp((state) => state.session.definition.release)
  const tries = useApp((state) => state.session.effort.tries)
  const truthHidden = useTruthHidden()
  const [chosen, setChosen] = useState<string | null>(null)
  const id = useId()
  if (!lab) return null
  const causes = [...causesIn(lab, release)].sort(by(({ name }) => name))
  const wrong = causes.find((cause) => cause.id === tries.at(-1))
  const confirm = () => chosen !== null && actions.fault({ kind: 'diagnosis', cause: chosen })
  return (
    <form
      className="goal-diagnose"
      onSubmit={(event) => {
        event.preventDefault()
        confirm()
      }}
    >
      <fieldset>
        <legend>{t`The cause is`}</legend>
        {causes.map((cause) => (
          <label key={cause.id}>
            <input
              type="radio"
              name={id}
              checked={chosen === cause.id}
              onChange={() => setChosen(cause.id)}
            />
            <span>
              {cause.name}
              {tries.includes(cause.id) ? <em> {t`(no)`}</em> : null}
            </span>
          </label>
        ))}
      </fieldset>
      <p role="status">
        {wrong === undefined ? '' : t`It is not “${wrong.name}”. `}
        {triesInWords(tries.length)}
      </p>
      <div className="goal-buttons">
        <button type="submit" className="button is-wrapping" disabled={chosen === null}>
          {t`That is the cause`}
        </button>
        {truthHidden ? (
          <button
            type="button"
            className="button is-wrapping is-quiet"
            onClick={effortActions.giveUp}
          >
            {t`Give up and look`}
          </button>
        ) : null}
      </div>
    </form>
  )
}

const triesInWords = (tries: number): string =>
  tries === 0 ? '' : tries === 1 ? t`1 wrong try so far.` : t`${tries} wrong tries so far.`
