/**
 * gnt-instance recreate-disks: makes lost disks anew, empty, on the same nodes or on others.
 * Manual: gnt-instance(8), RECREATE-DISKS. Source: lib/client/gnt_instance.py (RecreateDisks),
 * lib/cmdlib/instance_storage.py (LUInstanceRecreateDisks).
 */

import { own } from '../../lib/own.ts'
import {
  type ClusterConfig,
  type DiskConf,
  type InstanceName,
  type NodeName,
  nodesOf,
} from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { describeDisk, describeVolume } from '../../sim/noded/devices.ts'
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
import { recreateDisks as spec } from '../declared/instance-disks.ts'
import { ALLOCATING, chosenNodes, pickAllocator, runAllocator, specOf } from '../iallocator.ts'
import { findInstance, findNode, unknownInstance, unknownNode } from '../names.ts'
import { allIdentified, flag, text } from '../optparse/read.ts'
import { parseUnit } from '../optparse/units.ts'
import { freeMinors, instanceLocks } from '../storage.ts'
import { isOffline, lockedInstance, refuseOffline, requireDown } from './checks.ts'

interface DiskChange {
  index: number
  sizeMib: number | null
  mode: 'rw' | 'ro' | null
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
  /** Position in `rounds`. */
  at: 0,
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
    )
  const refusal = script === '' ? refuseOffline(op, nodes[0] ?? instance.primary) : undefined
  if (refusal) return refusal
  if (instance.disks.length === 0)
    return refuse('wrong_input', `Instance '${instance.name}' has no disks`)
  if ((script !== '' || nodes.length > 0) && isOffline(op, instance.primary))
    return goto('checkIndices')
}

const checkIndices = (op: Op): OpNext | undefined => {
  const { disks } = lockedInstance(op)
  const indices = op.params.disks.map(({ index }) => index)
  const highest = Math.max(...indices)
  if (highest >= disks.length) return refuse('wrong_input', `Invalid disk index '${highest}'`)
  const moves = op.vars.script !== '' || op.vars.nodes.length > 0
  if (moves && indices.length > 0 && indices.length !== disks.length)
    return refuse(
      'wrong_input',
      "Can't recreate disks partially and change the nodes at the same time",
    )
  if (op.vars.script === '') return goto('checksDone')
}

const checks: Steps = [
  { checkNames, checkPlaces },
  requireDown<RecreateDisksParams, typeof VARS>('state', 'cannot recreate disks'),
  { checkIndices },
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
    checksDone: () => undefined,
  },
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

const makeSteps: Steps = {
  update: (op) => {
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
  },
  create: (op) => {
    const round = rounds(op)[op.vars.at]
    if (!round) return done()
    return call(round.node, 'blockdev_create', {
      disk: round.disk,
      instance: lockedInstance(op).name,
    })
  },
  judgeCreation: (op) => {
    const reply = op.reply('blockdev_create')
    const round = rounds(op)[op.vars.at]
    if (!round) return done()
    const { disk, index, node, primary } = round
    if (!reply.ok) {
      op.vars.failure = `Can't create block device ${nameOf(op, disk, index)} on node ${node} for instance ${lockedInstance(op).name}: ${reply.error}`
      return goto('undo')
    }
    op.vars.at += 1
    if (disk.kind !== 'drbd') return goto('create')
    return call(node, 'blockdev_assemble', { disk, primary, fresh: true })
  },
  judgeDevice: (op) => {
    const reply = op.reply('blockdev_assemble')
    const round = rounds(op)[op.vars.at - 1]
    if (reply.ok || !round) return goto('create')
    op.vars.failure = `Can't create block device ${describeDisk(op.world, round.disk, round.index)} on node ${round.node} for instance ${lockedInstance(op).name}: ${reply.error}`
  },
  undo: (op) => {
    op.vars.at -= 1
    const round = rounds(op)[op.vars.at]
    if (!round) return fail(op.vars.failure)
    return call(round.node, 'blockdev_remove', { disk: round.disk }, 'undo')
  },
}

export const INSTANCE_RECREATE_DISKS = defineOpcode<RecreateDisksParams, typeof VARS>({
  name: 'INSTANCE_RECREATE_DISKS',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: recreateLocks,
  vars: VARS,
  exec: 'update',
  hooks: (op) => [op.master, ...nodesOf(lockedInstance(op))],
  steps: [checks, makeSteps],
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
    changes.push({ index: Number(ident), sizeMib: size?.ok ? size.value : null, mode })
  }
  return changes
}

export const recreateDisks = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      checkOptions: (p) => {
        const changes = diskChanges(p.vars.options)
        if (typeof changes === 'string') return refusal(p, changes)
        if (text(p.vars.options, 'node') && text(p.vars.options, 'iallocator'))
          return refusal(p, 'At most one of either --nodes or --iallocator can be passed')
      },
    },
    submitAndFollow((p) => {
      const changes = diskChanges(p.vars.options)
      return [
        {
          opcode: INSTANCE_RECREATE_DISKS.name,
          params: {
            instance: p.vars.args[0] ?? '',
            disks: typeof changes === 'string' ? [] : changes,
            nodes: text(p.vars.options, 'node')?.split(':', 2) ?? [],
            iallocator: text(p.vars.options, 'iallocator'),
            dryRun: flag(p.vars.options, 'dry_run'),
          } satisfies RecreateDisksParams,
        },
      ]
    }),
    { end: () => exit(0) },
  ],
  opcodes: [INSTANCE_RECREATE_DISKS],
})
