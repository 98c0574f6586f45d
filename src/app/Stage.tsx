import { useCallback, useEffect, useMemo, useState } from 'react'
import { Diagram } from '../diagram/Diagram.tsx'
import type { explain as explaining } from '../diagram/explain.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { actions } from '../session/actions.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { loadChunk } from '../session/load-chunk.ts'
import { panels } from '../session/panels.ts'
import { useVeiled, viewOf } from '../session/sight.ts'
import { useApp } from '../session/store.ts'
import { useMedia } from './theme.tsx'

/** Real milliseconds between two times that are shown, where less motion is wanted. */
const CALM_MS = 1000

const loadExplain = () => loadChunk(() => import('../diagram/explain.ts'))

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

/** What lies at each node's wire. Whoever sees a lamp or a plug knows more than Ganeti does. */
const SWITCHES = { onPower: actions.power, onCable: actions.cable }

/** The live picture, as large as possible, with the explanation of a box in the line below. */
export function Stage({ presenter = false }: { presenter?: boolean }) {
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const now = useDisplayTime(1, { stands: true, ...(calm ? { everyMs: CALM_MS } : {}) })
  const world = useApp((state) => state.session.world)
  const view = useApp(viewOf)
  const veiled = useVeiled()
  const scene = useMemo(() => sceneOf(world, now, view), [world, now, view])
  const [box, setBox] = useState<string | null>(null)
  const focus = useCallback((id: string | null) => setBox(id), [])
  const explain = useExplain(box !== null)
  const text = box === null || !explain ? '' : explain(world, now, box, view)
  return (
    <section className="stage" aria-label="Cluster picture">
      <Diagram
        scene={scene}
        onOpenNode={actions.openTerminal}
        {...(veiled ? {} : SWITCHES)}
        onFocusBox={focus}
        onKind={panels.setDrawn}
        presenter={presenter}
        reducedMotion={calm}
      />
      {text !== '' && !presenter && (
        <p className="stage-explanation" aria-hidden="true">
          {text}
        </p>
      )}
    </section>
  )
}
