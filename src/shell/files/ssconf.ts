import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { Ssconf } from '../../sim/cluster/machine.ts'
import { behaviourOf } from '../../sim/releases.ts'
import { machineOf, type World } from '../../sim/world.ts'

const lines = (items: readonly string[]): string => items.map((item) => `${item}\n`).join('')

/** The small files that every node gets from the master, by the last part of their name. */
const VALUES: Readonly<Record<string, (ssconf: Ssconf, world: World) => string>> = {
  cluster_name: (s) => lines([s.clusterName]),
  instance_list: (s) => lines(s.instances),
  maintain_node_health: (s) => lines([s.maintainNodeHealth ? 'True' : 'False']),
  master_candidates: (s) => lines(s.masterCandidates),
  master_candidates_ips: (s) => lines(s.masterCandidates.map((n) => own(s.primaryIps, n) ?? '')),
  master_ip: (s) => lines([s.masterIp]),
  master_netdev: (s) => lines([s.masterNetdev]),
  master_netmask: () => lines(['32']),
  master_node: (s) => lines([s.masterNode]),
  node_list: (s) => lines(s.nodes),
  node_primary_ips: (s) => lines(s.nodes.map((n) => `${n} ${own(s.primaryIps, n) ?? ''}`)),
  node_secondary_ips: (s) => lines(s.nodes.map((n) => `${n} ${own(s.primaryIps, n) ?? ''}`)),
  offline_nodes: (s) => lines(s.offlineNodes),
  online_nodes: (s) => lines(s.onlineNodes),
  primary_ip_family: () => lines(['2']),
  release_version: (_s, world) => lines([behaviourOf(world.release).software]),
}

/** /var/lib/ganeti/ssconf_*, as this node has them: they may be old. */
export const ssconfFiles: Readonly<
  Record<string, (world: World, node: NodeName) => string | null>
> = Object.fromEntries(
  Object.entries(VALUES).map(([name, value]) => [
    `/var/lib/ganeti/ssconf_${name}`,
    (world: World, node: NodeName) => {
      const { ssconf } = machineOf(world, node).files
      return ssconf && value(ssconf, world)
    },
  ]),
)
