import * as v from 'valibot'
import { NO_EFFORT } from '../../../labs/effort.ts'
import { TROUBLE_KINDS } from '../../../labs/progress.ts'
import type { Input } from '../../../sim/input.ts'
import { RELEASES } from '../../../sim/releases.ts'
import type { LoggedInput } from '../../history/branches.ts'
import { QUESTIONS, type Question } from '../../narration/event-line.ts'
import type { RecordedJob } from '../../recording/jobs.ts'
import { daemon } from './machine.ts'
import {
  LATEST,
  list,
  maybe,
  number,
  one,
  orNull,
  shape,
  table,
  text,
  time,
  whole,
} from './plain.ts'
import { emission, hardware, world } from './world.ts'

/** Two days and nights without a pause. */
const MOST_INPUTS = 50_000
const MOST_SHOWN = 50_000
const LONGEST_LINE = 20_000

const name = v.pipe(text, v.maxLength(500))

export const input: v.GenericSchema<unknown, Input> = v.variant('kind', [
  v.looseObject({
    kind: v.literal('line'),
    terminal: name,
    text: v.pipe(text, v.maxLength(LONGEST_LINE)),
  }),
  v.looseObject({
    kind: v.literal('key'),
    terminal: name,
    key: one('interrupt', 'end-of-file'),
  }),
  v.looseObject({ kind: v.literal('power'), node: name, to: one('on', 'off') }),
  v.looseObject({ kind: v.literal('cable'), node: name, is: one('in', 'out') }),
  v.looseObject({
    kind: v.literal('link'),
    nodes: v.strictTuple([name, name]),
    is: one('cut', 'slow', 'whole'),
  }),
  v.looseObject({
    kind: v.literal('daemon'),
    node: name,
    daemon,
    is: one('dead', 'running'),
  }),
  v.looseObject({ kind: v.literal('guest'), instance: name, is: v.literal('crashed') }),
  v.looseObject({
    kind: v.literal('volume group'),
    node: name,
    is: one('failed', 'full', 'whole'),
  }),
  v.looseObject({
    kind: v.literal('hardware'),
    change: v.strictObject({
      syncMibPerSecond: maybe(hardware.syncMibPerSecond),
      copyMibPerSecond: maybe(hardware.copyMibPerSecond),
      memoryMibPerSecond: maybe(hardware.memoryMibPerSecond),
      bootSeconds: maybe(hardware.bootSeconds),
      guestShutdownSeconds: maybe(hardware.guestShutdownSeconds),
      watcherCron: maybe(hardware.watcherCron),
    }),
  }),
  v.looseObject({ kind: v.literal('label'), label: name, instance: name }),
  v.looseObject({ kind: v.literal('diagnosis'), cause: name }),
])

/** Inputs and their times. */
export const loggedInputs = list(shape<LoggedInput>({ at: time, input }), MOST_INPUTS)

const progress = v.looseObject({
  began: v.optional(time, 0),
  done: list(
    v.looseObject({ goal: name, at: time, played: v.exactOptional(v.literal(true)) }),
    1000,
  ),
  wrong: list(v.looseObject({ turn: name, at: time, over: v.exactOptional(time) }), 1000),
  typed: list(
    v.looseObject({
      node: name,
      line: v.pipe(text, v.maxLength(LONGEST_LINE)),
      on: v.exactOptional(name),
    }),
    100,
  ),
  terminal: v.optional(orNull(name), null),
  path: v.optional(table(v.looseObject({ at: time, what: text }), 1000), {}),
  trouble: v.optional(v.record(v.picklist(TROUBLE_KINDS), time), {}),
  diagnosis: v.optional(orNull(name), null),
})

/** A part that cannot be read is left out: no session is refused for it. */
const effort = v.fallback(
  v.object({
    hints: table(whole, 1000),
    turns: list(v.object({ turn: name, at: time, away: v.exactOptional(v.boolean()) }), 1000),
    tries: list(name, 1000),
    found: v.boolean(),
    gaveUp: v.boolean(),
  }),
  NO_EFFORT,
)

/** Numbers of entries that a save leaves out, with their ascending places in what it keeps. */
const cleared = v.pipe(
  list(v.strictTuple([whole, whole]), MOST_SHOWN),
  v.check(
    (gaps) =>
      gaps.every(([position], i) => position > (gaps[i - 1]?.[0] ?? -1)) &&
      gaps.reduce((sum, [, count]) => sum + count, 0) <= MOST_SHOWN,
    'they are not in order, or too many',
  ),
)

/** All but the first field, which tells a session from any other file. */
export const save = v.looseObject({
  version: v.pipe(v.number(), v.integer(), v.minValue(1)),
  // What a definition must be, `problemOf` says.
  definition: v.looseObject({ release: v.picklist(RELEASES) }),
  lab: orNull(v.union([name, v.looseObject({ source: text })])),
  from: v.exactOptional(name),
  progress,
  effort,
  began: v.optional(time, 0),
  inputs: loggedInputs,
  undone: loggedInputs,
  looking: v.exactOptional(v.boolean()),
  now: time,
  until: v.exactOptional(time),
  world,
  shown: list(emission, MOST_SHOWN),
  cleared: v.exactOptional(cleared),
  shownLength: v.optional(whole),
  work: v.optional(whole),
})

/** A state in a link: what plays a session again. */
export const linked = v.looseObject({
  version: v.literal(1),
  lab: orNull(v.union([name, v.looseObject({ source: text })])),
  release: v.picklist(RELEASES),
  seed: v.exactOptional(whole),
  // What a definition must be, `problemOf` says.
  definition: v.exactOptional(v.looseObject({ release: v.picklist(RELEASES) })),
  from: v.exactOptional(name),
  inputs: loggedInputs,
  now: time,
  digest: name,
  undone: v.exactOptional(loggedInputs),
  until: v.exactOptional(time),
})

/** What a checkpoint leads to. */
export const state = v.looseObject({ world, progress })

/** What a checkpoint says of itself. Its change leads to a state that is looked at when someone goes there. */
export const checkpoints = list(
  v.looseObject({
    at: time,
    inputs: whole,
    shown: whole,
    work: whole,
    change: v.union([
      v.strictObject({ put: v.unknown() }),
      v.looseObject({ keys: v.looseObject({}) }),
    ]),
  }),
  MOST_INPUTS,
)

const condition = one('two', 'one', 'down', 'twice', 'off')

/** What the line under the picture says of an event. */
const eventLine = {
  at: time,
  what: text,
  more: text,
  question: v.exactOptional(
    v.looseObject({
      ask: v.picklist(Object.keys(QUESTIONS) as Question['ask'][]),
      about: name,
    }),
  ),
}

const recordedJob = shape<RecordedJob>({
  id: whole,
  // Jobs of before the session have times below 0.
  received: number,
  started: orNull(number),
  ended: orNull(number),
  verb: v.pipe(text, v.maxLength(200)),
})

/** What the time strip shows of it. */
export const recording = v.looseObject({
  samples: table(list(v.looseObject({ at: time, is: condition }), 200_000), 5000),
  marks: list(v.looseObject({ at: time, text: v.pipe(text, v.maxLength(200)) }), 200_000),
  news: v.exactOptional(list(v.looseObject({ ...eventLine, inputs: number }), 5000)),
  jobs: v.exactOptional(list(recordedJob, 200_000)),
  to: v.pipe(number, v.minValue(0), v.maxValue(LATEST)),
})

const speed = v.picklist(['paused', 1, 5, 60])

/** What storage holds beside the sessions themselves. Whatever cannot be read of it is left out. */
export const workspace = v.looseObject({
  history: v.fallback(table(list(v.pipe(text, v.maxLength(LONGEST_LINE)), 1000), 1000), {}),
  ahead: v.fallback(table(list(v.pipe(text, v.maxLength(LONGEST_LINE)), 1000), 1000), {}),
  terminal: v.fallback(name, ''),
  view: v.fallback(one('is', 'known'), 'is'),
  speed: v.fallback(speed, 'paused'),
  labRelease: v.fallback(v.optional(v.picklist(RELEASES)), undefined),
  happened: v.fallback(orNull(v.looseObject(eventLine)), null),
})

/** Whether times never go back. */
export const inOrder = (list: readonly { at: number }[]): boolean =>
  list.every((item, i) => i === 0 || item.at >= (list[i - 1]?.at ?? 0))
