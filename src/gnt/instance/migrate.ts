/**
 * gnt-instance migrate: moves a running instance to its other node without stopping it.
 * Manual: gnt-instance(8), MIGRATE. Source: lib/client/gnt_instance.py (MigrateInstance),
 * lib/cmdlib/instance_migration.py (LUInstanceMigrate).
 */

import { defineOpcode, goto } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, refusal, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { migrate as spec } from '../declared/instance-disks.ts'
import { findInstance } from '../names.ts'
import { flag, text } from '../optparse/read.ts'
import { failoverSteps } from './steps-failover.ts'
import { migrateSteps } from './steps-migrate.ts'
import { cleanupSteps } from './steps-migrate-cleanup.ts'
import {
  MIGRATION_VARS,
  type MigrationParams,
  type MigrationVars,
  migrationChecks,
  migrationLocks,
} from './steps-migration.ts'

export const INSTANCE_MIGRATE = defineOpcode<MigrationParams, MigrationVars>({
  name: 'INSTANCE_MIGRATE',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: migrationLocks,
  vars: MIGRATION_VARS,
  exec: 'begin',
  hooks: (op) => [op.master, op.vars.source, op.vars.target],
  steps: {
    ...migrationChecks({ failover: false }),
    begin: (op) => (op.vars.failover ? goto('announceFailover') : undefined),
    ...migrateSteps,
    ...cleanupSteps,
    ...failoverSteps,
  },
})

const question = (instance: string, options: { cleanup: boolean }): string => {
  const end =
    'might impact the instance if anything goes wrong (e.g. due to bugs in the hypervisor). Continue?'
  return options.cleanup
    ? `Instance ${instance} will be recovered from a failed migration. Note that the migration procedure (including cleanup) ${end}`
    : `Instance ${instance} will be migrated. Note that migration ${end}`
}

export const migrate = defineCommand({
  spec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: {
    checkTarget: (p) => {
      const { options } = p.vars
      if (text(options, 'iallocator') !== null && text(options, 'dst_node') !== null)
        return refusal(p, 'Specify either an iallocator (-I), or a target node (-n) but not both')
    },
    ...confirm('migrate', (p) => {
      const { options, args } = p.vars
      if (flag(options, 'force')) return null
      return question(args[0] ?? '', { cleanup: flag(options, 'cleanup') })
    }),
    checkMode: (p) => {
      const { options } = p.vars
      if (!flag(options, 'live') && text(options, 'migration_mode') !== null)
        return refusal(p, 'Only one of the --non-live and --migration-mode options can be passed')
    },
    ...submitAndFollow((p) => [
      {
        opcode: INSTANCE_MIGRATE.name,
        params: {
          instance: p.vars.args[0] ?? '',
          cleanup: flag(p.vars.options, 'cleanup'),
          allowFailover: flag(p.vars.options, 'allow_failover'),
          allowRuntimeChanges: flag(p.vars.options, 'allow_runtime_chgs'),
          targetNode: text(p.vars.options, 'dst_node'),
          iallocator: text(p.vars.options, 'iallocator'),
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies MigrationParams,
      },
    ]),
    end: () => exit(0),
  },
  opcodes: [INSTANCE_MIGRATE],
})
