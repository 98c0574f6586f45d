/**
 * gnt-instance activate-disks: makes the disks of an instance usable on its nodes.
 * Manual: gnt-instance(8), ACTIVATE-DISKS. Source: lib/cmdlib/instance_storage.py
 * (LUInstanceActivateDisks).
 */

import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, fail, goto } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { activateDisks as spec } from '../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, markDisks } from '../storage.ts'
import { lockedInstance, refuseOffline } from './checks.ts'
import { SYNCING, waitForSync } from './steps-wait-for-sync.ts'

/** Parameters of INSTANCE_ACTIVATE_DISKS. */
export interface ActivateDisksParams {
  instance: InstanceName
  /** Go on only when the disks are in sync. */
  waitForSync: boolean
}

/** Where a disk can be used: node, Ganeti's name of the disk, the device's path there. */
type Place = [node: string, disk: string, path: string]

const VARS = { ...DISK_LOOP, ...SYNCING, places: [] as Place[] }

export const INSTANCE_ACTIVATE_DISKS = defineOpcode<ActivateDisksParams, typeof VARS>({
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
    assembleDisks<ActivateDisksParams, typeof VARS>('assemble', lockedInstance, {
      ignoreSecondaries: () => false,
      failure: 'Cannot activate block devices',
      opened: (op, index, devPath) => {
        op.vars.places.push([lockedInstance(op).primary, `disk/${index}`, devPath])
      },
    }),
    { mayWait: (op) => (op.params.waitForSync ? undefined : goto('answer')) },
    waitForSync<ActivateDisksParams, typeof VARS>('wait', { instance: lockedInstance }),
    {
      judgeSync: (op) => {
        if (op.vars.synced) return
        markDisks(op, lockedInstance(op), { active: false })
        return fail('Some disks of the instance are degraded!')
      },
      answer: (op) => done(op.vars.places),
    },
  ],
})

export const activateDisks = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow((p) => [
      {
        opcode: INSTANCE_ACTIVATE_DISKS.name,
        params: {
          instance: p.vars.args[0] ?? '',
          waitForSync: flag(p.vars.options, 'wait_for_sync'),
        } satisfies ActivateDisksParams,
      },
    ]),
    {
      print: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const outcome = job ? outcomeOf(job) : undefined
        for (const place of outcome?.ok ? (outcome.value as Place[]) : [])
          p.out(`${place.join(':')}\n`)
        return exit(0)
      },
    },
  ],
  opcodes: [INSTANCE_ACTIVATE_DISKS],
})
