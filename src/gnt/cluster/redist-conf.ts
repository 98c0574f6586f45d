/**
 * gnt-cluster redist-conf: writes the configuration once more and sends it, and the files that belong
 * to it, to every online node. Manual: gnt-cluster(8), REDIST-CONF. Source: lib/cmdlib/cluster
 * (LUClusterRedistConf), lib/cmdlib/common.py (RedistributeAncillaryFiles).
 */

import { defineOpcode } from '../../sim/run/opcode.ts'
import { forEach } from '../../sim/run/parts.ts'
import { secondsOf } from '../../sim/world.ts'
import { submits } from '../client/submits.ts'
import { redistConf as spec } from '../declared/cluster-upkeep.ts'
import { sendFile } from '../node/ancillary.ts'

interface Params {
  dryRun: boolean
}

/** Sent one after the other; each waits for the nodes that do not answer. */
const FILES = [
  '/etc/hosts',
  '/var/lib/ganeti/cluster-domain-secret',
  '/var/lib/ganeti/hmac.key',
  '/var/lib/ganeti/known_hosts',
  '/var/lib/ganeti/rapi.pem',
] as const

const CLUSTER_REDIST_CONF = defineOpcode<Params, object, null>({
  name: 'CLUSTER_REDIST_CONF',
  summary: () => null,
  locks: () => [{ level: 'node', name: '*', mode: 'shared' }],
  vars: {},
  exec: 'write',
  steps: [
    {
      check: () => undefined,
      write: (op) => {
        op.edit((draft) => {
          // Touched, so that its serial grows and the ssconf files count as new.
          draft.cluster.mtime = secondsOf(op.world) + 1
        })
      },
    },
    forEach(
      'files',
      () => FILES,
      (file) => sendFile('copy the file to the nodes', file),
    ),
  ],
})

export const redistConf = submits(spec, CLUSTER_REDIST_CONF, () => ({}))
