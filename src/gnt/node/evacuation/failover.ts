/**
 * gnt-node failover: fails over a node's primary instances, one job each.
 * Manual: gnt-node(8), FAILOVER. Source: lib/client/gnt_node.py (FailoverNode).
 */
import { withParams } from '../../../sim/run/opcode.ts'
import { exit } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { confirm } from '../../client/client.ts'
import { watchJobs } from '../../client/several.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { failover as spec } from '../../declared/node.ts'
import { INSTANCE_FAILOVER } from '../../instance/migration/failover.ts'
import { flag, text } from '../../optparse/read.ts'
import { crash, instancesOn, queriedNode, sorted } from './instances.ts'
import { submitEach, WATCHING } from './jobs.ts'

const SHUTDOWN_SECONDS = 120

const primariesOf = (p: ClientContext<object>): string[] =>
  sorted(instancesOn(configOn(p.world, p.node), queriedNode(p) ?? '', 'primary'))

export const failover = defineCommand({
  spec,
  where: 'master',
  vars: { ...WATCHING },
  steps: [
    {
      find: (p) => {
        const node = queriedNode(p)
        if (node === undefined) return crash(p, 'IndexError: list index out of range')
        if (primariesOf(p).length > 0) return
        p.err(`No primary instances on node ${node}, exiting.\n`)
        return exit(0)
      },
    },
    confirm(
      'failover',
      (p) => {
        if (flag(p.vars.options, 'force')) return null
        const names = primariesOf(p).map((name) => `'${name}'`)
        return `Fail over instance(s) ${names.join(',')}?`
      },
      2,
    ),
    submitEach(primariesOf, (p, instance) =>
      withParams(INSTANCE_FAILOVER, {
        instance,
        ignoreConsistency: flag(p.vars.options, 'ignore_consistency'),
        targetNode: null,
        iallocator: text(p.vars.options, 'iallocator'),
        shutdownTimeout: SHUTDOWN_SECONDS,
        dryRun: false,
      }),
    ),
    watchJobs(),
    {
      summary: (p) => {
        const { failed, total } = p.vars
        p.out(
          failed === 0
            ? `All ${total} instance(s) failed over successfully.\n`
            : `There were errors during the failover:\n${failed} error(s) out of ${total} instance(s).\n`,
        )
        return exit(0)
      },
    },
  ],
})
