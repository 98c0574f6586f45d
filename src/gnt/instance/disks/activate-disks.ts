/**
 * gnt-instance activate-disks: makes the disks of an instance usable on its nodes.
 * Manual: gnt-instance(8), ACTIVATE-DISKS. Source: lib/cmdlib/instance_storage.py
 * (LUInstanceActivateDisks).
 */

import type { InstanceName } from '../../../sim/cluster/config.ts'
import { defineOpcode, done, fail } from '../../../sim/run/opcode.ts'
import { when } from '../../../sim/run/parts.ts'
import { FOLLOWING, resultOf, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { activateDisks as spec } from '../../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../../names.ts'
import { flag } from '../../optparse/read.ts'
import { lockedInstance, refuseOffline } from '../checks.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, markDisks } from './steps.ts'
import { SYNCING, waitForSync } from './wait-for-sync.ts'

/** Parameters of INSTANCE_ACTIVATE_DISKS. */
export interface ActivateDisksParams {
  instance: InstanceName
  /** Go on only when the disks are in sync. */
  waitForSync: boolean
  dryRun: boolean
}

/** Where a disk can be used: node, Ganeti's name of the disk, the device's path there. */
type Place = [node: string, disk: string, path: string]

const VARS = { ...DISK_LOOP, ...SYNCING, places: [] as Place[] }

export const INSTANCE_ACTIVATE_DISKS = defineOpcode<ActivateDisksParams, typeof VARS, Place[]>({
  name: 'INSTANCE_ACTIVATE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  steps: [
    {
      check: (op) => {
        const instance = findInstance(op.config, op.params.instance)
        return instance ? refuseOffline(op, instance.primary) : unknownInstance(op.params.instance)
      },
    },
    assembleDisks<ActivateDisksParams, typeof VARS>('activate disks', lockedInstance, {
      ignoreSecondaries: () => false,
      failure: 'Cannot activate block devices',
      opened: (op, index, devPath) => {
        op.vars.places.push([lockedInstance(op).primary, `disk/${index}`, devPath])
      },
    }),
    when('it has to wait', (op) => op.params.waitForSync, [
      waitForSync<ActivateDisksParams, typeof VARS>('wait for sync', { instance: lockedInstance }),
      {
        checkSync: (op) => {
          if (op.vars.synced) return
          markDisks(op, lockedInstance(op), { active: false })
          return fail('Some disks of the instance are degraded!', {
            is: 'not in sync',
            instance: lockedInstance(op).name,
          })
        },
      },
    ]),
    { tellPlaces: (op) => done(op.vars.places) },
  ],
})

export const activateDisks = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    submitOpcode(INSTANCE_ACTIVATE_DISKS, ({ options, args: [instance = ''] }) => ({
      instance,
      waitForSync: flag(options, 'wait_for_sync'),
    })),
    {
      print: (p) => {
        const places = resultOf(INSTANCE_ACTIVATE_DISKS, p.world.jobs[p.vars.jobId]) ?? []
        for (const place of places) p.out(`${place.join(':')}\n`)
      },
    },
  ],
  opcodes: [INSTANCE_ACTIVATE_DISKS],
})
