/**
 * gnt-group show-ispecs-cmd: the command that makes a group with the same bounds. Source:
 * lib/client/gnt_group.py (ShowCreateCommand), lib/cli.py (PrintIPolicyCommand).
 */
import { own } from '../../lib/own.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { showIspecsCmd as spec } from '../declared/group.ts'
import { flag } from '../optparse/read.ts'
import { type Bounds, boundsOf } from '../query/fields/cluster-parameters.ts'
import { GROUPS } from '../query/fields/group-fields.ts'
import type { Filter } from '../query/filter.ts'
import { selectItems } from '../query/resource.ts'

/** Values of one specification, as an option takes them. */
export const parameters = (specs: Record<string, number>): string =>
  Object.keys(specs)
    .sort()
    .map((name) => `${name}=${own(specs, name)}`)
    .join(',')

/** The option that gives these bounds; '' without any. */
export const boundsOption = (bounds: Bounds): string =>
  bounds.length === 0
    ? ''
    : ` --ipolicy-bounds-specs ${bounds
        .map(({ min, max }) => `min:${parameters(min)}/max:${parameters(max)}`)
        .join('//')}`

export const showIspecsCmd = defineCommand({
  spec,
  where: 'master',
  queriesOnly: true,
  vars: {},
  steps: {
    show: (p) => {
      const config = configOn(p.world, p.node)
      const { args, options } = p.vars
      const filter: Filter | null =
        args.length === 0 ? null : ['|', ...args.map((name): Filter => ['==', 'name', name])]
      const groups = selectItems(GROUPS, config, filter)
      if (!groups.ok)
        return failure(p, groups.text, {
          is: 'not found',
          what: 'node group',
          word: p.vars.args.join(' '),
        })
      for (const group of groups.value) {
        const bounds = flag(options, 'include_defaults')
          ? boundsOf(config, group)
          : (group.ipolicy?.minmax ?? [])
        p.out(`gnt-group add${boundsOption(bounds)} ${group.name}\n`)
      }
      return exit(0)
    },
  },
})
