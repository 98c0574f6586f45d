/**
 * gnt-cluster verify: looks for faults in cluster, nodes and instances.
 * Manual: gnt-cluster(8), VERIFY. Source: lib/client/gnt_cluster.py (VerifyCluster), lib/cmdlib/cluster
 * (LUClusterVerify). The sections of its output are the files in verify/.
 */

import { byUuid } from '../../sim/cluster/config.ts'
import { defineOpcode, done } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { failure } from '../client.ts'
import { defineCommand } from '../command.ts'
import { verify as spec } from '../declared/cluster-upkeep.ts'
import { flag, text, texts } from '../optparse/read.ts'
import { wordingOf } from '../wording.ts'
import { SUBMITTED, submitJobs, waitForSubmitted } from './submitted.ts'
import { CLUSTER_VERIFY_CONFIG } from './verify/config.ts'
import { CLUSTER_VERIFY_GROUP, type VerifyGroupParams } from './verify/group.ts'
import type { VerifyParams } from './verify/report.ts'

interface VerifyClusterParams extends VerifyParams {
  /** Only this group, as typed; null: everything. */
  only: string | null
  dryRun: boolean
}

/** Submits the jobs that do the work: one for the configuration, one for each group after it. */
const CLUSTER_VERIFY = defineOpcode<VerifyClusterParams, object>({
  name: 'CLUSTER_VERIFY',
  summary: () => null,
  locks: () => [],
  vars: {},
  exec: 'submit',
  steps: {
    check: () => undefined,
    submit: (op) => {
      const { only, dryRun: _, ...common } = op.params
      const groupJob = (group: string, after: number[]) => ({
        ops: [
          {
            opcode: 'CLUSTER_VERIFY_GROUP',
            params: { ...common, group } satisfies VerifyGroupParams,
          },
        ],
        after,
      })
      if (only !== null) return done(op.submit([groupJob(only, [])]))
      const first = op.submit([{ ops: [{ opcode: 'CLUSTER_VERIFY_CONFIG', params: common }] }])
      const groups = byUuid(op.config.groups).map(({ uuid }) => groupJob(uuid, first))
      return done([...first, ...op.submit(groups)])
    },
  },
})

const FRAME =
  'Traceback (most recent call last):\n  File "/usr/sbin/gnt-cluster", line 21, in <module>\n    sys.exit(main.Main())\n'

export const verify = defineCommand({
  spec,
  where: 'master',
  vars: { ...SUBMITTED },
  steps: [
    submitJobs((p) => ({
      opcode: 'CLUSTER_VERIFY',
      params: {
        verbose: flag(p.vars.options, 'verbose'),
        errorCodes: flag(p.vars.options, 'error_codes'),
        simulateErrors: flag(p.vars.options, 'simulate_errors'),
        ignoreErrors: texts(p.vars.options, 'ignore_errors'),
        skipMemory: flag(p.vars.options, 'skip_nplusone_mem'),
        only: text(p.vars.options, 'nodegroup'),
        dryRun: flag(p.vars.options, 'dry_run'),
      } satisfies VerifyClusterParams,
    })),
    // A dry run has no result, and the real client reads it without a look.
    {
      readNothing: (p) =>
        flag(p.vars.options, 'dry_run')
          ? failure(p, `${FRAME}${wordingOf(p.world.release).noneIsNoResult}`)
          : undefined,
    },
    waitForSubmitted(),
    {
      conclude: (p) => {
        const { results } = p.vars
        const failed = results.filter((end) => !end.ok).length
        if (failed > 0) p.out(`${failed} job(s) failed while verifying the cluster.\n`)
        return exit(results.every((end) => end.ok && end.value === true) ? 0 : 1)
      },
    },
  ],
  opcodes: [CLUSTER_VERIFY, CLUSTER_VERIFY_CONFIG, CLUSTER_VERIFY_GROUP],
})
