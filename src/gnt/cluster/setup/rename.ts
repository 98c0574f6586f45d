/**
 * gnt-cluster rename: another name, and with it another address.
 * Manual: gnt-cluster(8), RENAME. Source: lib/client/gnt_cluster.py (RenameCluster), lib/cmdlib/cluster
 * (LUClusterRename).
 */

import { defineOpcode, done, fail, refuse } from '../../../sim/run/opcode.ts'
import { ask } from '../../../sim/run/parts.ts'
import { exit } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { confirm, FOLLOWING, resultOf, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { rename as spec } from '../../declared/cluster-upkeep.ts'
import { sendFile } from '../../node/ancillary.ts'
import { flag } from '../../optparse/read.ts'
import { answersAt, clusterAddress, unresolved } from './address.ts'

interface RenameParams {
  name: string
  dryRun: boolean
}

const VARS = { name: '', ip: '' }

const CLUSTER_RENAME = defineOpcode<RenameParams, typeof VARS, string>({
  name: 'CLUSTER_RENAME',
  summary: ({ name }) => name,
  locks: () => [{ level: 'cluster', name: 'BGL', mode: 'exclusive' }],
  vars: VARS,
  exec: 'begin',
  hooks: (op) => Object.keys(op.config.nodes),
  steps: [
    {
      check: (op) => {
        const found = clusterAddress(op.world, op.master, op.params.name)
        if (!found)
          return refuse('resolver_error', unresolved(op.params.name), {
            is: 'address',
            word: op.params.name,
          })
        const { name, masterIp } = op.config.cluster
        if (found.name === name && found.ip === masterIp)
          return refuse(
            'wrong_input',
            'Neither the name nor the IP address of the cluster has changed',
            { is: 'value', word: op.params.name },
          )
        if (found.ip !== masterIp && answersAt(op.world, found.ip))
          return refuse(
            'resource_not_unique',
            `The given cluster IP address (${found.ip}) is reachable on the network`,
            { is: 'address', word: found.ip },
          )
        op.vars.name = found.name
        op.vars.ip = found.ip
      },
      begin: () => undefined,
    },
    ask('take the address down', 'node_deactivate_master_ip', {
      to: (op) => op.config.cluster.masterNode,
      args: () => ({}),
      answer: (op, reply) => {
        if (!reply.ok) return fail(`Could not disable the master role: ${reply.error}`)
        op.edit((draft) => {
          draft.cluster.name = op.vars.name
          draft.cluster.masterIp = op.vars.ip
        })
      },
    }),
    sendFile('send the known hosts', () => '/var/lib/ganeti/known_hosts'),
    ask('bring the address up', 'node_activate_master_ip', {
      to: (op) => op.config.cluster.masterNode,
      args: () => ({}),
      answer: (op, reply) => {
        if (!reply.ok)
          op.warn(
            `Could not re-enable the master role on the master, please restart manually: ${reply.error}`,
          )
        return done(op.vars.name)
      },
    }),
  ],
})

const RENAMING = { ...FOLLOWING, oldName: '' }

export const rename = defineCommand<typeof RENAMING>({
  spec,
  where: 'master',
  vars: RENAMING,
  steps: [
    {
      look: (p) => {
        p.vars.oldName = configOn(p.world, p.node).cluster.name
      },
    },
    confirm<typeof RENAMING>('rename', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : `This will rename the cluster from '${p.vars.oldName}' to '${p.vars.args[0]}'. If you are connected over the network to the cluster name, the operation is very dangerous as the IP address will be removed from the node and the change may not go through. Continue?`,
    ),
    submitOpcode<typeof RENAMING, RenameParams, string>(CLUSTER_RENAME, ({ args }) => ({
      name: args[0] ?? '',
    })),
    {
      show: (p) => {
        const name = resultOf(CLUSTER_RENAME, p.world.jobs[p.vars.jobId])
        if (name !== null) p.out(`Cluster renamed from '${p.vars.oldName}' to '${name}'\n`)
        return exit(0)
      },
    },
  ],
  opcodes: [CLUSTER_RENAME],
})
