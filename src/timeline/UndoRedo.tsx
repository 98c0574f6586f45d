import { t } from '../lib/language/t.ts'
import './past.css'
import { actions } from '../session/actions.ts'
import { inputName } from '../session/history/input-name.ts'
import type { Session } from '../session/session.ts'
import { useApp } from '../session/store.ts'

/** The name of whoever else did an input, in a session of several people. */
const useDoer = (input: (session: Session) => number): string | null =>
  useApp(({ together, session }) => together?.doerOf(input(session)) ?? null)

/** What someone did, after their name. */
const namedStep = (doer: string | null, step: string): string =>
  doer === null ? step : t`${doer}: ${step}`

/** Takes the last input back, or does it again; each says which one, and whose it is. */
export function UndoRedo() {
  const last = useApp((state) => state.session.inputs.at(-1))
  const next = useApp((state) => state.session.undone.at(-1))
  const restores = useApp((state) => state.session.inputs.length === 0 && state.previous !== null)
  const lastBy = useDoer(({ inputs }) => inputs.length - 1)
  const nextBy = useDoer(({ inputs }) => inputs.length)
  const start = restores ? t`the start of this lab` : null
  const undone = last ? namedStep(lastBy, inputName(last.input)) : start
  const redone = next ? namedStep(nextBy, inputName(next.input)) : null
  return (
    <fieldset className="undo-row">
      <legend className="visually-hidden">{t`Undo and redo`}</legend>
      <Button
        name="Undo"
        keys="Alt-Z"
        what={undone}
        run={actions.undo}
        path="M7 3L3 7l4 4M3.4 7H10a3.4 3.4 0 010 6.8H7"
      />
      <Button
        name="Redo"
        keys="Alt-Shift-Z"
        what={redone}
        run={actions.redo}
        path="M9 3l4 4-4 4M12.6 7H6a3.4 3.4 0 000 6.8h3"
      />
    </fieldset>
  )
}

interface ButtonProps {
  name: string
  keys: string
  /** What it takes back or does again; null: nothing, and it can do nothing. */
  what: string | null
  run: () => void
  path: string
}

function Button({ name, keys, what, run, path }: ButtonProps) {
  const label = what === null ? t`${name}: nothing` : t`${name}: ${what}`
  return (
    <button
      type="button"
      className="button undo"
      aria-label={label}
      title={what === null ? label : `${label} (${keys})`}
      disabled={what === null}
      onClick={run}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" className="stroke-icon">
        <path d={path} />
      </svg>
      {what !== null && <span aria-hidden="true">{what}</span>}
    </button>
  )
}
