import { own } from '../../lib/own.ts'
import type { ClusterConfig } from '../cluster/config.ts'
import type { ClusterDefinition } from '../definition.ts'
import type { Opcode, Remembered } from '../run/opcode.ts'
import type { Rules } from '../run/rules.ts'
import { nextNumber, type World } from '../world.ts'
import type { Job, JobOp, JobOrigin } from './job.ts'

const MS_BETWEEN_JOBS = 1000

/** Jobs that a recorded cluster had run before the session: their opcodes know what they did. */
export function pastJobs(
  rules: Rules,
  world: World,
  definition: ClusterDefinition,
  config: ClusterConfig,
): void {
  const past = definition.random?.jobs ?? []
  const begin = world.epochMs - 600_000
  past.forEach(([number, status, summary], i) => {
    const id = Number(number)
    const time = begin + i * MS_BETWEEN_JOBS
    const opcode = summary.replace(/\(.*/, '')
    const ended = statusOf(status)
    const known =
      (ended === 'success' &&
        own(rules.opcodes, opcode)?.past?.(summary.slice(opcode.length + 1, -1), config)) ||
      null
    world.jobs[id] = {
      ...pastJob(world, id, known),
      on: definition.master,
      ops: [{ ...pastOp(known, ended, time), opcode, summary }],
      status: ended,
      received: time,
      started: time,
      ended: time,
    }
    world.nextJobId = Math.max(world.nextJobId, id + 1)
  })
  nextNumber(world)
}

type Known = ReturnType<NonNullable<Opcode['past']>>

const statusOf = (status: string) =>
  status === 'error' || status === 'canceled' ? status : 'success'

/** The last job of that opcode so far; it has one opcode, as all jobs before the session. */
const lastJobOf = (world: World, opcode: string): number | undefined =>
  Object.values(world.jobs).findLast(({ ops }) => ops[0]?.opcode === opcode)?.id

function originOf(world: World, from: Remembered<unknown, unknown>['from']): JobOrigin | undefined {
  if ('program' in from) return from
  const job = lastJobOf(world, from.opcode)
  return job === undefined ? undefined : { job, op: 0 }
}

function pastJob(
  world: World,
  id: number,
  known: Known,
): Omit<Job, 'on' | 'ops' | 'status' | 'received' | 'started' | 'ended'> {
  const from = known ? originOf(world, known.from) : undefined
  const after = known?.after === undefined ? undefined : lastJobOf(world, known.after)
  return {
    id,
    priority: 0,
    notBefore: 0,
    after: after === undefined ? [] : [after],
    holds: [],
    dead: false,
    archived: false,
    ...(from ? { from } : {}),
  }
}

function pastOp(
  known: Known,
  status: Job['status'],
  time: number,
): Omit<JobOp, 'opcode' | 'summary'> {
  return {
    params: known?.params ?? {},
    status,
    log: (known?.log ?? []).map((text, i) => ({ number: i + 1, at: time, text })),
    result:
      status === 'success'
        ? { ok: true, value: known?.result ?? null }
        : { ok: false, kind: 'exec', text: '' },
    frame: { step: '', vars: {}, replies: [], wait: null },
    started: time,
    ended: time,
  }
}
