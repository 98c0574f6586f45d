import { rememberedIfFrozen } from '../lib/remembered.ts'
import { openJobs } from '../sim/jobs/ends.ts'
import type { Job } from '../sim/jobs/job.ts'
import type { Terminal, World } from '../sim/world.ts'

/** What stands before the cursor while a line is awaited; null while no one reads. */
export const promptOf = (terminal: Terminal | undefined): string | null => {
  const wait = terminal?.stack.at(-1)?.frame.wait
  return wait?.for === 'line' ? wait.prompt : null
}

/** Whether a program there, a shell or another, waits for a line. */
export const isAsked = (terminal: Terminal | undefined): boolean => promptOf(terminal) !== null

/** Every job that was submitted and has not ended; jobs whose master died do not count. */
export const liveJobs = rememberedIfFrozen((world: World): readonly Job[] =>
  openJobs(world).filter((job) => !job.dead),
)

/**
 * Whether nothing goes on that a learner would wait for: no job, no resync, no copy, no boot, no program but
 * those that wait for a line themselves.
 */
export const isAtRest = rememberedIfFrozen((world: World): boolean => {
  if (Object.keys(world.resyncs).length > 0) return false
  if (Object.values(world.transfers).some((t) => t.state === 'running')) return false
  if (Object.values(world.machines).some((m) => m.power.is === 'booting')) return false
  if (liveJobs(world).length > 0) return false
  return Object.values(world.terminals).every((t) => t.stack.length === 0 || isAsked(t))
})

/** Two worlds with the same key look the same in the picture, progress aside. */
export const visibleKey = rememberedIfFrozen((world: World): string => {
  const parts: string[] = []
  for (const m of Object.values(world.machines)) {
    parts.push(m.name, m.power.is, m.cable.is, m.masterIp ? 'ip' : '')
    for (const g of Object.values(m.guests)) parts.push(g.instance, g.state)
    for (const d of Object.values(m.drbd)) parts.push(d.role, d.connection, d.peerDisk)
  }
  for (const job of liveJobs(world)) parts.push(`${job.id}`, job.status)
  parts.push(Object.keys(world.resyncs).join(), Object.keys(world.transfers).join())
  return parts.join(' ')
})
