import { own } from '../../lib/own.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import type { World } from '../world.ts'
import type { NodeName } from './config.ts'
import { isUp } from './machine.ts'
import { mastersOf, newestConfig } from './newest.ts'

/** Programs that start and stop daemons: while one works on a node, nothing is missing there yet. */
const STARTERS = ['ganeti-init', 'daemon-util', 'gnt-cluster master-failover']

const isStarting = (world: World, node: NodeName): boolean =>
  Object.values(world.terminals).some(({ stack }) =>
    stack.some((process) => process.node === node && STARTERS.includes(process.program)),
  )

/** Daemons that should run on a node of the cluster: the master's on the master only. In the order of their start. */
export function daemonsMeantFor(world: World, node: NodeName): Daemon[] {
  const { startOrder, masterDaemons } = behaviourOf(world.release)
  const { ssconf } = own(world.machines, node)?.files ?? {}
  const config = newestConfig(world)
  if (!ssconf || !config || !own(config.nodes, node)) return []
  const isMaster = mastersOf(world).includes(node)
  return startOrder.filter(
    (daemon) =>
      (isMaster || !masterDaemons.includes(daemon)) &&
      (daemon !== 'ganeti-kvmd' || config.cluster.hypervisor === 'kvm'),
  )
}

/** Those of them that do not run although the machine is up and nothing is about to start them. */
export function missingDaemons(world: World, node: NodeName): Daemon[] {
  const machine = own(world.machines, node)
  if (!machine || !isUp(machine) || isStarting(world, node)) return []
  // gnt-node add --readd and --offline=no have ganeti-kvmd stopped: that is no death.
  const there = [...machine.daemons, ...(machine.stoppedDaemons ?? [])]
  return daemonsMeantFor(world, node).filter((daemon) => !there.includes(daemon))
}
