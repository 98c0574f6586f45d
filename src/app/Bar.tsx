import { useState } from 'react'
import { draw } from '../diagram/draw.ts'
import { asText } from '../diagram/picture.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { useSession } from '../session/store.ts'
import { RELEASES, type Release } from '../sim/releases.ts'
import { BreakButton } from './BreakButton.tsx'
import { SessionMenu } from './SessionMenu.tsx'

/** The top line: what is open, how the picture is shown, and what can be done with all of it. */
export function Bar({ dark, onHelp }: { dark: boolean; onHelp: () => void }) {
  const { setTheme, setPresenter, startAgain } = useSession.getState()
  const other = dark ? 'light' : 'dark'
  return (
    <header className="bar">
      <span className="brand">
        ganeti<i>:</i>lab
      </span>
      <GoalCount />
      <span className="grow" />
      <button type="button" className="button is-quiet is-wide" onClick={() => startAgain()}>
        Start again
      </button>
      <ReleaseChoice />
      <BreakButton className="is-wide">Break</BreakButton>
      <ViewSwitch />
      <CopyAsText />
      <span className="bar-line is-wide" />
      <SessionMenu />
      <button
        type="button"
        className="button is-icon is-quiet"
        aria-label={`Switch to the ${other} theme`}
        title={`Switch to the ${other} theme`}
        onClick={() => setTheme(other)}
      >
        <svg width="17" height="17" viewBox="0 0 16 16" aria-hidden="true">
          <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.6" />
          <path d="M8 2a6 6 0 0 1 0 12z" fill="currentColor" />
        </svg>
      </button>
      <button type="button" className="button is-wide" onClick={() => setPresenter(true)}>
        Present
      </button>
      <button
        type="button"
        className="button is-icon"
        aria-label="Help and keyboard shortcuts"
        title="Help and keyboard shortcuts"
        onClick={onHelp}
      >
        ?
      </button>
    </header>
  )
}

function GoalCount() {
  const lab = useSession((state) => state.session.lab)
  const done = useSession((state) => state.session.progress.done.length)
  if (!lab) return null
  return (
    <span className="bar-goals">
      {Math.min(done, lab.goals.length)} of {lab.goals.length} goals
    </span>
  )
}

function ReleaseChoice() {
  const release = useSession((lab) => lab.session.world.release)
  const lab = useSession((state) => state.session.lab)
  const { startAgain } = useSession.getState()
  return (
    <select
      className="select is-wide"
      aria-label="Release of Ganeti; another one starts again"
      title="Another release starts the cluster again"
      value={release}
      onChange={(event) => startAgain(event.target.value as Release)}
    >
      {RELEASES.map((name) => (
        <option key={name} value={name} disabled={lab?.releases.includes(name) === false}>
          Ganeti {name}
        </option>
      ))}
    </select>
  )
}

function ViewSwitch() {
  const view = useSession((lab) => lab.view)
  const { setView } = useSession.getState()
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">The picture shows</legend>
      <button type="button" aria-pressed={view === 'is'} onClick={() => setView('is')}>
        What is
      </button>
      <button type="button" aria-pressed={view === 'known'} onClick={() => setView('known')}>
        What Ganeti knows
      </button>
    </fieldset>
  )
}

function CopyAsText() {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    const { session, view } = useSession.getState()
    await navigator.clipboard.writeText(asText(draw(sceneOf(session.world, session.now, view))))
    setCopied(true)
    window.setTimeout(() => setCopied(false), 2000)
  }
  return (
    <>
      <button
        type="button"
        className="button is-quiet is-wide"
        onClick={() => {
          copy().catch(() =>
            useSession.getState().tell({
              kind: 'copy',
              text: 'The browser did not allow copying. Select the picture and copy it by hand.',
            }),
          )
        }}
      >
        {copied ? 'Copied' : 'Copy as text'}
      </button>
      <span role="status" className="visually-hidden">
        {copied ? 'The picture is copied as text.' : ''}
      </span>
    </>
  )
}
