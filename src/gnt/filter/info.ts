/** gnt-filter info. Manual: gnt-filter(8), INFO. Source: lib/client/gnt_filter.py, ShowFilter. */
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/filter.ts'
import { pythonStr } from '../query/python.ts'
import { selectItems } from '../query/resource.ts'
import { FILTERS } from './fields.ts'

export const info = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const { args } = p.vars
      const rules = selectItems(FILTERS, configOn(p.world, p.node), null)
      if (!rules.ok) return failure(p, rules.text)
      // Unlike list, it says nothing of a filter that does not exist.
      for (const rule of rules.value) {
        if (args.length > 0 && !args.includes(rule.uuid)) continue
        p.out(`UUID: ${rule.uuid}\n`)
        p.out(`  Watermark: ${rule.watermark}\n`)
        p.out(`  Priority: ${rule.priority}\n`)
        p.out(`  Predicates: ${pythonStr(rule.predicates)}\n`)
        p.out(`  Action: ${pythonStr(rule.action)}\n`)
        p.out(`  Reason trail: ${pythonStr(rule.reasons)}\n`)
      }
      return exit(0)
    },
  },
})
