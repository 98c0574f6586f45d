/**
 * gnt-instance failover: stops an instance and starts it on its other node.
 * Manual: gnt-instance(8), FAILOVER. Source: lib/client/gnt_instance.py (FailoverInstance),
 * lib/cmdlib/instance_migration.py (LUInstanceFailover).
 */

import { defineOpcode } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, failure, prereqText, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { failover as spec } from '../declared/instance-disks.ts'
import { findInstance } from '../names.ts'
import { flag, int, text } from '../optparse/read.ts'
import { wordingOf } from '../wording.ts'
import { failoverSteps } from './steps-failover.ts'
import {
  MIGRATION_VARS,
  type MigrationParams,
  type MigrationVars,
  migrationChecks,
  migrationLocks,
} from './steps-migration.ts'

/** Parameters of INSTANCE_FAILOVER: the same as those of a migration, of which it reads a part. */
export type FailoverParams = MigrationParams

export const INSTANCE_FAILOVER = defineOpcode<FailoverParams, MigrationVars>({
  name: 'INSTANCE_FAILOVER',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: migrationLocks,
  vars: MIGRATION_VARS,
  exec: 'begin',
  // The old primary may be dead: it is only told afterwards.
  hooks: (op) => [op.master, op.vars.target, ...(op.vars.begun ? [op.vars.source] : [])],
  steps: {
    // Ganeti's client declares --cleanup for a failover and never sends it.
    ...migrationChecks({ failover: true }),
    begin: () => undefined,
    ...failoverSteps,
  },
})

export const failover = defineCommand({
  spec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: {
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
    ...confirm('failover', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : wordingOf(p.world.release).failoverQuestion(p.vars.args[0] ?? ''),
    ),
    ...confirm('offline first', (p) =>
      flag(p.vars.options, 'ignore_consistency') && wordingOf(p.world.release).asksIfOffline
        ? `To failover instance ${p.vars.args[0]}, the source node must be marked offline first. Is this already the case?`
        : null,
    ),
    ...submitAndFollow((p) => [
      {
        opcode: INSTANCE_FAILOVER.name,
        params: {
          instance: p.vars.args[0] ?? '',
          ignoreConsistency: flag(p.vars.options, 'ignore_consistency'),
          targetNode: text(p.vars.options, 'dst_node'),
          iallocator: text(p.vars.options, 'iallocator'),
          shutdownTimeout: int(p.vars.options, 'shutdown_timeout') ?? 120,
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies FailoverParams,
      },
    ]),
    end: () => exit(0),
  },
  opcodes: [INSTANCE_FAILOVER],
})
