/**
 * gnt-cluster master-ping: shows by its exit status whether the master's daemon answers here.
 * Source: lib/client/gnt_cluster.py (MasterPing).
 */
import { runs } from '../../sim/cluster/machine.ts'
import { sleep } from '../../sim/run/flow.ts'
import { exit } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { CONNECT_MS } from '../client/client.ts'
import { type ClientContext, defineCommand } from '../command.ts'
import { masterPing as spec } from '../declared/cluster.ts'

const answers = (p: ClientContext<object>): boolean =>
  runs(machineOf(p.world, p.node), p.behaviour.queryDaemon)

export const masterPing = defineCommand({
  spec,
  where: 'anywhere',
  vars: {},
  steps: {
    startUp: () => sleep(250),
    look: (p) => {
      if (machineOf(p.world, p.node).files.ssconf?.masterNode !== p.node) return exit(1)
      return answers(p) ? exit(0) : sleep(CONNECT_MS)
    },
    lookAgain: (p) => exit(answers(p) ? 0 : 1),
  },
})
