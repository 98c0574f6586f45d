/** gnt-filter add. Manual: gnt-filter(8), ADD. Source: lib/client/gnt_filter.py, AddFilter. */
import { drawUuid } from '../../lib/random.ts'
import { defineCommand } from '../command.ts'
import { add as spec } from '../declared/filter.ts'
import { putRule } from './rules.ts'

export const add = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: { put: (p) => putRule(p, drawUuid(p.world.random, 'uuid'), null) },
})
