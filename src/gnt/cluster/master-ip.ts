/**
 * gnt-cluster activate-master-ip and deactivate-master-ip: bring the cluster's address up or down on the
 * master. Manual: gnt-cluster(8). Source: lib/cmdlib/cluster (LUClusterActivateMasterIp).
 */

import { defineOpcode, fail, withParams } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import { confirm, FOLLOWING, submitAndFollow } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import {
  activateMasterIp as activateSpec,
  deactivateMasterIp as deactivateSpec,
} from '../declared/cluster.ts'
import { flag } from '../optparse/read.ts'

const changing = (verb: 'activate' | 'deactivate') =>
  defineOpcode<Record<string, never>, object, null>({
    name: `CLUSTER_${verb.toUpperCase()}_MASTER_IP`,
    summary: () => null,
    locks: () => [],
    vars: {},
    exec: 'begin',
    steps: [
      { check: () => undefined, begin: () => undefined },
      ask(`${verb} the master IP`, `node_${verb}_master_ip`, {
        to: (op) => op.config.cluster.masterNode,
        args: () => ({}),
        answer: (_op, reply) => {
          if (!reply.ok) return fail(`Could not ${verb} the master IP: ${reply.error}`)
        },
      }),
    ],
  })

const ACTIVATE = changing('activate')
const DEACTIVATE = changing('deactivate')

export const activateMasterIp = defineCommand({
  spec: activateSpec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: submitAndFollow(() => [withParams(ACTIVATE, {})]),
  opcodes: [ACTIVATE],
})

export const deactivateMasterIp = defineCommand({
  spec: deactivateSpec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    confirm<typeof FOLLOWING>('deactivate', (p) =>
      flag(p.vars.options, 'confirm')
        ? null
        : 'This will disable the master IP. All the open connections to the master IP will be closed. To reach the master you will need to use its node IP. Continue?',
    ),
    submitAndFollow(() => [withParams(DEACTIVATE, {})]),
  ],
  opcodes: [DEACTIVATE],
})
