/**
 * gnt-cluster verify: looks for faults in cluster, nodes and instances.
 * Manual: gnt-cluster(8), VERIFY. Source: lib/client/gnt_cluster.py (VerifyCluster), lib/cmdlib/cluster
 * (LUClusterVerify). The sections of its output are the files in verify/.
 */

import { byUuid } from '../../sim/cluster/config.ts'
import { byRelease } from '../../sim/releases.ts'
import { defineOpcode, done, withParams } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { failure, resultOf } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { verify as spec } from '../declared/cluster-upkeep.ts'
import { flag, text, texts } from '../optparse/read.ts'
import { submitJobs, submitted, waitForSubmitted } from './submitted.ts'
import { CLUSTER_VERIFY_CONFIG } from './verify/config.ts'
import { CLUSTER_VERIFY_GROUP } from './verify/group.ts'
import { PLAIN_VERIFY, type VerifyParams } from './verify/report.ts'

interface VerifyClusterParams extends VerifyParams {
  /** Only this group, as typed; null: everything. */
  only: string | null
  dryRun: boolean
}

/** Submits the jobs that do the work: one for the configuration, one for each group after it. */
const CLUSTER_VERIFY = defineOpcode<VerifyClusterParams, object, number[]>({
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
        ops: [withParams(CLUSTER_VERIFY_GROUP, { ...common, group })],
        after,
      })
      if (only !== null) return done(op.submit([groupJob(only, [])]))
      const first = op.submit([{ ops: [withParams(CLUSTER_VERIFY_CONFIG, common)] }])
      const groups = byUuid(op.config.groups).map(({ uuid }) => groupJob(uuid, first))
      return done([...first, ...op.submit(groups)])
    },
  },
  past: () => ({
    params: { ...PLAIN_VERIFY, only: null, dryRun: false },
    result: [],
    from: { program: 'gnt-cluster', command: 'verify' },
  }),
})

const FRAME =
  'Traceback (most recent call last):\n  File "/usr/sbin/gnt-cluster", line 21, in <module>\n    sys.exit(main.Main())\n'

/** What Python says of a result that is None and was expected to be more. */
const noneIsNoResult = byRelease({
  '2.11': "TypeError: 'NoneType' object has no attribute '__getitem__'",
  '3.0': "TypeError: 'NoneType' object is not subscriptable",
})

export const verify = defineCommand({
  spec,
  where: 'master',
  vars: submitted<boolean>(),
  steps: [
    submitJobs(CLUSTER_VERIFY, ({ vars: { options } }) => ({
      verbose: flag(options, 'verbose'),
      errorCodes: flag(options, 'error_codes'),
      simulateErrors: flag(options, 'simulate_errors'),
      ignoreErrors: texts(options, 'ignore_errors'),
      skipMemory: flag(options, 'skip_nplusone_mem'),
      only: text(options, 'nodegroup'),
      dryRun: flag(options, 'dry_run'),
    })),
    // A dry run has no result, and the real client reads it without a look.
    {
      readNothing: (p) =>
        flag(p.vars.options, 'dry_run') ? failure(p, `${FRAME}${noneIsNoResult(p)}`) : undefined,
    },
    // Both kinds of jobs end with whether all is well.
    waitForSubmitted((job) => resultOf(CLUSTER_VERIFY_GROUP, job)),
    {
      conclude: (p) => {
        const { results } = p.vars
        const failed = results.filter((end) => !end.ok).length
        if (failed > 0) p.out(`${failed} job(s) failed while verifying the cluster.\n`)
        return exit(results.every((end) => end.ok && end.value) ? 0 : 1)
      },
    },
  ],
  opcodes: [CLUSTER_VERIFY, CLUSTER_VERIFY_CONFIG, CLUSTER_VERIFY_GROUP],
})
