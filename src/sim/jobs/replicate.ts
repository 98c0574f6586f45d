import type { NodeName } from '../cluster/config.ts'
import { costOfSilence } from '../net.ts'
import { machineOf, setAlarm, type World } from '../world.ts'
import type { Job } from './job.ts'

/**
 * What one round of copying a job's file to the other candidates costs: a time-out while one of them
 * is dead and not flagged. Source: lib/jqueue, src/Ganeti/JQueue.hs (replicateJob).
 */
export function replicationMs(world: World, master: NodeName): number {
  const { config } = machineOf(world, master).files
  if (!config) return 0
  const others = Object.values(config.nodes).filter(
    (n) => n.masterCandidate && !n.offline && n.name !== master,
  )
  return costOfSilence(
    world,
    master,
    others.map((n) => n.name),
  )
}

/** Lets a job wait, in simulated milliseconds from now. */
export function delay(world: World, job: Job, ms: number): void {
  job.notBefore = world.now + ms
  setAlarm(world, job.notBefore, { kind: 'wake' })
}
