/** gnt-filter delete. Manual: gnt-filter(8), DELETE. Source: src/Ganeti/Query/Server.hs, DeleteFilter. */
import { own } from '../../lib/own.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { deleteFilter as spec } from '../declared/filter.ts'
import { dropRule } from './rules.ts'

export const deleteFilter = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    drop: (p) => {
      const [uuid = ''] = p.vars.args
      if (!own(configOn(p.world, p.node).filters, uuid))
        return failure(p, `Unhandled Ganeti error: Filter rule with UUID ${uuid} does not exist`)
      dropRule(p, uuid)
      return exit(0)
    },
  },
})
