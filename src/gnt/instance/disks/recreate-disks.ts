/**
 * gnt-instance recreate-disks: replaces lost disks with empty ones, on the same nodes or on others.
 * Manual: gnt-instance(8), RECREATE-DISKS. Source: lib/client/gnt_instance.py (RecreateDisks),
 * lib/cmdlib/instance_storage.py (LUInstanceRecreateDisks).
 */

import { own } from '../../../lib/own.ts'
import {
  type ClusterConfig,
  type DiskConf,
  type InstanceName,
  type NodeName,
  nodesOf,
} from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { describeDisk, describeVolume } from '../../../sim/noded/devices.ts'
import {
  defineOpcode,
  fail,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
} from '../../../sim/run/opcode.ts'
import { ask, askEach, attempt, forEach, when } from '../../../sim/run/parts.ts'
import { FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { recreateDisks as spec } from '../../declared/instance-disks.ts'
import { ALLOCATING, chosenNodes, pickAllocator, runAllocator, specOf } from '../../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../../names.ts'
import { allIdentified, text } from '../../optparse/read.ts'
import { parseUnit } from '../../optparse/units.ts'
import { isOffline, lockedInstance, refuseOffline, refuseSpindles, requireDown } from '../checks.ts'
import { hookNodes } from '../running.ts'
import { freeMinors, instanceLocks } from './steps.ts'

interface DiskChange {
  index: number
  sizeMib: number | null
  mode: 'rw' | 'ro' | null
  /** Whether a number of spindles was given. */
  spindles?: boolean
}

/** Parameters of INSTANCE_RECREATE_DISKS. */
export interface RecreateDisksParams {
  instance: InstanceName
  /** Empty: all, as they were. */
  disks: DiskChange[]
  /** Other nodes, primary first; empty: the same. */
  nodes: NodeName[]
  iallocator: string | null
  dryRun: boolean
}

const VARS = {
  ...ALLOCATING,
  script: '',
  nodes: [] as NodeName[],
  /** How many of `rounds` have volumes. */
  created: 0,
  failure: '',
}
type Op = OpContext<RecreateDisksParams, typeof VARS>
type Steps = OpPart<RecreateDisksParams, typeof VARS>

const recreateLocks = (
  { instance: name, nodes, iallocator }: RecreateDisksParams,
  config: ClusterConfig,
): Lock[] => {
  const locks = instanceLocks(findInstance(config, name))
  const others =
    iallocator === null
      ? nodes.flatMap((node) => findNode(config, node)?.name ?? [])
      : Object.keys(config.nodes)
  return [
    ...locks,
    ...others.map((node): Lock => ({ level: 'node', name: node, mode: 'exclusive' })),
  ]
}

const checkNames = (op: Op): OpNext | undefined => {
  const { disks, nodes, iallocator } = op.params
  const indices = disks.map(({ index }) => index)
  const twice = [...new Set(indices.filter((index, i) => indices.indexOf(index) !== i))]
  if (twice.length > 0)
    return refuse(
      'wrong_input',
      `Some disks have been specified more than once: ${twice.join(', ')}`,
    )
  if (iallocator !== null) {
    const picked = pickAllocator(op, iallocator, null)
    if (typeof picked !== 'string') return picked
    op.vars.script = picked
  }
  if (!findInstance(op.config, op.params.instance)) return unknownInstance(op.params.instance)
  for (const typed of nodes) {
    const node = findNode(op.config, typed)
    if (!node) return unknownNode(typed)
    op.vars.nodes.push(node.name)
  }
}

const checkPlaces = (op: Op): OpNext | undefined => {
  const instance = lockedInstance(op)
  const { nodes, script } = op.vars
  const count = nodesOf(instance).length
  if (nodes.length > 0 && nodes.length !== count)
    return refuse(
      'wrong_input',
      `Instance ${instance.name} currently has ${count} nodes, but ${nodes.length} replacement nodes were specified`,
      { is: 'options' },
    )
  const refusal = script === '' ? refuseOffline(op, nodes[0] ?? instance.primary) : undefined
  if (refusal) return refusal
  if (instance.disks.length === 0)
    return refuse('wrong_input', `Instance '${instance.name}' has no disks`, {
      is: 'disk number',
      instance: instance.name,
    })
}

/** Whether the disks go to other nodes. */
const moves = (op: Op): boolean => op.vars.script !== '' || op.vars.nodes.length > 0

const checkIndices = (op: Op): OpNext | undefined => {
  const { disks } = lockedInstance(op)
  const indices = op.params.disks.map(({ index }) => index)
  const highest = Math.max(...indices)
  if (highest >= disks.length)
    return refuse('wrong_input', `Invalid disk index '${highest}'`, {
      is: 'disk number',
      instance: op.params.instance,
    })
  if (op.params.disks.some(({ spindles }) => spindles)) return refuseSpindles()
  if (moves(op) && indices.length > 0 && indices.length !== disks.length)
    return refuse(
      'wrong_input',
      "Can't recreate disks partially and change the nodes at the same time",
    )
}

const allocateSteps: Steps = [
  runAllocator<RecreateDisksParams, typeof VARS>('allocate', {
    script: (op) => op.vars.script,
    template: (op) => lockedInstance(op).template,
    request: (op) => ({
      type: 'allocate',
      instance: { ...specOf(lockedInstance(op)), nics: [{ network: null }] },
      requiredNodes: nodesOf(lockedInstance(op)).length,
      groupName: null,
      restrictToNodes: null,
    }),
    cannot: (op, info) =>
      refuse(
        'insufficient_resources',
        `Can't compute nodes using iallocator '${op.vars.script}': ${info}`,
        { is: 'no place' },
      ),
  }),
  {
    takeChosen: (op) => {
      const chosen = chosenNodes(op)
      op.vars.nodes = chosen
      op.job.holds = op.job.holds.filter(
        ({ level, name }) => level !== 'node' || chosen.includes(name),
      )
      op.info(
        `Selected nodes for instance ${op.params.instance} via iallocator ${op.vars.script}: ${chosen.join(', ')}`,
      )
    },
  },
]

const checks: Steps = [
  { checkNames, checkPlaces },
  when(
    'the primary counts',
    (op) => !(moves(op) && isOffline(op, lockedInstance(op).primary)),
    requireDown<RecreateDisksParams, typeof VARS>('before the change', 'cannot recreate disks'),
  ),
  { checkIndices },
  when('an allocator chooses', (op) => op.vars.script !== '', allocateSteps),
]

/** The disks as they will be: changed, and on other nodes if so wished. */
const changed = (op: Op): DiskConf[] => {
  const { disks } = lockedInstance(op)
  const [first, second] = op.vars.nodes
  const minors = op.vars.nodes.map((node) => freeMinors(op.config, node, disks.length))
  return disks.map((disk, index) => {
    const change = op.params.disks.find((each) => each.index === index)
    const facts = {
      ...disk,
      sizeMib: change?.sizeMib ?? disk.sizeMib,
      mode: change?.mode ?? disk.mode,
    }
    if (facts.kind !== 'drbd' || first === undefined || second === undefined) return facts
    const [a = [], b = []] = minors
    return { ...facts, nodes: [first, second], minors: [a[index] ?? 0, b[index] ?? 0] }
  })
}

/** Every disk to make, on every node: its volumes first, then the device over them. */
const rounds = (op: Op) => {
  const instance = lockedInstance(op)
  const wanted = op.params.disks.map(({ index }) => index)
  return instance.disks.flatMap((disk, index) =>
    wanted.length > 0 && !wanted.includes(index)
      ? []
      : nodesOf(instance).map((node) => ({
          disk,
          index,
          node,
          primary: node === instance.primary,
        })),
  )
}

const nameOf = (op: Op, disk: DiskConf, index: number): string =>
  disk.kind === 'drbd'
    ? describeVolume(op.config.cluster.volumeGroup, disk.dataVolume, disk.sizeMib, '')
    : describeDisk(op.world, disk, index)

const cannotCreate = (op: Op, what: string, reply: { node: NodeName; error: string }): OpNext =>
  fail(
    `Can't create block device ${what} on node ${reply.node} for instance ${lockedInstance(op).name}: ${reply.error}`,
  )

/** Writes the disks, and the nodes, as they will be. */
const updateDisks = (op: Op): void => {
  const { name } = lockedInstance(op)
  const disks = changed(op)
  const [primary] = op.vars.nodes
  op.edit(
    (draft) => {
      const instance = own(draft.instances, name)
      if (!instance) return
      instance.disks = disks
      if (primary !== undefined) instance.primary = primary
    },
    primary === undefined ? {} : { updates: name },
  )
  if (primary !== undefined)
    op.warn(
      "Changing the instance's nodes, you will have to remove any disks left on the older nodes manually",
    )
}

const createSteps: Steps = forEach('disk on a node', rounds, (current) => [
  ask('create volumes', 'blockdev_create', {
    to: (op) => current(op).node,
    args: (op) => ({ disk: current(op).disk, instance: lockedInstance(op).name }),
    answer: (op, reply) => {
      const { disk, index } = current(op)
      if (!reply.ok) return cannotCreate(op, nameOf(op, disk, index), reply)
      op.vars.created += 1
    },
  }),
  ask('assemble the device', 'blockdev_assemble', {
    to: (op) => (current(op).disk.kind === 'drbd' ? current(op).node : null),
    args: (op) => ({ disk: current(op).disk, primary: current(op).primary, fresh: true }),
    answer: (op, reply) => {
      const { disk, index } = current(op)
      if (!reply.ok) return cannotCreate(op, describeDisk(op.world, disk, index), reply)
    },
  }),
])

/** What was created is removed again, the last one first, when something fails. */
const makeSteps: Steps = attempt('creation', createSteps, {
  caught: (op, why) => {
    op.vars.failure = why
  },
  otherwise: [
    askEach('undo: remove disks', 'blockdev_remove', {
      of: (op) => rounds(op).slice(0, op.vars.created).reverse(),
      to: (_op, { node }) => node,
      args: (_op, { disk }) => ({ disk }),
    }),
    { giveUp: (op) => fail(op.vars.failure) },
  ],
})

export const INSTANCE_RECREATE_DISKS = defineOpcode<RecreateDisksParams, typeof VARS>({
  name: 'INSTANCE_RECREATE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: recreateLocks,
  vars: VARS,
  exec: 'updateDisks',
  hooks: hookNodes,
  steps: [checks, { updateDisks }, makeSteps],
})

/** What --disk asks for, or the sentence that refuses it. */
const diskChanges = (options: Parameters<typeof allIdentified>[0]): DiskChange[] | string => {
  const changes: DiskChange[] = []
  for (const [ident, values] of allIdentified(options, 'disks')) {
    if (!/^\d+$/.test(ident)) return `invalid literal for int() with base 10: '${ident}'`
    const given = values || {}
    const strange = Object.keys(given).filter((key) => !['size', 'mode', 'spindles'].includes(key))
    if (strange.length > 0)
      return `Parameters for disk ${ident} try to change unmodifyable parameter(s): ${strange.join(', ')}`
    const size = typeof given.size === 'string' ? parseUnit(given.size) : null
    if (size && !size.ok) return `Invalid disk size for disk ${ident}: ${size.refusal.text}`
    const mode = given.mode === 'ro' ? 'ro' : given.mode === 'rw' ? 'rw' : null
    changes.push({
      index: Number(ident),
      sizeMib: size?.ok ? size.value : null,
      mode,
      spindles: given.spindles !== undefined,
    })
  }
  return changes
}

export const recreateDisks = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    {
      checkOptions: (p) => {
        const changes = diskChanges(p.vars.options)
        if (typeof changes === 'string') return refusal(p, changes)
        if (text(p.vars.options, 'node') && text(p.vars.options, 'iallocator'))
          return refusal(p, 'At most one of either --nodes or --iallocator can be passed')
      },
    },
    submitOpcode(INSTANCE_RECREATE_DISKS, ({ options, args: [instance = ''] }) => {
      const changes = diskChanges(options)
      return {
        instance,
        disks: typeof changes === 'string' ? [] : changes,
        nodes: text(options, 'node')?.split(':', 2) ?? [],
        iallocator: text(options, 'iallocator'),
      }
    }),
  ],
  opcodes: [INSTANCE_RECREATE_DISKS],
})
