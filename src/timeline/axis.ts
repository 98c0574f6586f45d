import { timeOfDay } from '../lib/clock.ts'
import type { RecordedJob } from '../session/recording/jobs.ts'
import type { InstanceCondition, Mark, Sample } from '../session/recording/recording.ts'
import { placeOf, type Scale, stretchesOf } from './scale.ts'

const STEPS_MINUTES = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]
/** Times of day across a strip that has room for them, and the characters that each needs. */
const MOST_TICKS = 8
const TICK_ROOM = 9

/** What is on the axis, from the beginning of the sitting on. */
export interface AxisProps {
  /** Simulated milliseconds at the left edge. */
  began: number
  /** The latest moment of this way, in simulated milliseconds. */
  end: number
  scale: Scale
  /** Characters across. */
  room: number
}

/** A place from 0 to 1 for the style sheet. */
export const percent = (place: number): string => `${place * 100}%`

export interface AxisTick {
  at: number
  text: string
  /** Which one it is, from the left: of a short strip not all are shown. */
  index: number
}

/** Times of day under which the strip is read: "14:05". */
export function ticksOf(epochMs: number, scale: Scale, room = MOST_TICKS * TICK_ROOM): AxisTick[] {
  const most = Math.min(MOST_TICKS, Math.floor(room / TICK_ROOM))
  const ticks = stretchesOf(scale).flatMap(({ from, to, part }) =>
    ticksWithin(epochMs, from, to, Math.max(1, Math.floor(most * part))),
  )
  return ticks
    .filter(({ at }) => placeOf(scale, at) < 0.97)
    .map((tick, index) => ({ ...tick, index }))
}

function ticksWithin(epochMs: number, from: number, to: number, most: number) {
  const minutes = (to - from) / 60_000
  // Longer than the steps that are read well: whole days, as many as leave few ticks.
  const days = 1440 * Math.max(1, Math.ceil(minutes / 1440 / most))
  const step = (STEPS_MINUTES.find((m) => minutes / m <= most) ?? days) * 60_000
  const first = Math.ceil((epochMs + from) / step) * step - epochMs
  // Counted, not added up: a step that is nothing beside the time would never come to its end.
  return Array.from({ length: most + 1 }, (_, i) => first + i * step)
    .filter((at) => at < to)
    .map((at) => ({ at, text: timeOfDay(epochMs + at).slice(0, 5) }))
}

export interface MarkGroup {
  at: number
  /** "B off", and how many more would stand on top of it: "B off +2". */
  text: string
  all: string[]
}

/** The column at which a text begins that stands at `at`, or before it where the strip ends too soon. */
const columnOf = (at: number, text: string, scale: Scale, room: number): number =>
  Math.max(0, Math.min(placeOf(scale, at) * room, room - text.length))

const groupOf = (at: number, all: string[]): MarkGroup => ({
  at,
  text: all.length > 1 ? `${all[0]} +${all.length - 1}` : (all[0] ?? ''),
  all,
})

/** Marks that would cover each other stand as one. `room` is how many characters the whole strip has. */
export function markGroups(marks: readonly Mark[], scale: Scale, room: number): MarkGroup[] {
  const groups: MarkGroup[] = []
  for (const { at, text } of marks) {
    let group = groupOf(at, [text])
    // A group that grows at the right edge begins further left: it may cover the one before it, too.
    for (let last = groups.at(-1); last; last = groups.at(-1)) {
      if (!covers(last, columnOf(group.at, group.text, scale, room), scale, room)) break
      groups.pop()
      group = groupOf(last.at, [...last.all, ...group.all])
    }
    groups.push(group)
  }
  return groups
}

const covers = ({ at, text }: MarkGroup, column: number, scale: Scale, room: number): boolean =>
  column <= columnOf(at, text, scale, room) + text.length

/** The times of day that neither a mark nor an earlier one covers. */
export function clearTicks(ticks: AxisTick[], groups: MarkGroup[], scale: Scale, room: number) {
  let free = 0
  return ticks.filter((tick) => {
    const from = columnOf(tick.at, tick.text, scale, room)
    const isClear =
      from >= free &&
      !groups.some(
        (group) =>
          covers(group, from, scale, room) &&
          columnOf(group.at, group.text, scale, room) <= from + tick.text.length,
      )
    if (isClear) free = from + tick.text.length + 1
    return isClear
  })
}

export interface Segment {
  from: number
  to: number
  is: InstanceCondition
}

/** The samples as stretches up to `end`. */
export const segmentsOf = (samples: Sample[] | undefined, end: number): Segment[] =>
  (samples ?? []).flatMap(({ at, is }, i, all) => {
    const to = Math.min(end, all[i + 1]?.at ?? end)
    return at <= end ? [{ from: at, to: Math.max(at, to), is }] : []
  })

export interface JobMark {
  id: number
  from: number
  to: number
  /** "14 migrate", or shorter where the next job is near; null where not even a mark fits before it. */
  text: string | null
}

/** Marks without a text that can be told apart within the width of a character. */
const MARKS_PER_CHARACTER = 2

/** Characters from one job to the next below which only a mark fits. */
const LEAST_COLUMNS = 2.5

/** Jobs of this sitting on the strip. `room` is how many characters the whole strip has. */
export function jobMarks(
  jobs: readonly RecordedJob[],
  began: number,
  end: number,
  scale: Scale,
  room: number,
): JobMark[] {
  const columns = (at: number) => placeOf(scale, at) * room
  const mine = jobs.filter(({ received }) => received >= began)
  const taken = new Set<number>()
  return mine.flatMap((job, i) => {
    const from = (job.started ?? job.received) - began
    const to = job.ended === null ? end : job.ended - began
    const next = mine[i + 1]
    const until = next ? (next.started ?? next.received) - began : scale.span
    const crowded = columns(until) - columns(from) < LEAST_COLUMNS
    // A long sitting has more jobs than the strip has places: of those that share one, the first is drawn.
    const place = Math.floor(columns(from) * MARKS_PER_CHARACTER)
    if (crowded && taken.has(place)) return []
    taken.add(place)
    const free = columns(until) - columns(Math.max(from, to)) - 3
    const options = crowded ? [] : [`${job.id} ${job.verb}`, `${job.id}`]
    const text = options.find((option) => option.length <= free) ?? null
    return [{ id: job.id, from, to, text }]
  })
}
