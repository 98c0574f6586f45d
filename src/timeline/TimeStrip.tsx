import { t } from '../lib/language/t.ts'
import { own } from '../lib/own.ts'
import './timeline.css'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { timeOfDay } from '../lib/clock.ts'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { isInPast } from '../session/history/branches.ts'
import { useApp } from '../session/store.ts'
import { useTruthHidden } from '../session/view.ts'
import {
  type AxisProps,
  clearTicks,
  jobMarks,
  markGroups,
  percent,
  segmentsOf,
  ticksOf,
} from './axis.ts'
import { BranchRow } from './BranchRow.tsx'
import { FILLING, StripKey } from './StripKey.tsx'
import { momentAt, placeOf, scaleOf } from './scale.ts'
import { gravestFirst, TotalNumbers, useTotals } from './totals.tsx'

/** Characters that fit across the axis until it has been measured, and the pixels of one. */
const USUAL_ROOM = 90
const CHARACTER_PX = 7.8

/** How many characters fit across an element: decides what can be written beside a mark or a job. */
function useCharacters() {
  const ref = useRef<HTMLDivElement>(null)
  const [room, setRoom] = useState(USUAL_ROOM)
  useEffect(() => {
    const element = ref.current
    if (!element || typeof ResizeObserver === 'undefined') return
    const sizes = new ResizeObserver(() => {
      // Nothing while the strip is not shown.
      if (element.clientWidth > 0) setRoom(Math.floor(element.clientWidth / CHARACTER_PX))
    })
    sizes.observe(element)
    return () => sizes.disconnect()
  }, [])
  return { ref, room }
}

const SECOND_MS = 1000

/** More rows than these scroll. */
const IN_SIGHT = 4

/** Places of the slider from the left edge to the right one. */
const PLACES = 10_000

/** After a jump back the strip reaches on to where one came from; otherwise it ends with the present. */
const cameFrom = ({ session, together }: AppState): number =>
  together === null && isInPast(session) ? session.until : 0

/** One lane per instance on the time axis of the sitting; a click jumps there. */
export function TimeStrip() {
  const end = Math.max(useDisplayTime(SECOND_MS), useApp(cameFrom))
  const began = useApp((state) => state.session.began)
  const { ref, room } = useCharacters()
  const axis: AxisProps = { began, end, scale: scaleOf(end - began), room }
  const all = useTotals()
  const truthHidden = useTruthHidden()
  // What does not fit has to be scrolled to, so it is what matters least; in the cluster's order it would say what is.
  const totals = all.length > IN_SIGHT && !truthHidden ? gravestFirst(all) : all
  const branched = useApp((state) => state.session.branches.length > 0)
  const compared = totals.some((one) => one.needed)
  const longest = Math.max(...totals.map(({ label }) => label.length), 'jobs'.length)
  return (
    <section
      className={compared ? 'strip is-compared' : 'strip'}
      // Time goes from left to right in every language.
      dir="ltr"
      aria-label={t`Time strip`}
      style={{
        '--strip-rows': totals.length + 2 + (branched ? 1 : 0),
        '--strip-label': longest,
      }}
    >
      <div className="strip-name is-quiet">
        {totals.length > IN_SIGHT && t`${totals.length} instances`}
      </div>
      <div className="strip-axis" ref={ref}>
        <Axis {...axis} />
      </div>
      <div className="strip-total">
        <i>
          {t`down`}
          {compared && <small> {t`(solution)`}</small>}
        </i>
        <i>{t`one copy`}</i>
      </div>
      <BranchRow {...axis} />
      <div className="strip-name is-quiet">{t`jobs`}</div>
      <Jobs {...axis} />
      <div className="strip-total" />
      {totals.map((one, i) => (
        <div className="strip-row" key={one.name}>
          <div className="strip-name">
            {one.label} {one.label !== one.name && <span>{one.name}</span>}
          </div>
          <div className="strip-axis">
            {truthHidden ? (
              i === 0 && (
                <span className="strip-hint">{t`hidden until you have named the cause`}</span>
              )
            ) : (
              <Lane name={one.name} plain={one.plain} {...axis} />
            )}
          </div>
          <div className="strip-total">{!truthHidden && <TotalNumbers totals={one} />}</div>
        </div>
      ))}
      {!truthHidden && (
        <div className="strip-keys">
          <StripKey compared={compared} />
        </div>
      )}
      <Head {...axis} />
    </section>
  )
}

function Axis({ began, scale, room }: AxisProps) {
  const epochMs = useApp((state) => state.session.world.epochMs)
  const marks = useApp((state) => state.recording.marks)
  const groups = markGroups(
    marks.map(({ at, text }) => ({ at: at - began, text })),
    scale,
    room,
  )
  // What would reach beyond the end of the strip ends with it.
  const place = (at: number, text: string) =>
    placeOf(scale, at) * room > room - text.length
      ? { right: 0 }
      : { left: percent(placeOf(scale, at)) }
  return (
    <>
      {clearTicks(ticksOf(epochMs + began, scale, room), groups, scale, room).map(
        ({ at, text, index }) => (
          <span key={at} className={tickClass(index)} style={{ left: percent(placeOf(scale, at)) }}>
            {text}
          </span>
        ),
      )}
      {groups.map(({ at, text, all }) => (
        <span
          key={`${at} ${text}`}
          className="strip-mark"
          title={all.join(', ')}
          style={place(at, text)}
        >
          {text}
        </span>
      ))}
    </>
  )
}

/** The style sheet shows fewer of them where the strip is short. */
const tickClass = (index: number): string =>
  index % 4 === 0
    ? 'strip-tick is-second is-fourth'
    : index % 2 === 0
      ? 'strip-tick is-second'
      : 'strip-tick'

function Jobs({ began, end, scale, room }: AxisProps) {
  const jobs = useApp((state) => state.recording.jobs) ?? []
  const marks = jobMarks(jobs, began, end - began, scale, room)
  return (
    <div className="strip-axis">
      {marks.length === 0 && (
        <span className="strip-hint">{t`No jobs yet. Each change you ask for becomes a job.`}</span>
      )}
      {marks.map(({ id, from, to, text }) => (
        <span
          key={id}
          className={text === null ? 'strip-job is-crowded' : 'strip-job'}
          title={t`Job ${id}`}
          style={{
            left: percent(placeOf(scale, from)),
            ...(text !== null && { minWidth: percent(placeOf(scale, to) - placeOf(scale, from)) }),
          }}
        >
          {text === null ? '' : `#${text}`}
        </span>
      ))}
    </div>
  )
}

function Lane({ name, plain, began, end, scale }: AxisProps & { name: string; plain: boolean }) {
  const samples = useApp((state) => own(state.recording.samples, name))
  return segmentsOf(samples, end).map(({ from, to, is }) => {
    const left = placeOf(scale, from - began)
    return (
      <span
        key={from}
        className={`strip-segment is-${is}${plain ? ' is-plain' : ''}`}
        style={{
          left: percent(left),
          width: percent(Math.max(placeOf(scale, to - began) - left, 1 / 400)),
        }}
      >
        {(FILLING[is] ?? '').repeat(400)}
      </span>
    )
  })
}

/** Simulated milliseconds that a key moves the present by. */
const KEY_STEPS: Readonly<Partial<Record<string, number>>> = {
  ArrowLeft: -SECOND_MS,
  ArrowDown: -SECOND_MS,
  ArrowRight: SECOND_MS,
  ArrowUp: SECOND_MS,
  PageDown: -60 * SECOND_MS,
  PageUp: 60 * SECOND_MS,
}

/** Where the present is; the same control moves it, by pointer and by keys. */
function Head({ began, end, scale }: AxisProps) {
  const now = useDisplayTime(SECOND_MS)
  const epochMs = useApp((state) => state.session.world.epochMs)
  const past = useApp(({ session }) => isInPast(session))
  /** To a moment that was; from the past, what lies in the future means the present. */
  const go = (to: number) => {
    if (to < end || now < end) actions.seek(Math.max(began, Math.min(end, to)))
  }
  const here = placeOf(scale, now - began)
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const step = own(KEY_STEPS, event.key)
    const to = event.key === 'Home' ? began : event.key === 'End' ? end : undefined
    if (step === undefined && to === undefined) return
    event.preventDefault()
    go(to ?? now + (step ?? 0))
  }
  return (
    <div className="strip-head-room">
      {scale.fold > 0 && (
        <div
          className="strip-fold"
          style={{ width: percent(scale.folded) }}
          title={t`The minutes left of the dashed line are drawn closer together.`}
        />
      )}
      {past && end > now && (
        <div
          className="strip-later"
          style={{
            left: percent(here),
            width: percent(placeOf(scale, end - began) - here),
          }}
        />
      )}
      <div className="strip-unreached" style={{ left: percent(placeOf(scale, end - began)) }} />
      <div className="strip-head" style={{ left: percent(here) }} />
      <input
        type="range"
        className="strip-range"
        aria-label={t`Go to a moment of this session`}
        aria-valuetext={timeOfDay(epochMs + now)}
        min={0}
        max={PLACES}
        step={1}
        value={Math.round(here * PLACES)}
        onKeyDown={onKey}
        onChange={(event) => {
          const at = momentAt(scale, Number(event.target.value) / PLACES)
          go(began + Math.round(at / SECOND_MS) * SECOND_MS)
        }}
      />
    </div>
  )
}
