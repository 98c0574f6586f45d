import { causeOf } from '../labs/drill.ts'
import type { Lab } from '../labs/lab.ts'
import { isSolved } from '../labs/progress.ts'
import { openLab } from '../session/labs.ts'
import { useApp } from '../session/store.ts'
import { Said } from './Prose.tsx'

/** The number of the drill. It decides the fault, so that a whole class can have the same one. */
export default function Drill({ lab }: { lab: Lab }) {
  const { seed = 1, release } = useApp((state) => state.session.definition)
  const solved = useApp((state) => isSolved(lab, state.session.progress))
  const cause = causeOf(lab, release, seed)
  return (
    <div className="guide-drill">
      <form
        key={seed}
        onSubmit={(event) => {
          event.preventDefault()
          const wanted = Number(new FormData(event.currentTarget).get('seed'))
          if (Number.isSafeInteger(wanted) && wanted >= 0) void openLab(lab.id, { seed: wanted })
        }}
      >
        <label>
          Drill number <input name="seed" type="number" min="0" step="1" defaultValue={seed} />
        </label>
        <button type="submit" className="goal-hint">
          Open
        </button>
        <button
          type="button"
          className="goal-hint"
          onClick={() => void openLab(lab.id, { seed: seed + 1 })}
        >
          Next drill
        </button>
      </form>
      {solved && cause ? (
        <p role="status">
          The cause was: {cause.name}. <Said prose={cause.says} />
        </p>
      ) : null}
    </div>
  )
}
