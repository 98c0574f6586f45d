/**
 * gnt-cluster show-ispecs-cmd: the command that makes a cluster with the same bounds. Source:
 * lib/client/gnt_cluster.py (ShowCreateCommand), lib/cli.py (PrintIPolicyCommand).
 */
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { defineCommand } from '../command.ts'
import { showIspecsCmd as spec } from '../declared/cluster.ts'
import { boundsOption, parameters } from '../group/show-ispecs-cmd.ts'
import { boundsOf, standardInstance } from '../query/fields/cluster-parameters.ts'

export const showIspecsCmd = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const config = configOn(p.world, p.node)
      const std = parameters(standardInstance(config))
      const bounds = boundsOption(boundsOf(config))
      p.out(`gnt-cluster init --ipolicy-std-specs ${std}${bounds} ${config.cluster.name}\n`)
      return exit(0)
    },
  },
})
