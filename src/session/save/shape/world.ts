import * as v from 'valibot'
import type { Ramp } from '../../../lib/ramp.ts'
import type { Emission } from '../../../sim/input.ts'
import type { Job, JobOp, JobOrigin, Lock, LogEntry, OpResult } from '../../../sim/jobs/job.ts'
import { RELEASES } from '../../../sim/releases.ts'
import { type FailureCause, isCause } from '../../../sim/run/calls/cause.ts'
import type { FlightCall } from '../../../sim/run/calls/flight.ts'
import type { Frame, Wait } from '../../../sim/run/frame.ts'
import type { ChildResult, Process } from '../../../sim/run/process.ts'
import type { AddressWay, Shows, Vote } from '../../../sim/run/shows.ts'
import type {
  Alarm,
  AlarmKind,
  AnsweredCall,
  BackgroundLine,
  DumpFile,
  Hardware,
  Refused,
  Resync,
  Terminal,
  Transfer,
  World,
} from '../../../sim/world.ts'
import { MOST_INSTANCES, MOST_NODES } from './config.ts'
import { daemon, machine } from './machine.ts'
import {
  anything,
  flag,
  list,
  maybe,
  number,
  once,
  one,
  orNull,
  shape,
  table,
  text,
  things,
  time,
  wallClock,
  whole,
} from './plain.ts'

const MOST_JOBS = 100_000
const texts = list(text, 10_000)
/** What divides or multiplies times: neither nothing nor without end. */
const speed = v.pipe(number, v.gtValue(0), v.maxValue(1e9))

const ramp = shape<Ramp>({ at: time, from: number, perSecond: number, limit: number })
const seconds = v.pipe(number, v.minValue(0), v.maxValue(1e9))

export const hardware = {
  syncMibPerSecond: speed,
  copyMibPerSecond: speed,
  memoryMibPerSecond: speed,
  bootSeconds: seconds,
  guestShutdownSeconds: seconds,
  watcherCron: flag,
}

const reply: v.GenericSchema<unknown, Frame['replies'][number]> = v.variant('ok', [
  v.looseObject({ node: text, ok: v.literal(true), payload: v.any() }),
  v.looseObject({ node: text, ok: v.literal(false), error: text, offline: flag }),
])

const call = shape<FlightCall>({
  id: whole,
  to: text,
  // Which names there are only the engine knows, and the trial asks it.
  name: text,
  args: anything,
  since: time,
  until: time,
  bootId: orNull(text),
  outcome: orNull(reply),
  silent: flag,
})

const wait: v.GenericSchema<unknown, Wait> = v.variant('for', [
  v.looseObject({ for: v.literal('calls'), calls: list(call, 20_000), since: time }),
  v.looseObject({ for: v.literal('time'), until: time, since: time }),
  v.looseObject({ for: v.literal('line'), prompt: text }),
  v.looseObject({ for: v.literal('job'), job: whole, seen: whole, since: time, told: texts }),
  v.looseObject({ for: v.literal('child') }),
  v.looseObject({ for: v.literal('terminals'), terminals: texts }),
  v.looseObject({ for: v.literal('ever') }),
])

const shows = shape<Shows>({
  vote: maybe(
    orNull(
      shape<Vote>({ candidate: orNull(text), of: whole, answers: table(orNull(text), MOST_NODES) }),
    ),
  ),
  addressWay: maybe(orNull(shape<AddressWay>({ from: text, to: text, way: ramp }))),
  starting: maybe(v.union([daemon, v.literal('')])),
  handlesDaemons: maybe(v.literal(true)),
  status: maybe(number),
  cwd: maybe(text),
  lasting: maybe(v.boolean()),
  startsOn: maybe(text),
  failsOverFrom: maybe(text),
  copiesTo: maybe(text),
})

const cause = v.custom<FailureCause>(isCause)

const frame = shape<Frame>({
  step: text,
  vars: things,
  shows: maybe(shows),
  replies: list(reply, 20_000),
  wait: orNull(wait),
  cursors: maybe(v.record(text, whole)),
  trail: maybe(shape<NonNullable<Frame['trail']>>({ steps: texts, last: text })),
  result: maybe(anything),
  failure: maybe(shape<NonNullable<Frame['failure']>>({ text, cause })),
})

const status = one('queued', 'waiting', 'canceling', 'running', 'canceled', 'success', 'error')

const result: v.GenericSchema<unknown, OpResult> = v.union([
  v.looseObject({ ok: v.literal(true), value: v.unknown() }),
  v.looseObject({
    ok: v.literal(false),
    kind: v.literal('prereq'),
    class: v.picklist([
      'resolver_error',
      'insufficient_resources',
      'temp_insufficient_resources',
      'wrong_input',
      'wrong_state',
      'unknown_entity',
      'already_exists',
      'resource_not_unique',
      'internal_error',
      'environment_error',
      'unclassified',
      'invalid_tag',
    ]),
    text,
    cause: v.exactOptional(cause),
    unlocked: v.exactOptional(v.literal(true)),
  }),
  v.looseObject({
    ok: v.literal(false),
    kind: v.picklist(['exec', 'corrupt', 'parameter', 'unhandled', 'died', 'canceled']),
    text,
    cause: v.exactOptional(cause),
    unlocked: v.exactOptional(v.literal(true)),
  }),
])

const operation = shape<JobOp>({
  opcode: text,
  params: things,
  summary: text,
  status,
  log: list(shape<LogEntry>({ number: whole, at: wallClock, text }), 10_000),
  result: orNull(result),
  frame,
  started: orNull(wallClock),
  ended: orNull(wallClock),
})

const locks = list(
  shape<Lock>({
    level: one('cluster', 'instance', 'node', 'node-res', 'nodegroup', 'network'),
    name: text,
    mode: one('shared', 'exclusive'),
  }),
  20_000,
)

const job = shape<Job>({
  id: whole,
  on: text,
  ops: list(operation, 5000),
  status,
  priority: number,
  received: wallClock,
  started: orNull(wallClock),
  ended: orNull(wallClock),
  notBefore: time,
  after: list(whole, 10_000),
  holds: locks,
  wants: maybe(locks),
  dead: flag,
  archived: flag,
  from: maybe(
    v.union([
      v.looseObject({ program: text, command: text, reason: maybe(text) }),
      v.looseObject({ job: whole, op: whole }),
    ]) as v.GenericSchema<unknown, JobOrigin>,
  ),
})

const child: v.GenericSchema<unknown, ChildResult> = shape<ChildResult>({
  exit: number,
  stdout: text,
  stderr: maybe(text),
  interrupted: maybe(v.literal(true)),
})

const process = shape<Process>({
  program: text,
  node: text,
  argv: texts,
  frame,
  stdin: orNull(text),
  capture: flag,
  captured: text,
  errors: maybe(one('joined', 'apart')),
  capturedErrors: maybe(text),
  limit: maybe(shape<NonNullable<Process['limit']>>({ at: time, status: whole })),
  answer: orNull(
    v.variant('kind', [
      v.looseObject({ kind: v.literal('text'), text }),
      v.looseObject({ kind: v.literal('end-of-file') }),
    ]),
  ),
  child: orNull(child),
})

const alarmKind: v.GenericSchema<unknown, AlarmKind> = v.variant('kind', [
  v.looseObject({ kind: v.literal('call ends'), call: whole }),
  v.looseObject({ kind: v.literal('wake') }),
  v.looseObject({ kind: v.literal('resync ends'), port: whole }),
  v.looseObject({ kind: v.literal('transfer ends'), transfer: whole }),
  v.looseObject({ kind: v.literal('boot ends'), node: text }),
  v.looseObject({ kind: v.literal('reset'), node: text, bootId: orNull(text) }),
  v.looseObject({ kind: v.literal('cron') }),
])

const end = shape<Resync['source']>({ node: text, minor: whole })

export const emission = shape<Emission>({
  at: time,
  terminal: text,
  stream: one('stdout', 'stderr', 'tty', 'echo', 'screen'),
  text,
})

/**
 * The World of a saved sitting, field by field. It is believed where it fits this, `contradiction` finds nothing and
 * a copy of it can be played and drawn. It could also be made again from the start and the inputs, which no one can
 * forge; but that takes seconds for a long sitting, at every reload, and a World that another version played would
 * come out different from what its owner left.
 */
export const world = shape<World>({
  version: v.literal(1),
  release: v.picklist(RELEASES),
  epochMs: wallClock,
  now: time,
  sequence: whole,
  random: table(number, 1000),
  hardware: shape<Hardware>(hardware),
  labels: table(text, MOST_INSTANCES),
  machines: table(machine, MOST_NODES),
  cutLinks: table(time, MOST_NODES ** 2),
  slowLinks: maybe(table(time, MOST_NODES ** 2)),
  damaged: maybe(table(time, MOST_INSTANCES)),
  resyncs: table(
    shape<Resync>({
      port: whole,
      source: end,
      target: end,
      remaining: ramp,
      totalMib: number,
      since: maybe(time),
    }),
    20_000,
  ),
  transfers: table(
    shape<Transfer>({
      id: whole,
      kind: one('memory', 'disk'),
      instance: text,
      from: text,
      to: text,
      sent: ramp,
      state: one('running', 'done', 'failed'),
      into: maybe(shape<DumpFile>({ folder: text, file: text })),
      damaged: maybe(v.literal(true)),
    }),
    20_000,
  ),
  jobs: table(once(job), MOST_JOBS),
  openJobs: list(whole, MOST_JOBS),
  nextJobId: whole,
  terminals: table(
    shape<Terminal>({
      id: text,
      node: text,
      login: maybe(text),
      stack: list(process, 50),
      background: maybe(
        shape<BackgroundLine>({ of: text, pid: whole, line: text, status: maybe(whole) }),
      ),
      refused: maybe(shape<Refused>({ at: time, node: text, argv: texts, cause })),
    }),
    5 * MOST_NODES,
  ),
  logins: maybe(list(text, 100)),
  answered: maybe(list(shape<AnsweredCall>({ at: time, from: text, to: text, name: text }), 1000)),
  alarms: list(shape<Alarm>({ at: time, number: whole, what: alarmKind }), 5000),
})
