/**
 * gnt-instance grow-disk: makes a disk larger.
 * Manual: gnt-instance(8), GROW-DISK. Source: lib/client/gnt_instance.py (GrowDisk),
 * lib/cmdlib/instance_storage.py (LUInstanceGrowDisk).
 */

import { own } from '../../lib/own.ts'
import { formatUnit } from '../../lib/units.ts'
import { type DiskConf, type InstanceName, nodesOf } from '../../sim/cluster/config.ts'
import {
  call,
  defineOpcode,
  done,
  fail,
  goto,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
} from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, refusal, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { growDisk as spec } from '../declared/instance-disks.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { parseUnit } from '../optparse/units.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import { lockedInstance, refuseOffline, requireDown } from './checks.ts'
import { SYNCING, waitForSync } from './steps-wait-for-sync.ts'

/** Parameters of INSTANCE_GROW_DISK. */
export interface GrowDiskParams {
  instance: InstanceName
  disk: number
  amountMib: number
  /** `amountMib` is the new size. */
  absolute: boolean
  waitForSync: boolean
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, ...SYNCING, deltaMib: 0, at: 0 }
type Op = OpContext<GrowDiskParams, typeof VARS>
type Steps = OpPart<GrowDiskParams, typeof VARS>

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
    )
  op.vars.deltaMib = absolute ? amountMib - disk.sizeMib : amountMib
  if (op.vars.deltaMib >= 0) return
  return absolute
    ? refuse(
        'wrong_state',
        `Requested size (${formatUnit(amountMib, 'h')}) is smaller than current disk size (${formatUnit(disk.sizeMib, 'h')})`,
      )
    : refuse(
        'wrong_input',
        `Requested increment (${formatUnit(op.vars.deltaMib, 'h')}) is negative`,
      )
}

const checkSpace = (op: Op): OpNext | undefined => {
  const { volumeGroup } = op.config.cluster
  const { deltaMib } = op.vars
  for (const reply of op.all('node_info')) {
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
      )
  }
}

/** The same request to every node, one after the other. */
const onEveryNode = (name: string, what: 'try' | 'volumes', words: string): Steps => ({
  [`${name}: begin`]: (op) => {
    op.vars.at = 0
  },
  [`${name}: ask`]: (op) => {
    const node = nodesOf(lockedInstance(op))[op.vars.at]
    if (node === undefined) return goto(`${name}: end`)
    return call(node, 'blockdev_grow', { disk: growing(op), amountMib: op.vars.deltaMib, what })
  },
  [`${name}: judge`]: (op) => {
    const reply = op.reply('blockdev_grow')
    if (!reply.ok) return fail(`${words} ${reply.node}: ${reply.error}`)
    op.vars.at += 1
    return goto(`${name}: ask`)
  },
  [`${name}: end`]: () => undefined,
})

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
  onEveryNode('try', 'try', 'Dry-run grow request failed to node'),
  onEveryNode('grow', 'volumes', 'Grow request failed to node'),
  {
    growDevice: (op) =>
      call(lockedInstance(op).primary, 'blockdev_grow', {
        disk: growing(op),
        amountMib: op.vars.deltaMib,
        what: 'device',
      }),
    record: (op) => {
      const reply = op.reply('blockdev_grow')
      if (!reply.ok) return fail(`Grow request failed to node ${reply.node}: ${reply.error}`)
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
  waitForSync<GrowDiskParams, typeof VARS>('wait', {
    instance: lockedInstance,
    disks: (op) => [op.params.disk],
  }),
  {
    judgeSync: (op) => {
      if (!op.vars.synced)
        op.warn('Disk syncing has not returned a good status; check the instance')
      if (lockedInstance(op).disksActive) return done()
    },
  },
  requireDown<GrowDiskParams, typeof VARS>('state', 'cannot shutdown disks'),
  shutdownDisks<GrowDiskParams, typeof VARS>(
    'shut down',
    lockedInstance,
    () => true,
    (op) => op.params.disk,
  ),
  { end: () => done() },
]

export const INSTANCE_GROW_DISK = defineOpcode<GrowDiskParams, typeof VARS>({
  name: 'INSTANCE_GROW_DISK',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: ({ instance }, config) => instanceLocks(findInstance(config, instance)),
  vars: VARS,
  exec: 'begin',
  hooks: (op) => [op.master, ...nodesOf(lockedInstance(op))],
  steps: [
    {
      checkSize,
      checkLayout: (op) =>
        lockedInstance(op).disks[op.params.disk]?.kind === 'file'
          ? refuse(
              'wrong_input',
              wordingOf(op.world.release).notGrowable(lockedInstance(op).template),
            )
          : undefined,
      askForSpace: (op) => call(nodesOf(lockedInstance(op)), 'node_info', {}),
      checkSpace,
      begin: () => undefined,
    },
    assembleDisks<GrowDiskParams, typeof VARS>('assemble', lockedInstance, {
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
  vars: { ...FOLLOWING },
  steps: [
    {
      checkWords: (p) => {
        const [, disk = '', amount = ''] = p.vars.args
        if (!/^\s*[+-]?\d+\s*$/.test(disk))
          return refusal(p, `Invalid disk index: invalid literal for int() with base 10: '${disk}'`)
        if (!parseUnit(amount).ok) return refusal(p, `Can't parse the given amount '${amount}'`)
      },
    },
    submitAndFollow((p) => {
      const [instance = '', disk = '', amount = ''] = p.vars.args
      const size = parseUnit(amount)
      return [
        {
          opcode: INSTANCE_GROW_DISK.name,
          params: {
            instance,
            disk: Number(disk),
            amountMib: size.ok ? size.value : 0,
            absolute: flag(p.vars.options, 'absolute'),
            waitForSync: flag(p.vars.options, 'wait_for_sync'),
            dryRun: flag(p.vars.options, 'dry_run'),
          } satisfies GrowDiskParams,
        },
      ]
    }),
    { end: () => exit(0) },
  ],
  opcodes: [INSTANCE_GROW_DISK],
})
