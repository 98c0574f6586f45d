import { shortName as short } from '../../sim/cluster/called.ts'
import { newestConfig } from '../../sim/cluster/newest.ts'
import type { World } from '../../sim/world.ts'
import { liveJobs } from '../rest.ts'
import type { Teller } from './line.ts'

/** The job that works on an instance right now. */
export const jobOn = (world: World, instance: string) =>
  liveJobs(world).find(
    (job) => job.status === 'running' && job.ops[0]?.summary.includes(`(${instance})`),
  )

/** Calls that were given up. */
export const silenceLine: Teller = (before, after, now) => {
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
      on !== call.to && !known.has(call.id) && call.until <= now && isSilent(after, call.to),
  )
  if (!given) return undefined
  const node = short(given.call.to)
  return [
    `${short(given.on)} called ${node} and got no answer.`,
    newestConfig(after)?.nodes[given.call.to]?.offline
      ? ''
      : 'Ganeti cannot know why, so every command waits.',
    { ask: 'slow', about: given.call.to },
  ]
}

const isSilent = (world: World, node: string): boolean => {
  const machine = world.machines[node]
  return machine !== undefined && (machine.power.is !== 'on' || machine.cable.is === 'out')
}

/** Jobs that start, end, fail or die. */
export const jobLine: Teller = (before, after) => {
  for (const job of Object.values(after.jobs)) {
    const old = before.jobs[job.id]
    const what = job.ops[0]?.summary ?? ''
    if (job.dead && old && !old.dead)
      return [`Job ${job.id} died with its master.`, 'What it had begun stays half done.']
    if (old?.status === job.status || job.archived) continue
    if (job.status === 'error') return [`Job ${job.id} failed.`, what]
    if (job.status === 'success' && what !== '') return [`Job ${job.id} is done.`, what]
    if (job.status === 'running') return [`Job ${job.id} is at work.`, what]
  }
  return undefined
}
