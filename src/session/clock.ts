import { isInPast } from './history/branches.ts'
import { isAtRest, visibleKey } from './idle.ts'
import { nextDue, playOn, type Session } from './session.ts'

/** Simulated seconds per real second. */
export type Pace = 1 | 5 | 60
export type Speed = 'paused' | Pace

/** Real milliseconds that a visible step stays on the screen, however fast the clock runs. */
export const STEP_MS = 250
/** A frame that took longer (a hidden tab, a sleeping laptop) counts as this long. */
const LONGEST_FRAME_MS = 100
/** Milliseconds between two updates of the clock of an idle cluster. */
export const QUIET_MS = 100

const looksSame = (a: Session, b: Session): boolean =>
  a.shownLength === b.shownLength &&
  (a.world === b.world || visibleKey(a.world) === visibleKey(b.world))

export interface Tick {
  session: Session
  /** Something new to see came up; whoever ticks again says how long ago. */
  stepped: boolean
}

/**
 * Moves the clock on to `target`, or less far: faster than 1× it stops at each visible step, and before the next
 * one until the last has been on the screen for STEP_MS.
 */
export function tick(session: Session, target: number, pace: Pace, sinceStepMs: number): Tick {
  if (pace === 1) {
    const next = playOn(session, target)
    return { session: next, stepped: !looksSame(session, next) }
  }
  let next = session
  for (;;) {
    const due = nextDue(next)
    if (due === undefined || due > target) return { session: playOn(next, target), stepped: false }
    const after = playOn(next, due)
    if (looksSame(next, after)) next = after
    else if (sinceStepMs >= STEP_MS) return { session: after, stepped: true }
    else return { session: playOn(next, due - 1), stepped: false }
  }
}

/** The session at the next visible step; the same where none will come. `pass` sees every event on the way. */
export function toNextStep(session: Session, pass: (after: Session) => void = () => {}): Session {
  let next = session
  for (let events = 0; events < 10_000; events++) {
    const due = nextDue(next)
    if (due === undefined) return next
    const after = playOn(next, due)
    pass(after)
    if (!looksSame(next, after)) return after
    next = after
  }
  return next
}

/** The part of the store that the clock reads and writes. */
export interface Timed {
  getState: () => { session: Session; speed: Speed }
  subscribe: (listener: () => void) => () => void
  /** Takes a session that differs by passed time only. */
  pass: (session: Session) => void
  /** Time cannot pass: the engine has thrown. Whoever takes this pauses the clock. */
  stop: (error: unknown) => void
}

/**
 * The only wall clock: moves simulated time on with the browser's frames while the speed is not `paused`.
 * Returns a function that stops it for good.
 */
export function startClock(timed: Timed): () => void {
  let frame = 0
  let last = 0
  let owed = 0
  let stepAt = -STEP_MS
  const run = (at: number): void => {
    const { session, speed } = timed.getState()
    frame = 0
    if (speed === 'paused') return
    frame = requestAnimationFrame(run)
    const elapsed = Math.min(LONGEST_FRAME_MS, Math.max(0, at - last))
    last = at
    const pace = isAtRest(session.world) && !isInPast(session) ? 1 : speed
    owed += elapsed * pace
    const due = nextDue(session)
    if (owed < QUIET_MS * (pace === 1 ? 1 : 0) && (due === undefined || due > session.now + owed))
      return
    const whole = Math.floor(owed)
    owed -= whole
    if (whole === 0) return
    try {
      // From the past no further than to the present: from there on it is new.
      const past = isInPast(session) ? session.until : Number.POSITIVE_INFINITY
      const target = Math.min(session.now + whole, Math.max(past, session.now))
      const { session: next, stepped } = tick(session, target, pace, at - stepAt)
      if (stepped) stepAt = at
      if (next !== session) timed.pass(next)
    } catch (error) {
      timed.stop(error)
    }
  }
  const wake = (): void => {
    if (timed.getState().speed === 'paused' || frame !== 0) return
    last = performance.now()
    owed = 0
    frame = requestAnimationFrame(run)
  }
  const leave = timed.subscribe(wake)
  wake()
  return () => {
    leave()
    cancelAnimationFrame(frame)
  }
}
