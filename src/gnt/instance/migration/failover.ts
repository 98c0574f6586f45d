/**
 * gnt-instance failover: stops an instance and starts it on its other node.
 * Manual: gnt-instance(8), FAILOVER. Source: lib/client/gnt_instance.py (FailoverInstance),
 * lib/cmdlib/instance_migration.py (LUInstanceFailover).
 */

import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode } from '../../../sim/run/opcode.ts'
import { confirm, FOLLOWING, failure, prereqText, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { failover as spec } from '../../declared/instance-disks.ts'
import { findInstance } from '../../names.ts'
import { flag, int, text } from '../../optparse/read.ts'
import { failoverSteps } from './failover-steps.ts'
import {
  MIGRATION_VARS,
  type MigrationParams,
  type MigrationVars,
  migrationChecks,
  migrationLocks,
  showsFailover,
} from './steps.ts'

/** Parameters of INSTANCE_FAILOVER: the same as those of a migration, of which it reads a part. */
export type FailoverParams = MigrationParams

export const INSTANCE_FAILOVER = defineOpcode<FailoverParams, MigrationVars>({
  name: 'INSTANCE_FAILOVER',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: migrationLocks,
  vars: MIGRATION_VARS,
  shows: showsFailover,
  exec: 'begin',
  // The old primary may be dead: it is only told afterwards.
  hooks: (op) => [op.master, op.vars.target, ...(op.vars.begun ? [op.vars.source] : [])],
  steps: [
    // Ganeti's client declares --cleanup for a failover and never sends it.
    migrationChecks({ failover: true }),
    {
      begin: (op) => {
        op.vars.begun = true
      },
    },
    failoverSteps,
  ],
})

const question = byRelease<(instance: string) => string | readonly string[]>({
  // The handout's release lays its lines out itself.
  '2.11': (instance) => [
    `Failover will happen to image ${instance}. This requires a shutdown of`,
    'the instance. Continue?',
  ],
  '3.0': (instance) =>
    `Failover will happen to image ${instance}. This requires a shutdown of the instance. Continue?`,
})

/** A second question before a failover that ignores consistency. */
const asksIfOffline = byRelease({ '2.11': false, '3.0': true })

export const failover = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      checkTarget: (p) => {
        const { options } = p.vars
        if (text(options, 'iallocator') !== null && text(options, 'dst_node') !== null)
          return failure(
            p,
            prereqText({
              class: 'wrong_input',
              text: 'Specify either an iallocator (-I), or a target node (-n) but not both',
            }),
          )
      },
    },
    confirm('failover', (p) =>
      flag(p.vars.options, 'force') ? null : question(p)(p.vars.args[0] ?? ''),
    ),
    confirm('offline first', (p) =>
      flag(p.vars.options, 'ignore_consistency') && asksIfOffline(p)
        ? `To failover instance ${p.vars.args[0]}, the source node must be marked offline first. Is this already the case?`
        : null,
    ),
    submitOpcode(INSTANCE_FAILOVER, ({ options, args: [instance = ''] }) => ({
      instance,
      ignoreConsistency: flag(options, 'ignore_consistency'),
      targetNode: text(options, 'dst_node'),
      iallocator: text(options, 'iallocator'),
      shutdownTimeout: int(options, 'shutdown_timeout') ?? 120,
    })),
  ],
  opcodes: [INSTANCE_FAILOVER],
})
