import { useMemo, useSyncExternalStore } from 'react'
import { nextEvent } from '../sim/world.ts'
import type { Session } from './session.ts'
import { useApp } from './store.ts'

/** Real milliseconds between two times that are shown, however fast the clock runs. */
const EVERY_MS = 250

interface Grain {
  /** Simulated milliseconds between two times that are shown, unless the World changes between them. */
  stepMs: number
  /** Real milliseconds between them. */
  everyMs: number
  /** Whether it stands still while nothing is on its way in the World. */
  stands: boolean
}

/** A store of one number, the time to show, for `useSyncExternalStore`. */
export function displayClock({ stepMs, everyMs, stands }: Grain) {
  const timeIn = ({ world, now }: Session): number =>
    Math.max(world.now, Math.floor(now / stepMs) * stepMs)
  let { session } = useApp.getState()
  let shown = timeIn(session)
  let last = Number.NEGATIVE_INFINITY
  const take = (): void => {
    session = useApp.getState().session
    shown = timeIn(session)
    last = performance.now()
  }
  return {
    /** The time to show: what is drawn of a new World is drawn at its own time. */
    now: (): number => {
      if (useApp.getState().session.world !== session.world) take()
      return shown
    },
    subscribe: (changed: () => void): (() => void) => {
      let timer: ReturnType<typeof setTimeout> | undefined
      const show = (): void => {
        clearTimeout(timer)
        timer = undefined
        take()
        changed()
      }
      const leave = useApp.subscribe(({ session: next }, { session: before }) => {
        if (next === before) return
        if (next.world !== before.world) return show()
        if (timer !== undefined || (stands && nextEvent(next.world) === undefined)) return
        const wait = last + everyMs - performance.now()
        if (wait <= 0) show()
        else timer = setTimeout(show, wait)
      })
      return () => {
        leave()
        clearTimeout(timer)
      }
    },
  }
}

/**
 * Simulated time for what is shown, in milliseconds: exact when the World changes, otherwise in steps of `stepMs`, and
 * at most every `everyMs` of real time.
 */
export function useDisplayTime(
  stepMs: number,
  { everyMs = EVERY_MS, stands = false }: Partial<Omit<Grain, 'stepMs'>> = {},
): number {
  const clock = useMemo(() => displayClock({ stepMs, everyMs, stands }), [stepMs, everyMs, stands])
  return useSyncExternalStore(clock.subscribe, clock.now, clock.now)
}
