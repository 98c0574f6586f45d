import { outcomeWords, taskOf, taskOfJob } from '../../labs/operations.ts'
import { t } from '../../lib/language/t.ts'
import { own } from '../../lib/own.ts'
import { newestConfig } from '../../sim/cluster/current-config.ts'
import { shortName as short } from '../../sim/cluster/display-names.ts'
import { runningOn } from '../../sim/cluster/running.ts'
import { openJobs } from '../../sim/jobs/ends.ts'
import { type Job, type JobOp, subjectOf } from '../../sim/jobs/job.ts'
import { reach } from '../../sim/net.ts'
import { isRead, type World } from '../../sim/world.ts'
import { liveJobs } from '../idle.ts'
import { briefly, causeOfOp, commandWords } from './causes.ts'
import type { Describer, Description, Past } from './describer.ts'
import { downBefore, runsWords } from './instances.ts'

/** A call that timed out. */
export const silenceLine: Describer = (before, after, now) => {
  const waits = (world: World) =>
    [
      ...liveJobs(world).flatMap((job) => job.ops.map((op) => ({ on: job.on, frame: op.frame }))),
      ...Object.values(world.terminals).flatMap((t) =>
        t.stack.map(({ node, frame }) => ({ on: node, frame })),
      ),
    ].flatMap(({ on, frame }) =>
      frame.wait?.for === 'calls' ? frame.wait.calls.map((call) => ({ on, call })) : [],
    )
  const known = new Set(waits(after).map(({ call }) => call.id))
  const given = waits(before).find(
    ({ on, call }) =>
      on !== call.to &&
      !known.has(call.id) &&
      call.until <= now &&
      // Whom Ganeti has been told to be offline, it does not call.
      !own(newestConfig(after)?.nodes, call.to)?.offline &&
      reach(after, on, call.to) === 'silent',
  )
  if (!given) return undefined
  const node = short(given.call.to)
  return [
    t`${short(given.on)} called ${node} and got no answer.`,
    t`Ganeti cannot know why, so each command that calls it waits.`,
    { ask: 'slow', about: given.call.to },
  ]
}

/** Jobs whose status has changed, among those that had not ended or are new. */
const changedJobs = (before: World, after: World): Job[] => {
  const ids = [...before.openJobs]
  for (let id = before.nextJobId; id < after.nextJobId; id++) ids.push(id)
  return ids.flatMap((id) => {
    const job = after.jobs[id]
    return job && !job.archived && before.jobs[id]?.status !== job.status ? [job] : []
  })
}

/** Jobs that fail or die. */
export const failureLine: Describer = (before, after) => {
  const dead = openJobs(after).find((job) => job.dead && before.jobs[job.id]?.dead === false)
  if (dead)
    return [
      t`Job ${dead.id} died with its master.`,
      t`It was to ${taskOfJob(after, dead)}. What it had begun stays half done.`,
      { ask: 'job failed', about: `${dead.id}` },
    ]
  const failed = changedJobs(before, after).find((job) => job.status === 'error')
  if (!failed) return undefined
  const bad = failed.ops.find((op) => causeOfOp(op)) ?? failed.ops[0]
  const cause = bad && causeOfOp(bad)
  return [
    t`Job ${failed.id} failed${cause ? `: ${briefly(after, cause)}` : ''}.`,
    bad ? t`It was to ${taskOf(after, bad)}.` : '',
    { ask: 'job failed', about: `${failed.id}` },
  ]
}

/** A command that was refused before it became a job. */
export const refusalLine: Describer = (before, after) => {
  for (const terminal of Object.values(after.terminals)) {
    const { id, refused } = terminal
    // What runs in the background was typed by no one.
    if (!refused || !isRead(terminal) || refused === own(before.terminals, id)?.refused) continue
    if (refused.at === own(before.terminals, id)?.refused?.at) continue
    const why = briefly(after, refused.cause)
    return [
      refused.cause.is === 'no command'
        ? `${why.charAt(0).toUpperCase()}${why.slice(1)}.`
        : t`${commandWords(refused)} failed on ${short(refused.node)}: ${why}.`,
      '',
      { ask: 'refused', about: id },
    ]
  }
  return undefined
}

/** Opcodes after which an instance should run: where it runs is the news. */
const BRINGS_UP = [
  'INSTANCE_CREATE',
  'INSTANCE_FAILOVER',
  'INSTANCE_MIGRATE',
  'INSTANCE_MOVE',
  'INSTANCE_REBOOT',
  'INSTANCE_STARTUP',
]

/** When a job started, in simulated milliseconds. */
const startOf = (world: World, { started, received }: Job): number =>
  (started ?? received) - world.epochMs

/** What a successful opcode has led to, then the end of its job. */
function successLine(world: World, job: Job, op: JobOp, past: Past): Description {
  const done = t`Job ${job.id} is done.`
  if (op.opcode === 'INSTANCE_REMOVE')
    return [
      outcomeWords(world, op),
      t`Its disks are gone too. Only a backup can bring their data back.`,
    ]
  const name = BRINGS_UP.includes(op.opcode) ? subjectOf(op) : undefined
  const [here] = name === undefined ? [] : runningOn(world, name)
  if (name !== undefined && here !== undefined)
    return [runsWords(world, name, here, downBefore(past, name, startOf(world, job))), done]
  return [done, isVerify(op) ? verifyWords(op) : outcomeWords(world, op)]
}

const isVerify = ({ opcode }: JobOp): boolean =>
  opcode === 'CLUSTER_VERIFY_CONFIG' || opcode === 'CLUSTER_VERIFY_GROUP'

/** What a part of gnt-cluster verify has found. Its result only says whether all is well. */
function verifyWords({ opcode, log, result }: JobOp): string {
  const what =
    opcode === 'CLUSTER_VERIFY_CONFIG'
      ? t`The check of the configuration`
      : t`The check of nodes and instances`
  if (result?.ok && result.value === true) return t`${what} found no error.`
  const errors = log.filter(({ text }) => text.startsWith('  - ERROR:')).length
  return t`${what} found ${errors === 1 ? t`1 error` : t`${errors} errors`}.`
}

/** Jobs that start and end. */
export const jobLine: Describer = (before, after, _now, past) => {
  for (const job of changedJobs(before, after)) {
    const [first] = job.ops
    if (job.status === 'success' && first) return successLine(after, job, first, past)
    if (job.status === 'running')
      return [t`Job ${job.id} is running.`, t`It is to ${taskOfJob(after, job)}.`]
  }
  return undefined
}
