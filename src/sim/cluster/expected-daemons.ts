import { own } from '../../lib/own.ts'
import { rememberedIfFrozen } from '../../lib/remembered.ts'
import { behaviourOf, type Daemon } from '../releases.ts'
import type { World } from '../world.ts'
import type { NodeName } from './config.ts'
import { mastersOf, newestConfig } from './current-config.ts'
import { isUp } from './machine.ts'

/** Nodes on which a program starts and stops daemons: while it works, nothing is missing there yet. */
const nodesStarting = rememberedIfFrozen(
  (terminals: World['terminals']): ReadonlySet<NodeName> =>
    new Set(
      Object.values(terminals).flatMap(({ stack }) =>
        stack.filter(({ frame }) => frame.shows?.handlesDaemons).map(({ node }) => node),
      ),
    ),
)

type DaemonsOn = (node: NodeName) => Daemon[]

/**
 * Daemons that should run on a node of the cluster: the master's on the master only. In the order of their start.
 * The cluster is looked at once, for as many nodes as are asked about.
 */
export function daemonsMeantIn(world: World): DaemonsOn {
  const { startOrder, masterDaemons } = behaviourOf(world.release)
  const config = newestConfig(world)
  const masters = mastersOf(world)
  return (node) => {
    const { ssconf } = own(world.machines, node)?.files ?? {}
    if (!ssconf || !config || !own(config.nodes, node)) return []
    const isMaster = masters.includes(node)
    return startOrder.filter(
      (daemon) =>
        (isMaster || !masterDaemons.includes(daemon)) &&
        (daemon !== 'ganeti-kvmd' || config.cluster.hypervisor === 'kvm'),
    )
  }
}

/** Those of them that do not run although the machine is up and nothing is about to start them. */
export function daemonsMissingIn(world: World): DaemonsOn {
  const meantFor = daemonsMeantIn(world)
  const starting = nodesStarting(world.terminals)
  return (node) => {
    const machine = own(world.machines, node)
    if (!machine || !isUp(machine) || starting.has(node)) return []
    // gnt-node add --readd and --offline=no have ganeti-kvmd stopped: that is no death.
    const there = [...machine.daemons, ...(machine.stoppedDaemons ?? [])]
    return meantFor(node).filter((daemon) => !there.includes(daemon))
  }
}
