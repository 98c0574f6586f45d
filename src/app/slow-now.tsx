import { useEffect, useState } from 'react'
import { useApp } from '../session/store.ts'
import { nextEvent } from '../sim/world.ts'

/**
 * Simulated time for drawing: updated when the World changes, otherwise at most every `everyMs` of real time, and not at
 * all while no event is due.
 */
export function useSlowNow(everyMs: number): number {
  const [now, setNow] = useState(() => useApp.getState().session.now)
  useEffect(() => {
    let last = 0
    let timer = 0
    const show = (): void => {
      timer = 0
      last = performance.now()
      setNow(useApp.getState().session.now)
    }
    const leave = useApp.subscribe(({ session }, { session: before }) => {
      if (session === before) return
      if (session.world !== before.world) return show()
      if (timer !== 0 || nextEvent(session.world) === undefined) return
      const wait = last + everyMs - performance.now()
      if (wait <= 0) show()
      else timer = window.setTimeout(show, wait)
    })
    return () => {
      leave()
      window.clearTimeout(timer)
    }
  }, [everyMs])
  return now
}
