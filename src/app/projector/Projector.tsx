import { t } from '../../lib/language/t.ts'
import '../styles/tokens.css'
import '../styles/app.css'
import '../stage/stage.css'
import '../panels/presenter.css'
import './projector.css'
import '../styles/forced-colors.css'
import { StrictMode, useEffect, useState } from 'react'
import { follow, useFollowing } from '../../session/projector/follow.ts'
import { Boundary } from '../notices/Boundary.tsx'
import { useDark } from '../theme.tsx'
import { Presented } from './Presented.tsx'

/** The whole page of a projector's window: it shows what the instructor's window shows, and takes no input. */
export default function Projector({ id }: { id: string }) {
  return (
    <StrictMode>
      <Boundary name={t`The projector`} whole>
        <Following id={id} />
      </Boundary>
    </StrictMode>
  )
}

function Following({ id }: { id: string }) {
  const dark = useDark()
  useEffect(() => {
    const stop = follow(id)
    return stop
  }, [id])
  const status = useFollowing((state) => state.status)
  if (status === 'waiting')
    return (
      <main className="projector-waits">
        <h1>{t`Projector`}</h1>
        <p>{t`Waiting for the instructor’s window. Open this window from its Session menu.`}</p>
        <FullScreen />
      </main>
    )
  return (
    <>
      <Presented dark={dark} follows buttons={<FullScreen />} />
      {status === 'left' && (
        <p className="projector-left" role="status">
          {t`The instructor’s window is closed or loading. This picture stands still.`}
        </p>
      )}
    </>
  )
}

/** Fills the screen, which a browser allows only after a click in the window itself. Gone once it does. */
function FullScreen() {
  const [full, setFull] = useState(false)
  useEffect(() => {
    const look = () => setFull(document.fullscreenElement !== null)
    document.addEventListener('fullscreenchange', look)
    return () => document.removeEventListener('fullscreenchange', look)
  }, [])
  if (full || !document.fullscreenEnabled) return null
  return (
    <button
      type="button"
      className="button is-quiet"
      onClick={() => void document.documentElement.requestFullscreen().catch(() => undefined)}
    >
      {t`Full screen`}
    </button>
  )
}
