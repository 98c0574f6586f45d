import { useCallback, useEffect, useMemo, useState } from 'react'
import { Diagram } from '../../diagram/Diagram.tsx'
import { sceneOf } from '../../diagram/scene/scene-of.ts'
import type { explain as explaining } from '../../diagram/words/explain.ts'
import { t } from '../../lib/language/t.ts'
import { actions } from '../../session/actions.ts'
import { useDisplayTime } from '../../session/display-time.tsx'
import { loadChunk } from '../../session/loading/load-chunk.ts'
import { panels, usePanels } from '../../session/panels.ts'
import { useFollowing } from '../../session/projector/follow.ts'
import { projector } from '../../session/projector/lead.ts'
import { useApp } from '../../session/store.ts'
import { useTruthHidden, viewOf } from '../../session/view.ts'
import { useMedia } from '../theme.tsx'

/** Real milliseconds between two times that are shown, where less motion is wanted. */
const CALM_MS = 1000

const loadExplain = () => loadChunk(() => import('../../diagram/words/explain.ts'))

/** Loads the explanations of boxes when the pointer is first over one. */
function useExplain(wanted: boolean): typeof explaining | null {
  const [explain, setExplain] = useState<typeof explaining | null>(null)
  useEffect(() => {
    if (!wanted || explain) return
    // After a failure, the next pointer over a box tries again.
    loadExplain().then(
      (words) => setExplain(() => words.explain),
      () => undefined,
    )
  }, [wanted, explain])
  return explain
}

/** What lies at each node's wire. A lamp or a plug shows more than Ganeti knows. */
const SWITCHES = { onPower: actions.power, onCable: actions.cable }

interface StageProps {
  /** Projected. */
  presenter?: boolean
  /** Projected, with buttons for power and cables. */
  switches?: boolean
  /** Another window decides what is shown: nothing is chosen here. */
  follows?: boolean
}

/** The live picture, as large as possible. The explanation of a box stands over the line below it for as long. */
export function Stage({ presenter = false, switches = false, follows = false }: StageProps) {
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const now = useDisplayTime(1, { stands: true, ...(calm ? { everyMs: CALM_MS } : {}) })
  const world = useApp((state) => state.session.world)
  const view = useApp(viewOf)
  const truthHidden = useTruthHidden()
  const scene = useMemo(() => sceneOf(world, now, view), [world, now, view])
  const [box, setBox] = useState<string | null>(null)
  const focus = useCallback((id: string | null) => {
    setBox(id)
    projector.point(id)
  }, [])
  const spot = useFollowing((state) => state.pointed)
  const look = usePanels((state) => state.look)
  const explain = useExplain(box !== null)
  const text = box === null || !explain ? '' : explain(world, now, box, view)
  return (
    <>
      <section className="stage" aria-label={t`Cluster picture`} inert={follows}>
        <Diagram
          scene={scene}
          look={look}
          onLook={panels.setLook}
          {...(follows ? { spot } : { onOpenNode: actions.openTerminal, onFocusBox: focus })}
          {...(truthHidden || follows ? {} : SWITCHES)}
          switches={switches || !presenter}
          onKind={panels.setDrawn}
          presenter={presenter}
          reducedMotion={calm}
        />
      </section>
      {text !== '' && !presenter && (
        <p className="stage-explanation" aria-hidden="true">
          {text}
        </p>
      )}
    </>
  )
}
