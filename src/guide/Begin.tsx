import type { Goal, Lab } from '../labs/lab.ts'
import { t } from '../lib/language/t.ts'
import { startLab } from '../session/labs/open-lab.ts'
import { usePreparing } from '../session/labs/prepare.ts'
import { hasSolution } from '../session/labs/solution.ts'
import { panels } from '../session/panels.ts'
import { useApp } from '../session/store.ts'
import './begin.css'

/** Starts this lab at one of its goals, with the fault and the release of the present session. */
function useBegin(goal: Goal | undefined): (() => void) | null {
  const lab: Lab | null = useApp((state) => state.session.lab)
  const definition = useApp((state) => state.session.definition)
  if (!lab || !goal || !hasSolution(lab, definition)) return null
  const { seed, release } = definition
  return () => startLab(lab, { seed, release, goal: goal.id })
}

/** A quiet button beside a goal that is not the current one. */
export function BeginHere({ goal }: { goal: Goal }) {
  const begin = useBegin(goal)
  const busy = usePreparing(({ preparing }) => preparing?.text === goal.text)
  if (!begin) return null
  return (
    <button
      type="button"
      className="goal-begin"
      aria-busy={busy}
      aria-label={t`Begin here: ${goal.text}`}
      onClick={begin}
    >
      {busy ? t`Preparing…` : t`Begin here`}
    </button>
  )
}

/** For whoever is lost: the current goal again, from a cluster in order. Nothing until something was done. */
export function BeginAgain({ goal, className }: { goal: Goal | undefined; className: string }) {
  const begin = useBegin(goal)
  const untouched = useApp((state) => state.session.inputs.length === 0)
  if (!begin || untouched) return null
  return (
    <button type="button" className={className} onClick={begin}>
      {t`Begin this goal from a good state`}
    </button>
  )
}

/** Shows where the current goal leads. Not while a drill's cause is looked for: the picture would show it. */
export function ShowGoal({ goal }: { goal: Goal }) {
  const lab = useApp((state) => state.session.lab)
  const definition = useApp((state) => state.session.definition)
  if (!lab || 'diagnosed' in goal.needs || !hasSolution(lab, definition)) return null
  return (
    <button
      type="button"
      className="button is-wrapping is-quiet"
      onClick={() => panels.openDialog('goal')}
    >
      {t`Show me the goal`}
    </button>
  )
}

/** Says that a start is being prepared, if that takes longer than a moment. */
export function Preparing() {
  const preparing = usePreparing((state) => state.preparing)
  return (
    <p className="guide-preparing" role="status">
      {preparing ? <span>{t`Preparing “${preparing.text}”…`}</span> : null}
    </p>
  )
}
