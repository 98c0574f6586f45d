import { useId } from 'react'
import { causesIn } from '../labs/drill.ts'
import { by } from '../lib/order.ts'
import { actions } from '../session/actions.ts'
import { useApp } from '../session/store.ts'

/** The possible causes of a drill's trouble. The learner chooses one, and the lab says whether it is right. */
export default function Diagnose() {
  const lab = useApp((state) => state.session.lab)
  const release = useApp((state) => state.session.definition.release)
  const named = useApp((state) => state.session.progress.diagnosis)
  const id = useId()
  if (!lab) return null
  const causes = [...causesIn(lab, release)].sort(by(({ name }) => name))
  return (
    <fieldset className="goal-diagnose">
      <legend>The cause is</legend>
      {causes.map((cause) => (
        <label key={cause.id}>
          <input
            type="radio"
            name={id}
            checked={named === cause.id}
            onChange={() => actions.fault({ kind: 'diagnosis', cause: cause.id })}
          />
          {cause.name}
        </label>
      ))}
    </fieldset>
  )
}
