/** gnt-network info. Manual: gnt-network(8), INFO. Source: lib/client/gnt_network.py, ShowNetworkConfig. */
import { own } from '../../lib/own.ts'
import { fill } from '../../lib/text/wrap.ts'
import type { ClusterConfig, NetworkConf } from '../../sim/cluster/config.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/network.ts'
import { pythonStr } from '../query/python.ts'
import { selectItems } from '../query/resource.ts'
import { connectionsOf, countOf, instancesOn, mapOf, NETWORKS, reservedText } from './fields.ts'

const PER_LINE = 64

/** The map, with the positions at both ends of each line. */
function mapLines(map: string): string[] {
  const lines: string[] = []
  for (let from = 0; from < map.length; from += PER_LINE) {
    const part = map.slice(from, from + PER_LINE).padEnd(PER_LINE)
    lines.push(`     ${String(from).padStart(4)} ${part} ${from + PER_LINE - 1}`)
  }
  return lines
}

/** Its connections, and the instances with their addresses in it. */
function usersOf(config: ClusterConfig, network: NetworkConf): string[] {
  const groups = connectionsOf(config, network)
  const instances = instancesOn(config, network)
  const addresses = (name: string) =>
    (own(config.instances, name)?.nics ?? [])
      .flatMap((nic, i) => (nic.network === network.uuid ? [`${i}:${pythonStr(nic.ip)}`] : []))
      .join(', ')
  return [
    ...(groups.length > 0
      ? [
          '  connected to node groups:',
          ...groups.map(
            ([group, mode, link, vlan]) => `    ${group} (mode:${mode} link:${link} vlan:${vlan})`,
          ),
        ]
      : ['  not connected to any node group']),
    ...(instances.length > 0
      ? [
          `  used by ${instances.length} instances:`,
          ...instances.map((name) => `    ${name}: ${addresses(name)}`),
        ]
      : ['  not used by any instances']),
  ]
}

function linesOf(config: ClusterConfig, network: NetworkConf): string[] {
  const free = countOf(config, network, false)
  const size = free + countOf(config, network, true)
  const reserved = reservedText(network)
  return [
    `Network name: ${network.name}`,
    `UUID: ${network.uuid}`,
    `Serial number: ${network.serial}`,
    `  Subnet: ${network.network}`,
    `  Gateway: ${pythonStr(network.gateway)}`,
    `  IPv6 Subnet: ${pythonStr(network.network6)}`,
    `  IPv6 Gateway: ${pythonStr(network.gateway6)}`,
    `  Mac Prefix: ${pythonStr(network.macPrefix)}`,
    `  Size: ${size}`,
    `  Free: ${free} (${((100 * free) / size).toFixed(2)}%)`,
    '  Usage map:',
    ...mapLines(mapOf(config, network)),
    '         (X) used    (.) free',
    ...(reserved === ''
      ? []
      : [
          '  externally reserved IPs:',
          ...fill(reserved, PER_LINE)
            .split('\n')
            .map((line) => `    ${line}`),
        ]),
    ...usersOf(config, network),
  ]
}

export const info = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const config = configOn(p.world, p.node)
      const { args } = p.vars
      // A name that no network has is passed over in silence.
      const all = selectItems(NETWORKS, config, null)
      const networks = (all.ok ? all.value : []).filter(
        ({ name }) => args.length === 0 || args.includes(name),
      )
      for (const network of networks)
        for (const line of linesOf(config, network)) p.out(`${line}\n`)
      return exit(0)
    },
  },
})
