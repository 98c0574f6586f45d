import { t } from '../lib/language/t.ts'
import { rich } from '../ui/rich.tsx'
import './branches.css'
import { useId, useState } from 'react'
import { timeOfDay } from '../lib/clock.ts'
import { actions } from '../session/actions.ts'
import {
  type Branch,
  LONGEST_NAME,
  MOST_BRANCHES,
  nameOfWay,
  partedAt,
  type Way,
} from '../session/history/branches.ts'
import { inputName } from '../session/history/input-name.ts'
import { panels } from '../session/panels.ts'
import type { Session } from '../session/session.ts'
import { sessionNow, useApp } from '../session/store.ts'
import { Dialog } from '../ui/Dialog.tsx'
import { type Choice, Compare, choicesOf, nameOfChoice } from './Compare.tsx'

/** All ways of this session: name them, open one again, delete one. */
export default function Branches() {
  const way = useApp((state) => state.session.way)
  const branches = useApp((state) => state.session.branches)
  return (
    <Dialog title={t`Branches`} onClosed={panels.closeDialog} wide>
      <p className="branches-note">
        {t`When you do something in the past, what came later is kept here as a branch. A session keeps ${MOST_BRANCHES}; a further one replaces the oldest.`}
      </p>
      <ul className="branches">
        <li className="branch is-open">
          <Name way={way} />
          <p className="branch-what">{t`Open now.`}</p>
        </li>
        {branches.length === 0 && <li className="branch">{t`There is no other branch yet.`}</li>}
        {[...branches].reverse().map((branch) => (
          <Row key={branch.id} branch={branch} />
        ))}
      </ul>
      <Choose />
    </Dialog>
  )
}

/** Two of the ways to compare, and what comes of it. It is of the moment at which it was asked for. */
function Choose() {
  useApp((state) => state.session.branches)
  useApp((state) => state.session.way)
  const present = sessionNow()
  const choices = choicesOf(present)
  const [[first, second], setPair] = useState<[Choice, Choice]>([
    present.way.id,
    choices[1] ?? present.way.id,
  ])
  const [asked, setAsked] = useState<{ session: Session; pair: [Choice, Choice] } | null>(null)
  if (choices.length < 2) return null
  return (
    <>
      <form
        className="compare-choose"
        onSubmit={(event) => {
          event.preventDefault()
          setAsked({ session: sessionNow(), pair: [first, second] })
        }}
      >
        <ChoiceField label={t`Compare`} value={first} onChange={(one) => setPair([one, second])} />
        <ChoiceField label={t`with`} value={second} onChange={(one) => setPair([first, one])} />
        <button type="submit" className="button" disabled={first === second}>
          {t`Compare`}
        </button>
      </form>
      {asked && <Compare key={String(asked.pair)} {...asked} />}
    </>
  )
}

interface ChoiceProps {
  label: string
  value: Choice
  onChange: (choice: Choice) => void
}

function ChoiceField({ label, value, onChange }: ChoiceProps) {
  const present = sessionNow()
  const read = (text: string): Choice => (text === 'solution' ? text : Number(text))
  return (
    <label>
      {label}{' '}
      <select
        className="field"
        value={value}
        onChange={(event) => onChange(read(event.target.value))}
      >
        {choicesOf(present).map((choice) => (
          <option key={choice} value={choice}>
            {nameOfChoice(present, choice)}
            {choice === present.way.id && t` (open)`}
          </option>
        ))}
      </select>
    </label>
  )
}

function Row({ branch }: { branch: Branch }) {
  const name = nameOfWay(branch)
  const open = () => {
    actions.openBranch(branch.id)
    panels.closeDialog()
  }
  return (
    <li className="branch">
      <Name way={branch} />
      <What branch={branch} />
      <div className="branch-buttons">
        <button type="button" className="button" aria-label={t`Open ${name}`} onClick={open}>
          {t`Open`}
        </button>
        <button
          type="button"
          className="button is-quiet"
          aria-label={t`Delete ${name}`}
          onClick={() => actions.deleteBranch(branch.id)}
        >
          {t`Delete`}
        </button>
      </div>
    </li>
  )
}

/** When it parts and ends, how much was done, and what first. */
function What({ branch }: { branch: Branch }) {
  const { inputs, until } = branch
  const epochMs = useApp((state) => state.session.world.epochMs)
  const parted = useApp((state) => partedAt(state.session, branch))
  const [first] = inputs
  const steps = inputs.length === 1 ? t`1 step` : t`${inputs.length} steps`
  return (
    <p className="branch-what">
      {t`${timeOfDay(epochMs + parted)} to ${timeOfDay(epochMs + until)}, ${steps}`}
      {first && rich`, first ${<code>{inputName(first.input)}</code>}`}
    </p>
  )
}

/** A field with the name of a way; it takes effect when the field is left. */
function Name({ way }: { way: Way }) {
  const id = useId()
  const [text, setText] = useState(way.name)
  const usual = nameOfWay({ ...way, name: '' })
  const rename = () => {
    const name = text.trim().slice(0, LONGEST_NAME)
    setText(name)
    if (name !== way.name) actions.nameBranch(way.id, name)
  }
  return (
    <form
      className="branch-name"
      onSubmit={(event) => {
        event.preventDefault()
        rename()
      }}
    >
      <label htmlFor={id} className="visually-hidden">
        {t`Name of ${usual}`}
      </label>
      <input
        id={id}
        className="field"
        value={text}
        maxLength={LONGEST_NAME}
        placeholder={usual}
        onChange={(event) => setText(event.target.value)}
        onBlur={rename}
      />
    </form>
  )
}
