import { t } from '../../lib/language/t.ts'
import { rich } from '../../ui/rich.tsx'
import './bar.css'
import { useState } from 'react'
import { actions } from '../../session/actions.ts'
import { panels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { BreakButton } from './BreakButton.tsx'
import { copyPicture } from './copy-picture.ts'
import { LegendButton } from './LegendButton.tsx'
import { ReleaseChoice } from './ReleaseChoice.tsx'
import { SessionMenu } from './SessionMenu.tsx'
import { ThemeButton } from './ThemeButton.tsx'
import { ViewSwitch } from './ViewSwitch.tsx'

/**
 * The top bar. An item with `from-…` is here in windows at least that wide; in narrower ones it is in the session menu.
 */
export function Bar({ dark }: { dark: boolean }) {
  return (
    <header className="bar">
      <h1 className="brand">{rich`ganeti${<i>:</i>}lab`}</h1>
      <GoalCount />
      <span className="grow" />
      <ViewSwitch className="from-700" />
      <LegendButton className="from-700" />
      <CopyAsText />
      <BreakButton className="from-700">{t`Break`}</BreakButton>
      <ReleaseChoice className="from-1000" />
      <button type="button" className="button from-1000" onClick={() => actions.startAgain()}>
        {t`Start again`}
      </button>
      <span className="bar-line from-1000" />
      <SessionMenu dark={dark} />
      <ThemeButton dark={dark} className="button is-icon from-420" />
      <button type="button" className="button from-800" onClick={() => actions.setPresenter(true)}>
        {t`Present`}
      </button>
      <button
        type="button"
        className="button is-icon"
        aria-label={t`Help and keyboard shortcuts`}
        title={t`Help and keyboard shortcuts`}
        onClick={() => panels.openDialog('help')}
      >
        ?
      </button>
    </header>
  )
}

function GoalCount() {
  const lab = useApp((state) => state.session.lab)
  const done = useApp((state) => state.session.progress.done.length)
  if (!lab) return null
  return (
    <span className="bar-goals">
      {rich`${Math.min(done, lab.goals.length)} of ${lab.goals.length}${<span className="is-word"> {t`goals`}</span>}`}
    </span>
  )
}

function CopyAsText() {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    if (!(await copyPicture())) return
    setCopied(true)
    window.setTimeout(() => setCopied(false), 2000)
  }
  return (
    <>
      <button type="button" className="button from-1240" onClick={() => void copy()}>
        {copied ? t`Copied` : t`Copy as text`}
      </button>
      <span role="status" className="visually-hidden">
        {copied ? t`Copied the picture as text.` : ''}
      </span>
    </>
  )
}
