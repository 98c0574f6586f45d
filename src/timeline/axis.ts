import { timeOfDay } from '../lib/clock.ts'
import { rememberedIfFrozen } from '../lib/remembered.ts'
import type { InstanceCondition, Mark, Sample } from '../session/recording.ts'
import type { Job } from '../sim/jobs/job.ts'

/** Simulated milliseconds that the strip shows at least. */
const SHORTEST_MS = 25 * 60_000
const STEPS_MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440]
const MOST_TICKS = 8

/** Simulated milliseconds from the left edge of the strip to the right one. */
export const spanOf = (end: number): number => Math.max(SHORTEST_MS, Math.ceil(end * 1.06))

export interface AxisTick {
  at: number
  text: string
  /** Which one it is, from the left: of a short strip not all are shown. */
  index: number
}

/** Times of day under which the strip is read: "14:05". */
export function ticksOf(epochMs: number, span: number): AxisTick[] {
  const minutes = span / 60_000
  // Longer than the steps that are read well: whole days, as many as leave few ticks.
  const days = 1440 * Math.max(1, Math.ceil(minutes / 1440 / MOST_TICKS))
  const step = (STEPS_MINUTES.find((m) => minutes / m <= MOST_TICKS) ?? days) * 60_000
  const first = Math.ceil(epochMs / step) * step - epochMs
  // Counted, not added up: a step that is nothing beside the time would never come to its end.
  return Array.from({ length: MOST_TICKS + 1 }, (_, index) => ({ index, at: first + index * step }))
    .filter(({ at }) => at < span * 0.97)
    .map(({ index, at }) => ({ index, at, text: timeOfDay(epochMs + at).slice(0, 5) }))
}

export interface MarkGroup {
  at: number
  /** "B off", and how many more would stand on top of it: "B off +2". */
  text: string
  all: string[]
}

/** The column at which a text begins that stands at `at`, or before it where the strip ends too soon. */
const columnOf = (at: number, text: string, span: number, room: number): number =>
  Math.max(0, Math.min((at / span) * room, room - text.length))

/** Marks that would cover each other stand as one. `room` is how many characters the whole strip has. */
export function markGroups(marks: readonly Mark[], span: number, room: number): MarkGroup[] {
  const groups: MarkGroup[] = []
  for (const { at, text } of marks) {
    const last = groups.at(-1)
    if (last && covers(last, columnOf(at, text, span, room), span, room)) {
      last.all.push(text)
      last.text = `${last.all[0]} +${last.all.length - 1}`
    } else groups.push({ at, text, all: [text] })
  }
  return groups
}

const covers = ({ at, text }: MarkGroup, column: number, span: number, room: number): boolean =>
  column <= columnOf(at, text, span, room) + text.length

/** The times of day that no mark covers. */
export const clearTicks = (ticks: AxisTick[], groups: MarkGroup[], span: number, room: number) =>
  ticks.filter((tick) => {
    const from = columnOf(tick.at, tick.text, span, room)
    return !groups.some(
      (group) =>
        covers(group, from, span, room) &&
        columnOf(group.at, group.text, span, room) <= from + tick.text.length,
    )
  })

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

const verbOf = (job: Job): string =>
  (job.ops[0]?.summary ?? '').replace(/\(.*$/, '').split('_').slice(1).join(' ').toLowerCase()

/** Marks without a text that can be told apart within the width of a character. */
const MARKS_PER_CHARACTER = 2

const shownJobs = rememberedIfFrozen((jobs: Record<number, Job>): readonly Job[] =>
  Object.values(jobs).filter((job) => !job.archived),
)

/** Jobs of this sitting on the strip. `room` is how many characters the whole strip has. */
export function jobMarks(
  jobs: Record<number, Job>,
  epochMs: number,
  end: number,
  room: number,
): JobMark[] {
  const span = spanOf(end)
  const mine = shownJobs(jobs).filter((job) => job.received >= epochMs)
  const taken = new Set<number>()
  return mine.flatMap((job, i) => {
    const from = (job.started ?? job.received) - epochMs
    const to = job.ended === null ? end : job.ended - epochMs
    const next = mine[i + 1]
    const until = next ? (next.started ?? next.received) - epochMs : span
    const crowded = ((until - from) / span) * room < 1
    // A long sitting has more jobs than the strip has places: of those that share one, the first is drawn.
    const place = Math.floor((from / span) * room * MARKS_PER_CHARACTER)
    if (crowded && taken.has(place)) return []
    taken.add(place)
    const free = ((until - Math.max(from, to)) / span) * room - 3
    const options = crowded ? [] : [`${job.id} ${verbOf(job)}`, `${job.id}`]
    const text = options.find((option) => option.length <= free) ?? (crowded ? null : '')
    return [{ id: job.id, from, to, text }]
  })
}
