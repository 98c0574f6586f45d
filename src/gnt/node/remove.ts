/**
 * gnt-node remove: takes an empty node out of the cluster; the machine keeps running.
 * Manual: gnt-node(8), REMOVE. Source: lib/client/gnt_node.py (RemoveNode), lib/cmdlib/node.py
 * (LUNodeRemove).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import { defineOpcode, type OpContext, type OpPart, refuse } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import { machineOf } from '../../sim/world.ts'
import { submits } from '../client/submits.ts'
import { remove as spec } from '../declared/node.ts'
import { findNode, unknownNode } from '../names.ts'
import { redistribute } from './ancillary.ts'
import { adjustPool } from './candidates.ts'
import { instancesOn } from './evacuation/instances.ts'
import { UPDATING, updateKeys } from './ssh-keys.ts'

interface RemoveParams {
  node: string
  dryRun: boolean
}

interface RemoveVars {
  node: NodeName
  deaf: NodeName[]
}

type Op = OpContext<RemoveParams, RemoveVars>

/** A node outside the configuration is called by its name, and errors name it so. */
const byName = (op: Op, error: string): string =>
  error.replace(machineOf(op.world, op.vars.node).ip, op.vars.node)

function takeOut(op: Op): void {
  adjustPool(op, op.vars.node)
  op.edit(
    (draft) => {
      delete draft.nodes[op.vars.node]
    },
    { quiet: true },
  )
}

const steps: OpPart<RemoveParams, RemoveVars> = [
  {
    check: (op) => {
      const node = findNode(op.config, op.params.node)
      if (!node) return unknownNode(op.params.node)
      op.vars.node = node.name
      if (node.name === op.config.cluster.masterNode)
        return refuse(
          'wrong_input',
          'Node is the master node, failover to another node is required',
          { is: 'is the master', node: node.name },
        )
      const [instance] = instancesOn(op.config, node.name, 'all')
      if (instance)
        return refuse(
          'wrong_input',
          `Instance ${instance.name} is still running on the node, please remove first`,
          {
            is: 'holds instances',
            node: node.name,
            names: instancesOn(op.config, node.name, 'all').map((i) => i.name),
          },
        )
    },
    begin: () => undefined,
  },
  updateKeys((op) => ({ target: op.vars.node, verb: 'leave' })),
  ask('take it out and run its hooks', 'hooks_runner', {
    to: (op) => op.vars.node,
    before: takeOut,
    args: () => ({}),
    evenOffline: true,
    answer: (op, reply) => {
      if (!reply.ok)
        op.warn(`Communication failure to node ${op.vars.node}: ${byName(op, reply.error)}`)
    },
  }),
  ask('tell the node to leave the cluster', 'node_leave_cluster', {
    to: (op) => op.vars.node,
    args: () => ({}),
    evenOffline: true,
    answer: (op, reply) => {
      if (!reply.ok)
        op.warn(
          `Errors encountered on the remote node while leaving the cluster: ${byName(op, reply.error)}`,
        )
    },
  }),
  {
    forget: (op) => {
      const { files } = machineOf(op.world, op.master)
      files.hosts = files.hosts.filter((h) => h.name !== op.vars.node)
    },
  },
  redistribute(),
]

const NODE_REMOVE = defineOpcode<RemoveParams, RemoveVars, null>({
  name: 'NODE_REMOVE',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  locks: () => [
    { level: 'cluster', name: 'BGL', mode: 'exclusive' },
    { level: 'node', name: '*', mode: 'exclusive' },
    { level: 'instance', name: '*', mode: 'exclusive' },
  ],
  vars: { node: '', ...UPDATING },
  exec: 'begin',
  // A broken node must not stand in the way of its own removal.
  hooks: (op) => Object.keys(op.config.nodes).filter((name) => name !== op.vars.node),
  steps,
})

export const remove = submits(spec, NODE_REMOVE, ({ args: [node = ''] }) => ({ node }))
