import { timeOfDay } from '../lib/clock.ts'
import { t } from '../lib/language/t.ts'
import { actions } from '../session/actions.ts'
import type { Speed } from '../session/clock.ts'
import { isInPast } from '../session/history/branches.ts'
import { paceOf, useApp } from '../session/store.ts'
import { rich } from '../ui/rich.tsx'
import { UndoRedo } from './UndoRedo.tsx'

const PACES: readonly Exclude<Speed, 'paused'>[] = [1, 5, 60]

/** The simulated time, how fast it runs, and a button that hides the strip beside it. */
export function Clock() {
  const speed = useApp((state) => state.speed)
  const pace = useApp(paceOf)
  const paused = speed === 'paused'
  const slowed = useApp((state) => state.slowed)
  const state = paused
    ? 'paused'
    : slowed
      ? t`back to 1×: all is done`
      : pace === 1
        ? 'running'
        : t`running ${pace}×`
  return (
    <section className="clock" aria-label={t`Clock`}>
      <Time />
      <small>
        {rich`simulated time ${(
          <span className="clock-state" aria-live="polite">
            {state}
          </span>
        )}`}
      </small>
      <div className="clock-row">
        <PauseButton />
        <button
          type="button"
          className="button is-icon"
          aria-label={t`Go to the next event`}
          title={t`Go to the next event`}
          onClick={actions.nextEvent}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
            <path d="M2 3l7 5-7 5zM11 3h2.4v10H11z" />
          </svg>
        </button>
        <SpeedChoice />
        <StripSwitch />
      </div>
      <UndoRedo />
    </section>
  )
}

/** Pauses and resumes the clock. */
export function PauseButton() {
  const paused = useApp((state) => state.speed === 'paused')
  const past = useApp(({ session }) => isInPast(session))
  return (
    <button
      type="button"
      className="button is-icon"
      aria-label={
        paused ? (past ? t`Play what happened` : t`Resume the clock`) : t`Pause the clock`
      }
      onClick={() => actions.setSpeed(paused ? 1 : 'paused')}
    >
      <svg width="16" height="16" viewBox="0 0 16 16" fill="currentColor" aria-hidden="true">
        <path d={paused ? 'M3 2l11 6-11 6z' : 'M3 2h3.6v12H3zM9.4 2H13v12H9.4z'} />
      </svg>
    </button>
  )
}

/** How fast the clock runs. */
export function SpeedChoice() {
  const speed = useApp((state) => state.speed)
  const paused = speed === 'paused'
  return (
    <fieldset className="segments">
      <legend className="visually-hidden">{t`Speed`}</legend>
      {PACES.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={paused ? value === 1 : speed === value}
          onClick={() => actions.setSpeed(value)}
        >
          {value}×
        </button>
      ))}
    </fieldset>
  )
}

function StripSwitch() {
  const strip = useApp((state) => state.strip)
  const label = strip ? t`Hide the time strip` : t`Show the time strip`
  return (
    <button
      type="button"
      className="button is-icon is-quiet strip-switch"
      aria-label={label}
      title={label}
      aria-expanded={strip}
      onClick={() => actions.setStrip(!strip)}
    >
      <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" className="stroke-icon">
        <path d={strip ? 'M3 6l5 5 5-5' : 'M3 10l5-5 5 5'} />
      </svg>
    </button>
  )
}

/** Hours, minutes, seconds; on its own, so that a second costs one text. */
export function Time() {
  const text = useApp((state) => timeOfDay(state.session.world.epochMs + state.session.now))
  return <span className="clock-now">{text}</span>
}
