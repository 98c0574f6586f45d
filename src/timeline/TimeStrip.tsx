import { own } from '../lib/own.ts'
import './timeline.css'
import { useEffect, useRef, useState } from 'react'
import { timeOfDay } from '../lib/clock.ts'
import { actions } from '../session/actions.ts'
import type { AppState } from '../session/app-state.ts'
import { useDisplayTime } from '../session/display-time.tsx'
import { useVeiled } from '../session/sight.ts'
import { useApp } from '../session/store.ts'
import { clearTicks, jobMarks, markGroups, segmentsOf, spanOf, ticksOf } from './axis.ts'
import { FILLING, StripKey } from './StripKey.tsx'
import { TotalNumbers, useTotals } from './totals.tsx'

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

const percent = (part: number, whole: number): string => `${(part / whole) * 100}%`

/** What is on the axis, from the beginning of the sitting on. */
interface AxisProps {
  /** Simulated milliseconds at the left edge. */
  began: number
  end: number
  span: number
  /** Characters across. */
  room: number
}

/** After a jump back the strip reaches on to where one came from; otherwise the recording ends with the present. */
const cameFrom = ({ recording, session }: AppState): number =>
  recording.to > session.now ? recording.to : 0

/** One lane per instance on the time axis of the sitting; a click jumps there. */
export function TimeStrip() {
  const end = Math.max(useDisplayTime(SECOND_MS), useApp(cameFrom))
  const began = useApp((state) => state.session.began)
  const { ref, room } = useCharacters()
  const axis = { began, end, span: spanOf(end - began), room }
  const totals = useTotals()
  const veiled = useVeiled()
  const compared = totals.some((one) => one.needed)
  return (
    <section
      className={compared ? 'strip is-compared' : 'strip'}
      aria-label="Time strip"
      style={{ '--strip-rows': totals.length + 2 }}
    >
      <div className="strip-name is-quiet">
        {totals.length > IN_SIGHT && `${totals.length} instances`}
      </div>
      <div className="strip-axis" ref={ref}>
        <Axis {...axis} />
      </div>
      <div className="strip-total">
        <i>down{compared && <small>/solution</small>}</i>
        <i>one copy{compared && <small>/sol.</small>}</i>
      </div>
      <div className="strip-name is-quiet">jobs</div>
      <Jobs {...axis} />
      <div className="strip-total" />
      {totals.map((one, i) => (
        <div className="strip-row" key={one.name}>
          <div className="strip-name">
            {one.label} {one.label !== one.name && <span>{one.name}</span>}
          </div>
          <div className="strip-axis">
            {veiled ? (
              i === 0 && <span className="strip-hint">hidden until you have named the cause</span>
            ) : (
              <Lane name={one.name} plain={one.plain} {...axis} />
            )}
          </div>
          <div className="strip-total">{!veiled && <TotalNumbers totals={one} />}</div>
        </div>
      ))}
      {!veiled && (
        <div className="strip-keys">
          <StripKey />
        </div>
      )}
      <Head {...axis} />
    </section>
  )
}

function Axis({ began, span, room }: AxisProps) {
  const epochMs = useApp((state) => state.session.world.epochMs)
  const marks = useApp((state) => state.recording.marks)
  const groups = markGroups(
    marks.map(({ at, text }) => ({ at: at - began, text })),
    span,
    room,
  )
  // What would reach beyond the end of the strip ends with it.
  const place = (at: number, text: string) =>
    (at / span) * room > room - text.length ? { right: 0 } : { left: percent(at, span) }
  return (
    <>
      {clearTicks(ticksOf(epochMs + began, span), groups, span, room).map(({ at, text, index }) => (
        <span key={at} className={tickClass(index)} style={{ left: percent(at, span) }}>
          {text}
        </span>
      ))}
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

function Jobs({ began, end, span, room }: AxisProps) {
  const jobs = useApp((state) => state.session.world.jobs)
  const epochMs = useApp((state) => state.session.world.epochMs)
  const marks = jobMarks(jobs, epochMs + began, end - began, room)
  return (
    <div className="strip-axis">
      {marks.length === 0 && (
        <span className="strip-hint">No jobs yet. Each change you ask for becomes a job.</span>
      )}
      {marks.map(({ id, from, to, text }) => (
        <span
          key={id}
          className={text === null ? 'strip-job is-crowded' : 'strip-job'}
          title={`Job ${id}`}
          style={{ left: percent(from, span), minWidth: percent(to - from, span) }}
        >
          {text === null ? '' : `#${text}`}
        </span>
      ))}
    </div>
  )
}

function Lane({ name, plain, began, end, span }: AxisProps & { name: string; plain: boolean }) {
  const samples = useApp((state) => own(state.recording.samples, name))
  return segmentsOf(samples, end).map(({ from, to, is }) => (
    <span
      key={from}
      className={`strip-segment is-${is}${plain ? ' is-plain' : ''}`}
      style={{
        left: percent(from - began, span),
        width: percent(Math.max(to - from, span / 400), span),
      }}
    >
      {(FILLING[is] ?? '').repeat(400)}
    </span>
  ))
}

/** Where the present is; the same control moves it, by pointer and by keys. */
function Head({ began, end, span }: AxisProps) {
  const now = useDisplayTime(SECOND_MS)
  const epochMs = useApp((state) => state.session.world.epochMs)
  /** To a moment that was; from the past, what lies in the future means the present. */
  const go = (to: number) => {
    if (to < end || now < end) actions.seek(Math.min(end, to))
  }
  return (
    <div className="strip-head-room">
      <div className="strip-head" style={{ left: percent(now - began, span) }} />
      <input
        type="range"
        className="strip-range"
        aria-label="Go to a moment of this session"
        aria-valuetext={timeOfDay(epochMs + now)}
        min={began}
        max={began + span}
        step={1000}
        value={now}
        onChange={(event) => go(Number(event.target.value))}
      />
    </div>
  )
}
