/**
 * gnt-cluster redist-conf: writes the configuration once more and sends it, and the files that belong
 * to it, to every online node. Manual: gnt-cluster(8), REDIST-CONF. Source: lib/cmdlib/cluster
 * (LUClusterRedistConf), lib/cmdlib/common.py (RedistributeAncillaryFiles).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import { call, defineOpcode, goto, type OpContext } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { machineOf, secondsOf } from '../../sim/world.ts'
import { FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { redistConf as spec } from '../declared/cluster-upkeep.ts'
import { flag } from '../optparse/read.ts'

interface Params {
  dryRun: boolean
}

interface Vars {
  /** Position in FILES of the file on its way. */
  file: number
}

/** Sent one after the other; each waits for the nodes that do not answer. */
const FILES = [
  '/etc/hosts',
  '/var/lib/ganeti/cluster-domain-secret',
  '/var/lib/ganeti/hmac.key',
  '/var/lib/ganeti/known_hosts',
  '/var/lib/ganeti/rapi.pem',
] as const

const receivers = (op: OpContext<Params, Vars>): NodeName[] =>
  Object.values(op.config.nodes)
    .filter((n) => !n.offline && n.name !== op.master)
    .map((n) => n.name)

const CLUSTER_REDIST_CONF = defineOpcode<Params, Vars>({
  name: 'CLUSTER_REDIST_CONF',
  summary: () => null,
  locks: () => [{ level: 'node', name: '*', mode: 'shared' }],
  vars: { file: 0 },
  exec: 'write',
  steps: {
    check: () => undefined,
    write: (op) => {
      op.edit((draft) => {
        // Touched, so that its serial grows and the ssconf files count as new.
        draft.cluster.mtime = secondsOf(op.world) + 1
      })
    },
    send: (op) =>
      call(receivers(op), 'upload_file', () => ({
        config: null,
        asCandidate: false,
        hosts: machineOf(op.world, op.master).files.hosts,
      })),
    judge: (op) => {
      const file = FILES[op.vars.file]
      for (const reply of op.all('upload_file'))
        if (!reply.ok) op.warn(`Copy of file ${file} to node ${reply.node} failed: ${reply.error}`)
      op.vars.file += 1
      return op.vars.file < FILES.length ? goto('send') : undefined
    },
  },
})

export const redistConf = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow((p) => [
      {
        opcode: 'CLUSTER_REDIST_CONF',
        params: { dryRun: flag(p.vars.options, 'dry_run') } satisfies Params,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [CLUSTER_REDIST_CONF],
})
