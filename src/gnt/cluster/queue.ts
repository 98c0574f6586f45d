/**
 * gnt-cluster queue: closes the job queue for new jobs, opens it again, or says whether it is open.
 * Manual: gnt-cluster(8), QUEUE. Source: lib/client/gnt_cluster.py, QueueOps.
 */
import { exit } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { refusal } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { queue as spec } from '../declared/cluster.ts'

export const queue = defineCommand({
  spec,
  where: 'master',
  vars: {},
  steps: {
    obey: (p) => {
      const { files } = machineOf(p.world, p.node)
      const [action = ''] = p.vars.args
      switch (action) {
        case 'drain':
          files.queueDrained = true
          return exit(0)
        case 'undrain':
          files.queueDrained = false
          return exit(0)
        case 'info':
          p.out(`The drain flag is ${files.queueDrained ? 'set' : 'unset'}\n`)
          return exit(0)
        default: {
          const text = `Command '${action}' is not valid.`
          return refusal(p, text)
        }
      }
    },
  },
})
