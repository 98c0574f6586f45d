/**
 * gnt-instance deactivate-disks: releases the disks of a stopped instance.
 * Manual: gnt-instance(8), DEACTIVATE-DISKS. Source: lib/cmdlib/instance_storage.py
 * (LUInstanceDeactivateDisks).
 */

import type { InstanceName } from '../../../sim/cluster/config.ts'
import { defineOpcode } from '../../../sim/run/opcode.ts'
import { when } from '../../../sim/run/parts.ts'
import { submits } from '../../client/submits.ts'
import { deactivateDisks as spec } from '../../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../../names.ts'
import { flag } from '../../optparse/read.ts'
import { lockedInstance, requireDown } from '../checks.ts'
import { DISK_LOOP, instanceLocks, shutdownDisks } from './steps.ts'

/** Parameters of INSTANCE_DEACTIVATE_DISKS. */
export interface DeactivateDisksParams {
  instance: InstanceName
  /** Without a look at whether the instance runs. */
  force: boolean
  dryRun: boolean
}

type Vars = typeof DISK_LOOP

export const INSTANCE_DEACTIVATE_DISKS = defineOpcode<DeactivateDisksParams, Vars, null>({
  name: 'INSTANCE_DEACTIVATE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: DISK_LOOP,
  exec: 'begin',
  steps: [
    {
      check: (op) =>
        findInstance(op.config, op.params.instance)
          ? undefined
          : unknownInstance(op.params.instance),
      begin: () => undefined,
    },
    when(
      'it must be stopped',
      (op) => !op.params.force,
      requireDown<DeactivateDisksParams, Vars>('stopped', 'cannot shutdown disks', () => ['down']),
    ),
    shutdownDisks<DeactivateDisksParams, Vars>('deactivate disks', lockedInstance, () => true),
  ],
})

export const deactivateDisks = submits(
  spec,
  INSTANCE_DEACTIVATE_DISKS,
  ({ options, args: [instance = ''] }) => ({ instance, force: flag(options, 'force') }),
)
