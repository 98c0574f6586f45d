/**
 * gnt-instance move: copies the disks of an instance to another node and runs it there.
 * Manual: gnt-instance(8), MOVE. Source: lib/client/gnt_instance.py (MoveInstance), lib/cmdlib/instance.py
 * (LUInstanceMove).
 */
import { own } from '../../../lib/own.ts'
import type {
  ClusterConfig,
  InstanceConf,
  InstanceName,
  NodeName,
} from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { describeDisk } from '../../../sim/noded/devices.ts'
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
import { ask, askEach, attempt, when } from '../../../sim/run/parts.ts'
import type { ProgramNext } from '../../../sim/run/program.ts'
import { confirm, FOLLOWING, failure, refusal, submitOpcode } from '../../client/client.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { move as spec } from '../../declared/instance-disks.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../../names.ts'
import { flag, int, text } from '../../optparse/read.ts'
import {
  lockedInstance,
  refuseDrained,
  refuseIncapable,
  refuseMemory,
  refuseOffline,
} from '../checks.ts'
import { bridgesOf } from '../nics.ts'
import { refuseTargetPolicy } from '../policy.ts'
import { COPYING, copyDisks } from './copy.ts'
import { removeDisks } from './remove.ts'
import { assembleDisks, DISK_LOOP, instanceLocks, shutdownDisks } from './steps.ts'

/** Parameters of INSTANCE_MOVE. */
export interface MoveParams {
  instance: InstanceName
  targetNode: NodeName
  ignoreConsistency: boolean
  /** Seconds the instance gets to stop by itself. */
  shutdownTimeout: number
  dryRun: boolean
  /** Whether the policy of another group is only warned of. */
  ignorePolicy?: boolean
}

const VARS = {
  ...DISK_LOOP,
  ...COPYING,
  source: '',
  target: '',
  /** How many disks exist on the target. */
  created: 0,
  failure: '',
}
type Op = OpContext<MoveParams, typeof VARS>
type Steps = OpPart<MoveParams, typeof VARS, null>

const moving = (op: Op): InstanceConf => lockedInstance(op)

const moveLocks = ({ instance: name, targetNode }: MoveParams, config: ClusterConfig): Lock[] => {
  const target = findNode(config, targetNode)
  const locks = instanceLocks(findInstance(config, name))
  return target ? [...locks, { level: 'node', name: target.name, mode: 'exclusive' }] : locks
}

const source = (op: Op): NodeName => op.vars.source
const target = (op: Op): NodeName => op.vars.target

const notCopyable = byRelease({
  '2.11': (_index: number, template: string) =>
    `Disk template ${template} not suitable for copying`,
  '3.0': (index: number, template: string) =>
    `Instance disk ${index} has disk type ${template} and is not suitable for copying`,
})

const checkPlaces = (op: Op): OpNext | undefined => {
  const instance = findInstance(op.config, op.params.instance)
  if (!instance) return unknownInstance(op.params.instance)
  const node = findNode(op.config, op.params.targetNode)
  if (!node) return unknownNode(op.params.targetNode)
  const fixed = instance.disks.findIndex((disk) => disk.kind === 'drbd')
  if (fixed >= 0)
    return refuse('wrong_state', notCopyable(op)(fixed, instance.template), {
      is: 'template',
      instance: instance.name,
      what: 'moves',
      word: instance.template,
    })
  if (instance.primary === node.name)
    return refuse('wrong_state', `Instance ${instance.name} is already on the node ${node.name}`, {
      is: 'own node',
      instance: instance.name,
      node: node.name,
    })
  op.vars.source = instance.primary
  op.vars.target = node.name
  return (
    refuseOffline(op, node.name) ??
    refuseDrained(op, node.name) ??
    refuseIncapable(op, node.name) ??
    refuseTargetPolicy(op, instance, node.name, op.params.ignorePolicy ?? false)
  )
}

const checks: Steps = [
  {
    checkPlaces,
    mayStayDown: (op) => {
      if (moving(op).adminState !== 'up')
        op.info('Not checking memory on the secondary node as instance will not be started')
    },
  },
  ask('ask the target for free memory', 'node_info', {
    to: (op) => (moving(op).adminState === 'up' ? target(op) : null),
    args: () => ({}),
    answer: (op, reply) =>
      refuseMemory(reply, `failing over instance ${moving(op).name}`, moving(op).be.maxmemMib),
  }),
  ask('ask the target for bridges', 'bridges_exist', {
    to: (op) => (bridgesOf(moving(op).nics).length > 0 ? target(op) : null),
    args: (op) => ({ links: bridgesOf(moving(op).nics) }),
    answer: (_op, reply) => {
      if (!reply.ok)
        return refuse(
          'environment_error',
          `Error checking bridges on destination node '${reply.node}': ${reply.error}`,
        )
    },
  }),
]

const stopSteps: Steps = ask('shut down on the source', 'instance_shutdown', {
  to: source,
  before: (op) => op.info(`Shutting down instance ${moving(op).name} on source node ${source(op)}`),
  args: (op) => ({ name: moving(op).name, timeoutSeconds: op.params.shutdownTimeout }),
  answer: (op, reply) => {
    if (reply.ok) return
    const { node, error } = reply
    const cannot = `Could not shutdown instance ${moving(op).name} on node ${node}`
    if (!op.params.ignoreConsistency) return fail(`${cannot}: ${error}`)
    op.warn(
      `${cannot}. Proceeding anyway. Please make sure node ${node} is down. Error details: ${error}`,
    )
  },
})

const numberedDisks = (op: Op) => moving(op).disks.map((disk, index) => ({ disk, index }))

/** One volume after the other on the target; what was made goes again when one fails. */
const createSteps: Steps = attempt(
  'creation',
  askEach('create disks on the target', 'blockdev_create', {
    of: numberedDisks,
    to: target,
    args: (op, { disk }) => ({ disk, instance: moving(op).name }),
    answer: (op, reply, { disk, index }) => {
      if (!reply.ok)
        return fail(
          `Can't create block device ${describeDisk(op.world, disk, index)} on node ${reply.node} for instance ${moving(op).name}: ${reply.error}`,
        )
      op.vars.created = index + 1
    },
  }),
  {
    caught: (op, why) => {
      op.vars.failure = why
    },
    otherwise: [
      askEach('undo: remove disks from the target', 'blockdev_remove', {
        of: (op) => moving(op).disks.slice(0, op.vars.created).reverse(),
        to: target,
        args: (_op, disk) => ({ disk }),
      }),
      {
        failCreation: (op) => {
          op.warn('Device creation failed')
          return fail(op.vars.failure)
        },
      },
    ],
  },
)

const copySteps: Steps = [
  copyDisks<MoveParams, typeof VARS>('copy', {
    instance: (op) => moving(op).name,
    disks: (op) => moving(op).disks,
    source,
    target,
  }),
  when('the copy failed', (op) => !op.vars.copied, [
    { warnOfCopy: (op) => op.warn('Some disks failed to copy, aborting') },
    removeDisks<MoveParams, typeof VARS>('remove the copies', target),
    { failCopy: () => fail('Errors during disk copy: Failed to transfer instance data') },
  ]),
]

const settleSteps: Steps = [
  {
    switchPrimary: (op) => {
      const { name } = moving(op)
      op.edit(
        (draft) => {
          const instance = own(draft.instances, name)
          if (instance) instance.primary = target(op)
        },
        { updates: name },
      )
      op.info('Removing the disks on the original node')
    },
  },
  removeDisks<MoveParams, typeof VARS>('remove the original disks', source),
  {
    mayStop: (op) => {
      if (moving(op).adminState !== 'up') return done()
      op.info(`Starting instance ${moving(op).name} on node ${target(op)}`)
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
        to: target,
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
  exec: 'begin',
  shows: ({ vars }) => ({ copiesTo: vars.target }),
  hooks: (op) => [op.master, source(op), target(op)],
  steps: [checks, { begin: () => undefined }, stopSteps, createSteps, copySteps, settleSteps],
})

const question = byRelease<(instance: string) => string | readonly string[]>({
  // The handout's release lays its lines out itself.
  '2.11': (instance) => [
    `Instance ${instance} will be moved. This requires a shutdown of the instance.`,
    'Continue?',
  ],
  '3.0': (instance) =>
    `Instance ${instance} will be moved. This requires a shutdown of the instance. Continue?`,
})

/** A move needs a target, but its client does not ask for one: the daemon that takes the job refuses. */
const refuseWithoutNode = byRelease<(p: ClientContext<object>) => ProgramNext>({
  '2.11': (p) => refusal(p, "Parameter 'OP_INSTANCE_MOVE.target_node' fails validation"),
  '2.12': (p) =>
    failure(
      p,
      "Unhandled protocol error while talking to the master daemon:\nFailed to parse request: SubmitJob: Can't parse value for 'target_node': Unable to read String\n",
    ),
})

export const move = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    confirm('move', (p) =>
      flag(p.vars.options, 'force') ? null : question(p)(p.vars.args[0] ?? ''),
    ),
    {
      checkTarget: (p) =>
        text(p.vars.options, 'node') === null ? refuseWithoutNode(p)(p) : undefined,
    },
    submitOpcode(INSTANCE_MOVE, ({ options, args: [instance = ''] }) => ({
      instance,
      targetNode: text(options, 'node') ?? '',
      ignoreConsistency: flag(options, 'ignore_consistency'),
      shutdownTimeout: int(options, 'shutdown_timeout') ?? 120,
      ignorePolicy: flag(options, 'ignore_ipolicy'),
    })),
  ],
  opcodes: [INSTANCE_MOVE],
})
