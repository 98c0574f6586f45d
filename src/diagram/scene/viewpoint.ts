import { own } from '../../lib/own.ts'
import type { ClusterConfig, InstanceName, NodeName } from '../../sim/cluster/config.ts'
import { mastersOf, newestConfig } from '../../sim/cluster/current-config.ts'
import { runs } from '../../sim/cluster/machine.ts'
import { nodesHolding } from '../../sim/cluster/running.ts'
import type { Job } from '../../sim/jobs/job.ts'
import { jobsByInstance } from '../../sim/jobs/running.ts'
import { reachNoded } from '../../sim/net.ts'
import { behaviourOf } from '../../sim/releases.ts'
import type { World } from '../../sim/world.ts'
import type { View } from './scene.ts'

/** From where a world is looked at: the newest configuration, and what its master can reach. */
export interface Viewpoint {
  world: World
  /** Simulated milliseconds; not before `world.now`. */
  now: number
  view: View
  config: ClusterConfig
  master: NodeName
  /** All that are master; one, as long as all is well. */
  masters: readonly NodeName[]
  /** Whether Ganeti would get an answer from the node. Nodes flagged offline are never asked. */
  answers: (node: NodeName) => boolean
  /** The running job that changes this instance, if there is one. */
  jobOn: (instance: InstanceName) => Job | undefined
  label: (instance: InstanceName) => string
  /** The machines that have anything of an instance, a guest or a volume. */
  nodesHolding: (instance: InstanceName) => readonly NodeName[]
}

/** undefined for a world without a cluster. */
export function viewpointOf(world: World, now: number, view: View): Viewpoint | undefined {
  const config = newestConfig(world)
  if (!config) return undefined
  const named = config.cluster.masterNode
  const masters = mastersOf(world)
  const master = masters.includes(named) ? named : (masters[0] ?? named)
  const machine = own(world.machines, master)
  const hasMaster = machine !== undefined && runs(machine, behaviourOf(world.release).jobDaemon)
  const names = new Map(Object.entries(world.labels).map(([label, name]) => [name, label]))
  const holders = nodesHolding(world.machines)
  const busy = jobsByInstance(world)
  return {
    world,
    now: Math.max(now, world.now),
    view,
    config,
    master,
    masters,
    answers: (node) =>
      hasMaster &&
      own(config.nodes, node)?.offline !== true &&
      reachNoded(world, master, node) === 'ok',
    jobOn: (instance) => busy.get(instance),
    label: (instance) => names.get(instance) ?? instance,
    nodesHolding: (instance) => holders.get(instance) ?? [],
  }
}
