/** gnt-os list. Manual: gnt-os(8), LIST. Source: lib/client/gnt_os.py, ListOS. */
import { settingsOf } from '../../sim/cluster/settings.ts'
import { withParams } from '../../sim/run/opcode.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, submitAndFollow } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { list as spec } from '../declared/os.ts'
import { styleOf } from '../query/command.ts'
import { renderOldTable } from '../query/table.ts'
import { answersOf, everywhere, OS_DIAGNOSE } from './ask-nodes.ts'

export const list = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow(() => [withParams(OS_DIAGNOSE, { outputFields: ['name', 'variants'] })]),
    {
      show: (p) => {
        const { hiddenOs, blacklistedOs } = settingsOf(configOn(p.world, p.node))
        const unlisted = [...hiddenOs, ...blacklistedOs]
        const names = everywhere(answersOf(p)).filter(
          (name) => !unlisted.includes(name) && !unlisted.includes(name.split('+')[0] ?? ''),
        )
        const { headers } = styleOf({ ...p.vars.options, separator: null })
        const style = { headers, separator: null, unit: null }
        const rows = names.map((name) => [name])
        p.out(renderOldTable({ titles: { name: 'Name' }, sizes: [] }, ['name'], rows, style))
      },
    },
  ],
  opcodes: [OS_DIAGNOSE],
})
