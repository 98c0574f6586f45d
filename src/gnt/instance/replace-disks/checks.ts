/**
 * Checks of replace-disks: which node's disks, by which other node's copy, and whether both can.
 * Source: lib/cmdlib/instance_storage.py (TLReplaceDisks.CheckPrereq).
 */

import { own } from '../../../lib/own.ts'
import { type ClusterConfig, type NodeName, secondaryOf } from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { type Answer, ask, when } from '../../../sim/run/parts.ts'
import { chosenNodes, pickAllocator, relocate } from '../../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../../names.ts'
import { isOffline, refuseDrained, refuseIncapable, refuseOffline } from '../checks.ts'
import { instanceLocks } from '../disks/steps.ts'
import { refuseTargetPolicy } from '../policy.ts'
import {
  checkActivated,
  type ReplaceOp,
  type ReplaceParams,
  type ReplaceSteps,
  type ReplaceVars,
  replacing,
} from './steps.ts'

/** The locks on the instance, its nodes and the new node; on all nodes where an allocator chooses. */
export const replaceLocks = (
  { instance: name, remoteNode, iallocator }: ReplaceParams,
  config: ClusterConfig,
): Lock[] => {
  const instance = findInstance(config, name)
  const remote = remoteNode === null ? undefined : findNode(config, remoteNode)
  const others: NodeName[] =
    iallocator !== null ? Object.keys(config.nodes) : remote ? [remote.name] : []
  return [
    ...instanceLocks(instance),
    ...others.map((node): Lock => ({ level: 'node', name: node, mode: 'exclusive' })),
  ]
}

const checkArguments = (op: ReplaceOp): OpNext | undefined => {
  const { mode, iallocator, remoteNode } = op.params
  if (mode === 'change' && iallocator === null && remoteNode === null)
    return refuse(
      'wrong_input',
      'When changing the secondary either an iallocator script must be used or the new node given',
      { is: 'options' },
    )
  if (mode === 'change') {
    const picked = pickAllocator(op, iallocator, remoteNode)
    if (typeof picked !== 'string') return picked
    op.vars.script = picked
  } else if (iallocator !== null || remoteNode !== null)
    return refuse(
      'wrong_input',
      'The iallocator and new node options can only be used when changing the secondary node',
      { is: 'options' },
    )
  if (!findInstance(op.config, op.params.instance)) return unknownInstance(op.params.instance)
  if (remoteNode === null) return
  const remote = findNode(op.config, remoteNode)
  if (!remote) return unknownNode(remoteNode)
  op.vars.newNode = remote.name
}

const checkLayout = (op: ReplaceOp): OpNext | undefined => {
  const secondary = secondaryOf(replacing(op))
  if (secondary === null)
    return refuse(
      'internal_error',
      'The instance has a strange layout, expected one secondary but found 0',
      {
        is: 'template',
        instance: replacing(op).name,
        what: 'the replacement of a copy',
        word: replacing(op).template,
      },
    )
  op.vars.target = secondary
  op.vars.other = replacing(op).primary
  op.vars.earlyRelease = op.params.earlyRelease
  op.vars.disks = [...op.params.disks]
}

const checkNewNode = (op: ReplaceOp): OpNext | undefined => {
  const { newNode, target, other } = op.vars
  if (newNode === other)
    return refuse('wrong_input', 'The specified node is the primary node of the instance', {
      is: 'own node',
      instance: replacing(op).name,
      node: newNode,
    })
  if (newNode === target)
    return refuse(
      'wrong_input',
      'The specified node is already the secondary node of the instance',
      {
        is: 'own node',
        instance: replacing(op).name,
        node: newNode,
      },
    )
  const { mode, disks } = op.params
  if (disks.length > 0 && (mode === 'auto' || mode === 'change'))
    return refuse('wrong_input', 'Cannot specify disks to be replaced', { is: 'options' })
  if (newNode === '') return undefined
  return refuseTargetPolicy(op, replacing(op), newNode, op.params.ignorePolicy ?? false)
}

/** The indices of the disks that a node reports as faulty, or the refusal when it does not answer. */
const faultyDisks = (reply: Answer<'blockdev_getmirrorstatus'>): number[] | OpNext =>
  reply.ok
    ? reply.payload.flatMap((found, index) =>
        found.ok && found.status.ldisk === 'faulty' ? [index] : [],
      )
    : refuse(
        'environment_error',
        `Failed to get disk status from node ${reply.node}: ${reply.error}`,
      )

const numberedDisks = (op: ReplaceOp) => ({
  disks: replacing(op).disks.map((disk, index) => ({ disk, index })),
})

/** With --auto: the node that has faulty disks. */
const autoSteps: ReplaceSteps = [
  checkActivated('look for all disks before'),
  {
    requireActivated: (op) => {
      if (op.vars.inactive)
        return refuse(
          'wrong_state',
          `Please run activate-disks on instance ${replacing(op).name} first`,
          { is: 'disks off', instance: replacing(op).name },
        )
    },
  },
  ask('ask the primary for faulty disks', 'blockdev_getmirrorstatus', {
    to: (op) => op.vars.other,
    args: numberedDisks,
    answer: (op, reply) => {
      const faulty = faultyDisks(reply)
      if (!Array.isArray(faulty)) return faulty
      op.vars.disks = faulty
    },
  }),
  ask('ask the secondary for faulty disks', 'blockdev_getmirrorstatus', {
    to: (op) => op.vars.target,
    args: numberedDisks,
    answer: (op, reply) => {
      const faulty = faultyDisks(reply)
      if (!Array.isArray(faulty)) return faulty
      const { disks, target, other } = op.vars
      if (disks.length > 0 && faulty.length > 0)
        return refuse(
          'wrong_state',
          `Instance ${replacing(op).name} has faulty disks on more than one node and can not be repaired automatically`,
          { is: 'not in sync', instance: replacing(op).name },
        )
      if (disks.length > 0) {
        op.vars.target = other
        op.vars.other = target
      } else op.vars.disks = faulty
    },
  }),
]

const chooseSide = (op: ReplaceOp): OpNext | undefined => {
  const { newNode, target, other } = op.vars
  switch (op.params.mode) {
    case 'primary':
      op.vars.target = other
      op.vars.other = target
      break
    case 'change': {
      const refusal = refuseDrained(op, newNode) ?? refuseIncapable(op, newNode)
      if (refusal) return refusal
      if (isOffline(op, target) && !op.vars.earlyRelease) {
        op.vars.earlyRelease = true
        op.info(
          `Old secondary ${own(op.config.nodes, target)?.uuid} is offline, automatically enabling early-release mode`,
        )
      }
      break
    }
    case 'secondary':
    case 'auto':
  }
  if (op.vars.disks.length === 0) op.vars.disks = replacing(op).disks.map((_disk, index) => index)
}

const checkOnline = (op: ReplaceOp): OpNext | undefined => {
  const { newNode, target, other } = op.vars
  const refusal = refuseOffline(op, newNode || target) ?? refuseOffline(op, other)
  if (refusal) return refusal
  const touched = [newNode, target, other]
  op.job.holds = op.job.holds.filter(
    ({ level, name }) => level !== 'node' || touched.includes(name),
  )
  const count = replacing(op).disks.length
  const wrong = op.vars.disks.find((index) => index < 0 || index >= count)
  if (wrong !== undefined)
    return refuse(
      'wrong_input',
      `Invalid disk index: ${wrong} (instace has disks 0 to ${count - 1}`,
      { is: 'disk number', instance: replacing(op).name },
    )
}

/** hail chooses the new secondary. */
const allocateSteps: ReplaceSteps = [
  relocate<ReplaceParams, ReplaceVars>(replacing, (op) => op.vars.target),
  {
    takeChosen: (op) => {
      op.vars.newNode = chosenNodes(op)[0] ?? ''
      op.info(`Selected new secondary for instance '${replacing(op).uuid}': ${op.vars.newNode}`)
    },
  },
]

/** Steps up to the first change. */
export const replaceChecks: ReplaceSteps = [
  { checkArguments, checkLayout },
  when('an allocator chooses', (op) => op.vars.script !== '', allocateSteps),
  { checkNewNode },
  when('automatic', (op) => op.params.mode === 'auto', autoSteps, { chooseSide }),
  when('disks to replace', (op) => op.vars.disks.length > 0, { checkOnline }),
]
