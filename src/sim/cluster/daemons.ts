import { adoptJobs, loseJobsOf } from '../jobs/ends.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import { machineOf, type World } from '../world.ts'
import type { NodeName } from './config.ts'

/** The daemons of a machine, as they start and stop. */

/** Kills or stops one daemon. In 2.11 the jobs are threads of the master daemon and die with it. */
export function stopDaemon(world: World, node: NodeName, daemon: Daemon): void {
  const machine = machineOf(world, node)
  machine.daemons = machine.daemons.filter((d) => d !== daemon)
  if (daemon === behaviourOf(world.release).configDaemon) delete machine.writer
  if (daemon === 'ganeti-masterd') loseJobsOf(world, node)
}

/** Starts one daemon at once: votes and checks are the caller's business. `typed`: its arguments. */
export function startDaemon(world: World, node: NodeName, daemon: Daemon, typed = ''): void {
  const machine = machineOf(world, node)
  if (machine.power.is !== 'on' || machine.daemons.includes(daemon)) return
  machine.daemons.push(daemon)
  if (machine.stoppedDaemons)
    machine.stoppedDaemons = machine.stoppedDaemons.filter((d) => d !== daemon)
  delete machine.daemonArguments?.[daemon]
  if (typed !== '') machine.daemonArguments = { ...machine.daemonArguments, [daemon]: typed }
  const { configDaemon, jobDaemon } = behaviourOf(world.release)
  if (daemon === configDaemon) machine.writer = { sent: null }
  if (daemon !== jobDaemon) return
  delete machine.outvotedFor
  adoptJobs(world, node)
}
