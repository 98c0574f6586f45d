/**
 * gnt-filter replace: puts a rule under a UUID, whether there was one or not. Manual: gnt-filter(8),
 * REPLACE. Source: lib/client/gnt_filter.py (ReplaceFilter), src/Ganeti/Query/Server.hs.
 */
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { replace as spec } from '../declared/filter.ts'
import { putRule } from './rules.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

export const replace = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    put: (p) => {
      const [uuid = ''] = p.vars.args
      return UUID.test(uuid)
        ? putRule(p, uuid, uuid)
        : failure(p, 'Unhandled Ganeti error: Unable to parse UUID')
    },
  },
})
