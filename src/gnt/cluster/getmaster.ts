/**
 * gnt-cluster getmaster: who this node believes is master, from its own small files. Asks no one.
 * Source: lib/bootstrap.py, GetMaster.
 */
import { sleep } from '../../sim/run/flow.ts'
import { exit } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { failure } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { getmaster as spec } from '../declared/cluster.ts'

const FILE = '/var/lib/ganeti/ssconf_master_node'

export const getmaster = defineCommand({
  spec,
  where: 'anywhere',
  vars: {},
  steps: {
    startUp: () => sleep(200),
    show: (p) => {
      const { ssconf } = machineOf(p.world, p.node).files
      if (!ssconf)
        return failure(
          p,
          `Corrupt configuration file: Can't read ssconf file ${FILE}: [Errno 2] No such file or directory: '${FILE}'\nAborting.`,
          { is: 'no cluster' },
          2,
        )
      p.out(`${ssconf.masterNode}\n`)
      return exit(0)
    },
  },
})
