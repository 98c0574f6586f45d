import { useCallback, useEffect, useMemo, useState } from 'react'
import { Diagram } from '../diagram/Diagram.tsx'
import type { explain as explaining } from '../diagram/explain.ts'
import { sceneOf } from '../diagram/scene-of.ts'
import { actions } from '../session/actions.ts'
import { loadChunk } from '../session/load-chunk.ts'
import { useApp } from '../session/store.ts'
import { useSlowNow } from './slow-now.tsx'
import { useMedia } from './theme.tsx'

const PROGRESS_MS = 250
const CALM_MS = 1000

/** Loads the explanations of boxes when the pointer is first over one. */
function useExplain(wanted: boolean): typeof explaining | null {
  const [explain, setExplain] = useState<typeof explaining | null>(null)
  useEffect(() => {
    if (!wanted || explain) return
    // After a failure, the next pointer over a box tries again.
    loadChunk(() => import('../diagram/explain.ts')).then(
      (words) => setExplain(() => words.explain),
      () => undefined,
    )
  }, [wanted, explain])
  return explain
}

/** The live picture, as large as possible, with the explanation of a box in the line below. */
export function Stage({ presenter = false }: { presenter?: boolean }) {
  const calm = useMedia('(prefers-reduced-motion: reduce)')
  const now = useSlowNow(calm ? CALM_MS : PROGRESS_MS)
  const world = useApp((state) => state.session.world)
  const view = useApp((state) => state.view)
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
        onPower={actions.power}
        onCable={actions.cable}
        onFocusBox={focus}
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
