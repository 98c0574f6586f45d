import type { AppState } from '../session/app-state.ts'
import { paceOf } from '../session/store.ts'

/** A fast clock is redrawn four times per real second, not with every frame. */
const FAST_STEP_MS = 15_000

/** The simulated time that the strip shows: whole seconds, and fewer of them at 60×. */
export function shownNow(state: AppState): number {
  const step = paceOf(state) === 60 ? FAST_STEP_MS : 1000
  return Math.floor(state.session.now / step) * step
}
