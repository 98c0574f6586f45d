/** gnt-node info. Manual: gnt-node(8), INFO. Source: lib/client/gnt_node.py, ShowNodeConfig. */

import type { ClusterConfig, NodeConf } from '../../sim/cluster/config.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/node.ts'
import { instancesOn, NODES } from '../query/fields/node-fields.ts'
import { ndparamsOf } from '../query/fields/node-parameters.ts'
import type { Filter } from '../query/filter.ts'
import { type Info, type Pair, pairs, parametersInfo, printInfo } from '../query/info.ts'
import { niceSort } from '../query/order.ts'
import { filterItems } from '../query/resource.ts'
import { knownInfo } from '../query/since.ts'

function nodeInfo(config: ClusterConfig, node: NodeConf): Info {
  const ndparams = ndparamsOf(config, node)
  const instances: Pair[] = [
    ['primary for instances', instancesOn(config, node, 'primary')],
    ['secondary for instances', instancesOn(config, node, 'secondary')],
  ]
  return pairs(
    ['Node name', node.name],
    ['primary ip', node.primaryIp],
    ['secondary ip', node.secondaryIp],
    ['master candidate', node.masterCandidate],
    ['drained', node.drained],
    ['offline', node.offline],
    ...(ndparams.oob_program === '' ? [] : [['powered', node.powered] as Pair]),
    ['master_capable', node.masterCapable],
    ['vm_capable', node.vmCapable],
    ...(node.vmCapable ? instances : []),
    ['node parameters', parametersInfo({ ...node.ndparams }, ndparams)],
  )
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
      const filter: Filter | null =
        args.length === 0 ? null : ['|', ...args.map((name): Filter => ['==', 'name', name])]
      // The old query: a name that nothing fits is passed over in silence.
      const all = niceSort(NODES.items(config), NODES.nameOf)
      const found = filterItems(NODES, config, filter, all, () => undefined)
      p.out(
        printInfo(knownInfo(p, found.ok ? found.value.map((node) => nodeInfo(config, node)) : [])),
      )
      return exit(0)
    },
  },
})
