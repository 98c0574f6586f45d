import { useState } from 'react'
import type { Lab, LabCard } from '../../labs/lab.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { actions } from '../../session/actions.ts'
import { CARDS, fetchLab } from '../../session/labs/catalogue.ts'
import { openLab, startLab } from '../../session/labs/open-lab.ts'
import { type SolvedHow, solvedHow, useSolvedLabs } from '../../session/labs/solved-labs.ts'
import { linkTo } from '../../session/links/link.ts'
import { panels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { rich } from '../../ui/rich.tsx'
import { ShareButtons } from './ShareButtons.tsx'

/** How well something was solved, as a sentence without its full stop. */
export const SOLVED: Record<SolvedHow, string> = {
  'not yet': t`Not solved yet`,
  'with wrong turns': t`Solved, with wrong turns`,
  solved: t`Solved`,
  clean: t`Solved without hints or wrong turns`,
}

/** One lab: its title opens it; below, what it teaches, how it was solved, and its goals to begin at. */
export function LabRow({ card, teach }: { card: LabCard; teach: boolean }) {
  const here = useApp((state) => state.session.lab?.id === card.id)
  const how = useSolvedLabs((state) => solvedHow(own(state.solved, card.id)))
  const part = CARDS.indexOf(card) + 1
  const open = () => {
    panels.closeDialog()
    // What is open already goes on: to start it again there is a button in the bar.
    if (here) actions.focusTerminal()
    else void openLab(card.id)
  }
  return (
    <li className="map-lab" aria-current={here ? 'true' : undefined}>
      <b className={how === 'not yet' ? 'map-mark' : 'map-mark is-solved'} aria-hidden="true">
        {how === 'not yet' ? '[ ]' : '[x]'}
      </b>
      <div>
        <h3>
          <button type="button" className="map-open" onClick={open}>
            {part}. {card.title}
          </button>{' '}
          {here ? <b className="map-here">{t`open now`}</b> : null}
        </h3>
        <p>{card.teaches ?? card.summary}</p>
        <p className="map-facts">
          {minutesOf(card)}
          {SOLVED[how]}.
        </p>
        <GoalsOf card={card} teach={teach} />
      </div>
      {teach ? (
        <ShareButtons what={card.title} fragment={linkTo({ is: 'lab', lab: card.id })} />
      ) : null}
    </li>
  )
}

const minutesOf = ({ minutes }: LabCard): string =>
  minutes === undefined ? '' : `${minutes === 1 ? t`1 minute.` : t`${minutes} minutes.`} `

/** The goals of a lab. The lab is loaded when they are first opened. */
function GoalsOf({ card, teach }: { card: LabCard; teach: boolean }) {
  const [lab, setLab] = useState<Lab | 'failed' | null>(null)
  const load = (open: boolean) => {
    if (!open || (lab && lab !== 'failed')) return
    fetchLab(card.id).then(
      (found) => setLab(found ?? 'failed'),
      () => setLab('failed'),
    )
  }
  return (
    <details className="map-goals" onToggle={(event) => load(event.currentTarget.open)}>
      <summary>
        {rich`Begin at a goal${<span className="visually-hidden"> {t`of ${card.title}`}</span>}`}
      </summary>
      {lab === null ? (
        <p role="status">{t`Loading the goals…`}</p>
      ) : lab === 'failed' ? (
        <p role="alert">{t`The goals could not be loaded. Close and open this list to try again.`}</p>
      ) : (
        <GoalList lab={lab} teach={teach} />
      )}
    </details>
  )
}

function GoalList({ lab, teach }: { lab: Lab; teach: boolean }) {
  const begin = (goal: string) => {
    panels.closeDialog()
    startLab(lab, { goal })
  }
  return (
    <ol>
      {lab.goals.map(({ id, text }) => (
        <li key={id}>
          <button type="button" className="map-goal" onClick={() => begin(id)}>
            {text}
          </button>
          {teach ? (
            <ShareButtons what={text} fragment={linkTo({ is: 'lab', lab: lab.id, goal: id })} />
          ) : null}
        </li>
      ))}
    </ol>
  )
}
