/**
 * gnt-cluster activate-master-ip and deactivate-master-ip: bring the cluster's address up or down on the
 * master. Manual: gnt-cluster(8). Source: lib/cmdlib/cluster (LUClusterActivateMasterIp).
 */

import { call, defineOpcode, fail } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import {
  activateMasterIp as activateSpec,
  deactivateMasterIp as deactivateSpec,
} from '../declared/cluster.ts'
import { flag } from '../optparse/read.ts'

type Params = Record<string, never>

const changing = (verb: 'activate' | 'deactivate') => {
  const rpc = `node_${verb}_master_ip` as const
  return defineOpcode<Params, object>({
    name: `CLUSTER_${verb.toUpperCase()}_MASTER_IP`,
    summary: () => null,
    locks: () => [],
    vars: {},
    exec: 'ask',
    steps: {
      check: () => undefined,
      ask: (op) => call(op.config.cluster.masterNode, rpc, {}),
      judge: (op) => {
        const reply = op.reply(rpc)
        return reply.ok ? undefined : fail(`Could not ${verb} the master IP: ${reply.error}`)
      },
    },
  })
}

export const activateMasterIp = defineCommand({
  spec: activateSpec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow(() => [{ opcode: 'CLUSTER_ACTIVATE_MASTER_IP', params: {} }]),
    { end: () => exit(0) },
  ],
  opcodes: [changing('activate')],
})

export const deactivateMasterIp = defineCommand({
  spec: deactivateSpec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: [
    confirm<typeof ASKING & typeof FOLLOWING>('deactivate', (p) =>
      flag(p.vars.options, 'confirm')
        ? null
        : 'This will disable the master IP. All the open connections to the master IP will be closed. To reach the master you will need to use its node IP. Continue?',
    ),
    submitAndFollow(() => [{ opcode: 'CLUSTER_DEACTIVATE_MASTER_IP', params: {} }]),
    { end: () => exit(0) },
  ],
  opcodes: [changing('deactivate')],
})
