/**
 * gnt-instance remove: stops an instance and deletes it with its disks.
 * Manual: gnt-instance(8), REMOVE. Source: lib/cmdlib/instance.py (LUInstanceRemove).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { nodesOf } from '../../sim/cluster/config.ts'
import { defineOpcode, fail } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import { confirm, FOLLOWING, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { remove as spec } from '../declared/instance-life.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag, int } from '../optparse/read.ts'
import { lockedInstance } from './checks.ts'
import { forget, removeDisks } from './disks/remove.ts'
import { DISK_LOOP, instanceLocks } from './disks/steps.ts'

/** Parameters of INSTANCE_REMOVE. */
export interface RemoveParams {
  instance: InstanceName
  ignoreFailures: boolean
  /** Seconds the guest gets to stop by itself. */
  shutdownTimeout: number
  dryRun: boolean
}

const VARS: typeof DISK_LOOP & { nodes: string[]; gone: boolean } = {
  ...DISK_LOOP,
  nodes: [],
  gone: false,
}

export const INSTANCE_REMOVE = defineOpcode<RemoveParams, typeof VARS, null>({
  name: 'INSTANCE_REMOVE',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'shut down',
  // Before the removal only the master, afterwards the nodes that carried it as well.
  hooks: (op) => (op.vars.gone ? [...op.vars.nodes, op.master] : [op.master]),
  steps: [
    {
      checkInstance: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        if (!instance) return unknownInstance(op.params.instance)
        op.vars.nodes = nodesOf(instance)
      },
    },
    ask('shut down', 'instance_shutdown', {
      to: (op) => lockedInstance(op).primary,
      args: (op) => ({
        name: lockedInstance(op).name,
        timeoutSeconds: op.params.shutdownTimeout,
      }),
      answer: (op, reply) => {
        if (reply.ok) return
        if (!op.params.ignoreFailures)
          return fail(
            `Could not shutdown instance ${lockedInstance(op).name} on node ${reply.node}: ${reply.error}`,
          )
        op.log(`Warning: can't shutdown instance: ${reply.error}`)
      },
    }),
    removeDisks<RemoveParams, typeof VARS>('remove disks'),
    {
      takeOut: (op) => {
        if (op.vars.trouble) {
          if (!op.params.ignoreFailures) return fail("Can't remove instance's disks")
          op.log("Warning: can't remove instance's disks")
        }
        forget(op, lockedInstance(op))
        op.vars.gone = true
      },
    },
  ],
})

export const remove = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    confirm('remove', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : `This will remove the volumes of the instance ${p.vars.args[0]} (including mirrors), thus removing all the data of the instance. Continue?`,
    ),
    submitOpcode(INSTANCE_REMOVE, ({ options, args: [instance = ''] }) => ({
      instance,
      ignoreFailures: flag(options, 'ignore_failures'),
      shutdownTimeout: int(options, 'shutdown_timeout') ?? 120,
    })),
  ],
  opcodes: [INSTANCE_REMOVE],
})
