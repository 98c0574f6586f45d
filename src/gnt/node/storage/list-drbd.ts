/**
 * gnt-node list-drbd: the DRBD minors of a node by its disks, asked of the daemon ganeti-confd. It finds
 * names as lists do. Source: lib/client/gnt_node.py (ListDrbd), src/Ganeti/Confd/Server.hs.
 */
import { byUuid, minorOn, secondaryOf } from '../../../sim/cluster/config.ts'
import { runs } from '../../../sim/cluster/machine.ts'
import { sleep } from '../../../sim/run/flow.ts'
import { exit } from '../../../sim/run/program.ts'
import { configOn, machineOf } from '../../../sim/world.ts'
import { failure } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { listDrbd as spec } from '../../declared/node.ts'
import { styleOf } from '../../query/command.ts'
import { NODES } from '../../query/fields/node-fields.ts'
import { nameFilter } from '../../query/filter.ts'
import { selectItems } from '../../query/resource.ts'
import { renderOldTable } from '../../query/table.ts'

const TITLES = {
  node: 'Node',
  minor: 'Minor',
  instance: 'Instance',
  disk: 'Disk',
  role: 'Role',
  peer: 'PeerNode',
}
/** How long the client waits for the daemon. */
const ANSWER_MS = 10_000

export const listDrbd = defineCommand({
  spec,
  where: 'anywhere',
  vars: {},
  steps: {
    ask: (p) => {
      const heard = runs(machineOf(p.world, p.node), 'ganeti-confd')
      return sleep(heard ? 200 : ANSWER_MS)
    },
    show: (p) => {
      const { files, daemons } = machineOf(p.world, p.node)
      if (!daemons.includes('ganeti-confd') || !files.config)
        return failure(p, 'Did not receive all expected confd replies')
      const config = configOn(p.world, p.node)
      const typed = p.vars.args[0] ?? ''
      const found = selectItems(NODES, config, nameFilter('name', typed))
      const node = found.ok ? found.value[0] : undefined
      if (!node)
        return failure(
          p,
          `Query gave non-ok status '1': OpPrereqError "Node name ${typed} not found" ECodeNoEnt`,
        )
      const rows = byUuid(config.instances).flatMap((instance) =>
        instance.disks.flatMap((disk, index) => {
          if (disk.kind !== 'drbd' || !disk.nodes.includes(node.name)) return []
          const isPrimary = instance.primary === node.name
          const peer = isPrimary ? secondaryOf(instance) : instance.primary
          const minor = String(minorOn(disk, node.name))
          const role = isPrimary ? 'primary' : 'secondary'
          return [[node.name, minor, instance.name, `disk/${index}`, role, peer ?? '']]
        }),
      )
      rows.sort((a, b) => Number(a[1]) - Number(b[1]))
      const columns = { titles: TITLES, sizes: ['minor'] }
      const style = { ...styleOf(p.vars.options), unit: 'm' as const }
      p.out(renderOldTable(columns, Object.keys(TITLES), rows, style))
      return exit(0)
    },
  },
})
