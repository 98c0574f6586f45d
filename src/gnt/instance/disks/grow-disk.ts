/**
 * gnt-instance grow-disk: makes a disk larger.
 * Manual: gnt-instance(8), GROW-DISK. Source: lib/client/gnt_instance.py (GrowDisk),
 * lib/cmdlib/instance_storage.py (LUInstanceGrowDisk).
 */

import { own } from '../../../lib/own.ts'
import { formatUnit } from '../../../lib/text/units.ts'
import { type DiskConf, type InstanceName, nodesOf } from '../../../sim/cluster/config.ts'
import type { NodeCallArgs } from '../../../sim/noded/calls.ts'
import { byRelease } from '../../../sim/releases.ts'
import {
  defineOpcode,
  done,
  fail,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
} from '../../../sim/run/opcode.ts'
import { type Answer, ask, askAll, askEach } from '../../../sim/run/parts.ts'
import { FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { growDisk as spec } from '../../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../../names.ts'
import { declares, flag } from '../../optparse/read.ts'
import { parseUnit } from '../../optparse/units.ts'
import { boundsOf } from '../../query/fields/cluster-parameters.ts'
import { lockedInstance, refuseOffline, requireDown } from '../checks.ts'
import { policyViolations } from '../policy.ts'
import { hookNodes } from '../running.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, shutdownDisks } from './steps.ts'
import { SYNCING, waitForSync } from './wait-for-sync.ts'

/** Parameters of INSTANCE_GROW_DISK. */
export interface GrowDiskParams {
  instance: InstanceName
  disk: number
  amountMib: number
  /** `amountMib` is the new size. */
  absolute: boolean
  waitForSync: boolean
  dryRun: boolean
  /** Whether the policy is only warned of. */
  ignorePolicy?: boolean
}

const VARS = { ...DISK_LOOP, ...SYNCING, deltaMib: 0 }
type Op = OpContext<GrowDiskParams, typeof VARS>
type Steps = OpPart<GrowDiskParams, typeof VARS, null>

const growing = (op: Op): DiskConf => {
  const disk = lockedInstance(op).disks[op.params.disk]
  if (!disk) throw new Error(`instance ${op.params.instance} lost its disk ${op.params.disk}`)
  return disk
}

const checkSize = (op: Op): OpNext | undefined => {
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) return unknownInstance(op.params.instance)
  for (const node of nodesOf(instance)) {
    const refusal = refuseOffline(op, node)
    if (refusal) return refusal
  }
  const { disk: index, amountMib, absolute } = op.params
  const disk = instance.disks[index]
  if (!disk)
    return refuse(
      'wrong_input',
      `Invalid disk index: ${index} (instace has disks 0 to ${instance.disks.length - 1}`,
      { is: 'disk number', instance: instance.name },
    )
  op.vars.deltaMib = absolute ? amountMib - disk.sizeMib : amountMib
  if (op.vars.deltaMib >= 0) return
  return absolute
    ? refuse(
        'wrong_state',
        `Requested size (${formatUnit(amountMib, 'h')}) is smaller than current disk size (${formatUnit(disk.sizeMib, 'h')})`,
        { is: 'value', word: '' },
      )
    : refuse(
        'wrong_input',
        `Requested increment (${formatUnit(op.vars.deltaMib, 'h')}) is negative`,
        { is: 'value', word: '' },
      )
}

const notGrowable = byRelease({
  '2.11': (_template: string) => "Instance's disk layout does not support growing",
  '3.0': (template: string) => `Instance's disk layout ${template} does not support growing`,
})

/** Whether the policy says how large a disk may grow. */
const checksPolicy = byRelease({ '2.11': false, '2.12': true })

/** The sizes of all disks, with the new one, against the policy of the primary's group. */
function checkPolicy(op: Op): OpNext | undefined {
  if (!checksPolicy(op)) return undefined
  const instance = lockedInstance(op)
  const { disk: index } = op.params
  const disks = instance.disks.map((disk, i) =>
    i === index ? { ...disk, sizeMib: disk.sizeMib + op.vars.deltaMib } : disk,
  )
  const group = own(op.config.groups, own(op.config.nodes, instance.primary)?.group ?? '')
  const found = policyViolations({ ...instance, disks }, boundsOf(op.config, group)).filter(
    (sentence) => sentence.startsWith('disk-'),
  )
  if (found.length === 0) return undefined
  const text = `Growing disk ${index} violates policy: ${found.join(', ')}`
  if (!op.params.ignorePolicy) return refuse('wrong_input', text, { is: 'policy' })
  op.warn(text)
  return undefined
}

const checkSpace = (op: Op, replies: readonly Answer<'node_info'>[]): OpNext | undefined => {
  const { volumeGroup } = op.config.cluster
  const { deltaMib } = op.vars
  for (const reply of replies) {
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Cannot get current information from node ${reply.node}: ${reply.error}`,
      )
    const { volumeGroup: space } = reply.payload
    if (!space)
      return refuse(
        'environment_error',
        `Can't compute free disk space on node ${reply.node} for vg ${volumeGroup}, result was 'None'`,
      )
    if (deltaMib > space.freeMib)
      return refuse(
        'insufficient_resources',
        `Not enough disk space on target node ${reply.node} vg ${volumeGroup}: required ${deltaMib} MiB, available ${space.freeMib} MiB`,
        { is: 'disk space', node: reply.node, needed: deltaMib, free: space.freeMib },
      )
  }
}

const checks: Steps = [
  {
    checkSize,
    checkLayout: (op) => {
      if (growing(op).kind === 'file')
        return refuse('wrong_input', notGrowable(op)(lockedInstance(op).template), {
          is: 'template',
          instance: lockedInstance(op).name,
          what: 'growing',
          word: lockedInstance(op).template,
        })
    },
  },
  askAll('ask nodes for free space', 'node_info', {
    to: (op) => nodesOf(lockedInstance(op)),
    args: () => ({}),
    answer: checkSpace,
  }),
  { checkPolicy },
]

const request = (op: Op, what: NodeCallArgs<'blockdev_grow'>['what']) => ({
  disk: growing(op),
  amountMib: op.vars.deltaMib,
  what,
})

const cannotGrow = (reply: Answer<'blockdev_grow'>, failure: string): OpNext | undefined =>
  reply.ok ? undefined : fail(`${failure} ${reply.node}: ${reply.error}`)

const growSteps: Steps = [
  {
    announce: (op) => {
      const { deltaMib } = op.vars
      const target = growing(op).sizeMib + deltaMib
      op.log(
        `Growing disk ${op.params.disk} of instance '${lockedInstance(op).name}' by ${formatUnit(deltaMib, 'h')} to ${formatUnit(target, 'h')}`,
      )
    },
  },
  askEach('ask nodes whether it can grow', 'blockdev_grow', {
    of: (op) => nodesOf(lockedInstance(op)),
    to: (_op, node) => node,
    args: (op) => request(op, 'try'),
    answer: (_op, reply) => cannotGrow(reply, 'Dry-run grow request failed to node'),
  }),
  askEach('grow volumes', 'blockdev_grow', {
    of: (op) => nodesOf(lockedInstance(op)),
    to: (_op, node) => node,
    args: (op) => request(op, 'volumes'),
    answer: (_op, reply) => cannotGrow(reply, 'Grow request failed to node'),
  }),
  ask('grow the device', 'blockdev_grow', {
    to: (op) => lockedInstance(op).primary,
    args: (op) => request(op, 'device'),
    answer: (_op, reply) => cannotGrow(reply, 'Grow request failed to node'),
  }),
  {
    recordSize: (op) => {
      const { name } = lockedInstance(op)
      op.edit(
        (draft) => {
          const disk = own(draft.instances, name)?.disks[op.params.disk]
          if (disk) disk.sizeMib += op.vars.deltaMib
        },
        { updates: name },
      )
      op.job.holds = op.job.holds
        .filter(({ level }) => level !== 'node')
        .map((lock) => (lock.level === 'instance' ? { ...lock, mode: 'shared' } : lock))
    },
  },
]

const waitSteps: Steps = [
  {
    mayWait: (op) => {
      if (op.params.waitForSync) return
      if (!lockedInstance(op).disksActive)
        op.warn(
          'Not shutting down the disk even if the instance is not supposed to be running because no wait for sync mode was requested',
        )
      return done()
    },
  },
  waitForSync<GrowDiskParams, typeof VARS>('wait for sync', {
    instance: lockedInstance,
    disks: (op) => [op.params.disk],
  }),
  {
    checkSync: (op) => {
      if (!op.vars.synced)
        op.warn('Disk syncing has not returned a good status; check the instance')
      if (lockedInstance(op).disksActive) return done()
    },
  },
  requireDown<GrowDiskParams, typeof VARS>('before the end', 'cannot shutdown disks'),
  shutdownDisks<GrowDiskParams, typeof VARS>(
    'deactivate the disk',
    lockedInstance,
    () => true,
    (op) => op.params.disk,
  ),
]

export const INSTANCE_GROW_DISK = defineOpcode<GrowDiskParams, typeof VARS>({
  name: 'INSTANCE_GROW_DISK',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'begin',
  hooks: hookNodes,
  steps: [
    checks,
    { begin: () => undefined },
    assembleDisks<GrowDiskParams, typeof VARS>('activate the disk', lockedInstance, {
      ignoreSecondaries: () => false,
      failure: 'Cannot activate block device to grow',
      only: (op) => op.params.disk,
    }),
    growSteps,
    waitSteps,
  ],
})

export const growDisk = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      checkWords: (p) => {
        const [, disk = '', amount = ''] = p.vars.args
        if (!/^\s*[+-]?\d+\s*$/.test(disk))
          return refusal(p, `Invalid disk index: invalid literal for int() with base 10: '${disk}'`)
        if (!parseUnit(amount).ok) return refusal(p, `Can't parse the given amount '${amount}'`)
      },
    },
    submitOpcode(INSTANCE_GROW_DISK, ({ options, args }) => {
      const [instance = '', disk = '', amount = ''] = args
      const size = parseUnit(amount)
      return {
        instance,
        disk: Number(disk),
        amountMib: size.ok ? size.value : 0,
        absolute: flag(options, 'absolute'),
        waitForSync: flag(options, 'wait_for_sync'),
        ignorePolicy: declares(options, 'ignore_ipolicy') && flag(options, 'ignore_ipolicy'),
      }
    }),
  ],
  opcodes: [INSTANCE_GROW_DISK],
})
