/**
 * gnt-instance move: copies the disks of an instance to another node and runs it there.
 * Manual: gnt-instance(8), MOVE. Source: lib/client/gnt_instance.py (MoveInstance), lib/cmdlib/instance.py
 * (LUInstanceMove).
 */
import { own } from '../../lib/own.ts'
import type {
  ClusterConfig,
  InstanceConf,
  InstanceName,
  NodeName,
} from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { describeDisk } from '../../sim/noded/devices.ts'
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
import { ask, attempt } from '../../sim/run/parts.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, failure, refusal, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { move as spec } from '../declared/instance-disks.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { flag, int, text } from '../optparse/read.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, shutdownDisks } from '../storage.ts'
import { wordingOf } from '../wording.ts'
import {
  lockedInstance,
  refuseDrained,
  refuseIncapable,
  refuseMemory,
  refuseOffline,
} from './checks.ts'
import { COPYING, copyDisks } from './steps-copy-disks.ts'

/** Parameters of INSTANCE_MOVE. */
export interface MoveParams {
  instance: InstanceName
  targetNode: NodeName
  ignoreConsistency: boolean
  /** Seconds the guest gets to stop by itself. */
  shutdownTimeout: number
  dryRun: boolean
}

const VARS = { ...DISK_LOOP, ...COPYING, source: '', target: '', at: 0, failure: '' }
type Op = OpContext<MoveParams, typeof VARS>
type Steps = OpPart<MoveParams, typeof VARS>

const moving = (op: Op): InstanceConf => lockedInstance(op)

const moveLocks = ({ instance: name, targetNode }: MoveParams, config: ClusterConfig): Lock[] => {
  const target = findNode(config, targetNode)
  const locks = instanceLocks(findInstance(config, name))
  return target ? [...locks, { level: 'node', name: target.name, mode: 'exclusive' }] : locks
}

const checkPlaces = (op: Op): OpNext | undefined => {
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) return unknownInstance(op.params.instance)
  const target = findNode(op.config, op.params.targetNode)
  if (!target) return unknownNode(op.params.targetNode)
  const fixed = instance.disks.findIndex((disk) => disk.kind === 'drbd')
  if (fixed >= 0)
    return refuse('wrong_state', wordingOf(op.world.release).notCopyable(fixed, instance.template))
  if (instance.primary === target.name)
    return refuse('wrong_state', `Instance ${instance.name} is already on the node ${target.name}`)
  op.vars.source = instance.primary
  op.vars.target = target.name
  return (
    refuseOffline(op, target.name) ??
    refuseDrained(op, target.name) ??
    refuseIncapable(op, target.name)
  )
}

const checks: Steps = {
  checkPlaces,
  askForMemory: (op) => {
    if (moving(op).adminState === 'up') return call(op.vars.target, 'node_info', {})
    op.info('Not checking memory on the secondary node as instance will not be started')
    return goto('askForBridges')
  },
  checkMemory: (op) =>
    refuseMemory(
      op.reply('node_info'),
      `failing over instance ${moving(op).name}`,
      moving(op).be.maxmemMib,
    ),
  askForBridges: (op) => {
    const { nics } = moving(op)
    if (nics.length === 0) return goto('shutDown')
    return call(op.vars.target, 'bridges_exist', { links: nics.map((n) => n.link) })
  },
  checkBridges: (op) => {
    const reply = op.reply('bridges_exist')
    if (!reply.ok)
      return refuse(
        'environment_error',
        `Error checking bridges on destination node '${reply.node}': ${reply.error}`,
      )
  },
}

const stopSteps: Steps = {
  shutDown: (op) => {
    const { name } = moving(op)
    op.info(`Shutting down instance ${name} on source node ${op.vars.source}`)
    return call(op.vars.source, 'instance_shutdown', {
      name,
      timeoutSeconds: op.params.shutdownTimeout,
    })
  },
  judgeShutdown: (op) => {
    const reply = op.reply('instance_shutdown')
    const { source } = op.vars
    const { name } = moving(op)
    if (reply.ok) return
    if (!op.params.ignoreConsistency)
      return fail(`Could not shutdown instance ${name} on node ${source}: ${reply.error}`)
    op.warn(
      `Could not shutdown instance ${name} on node ${source}. Proceeding anyway. Please make sure node ${source} is down. Error details: ${reply.error}`,
    )
  },
}

/** One volume after the other on the target; what was made goes again when one fails. */
const createSteps: Steps = {
  createDisk: (op) => {
    const disk = moving(op).disks[op.vars.at]
    if (!disk) return goto('copy: announce')
    return call(op.vars.target, 'blockdev_create', { disk, instance: moving(op).name })
  },
  judgeCreation: (op) => {
    const reply = op.reply('blockdev_create')
    if (reply.ok) {
      op.vars.at += 1
      return goto('createDisk')
    }
    const disk = moving(op).disks[op.vars.at]
    const what = disk ? describeDisk(op.world, disk, op.vars.at) : ''
    op.vars.failure = `Can't create block device ${what} on node ${reply.node} for instance ${moving(op).name}: ${reply.error}`
  },
  undoCreation: (op) => {
    op.vars.at -= 1
    const disk = moving(op).disks[op.vars.at]
    if (disk) return call(op.vars.target, 'blockdev_remove', { disk }, 'undoCreation')
    op.warn('Device creation failed')
    return fail(op.vars.failure)
  },
}

/** Removes the disks on one node; failures are only told. */
const removeDisks = (name: string, node: (op: Op) => NodeName): Steps => ({
  [`${name}: begin`]: (op) => {
    op.vars.at = 0
  },
  [`${name}: remove`]: (op) => {
    const disk = moving(op).disks[op.vars.at]
    return disk ? call(node(op), 'blockdev_remove', { disk }) : goto(`${name}: end`)
  },
  [`${name}: judge`]: (op) => {
    const reply = op.reply('blockdev_remove')
    if (!reply.ok)
      op.warn(
        `Could not remove disk ${op.vars.at} on node ${reply.node}, continuing anyway: ${reply.error}`,
      )
    op.vars.at += 1
    return goto(`${name}: remove`)
  },
  [`${name}: end`]: () => undefined,
})

const settleSteps: Steps = [
  {
    judgeCopy: (op) => {
      if (op.vars.copied) return goto('switchPrimary')
      op.warn('Some disks failed to copy, aborting')
    },
  },
  removeDisks('take back', (op) => op.vars.target),
  {
    failCopy: () => fail('Errors during disk copy: Failed to transfer instance data'),
    switchPrimary: (op) => {
      const { name } = moving(op)
      op.edit(
        (draft) => {
          const instance = own(draft.instances, name)
          if (instance) instance.primary = op.vars.target
        },
        { updates: name },
      )
      op.info('Removing the disks on the original node')
    },
  },
  removeDisks('clear', (op) => op.vars.source),
  {
    start: (op) => {
      if (moving(op).adminState !== 'up') return done()
      op.info(`Starting instance ${moving(op).name} on node ${op.vars.target}`)
    },
  },
  attempt(
    'activation',
    [
      assembleDisks<MoveParams, typeof VARS>('activate disks', moving, {
        ignoreSecondaries: () => true,
        failure: "Can't activate the instance's disks",
      }),
      ask('start on the target', 'instance_start', {
        to: (op) => op.vars.target,
        args: (op) => ({ instance: moving(op) }),
        answer: (op, reply) =>
          reply.ok
            ? done()
            : fail(
                `Could not start instance ${moving(op).name} on node ${reply.node}: ${reply.error}`,
              ),
      }),
    ],
    {
      caught: (op, why) => {
        op.vars.failure = why
      },
      otherwise: [
        shutdownDisks<MoveParams, typeof VARS>('deactivate disks again', moving, () => true),
        { giveUp: (op) => fail(op.vars.failure) },
      ],
    },
  ),
]

export const INSTANCE_MOVE = defineOpcode<MoveParams, typeof VARS>({
  name: 'INSTANCE_MOVE',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: moveLocks,
  vars: VARS,
  exec: 'shutDown',
  shows: ({ vars }) => ({ copiesTo: vars.target }),
  hooks: (op) => [op.master, op.vars.source, op.vars.target],
  steps: [
    checks,
    stopSteps,
    createSteps,
    copyDisks<MoveParams, typeof VARS>('copy', {
      instance: (op) => moving(op).name,
      disks: (op) => moving(op).disks,
      source: (op) => op.vars.source,
      target: (op) => op.vars.target,
    }),
    settleSteps,
  ],
})

export const move = defineCommand({
  spec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: [
    confirm('move', (p) =>
      flag(p.vars.options, 'force')
        ? null
        : wordingOf(p.world.release).moveQuestion(p.vars.args[0] ?? ''),
    ),
    {
      checkTarget: (p) => {
        if (text(p.vars.options, 'node') !== null) return
        const { frame, text: sentence } = wordingOf(p.world.release).moveNeedsNode
        if (frame === 'prereq') return refusal(p, sentence)
        return failure(
          p,
          `Unhandled protocol error while talking to the master daemon:\n${sentence}\n`,
        )
      },
    },
    submitAndFollow((p) => [
      {
        opcode: INSTANCE_MOVE.name,
        params: {
          instance: p.vars.args[0] ?? '',
          targetNode: text(p.vars.options, 'node') ?? '',
          ignoreConsistency: flag(p.vars.options, 'ignore_consistency'),
          shutdownTimeout: int(p.vars.options, 'shutdown_timeout') ?? 120,
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies MoveParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [INSTANCE_MOVE],
})
