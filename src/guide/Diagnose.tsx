import { useId, useState } from 'react'
import { causesIn } from '../labs/drill.ts'
import { by } from '../lib/order.ts'
import { actions } from '../session/actions.ts'
import { learner } from '../session/learner.ts'
import { useVeiled } from '../session/sight.ts'
import { useApp } from '../session/store.ts'

/**
 * The possible causes of a drill's trouble: the learner chooses one and then confirms it, so that no key guesses. Or
 * gives up, and is shown.
 */
export default function Diagnose() {
  const lab = useApp((state) => state.session.lab)
  const release = useApp((state) => state.session.definition.release)
  const tries = useApp((state) => state.session.effort.tries)
  const veiled = useVeiled()
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
        <legend>The cause is</legend>
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
              {tries.includes(cause.id) ? <em> (no)</em> : null}
            </span>
          </label>
        ))}
      </fieldset>
      <p role="status">
        {wrong === undefined ? '' : `It is not “${wrong.name}”. `}
        {triesInWords(tries.length)}
      </p>
      <div className="goal-buttons">
        <button type="submit" className="goal-hint" disabled={chosen === null}>
          That is the cause
        </button>
        {veiled ? (
          <button type="button" className="goal-quiet" onClick={learner.giveUp}>
            Give up and look
          </button>
        ) : null}
      </div>
    </form>
  )
}

const triesInWords = (tries: number): string =>
  tries === 0 ? '' : tries === 1 ? '1 wrong try so far.' : `${tries} wrong tries so far.`
