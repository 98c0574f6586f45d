import './presenter.css'
import { PresentedConsole } from '../console/PresentedConsole.tsx'
import { actions } from '../session/actions.ts'
import { lazyPart } from '../session/lazy-part.tsx'
import { usePanels } from '../session/panels.ts'
import { isAtRest } from '../session/rest.ts'
import { useVeiled, viewOf } from '../session/sight.ts'
import { paceOf, useApp } from '../session/store.ts'
import { Time } from '../timeline/Clock.tsx'
import { useTotals } from '../timeline/totals.tsx'
import { Boundary } from './Boundary.tsx'
import { LegendButton } from './LegendButton.tsx'
import { Stage } from './Stage.tsx'

const Legend = lazyPart(() => import('./Legend.tsx'))

/** The view for a projector: the time, the picture, the downtimes, the last command, and a console. */
export default function Presenter({ dark }: { dark: boolean }) {
  const title = useApp((state) => state.session.lab?.title ?? 'Free play')
  const pace = useApp(paceOf)
  const view = useApp(viewOf)
  const veiled = useVeiled()
  const legend = usePanels((state) => state.foot?.show === 'legend')
  const state = pace === 'paused' ? 'paused' : pace === 1 ? 'running' : `running ${pace}×`
  return (
    <main className="presented">
      <header className="presented-head">
        <Time />
        <h1>{title}</h1>
        {/* Otherwise the audience would take it for the real state. */}
        {view === 'known' && <span>What Ganeti knows</span>}
        <span className="presented-pace">{state}</span>
        <LegendButton className="is-quiet" />
        <button
          type="button"
          className="button is-quiet"
          title="P or Esc"
          onClick={() => actions.setPresenter(false)}
        >
          Leave
        </button>
      </header>
      <Stage presenter />
      {legend && (
        <aside className="presented-legend" aria-label="What the signs mean">
          <Boundary name="The legend" resetKey={legend}>
            <Legend />
          </Boundary>
        </aside>
      )}
      {!veiled && <PresentedTotals />}
      <LastCommand />
      <PresentedConsole dark={dark} />
    </main>
  )
}

function PresentedTotals() {
  const totals = useTotals()
  return (
    <div className="presented-totals">
      {totals.slice(0, 6).map((one) => (
        <div key={one.name} className="presented-total">
          <b>{one.label}</b>{' '}
          {one.counting === 'twice' && (
            <>
              <small>running twice</small> <mark>{one.twice}</mark>{' '}
            </>
          )}
          <small>down</small> {one.counting === 'down' ? <mark>{one.down}</mark> : one.down}{' '}
          {one.plain ? (
            <small>one copy only</small>
          ) : (
            <>
              <small>one copy</small>{' '}
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
  if (last?.input.kind !== 'line') return <div className="presented-command" />
  const { terminal, text } = last.input
  return (
    <div className={text.length > 56 ? 'presented-command is-long' : 'presented-command'}>
      <span>{terminal.split('.')[0]}:</span>
      <code>{text}</code>
      <em>{busy && seconds > 0 ? `${seconds} s` : ''}</em>
    </div>
  )
}
