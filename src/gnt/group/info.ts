/** gnt-group info. Manual: gnt-group(8), INFO. Source: lib/client/gnt_group.py, GroupInfo. */

import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/group.ts'
import { groupDiskParameters, policyInfo } from '../query/fields/cluster-parameters.ts'
import { GROUPS } from '../query/fields/group-fields.ts'
import { groupNdparams } from '../query/fields/node-parameters.ts'
import type { Filter } from '../query/filter.ts'
import { pairs, parametersInfo, printInfo } from '../query/info.ts'
import { selectItems } from '../query/resource.ts'
import { knownInfo } from '../query/since.ts'

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
      const groups = selectItems(GROUPS, config, filter)
      if (!groups.ok)
        return failure(p, groups.text, {
          is: 'not found',
          what: 'node group',
          word: p.vars.args.join(' '),
        })
      const infos = groups.value.map((group) =>
        pairs(
          ['Node group', group.name],
          ['Node parameters', parametersInfo({ ...group.ndparams }, groupNdparams(config, group))],
          [
            'Disk parameters',
            parametersInfo({ ...group.diskparams }, groupDiskParameters(config, group)),
          ],
          ['Instance policy', policyInfo(config, group)],
        ),
      )
      p.out(printInfo(knownInfo(p, infos)))
      return exit(0)
    },
  },
})
