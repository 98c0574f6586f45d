import { t } from '../../lib/language/t.ts'
import './presenter.css'
import { useState } from 'react'
import { actions } from '../../session/actions.ts'
import { lazyPart } from '../../session/loading/lazy-part.tsx'
import { usePanels } from '../../session/panels.ts'
import { useApp } from '../../session/store.ts'
import { PauseButton, SpeedChoice } from '../../timeline/Clock.tsx'
import { BreakButton } from '../bar/BreakButton.tsx'
import { LegendButton } from '../bar/LegendButton.tsx'
import { ReleaseChoice } from '../bar/ReleaseChoice.tsx'
import { ViewSwitch } from '../bar/ViewSwitch.tsx'
import { Boundary } from '../notices/Boundary.tsx'
import { Presented } from '../projector/Presented.tsx'

const Legend = lazyPart(() => import('./Legend.tsx'))
const Faults = lazyPart(() => import('./Faults.tsx'))

/** The view for a projector: what the room has to see, and on demand what the instructor needs to do. */
export default function Presenter({ dark }: { dark: boolean }) {
  const types = useApp((state) => state.typesPresented)
  // Single nodes are too small for switches where there are many.
  const tiled = usePanels((state) => state.drawn === 'tiles')
  const [tools, setTools] = useState(false)
  const [switches, setSwitches] = useState(false)
  return (
    <Presented
      dark={dark}
      eager={types}
      switches={switches}
      buttons={
        <>
          <button
            type="button"
            className="button is-quiet"
            aria-expanded={tools}
            onClick={() => setTools(!tools)}
          >
            {t`Controls`}
          </button>
          <LegendButton className="is-quiet" />
          <button
            type="button"
            className="button presented-leave"
            title="P"
            onClick={() => actions.setPresenter(false)}
          >
            {t`Leave`}
          </button>
        </>
      }
      tools={
        tools && (
          <div className="presented-tools" role="toolbar" aria-label={t`Controls`}>
            <PauseButton />
            <SpeedChoice />
            <ViewSwitch />
            <BreakButton>{t`Break`}</BreakButton>
            <button
              type="button"
              className="button"
              aria-pressed={switches}
              onClick={() => setSwitches(!switches)}
            >
              {t`Power and cables`}
            </button>
            {switches && tiled && (
              <span role="status">{t`Open a node in the picture to see its switches.`}</span>
            )}
            <ReleaseChoice />
          </div>
        )
      }
    >
      <Aside />
    </Presented>
  )
}

/** The legend, or what can be broken, over the right edge of the picture. */
function Aside() {
  const shown = usePanels((state) => state.foot?.show)
  if (shown !== 'legend' && shown !== 'faults') return null
  const legend = shown === 'legend'
  return (
    <aside
      className="presented-legend"
      aria-label={legend ? t`What the signs mean` : t`What can be broken`}
    >
      <Boundary name={legend ? t`The legend` : t`The list of faults`} resetKey={shown}>
        {legend ? <Legend /> : <Faults />}
      </Boundary>
    </aside>
  )
}
