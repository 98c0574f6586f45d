/**
 * gnt-node migrate: migrates a node's primary instances, one job each.
 * Manual: gnt-node(8), MIGRATE. Source: lib/client/gnt_node.py (MigrateNode), lib/cmdlib/node.py
 * (LUNodeMigrate).
 */
import { byRelease } from '../../../sim/releases.ts'
import { defineOpcode, done, withParams } from '../../../sim/run/opcode.ts'
import { exit } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { confirm, refusal } from '../../client/client.ts'
import { watchJobs } from '../../client/several.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { migrate as spec } from '../../declared/node.ts'
import { INSTANCE_MIGRATE } from '../../instance/migration/migrate.ts'
import { findNode, unknownNode } from '../../names.ts'
import { flag, text } from '../../optparse/read.ts'
import { crash, instancesOn, queriedNode, sorted } from './instances.ts'
import { submitSubmitter, WATCHING } from './jobs.ts'

interface NodeMigrateParams {
  node: string
  targetNode: string | null
  iallocator: string | null
  allowRuntimeChanges: boolean
}

const NODE_MIGRATE = defineOpcode<NodeMigrateParams, object, number[]>({
  name: 'NODE_MIGRATE',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  locks: ({ node }, config) => [
    { level: 'node', name: findNode(config, node)?.name ?? node, mode: 'shared' },
  ],
  vars: {},
  exec: 'submitJobs',
  hooks: (op) => [op.master],
  steps: {
    find: (op) => (findNode(op.config, op.params.node) ? undefined : unknownNode(op.params.node)),
    submitJobs: (op) => {
      const { node, ...options } = op.params
      const name = findNode(op.config, node)?.name ?? node
      const jobs = instancesOn(op.config, name, 'primary').map((instance) => ({
        ops: [withParams(INSTANCE_MIGRATE, { ...options, instance: instance.name, dryRun: false })],
      }))
      return done(op.submit(jobs))
    },
  },
})

const primariesOf = (p: ClientContext<object>): string[] =>
  sorted(instancesOn(configOn(p.world, p.node), queriedNode(p) ?? '', 'primary'))

/** How Python breaks down over a node that no one knows. */
const nothingToUnpack = byRelease({
  '2.11': 'ValueError: need more than 0 values to unpack',
  '3.0': 'ValueError: not enough values to unpack (expected 1, got 0)',
})

export const migrate = defineCommand({
  spec,
  where: 'master',
  vars: { ...WATCHING },
  steps: [
    {
      find: (p) => {
        const node = queriedNode(p)
        if (node === undefined) return crash(p, nothingToUnpack(p))
        if (primariesOf(p).length > 0) return
        p.out(`No primary instances on node ${node}, exiting.\n`)
        return exit(0)
      },
    },
    confirm(
      'migrate',
      (p) =>
        flag(p.vars.options, 'force') ? null : `Migrate instance(s) ${primariesOf(p).join(', ')}?`,
      13,
    ),
    {
      checkMode: (p) => {
        const { options } = p.vars
        if (flag(options, 'live') || text(options, 'migration_mode') === null) return
        return refusal(p, 'Only one of the --non-live and --migration-mode options can be passed')
      },
    },
    submitSubmitter(NODE_MIGRATE, ({ vars: { options, args } }) => ({
      node: args[0] ?? '',
      targetNode: text(options, 'dst_node'),
      iallocator: text(options, 'iallocator'),
      allowRuntimeChanges: flag(options, 'allow_runtime_chgs'),
    })),
    watchJobs(),
    {
      summary: (p) => {
        const { failed } = p.vars
        p.out(
          failed === 0
            ? 'All instances migrated successfully.\n'
            : `There were ${failed} errors during the node migration.\n`,
        )
        return exit(failed === 0 ? 0 : 1)
      },
    },
  ],
  opcodes: [NODE_MIGRATE],
})
