import { useEffect, useMemo, useRef, useState } from 'react'
import type { Scene } from './scene/scene.ts'

const PROGRESS = new Set(['fraction', 'phase', 'seconds'])

/** The scene without what only progresses. */
const shapeOf = (scene: Scene): string =>
  JSON.stringify(scene, (key, value: unknown) => (PROGRESS.has(key) ? undefined : value))

/**
 * The scene to show: a change of state at once, mere progress at most every `everyMs` of real
 * time. The last progress is shown, too, when the clock stops.
 */
export function useCalmScene(scene: Scene, everyMs: number): Scene {
  const shape = useMemo(() => shapeOf(scene), [scene])
  const [shown, setShown] = useState({ scene, shape })
  // A state that follows from a property is set while rendering, so that no frame shows the old
  // one.
  if (shape !== shown.shape) setShown({ scene, shape })
  const since = useRef(0)
  useEffect(() => {
    if (shown) since.current = performance.now()
  }, [shown])
  useEffect(() => {
    if (scene === shown.scene || shape !== shown.shape) return
    const wait = since.current + everyMs - performance.now()
    const timer = setTimeout(() => setShown({ scene, shape }), Math.max(0, wait))
    return () => clearTimeout(timer)
  }, [scene, shape, shown, everyMs])
  return shape === shown.shape ? shown.scene : scene
}
