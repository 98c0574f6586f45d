import { useEffect, useRef, useState } from 'react'
import type { Scene } from './scene/scene.ts'
import { changes } from './words/sentences.ts'

/** Milliseconds between two sentences. */
const PAUSE_MS = 1000
/** The number of sentences that may wait; older ones are dropped. */
const BACKLOG = 5

/** Announces changes of the picture to screen readers, at most one sentence per second. */
export function DiagramNews({ scene }: { scene: Scene }) {
  const before = useRef(scene)
  const [queue, setQueue] = useState<string[]>([])
  useEffect(() => {
    // Switching the view does not change the cluster.
    const news = before.current.view === scene.view ? changes(before.current, scene) : []
    before.current = scene
    if (news.length > 0) setQueue((old) => [...old, ...news].slice(-BACKLOG))
  }, [scene])
  useEffect(() => {
    if (queue.length < 2) return
    const timer = setTimeout(() => setQueue((old) => old.slice(1)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [queue])
  return (
    <div className="diagram-hidden" role="status" aria-live="polite">
      {queue[0]}
    </div>
  )
}
