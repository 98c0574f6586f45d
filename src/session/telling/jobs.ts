import { own } from '../../lib/own.ts'
import { shortName as short } from '../../sim/cluster/called.ts'
import { newestConfig } from '../../sim/cluster/newest.ts'
import { openJobs } from '../../sim/jobs/ends.ts'
import { type Job, subjectOf } from '../../sim/jobs/job.ts'
import { reach } from '../../sim/net.ts'
import type { World } from '../../sim/world.ts'
import { liveJobs } from '../rest.ts'
import type { Noticer } from './line.ts'

/** A call that timed out. */
export const silenceLine: Noticer = (before, after, now) => {
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
      reach(after, on, call.to) === 'silent',
  )
  if (!given) return undefined
  const node = short(given.call.to)
  return [
    `${short(given.on)} called ${node} and got no answer.`,
    own(newestConfig(after)?.nodes, given.call.to)?.offline
      ? ''
      : 'Ganeti cannot know why, so each command that calls it waits.',
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

const summaryOf = (job: Job): string => job.ops[0]?.summary ?? ''

/** Jobs that fail or die. */
export const failureLine: Noticer = (before, after) => {
  const dead = openJobs(after).find((job) => job.dead && before.jobs[job.id]?.dead === false)
  if (dead)
    return [`Job ${dead.id} died with its master.`, 'Whatever it was doing stays half done.']
  const failed = changedJobs(before, after).find((job) => job.status === 'error')
  return failed && [`Job ${failed.id} failed.`, summaryOf(failed)]
}

/** Jobs that start and end. */
export const jobLine: Noticer = (before, after) => {
  for (const job of changedJobs(before, after)) {
    const what = summaryOf(job)
    const [first] = job.ops
    if (job.status === 'success' && first?.opcode === 'INSTANCE_REMOVE')
      return [
        `${subjectOf(first)} is removed.`,
        'Its disks are gone too. Only a backup can bring their data back.',
      ]
    if (job.status === 'success' && what !== '') return [`Job ${job.id} is done.`, what]
    if (job.status === 'running') return [`Job ${job.id} is running.`, what]
  }
  return undefined
}
