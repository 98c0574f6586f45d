import { useEffect, useRef } from 'react'
import { hintsIn, hintsOf, standingTurns } from '../labs/effort.ts'
import type { Lab } from '../labs/lab.ts'
import { holds, keptSoFar } from '../labs/progress.ts'
import { timeOfDay } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import { minutesSeconds, wholeSeconds } from '../lib/text/duration.ts'
import { actions } from '../session/actions.ts'
import { CARDS } from '../session/labs/catalogue.ts'
import { costsOf, endOf, type Run } from '../session/labs/lab-run.ts'
import { openLab } from '../session/labs/open-lab.ts'
import { bestRun, useSolvedLabs } from '../session/labs/solved-labs.ts'
import { asPictured } from '../session/narration/as-pictured.ts'
import type { Session } from '../session/session.ts'
import { useApp } from '../session/store.ts'
import { scrollWhereSeen } from '../ui/in-sight.ts'
import { rich } from '../ui/rich.tsx'
import { MarkedText } from './Prose.tsx'
import './debrief.css'
import '../ui/printed-alone.css'

/** After the last goal: what it cost, what went wrong, what to remember, and what comes next. It can be printed. */
export default function Debrief({ lab }: { lab: Lab }) {
  const block = useRef<HTMLDivElement>(null)
  const session = useApp((state) => state.session)
  useEffect(() => {
    scrollWhereSeen(block.current)
  }, [])
  return (
    <section className="debrief printed-alone" aria-labelledby="debrief-title" ref={block}>
      <h2 id="debrief-title">
        {rich`Debrief${<span className="debrief-of">: {lab.title}</span>}`}
      </h2>
      <p role="status">{reachedInWords(session)}</p>
      {lab.remember ? (
        <p className="debrief-remember">
          <b>{t`Remember:`}</b> <MarkedText prose={lab.remember} />
        </p>
      ) : null}
      <Seconds lab={lab} />
      <Turns lab={lab} session={session} />
      <Rules lab={lab} session={session} />
      <Hints lab={lab} session={session} />
      <Best lab={lab} session={session} />
      <Next lab={lab} />
    </section>
  )
}

function reachedInWords(session: Session): string {
  const { definition, effort, from, began, lab } = session
  // As the best run counts it.
  const time = minutesSeconds(1000 * wholeSeconds(endOf(session) - began))
  const reached =
    (lab?.causes.length ?? 0) > 0
      ? t`You have repaired drill ${definition.seed ?? 1} in ${time} of simulated time`
      : t`You have reached all goals of this part in ${time} of simulated time`
  const why = effort.gaveUp
    ? t` You looked at the cause, so it does not count as solved.`
    : from !== null
      ? t` You began in the middle, so it does not count as solved.`
      : ''
  return t`${reached} (Ganeti ${definition.release}).${why}`
}

/** Seconds per instance, beside those of the lab's own solution. */
function Seconds({ lab }: { lab: Lab }) {
  const session = useApp((state) => state.session)
  const recording = useApp((state) => state.recording)
  const costs = costsOf(session, recording, endOf(session))
  const { release } = session.definition
  // They are of the whole lab.
  const solution = session.from === null ? lab.seconds[release] : undefined
  const time = (seconds: number) => minutesSeconds(seconds * 1000)
  const cell = (label: string, what: 'down' | 'one' | 'twice', yours: number) => {
    const needed = own(solution ?? {}, label)?.[what]
    return (
      <td className={needed !== undefined && yours > needed ? 'is-more' : undefined}>
        {time(yours)}
        {needed === undefined ? null : <small> / {time(needed)}</small>}
      </td>
    )
  }
  return (
    <table>
      <caption>
        {t`${solution ? t`Your time / the time of the lab’s own solution` : t`Your time`}, in minutes and seconds`}
      </caption>
      <thead>
        <tr>
          <th scope="col">{t`Instance`}</th>
          <th scope="col">{t`Down`}</th>
          <th scope="col">{t`One copy`}</th>
          <th scope="col">{t`Running twice`}</th>
        </tr>
      </thead>
      <tbody>
        {costs.map(({ label, name, down, one, twice, plain }) => (
          <tr key={label}>
            <th scope="row">
              {label} {label === name ? null : <small>{name}</small>}
            </th>
            {cell(label, 'down', down)}
            {plain ? <td>{t`always`}</td> : cell(label, 'one', one)}
            {cell(label, 'twice', twice)}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface PartProps {
  lab: Lab
  session: Session
}

/** Every wrong turn, with how it ended, and the goals that were reached the risky way. */
function Turns({ lab, session }: PartProps) {
  const { effort, progress, world } = session
  const standing = standingTurns(effort, progress)
  const risky = lab.goals.filter((_, i) => progress.done[i]?.risky)
  if (effort.turns.length + risky.length === 0) return <p>{t`You took no wrong turn.`}</p>
  return (
    <>
      <h3>{t`Wrong turns`}</h3>
      <ul>
        {effort.turns.map((taken) => {
          const turn = lab.wrongTurns.find(({ id }) => id === taken.turn)
          if (!turn) return null
          const left = turn.leads && holds(turn.leads, lab, progress, world, session.now).met
          const end = !standing.includes(taken)
            ? t`You went back to before it.`
            : left
              ? t`What it led to has not been repaired.`
              : t`You went on from there and reached the goals.`
          return (
            <li key={`${taken.turn} ${taken.at}`}>
              <b>
                {timeOfDay(world.epochMs + taken.at)}, {taken.turn}.
              </b>{' '}
              {end} <MarkedText prose={turn.says} />
            </li>
          )
        })}
        {risky.map(({ id, text }) => (
          <li key={`risky ${id}`}>
            <b>{t`The risky way:`}</b> {text}
          </li>
        ))}
      </ul>
    </>
  )
}

/** What was to be kept throughout. */
function Rules({ lab, session }: PartProps) {
  const kept = keptSoFar(lab, session.progress)
  if (kept.length === 0) return null
  return (
    <>
      <h3>{t`Kept throughout`}</h3>
      <ul className="debrief-kept">
        {kept.map(({ id, text, broken }) => (
          <li key={id}>
            <b>{broken ? t`no` : t`yes`}</b> {text}
            {broken
              ? t`: not since ${timeOfDay(session.world.epochMs + broken.at)}. ${asPictured(broken.what, session.world)}`
              : null}
          </li>
        ))}
      </ul>
    </>
  )
}

function Hints({ lab, session: { effort } }: PartProps) {
  const all = hintsIn(effort)
  if (all === 0) return <p>{t`You opened no hint.`}</p>
  const helped = lab.goals.filter(({ id }) => hintsOf(effort, id) > 0)
  return (
    <p>
      {t`Hints opened, commands included: ${all} (${helped.map(({ id, text }) => `${text}: ${hintsOf(effort, id)}`).join('; ')}).`}
    </p>
  )
}

/** The best run that this browser knows. */
function Best({ lab, session }: PartProps) {
  const entry = useSolvedLabs((state) => own(state.solved, lab.id))
  const drill = lab.causes.length > 0 ? (session.definition.seed ?? 1) : undefined
  const best = bestRun(entry, drill)
  return best ? <p className="debrief-best">{t`Your best run: ${bestInWords(best)}.`}</p> : null
}

const some = (count: number, one: string, more: string): string =>
  `${count === 0 ? t`no` : count} ${count === 1 ? one : more}`

function bestInWords({ seconds, wrong, hints, tries, down }: Run): string {
  const parts = [
    minutesSeconds(seconds * 1000),
    some(wrong, t`wrong turn`, t`wrong turns`),
    some(hints, t`hint`, t`hints`),
    ...(tries > 0 ? [some(tries, t`wrong try`, t`wrong tries`)] : []),
    t`${minutesSeconds(down * 1000)} down in all`,
  ]
  return parts.join(', ')
}

function Next({ lab }: { lab: Lab }) {
  const seed = useApp((state) => state.session.definition.seed ?? 1)
  const part = CARDS.findIndex((card) => card.id === lab.id)
  const next = CARDS[part + 1]
  return (
    <>
      <p className="not-printed">{t`Click in the time strip to look at any moment again.`}</p>
      <div className="goal-buttons not-printed">
        {lab.causes.length > 0 ? (
          <button
            type="button"
            className="button is-wrapping"
            onClick={() => void openLab(lab.id, { seed: seed + 1 })}
          >
            {t`Next drill`}
          </button>
        ) : part >= 0 && next ? (
          <button
            type="button"
            className="button is-wrapping"
            onClick={() => void openLab(next.id)}
          >
            {t`Continue with part ${part + 2}: ${next.title}`}
          </button>
        ) : null}
        <button
          type="button"
          className="button is-wrapping is-quiet"
          onClick={() => actions.startAgain()}
        >
          {lab.causes.length > 0 ? t`Do this drill again` : t`Start this part again`}
        </button>
        <button
          type="button"
          className="button is-wrapping is-quiet"
          onClick={() => window.print()}
        >
          {t`Print`}
        </button>
      </div>
    </>
  )
}
