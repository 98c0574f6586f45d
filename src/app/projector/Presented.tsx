import type { ReactNode } from 'react'
import { PresentedConsole } from '../../console/PresentedConsole.tsx'
import { t } from '../../lib/language/t.ts'
import { isAtRest } from '../../session/idle.ts'
import { paceOf, useApp } from '../../session/store.ts'
import { useTruthHidden, viewOf } from '../../session/view.ts'
import { Time } from '../../timeline/Clock.tsx'
import { gravestFirst, useTotals } from '../../timeline/totals.tsx'
import { useNews } from '../stage/JustHappened.tsx'
import { Stage } from '../stage/Stage.tsx'

interface Props {
  dark: boolean
  /** The console takes the keyboard at once. */
  eager?: boolean
  /** Buttons for power and cables are shown in the picture. */
  switches?: boolean
  /** This window shows what another one does, and takes no input. */
  follows?: boolean
  /** What stands at the right of the head, under the picture, and over it. */
  buttons?: ReactNode
  tools?: ReactNode
  children?: ReactNode
}

/** What a room sees: the time, the goal, the news, the picture, the downtimes, the last command and its output. */
export function Presented(props: Props) {
  const { dark, eager = false, switches = false, follows = false } = props
  const title = useApp((state) => state.session.lab?.title ?? t`Free play`)
  const pace = useApp(paceOf)
  const view = useApp(viewOf)
  const truthHidden = useTruthHidden()
  const state = pace === 'paused' ? 'paused' : pace === 1 ? 'running' : t`running ${pace}×`
  return (
    <main className="presented">
      <header className="presented-head">
        <Time />
        <h1>{title}</h1>
        {/* Otherwise the audience would take it for the real state. */}
        {view === 'known' && <span>{t`What Ganeti knows`}</span>}
        <span className="presented-pace">{state}</span>
        {props.buttons}
        <Goal />
        <News />
      </header>
      {props.tools}
      <Stage presenter switches={switches} follows={follows} />
      {props.children}
      {!truthHidden && <PresentedTotals />}
      <LastCommand />
      <PresentedConsole dark={dark} eager={eager} follows={follows} />
    </main>
  )
}

/** The goal to reach next. */
function Goal() {
  const goals = useApp((state) => state.session.lab?.goals)
  const done = useApp((state) => state.session.progress.done)
  if (!goals || goals.length === 0) return null
  const reached = new Set(done.map(({ goal }) => goal))
  const at = goals.findIndex(({ id }) => !reached.has(id))
  const goal = goals[at]
  return (
    <p className="presented-goal">
      {goal ? (
        <>
          <b>{t`Goal ${at + 1} of ${goals.length}`}</b> {goal.text}
        </>
      ) : (
        <b>{t`All ${goals.length} goals are reached`}</b>
      )}
    </p>
  )
}

/** What has just happened, in a sentence. */
function News() {
  const { what, more } = useNews()
  return (
    <p className="presented-news" role="status">
      {what !== '' && <b>{what}</b>} {more}
    </p>
  )
}

/** Lines of downtimes that there is room for. */
const MOST_TOTALS = 6

/** The seconds that count: where there are many instances, of those that are counting now. */
function PresentedTotals() {
  const all = useTotals()
  const totals =
    all.length > MOST_TOTALS ? gravestFirst(all).filter((one) => one.counting !== null) : all
  return (
    <div className="presented-totals">
      {totals.slice(0, MOST_TOTALS).map((one) => (
        <div key={one.name} className="presented-total">
          <b>{one.label}</b>{' '}
          {one.counting === 'twice' && (
            <>
              <small>{t`running twice`}</small> <mark>{one.twice}</mark>{' '}
            </>
          )}
          <small>{t`down`}</small> {one.counting === 'down' ? <mark>{one.down}</mark> : one.down}{' '}
          {one.plain ? (
            <small>{t`one copy only`}</small>
          ) : (
            <>
              <small>{t`one copy`}</small>{' '}
              {one.counting === 'one' ? (
                <mark className="is-warning">{one.oneCopy}</mark>
              ) : (
                one.oneCopy
              )}
            </>
          )}
        </div>
      ))}
    </div>
  )
}

function LastCommand() {
  const last = useApp((state) =>
    state.session.inputs.findLast((i) => i.input.kind === 'line' && i.input.text.trim() !== ''),
  )
  const busy = useApp((state) => !isAtRest(state.session.world))
  const seconds = useApp((state) =>
    last && busy ? Math.floor((state.session.now - last.at) / 1000) : 0,
  )
  if (last?.input.kind !== 'line') return null
  const { terminal, text } = last.input
  return (
    <div className={text.length > 56 ? 'presented-command is-long' : 'presented-command'}>
      <span>{terminal.split('.')[0]}:</span>
      <code>{text}</code>
      <em>{busy && seconds > 0 ? `${seconds} s` : ''}</em>
    </div>
  )
}
