/**
 * gnt-cluster destroy: the end of a cluster that has one node left and no instance.
 * Manual: gnt-cluster(8), DESTROY. Source: lib/client/gnt_cluster.py (DestroyCluster), lib/cmdlib/cluster
 * (LUClusterDestroy), lib/bootstrap.py (FinalizeClusterDestroy).
 */

import { own } from '../../../lib/own.ts'
import { defineOpcode, done, refuse, withParams } from '../../../sim/run/opcode.ts'
import { ask } from '../../../sim/run/parts.ts'
import { exit } from '../../../sim/run/program.ts'
import { FOLLOWING, failure, reachMaster, submitAndFollow } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { destroy as spec } from '../../declared/cluster-upkeep.ts'
import { flag } from '../../optparse/read.ts'

const CLUSTER_DESTROY = defineOpcode<Record<string, never>, object, string>({
  name: 'CLUSTER_DESTROY',
  summary: () => null,
  locks: () => [{ level: 'cluster', name: 'BGL', mode: 'exclusive' }],
  vars: {},
  exec: 'begin',
  steps: [
    {
      check: ({ config: { nodes, instances } }) => {
        const others = Object.keys(nodes).length - 1
        if (others > 0)
          return refuse('wrong_input', `There are still ${others} node(s) in this cluster.`)
        const left = Object.keys(instances).length
        if (left > 0)
          return refuse('wrong_input', `There are still ${left} instance(s) in this cluster.`)
      },
      begin: () => undefined,
    },
    ask('take the address down', 'node_deactivate_master_ip', {
      to: (op) => op.master,
      args: () => ({}),
      answer: (op, reply) => {
        if (!reply.ok) op.warn(`Error disabling the master IP address: ${reply.error}`)
        return done(own(op.config.nodes, op.master)?.uuid ?? '')
      },
    }),
  ],
})

export const destroy = defineCommand<typeof FOLLOWING>({
  spec,
  // The last steps run where there is no cluster any more.
  where: 'anywhere',
  vars: { ...FOLLOWING },
  shows: () => ({ handlesDaemons: true }),
  steps: [
    {
      confirm: (p) =>
        flag(p.vars.options, 'yes_do_it')
          ? undefined
          : failure(
              p,
              'Destroying a cluster is irreversible. If you really want destroy this cluster, supply the --yes-do-it option.',
            ),
    },
    reachMaster.jobs,
    submitAndFollow(() => [withParams(CLUSTER_DESTROY, {})]),
    ask('stop the master', 'node_stop_master', {
      to: (p) => p.node,
      args: () => ({}),
      evenOffline: true,
    }),
    ask('leave the cluster', 'node_leave_cluster', {
      to: (p) => p.node,
      args: () => ({}),
      evenOffline: true,
    }),
    { end: () => exit(0) },
  ],
  opcodes: [CLUSTER_DESTROY],
})
