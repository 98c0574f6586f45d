/**
 * gnt-instance deactivate-disks: releases the disks of a stopped instance.
 * Manual: gnt-instance(8), DEACTIVATE-DISKS. Source: lib/cmdlib/instance_storage.py
 * (LUInstanceDeactivateDisks).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, goto } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { deactivateDisks as spec } from '../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { DISK_LOOP, instanceLocks, shutdownDisks } from '../storage.ts'
import { lockedInstance, refuseState, requireDown } from './checks.ts'

/** Parameters of INSTANCE_DEACTIVATE_DISKS. */
export interface DeactivateDisksParams {
  instance: InstanceName
  /** Without a look at whether the instance runs. */
  force: boolean
  dryRun: boolean
}

const VARS = { ...DISK_LOOP }
const REFUSAL = 'cannot shutdown disks'

export const INSTANCE_DEACTIVATE_DISKS = defineOpcode<DeactivateDisksParams, typeof VARS>({
  name: 'INSTANCE_DEACTIVATE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'begin',
  steps: [
    {
      check: (op) =>
        findInstance(op.config, op.params.instance)
          ? undefined
          : unknownInstance(op.params.instance),
      begin: (op) => {
        if (op.params.force) return goto('(shut down: mark)')
        return refuseState(lockedInstance(op), ['down'], REFUSAL)
      },
    },
    requireDown<DeactivateDisksParams, typeof VARS>('state', REFUSAL),
    shutdownDisks<DeactivateDisksParams, typeof VARS>('shut down', lockedInstance, () => true),
    { end: () => done() },
  ],
})

export const deactivateDisks = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow((p) => [
      {
        opcode: INSTANCE_DEACTIVATE_DISKS.name,
        params: {
          instance: p.vars.args[0] ?? '',
          force: flag(p.vars.options, 'force'),
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies DeactivateDisksParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [INSTANCE_DEACTIVATE_DISKS],
})
