/**
 * gnt-instance migrate: moves a running instance to its other node without stopping it.
 * Manual: gnt-instance(8), MIGRATE. Source: lib/client/gnt_instance.py (MigrateInstance),
 * lib/cmdlib/instance_migration.py (LUInstanceMigrate).
 */

import { defineOpcode } from '../../../sim/run/opcode.ts'
import { when } from '../../../sim/run/parts.ts'
import { confirm, FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { migrate as spec } from '../../declared/instance-disks.ts'
import { findInstance } from '../../names.ts'
import { flag, text } from '../../optparse/read.ts'
import { cleanupSteps } from './cleanup-steps.ts'
import { failoverSteps } from './failover-steps.ts'
import { migrateSteps } from './migrate-steps.ts'
import {
  MIGRATION_VARS,
  type MigrationParams,
  type MigrationVars,
  migrating,
  migrationChecks,
  migrationLocks,
  showsFailover,
} from './steps.ts'

export const INSTANCE_MIGRATE = defineOpcode<MigrationParams, MigrationVars>({
  name: 'INSTANCE_MIGRATE',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: migrationLocks,
  vars: MIGRATION_VARS,
  shows: showsFailover,
  exec: 'begin',
  hooks: (op) => [op.master, op.vars.source, op.vars.target],
  steps: [
    migrationChecks({ failover: false }),
    {
      begin: (op) => {
        op.vars.begun = true
      },
    },
    when('fail over', (op) => op.vars.failover, failoverSteps, [
      {
        announceMigration: (op) => {
          op.log(`Migrating instance ${migrating(op).name}`)
        },
      },
      when('clean up', (op) => op.params.cleanup === true, cleanupSteps, migrateSteps),
    ]),
  ],
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
  vars: { ...FOLLOWING },
  steps: [
    {
      checkTarget: (p) => {
        const { options } = p.vars
        if (text(options, 'iallocator') !== null && text(options, 'dst_node') !== null)
          return refusal(p, 'Specify either an iallocator (-I), or a target node (-n) but not both')
      },
    },
    confirm('migrate', (p) => {
      const { options, args } = p.vars
      if (flag(options, 'force')) return null
      return question(args[0] ?? '', { cleanup: flag(options, 'cleanup') })
    }),
    {
      checkMode: (p) => {
        const { options } = p.vars
        if (!flag(options, 'live') && text(options, 'migration_mode') !== null)
          return refusal(p, 'Only one of the --non-live and --migration-mode options can be passed')
      },
    },
    submitOpcode(INSTANCE_MIGRATE, ({ options, args: [instance = ''] }) => ({
      instance,
      cleanup: flag(options, 'cleanup'),
      allowFailover: flag(options, 'allow_failover'),
      allowRuntimeChanges: flag(options, 'allow_runtime_chgs'),
      targetNode: text(options, 'dst_node'),
      iallocator: text(options, 'iallocator'),
    })),
  ],
  opcodes: [INSTANCE_MIGRATE],
})
