/**
 * gnt-node remove: takes an empty node out of the cluster; the machine keeps running.
 * Manual: gnt-node(8), REMOVE. Source: lib/client/gnt_node.py (RemoveNode), lib/cmdlib/node.py
 * (LUNodeRemove).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import {
  callEvenOffline,
  defineOpcode,
  type OpContext,
  type OpPart,
  refuse,
} from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { machineOf } from '../../sim/world.ts'
import { FOLLOWING, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { remove as spec } from '../declared/node.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { redistribute } from './ancillary.ts'
import { adjustPool } from './candidates.ts'
import { instancesOn } from './instances.ts'
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
        )
      const [instance] = instancesOn(op.config, node.name, 'all')
      if (instance)
        return refuse(
          'wrong_input',
          `Instance ${instance.name} is still running on the node, please remove first`,
        )
    },
    begin: () => undefined,
  },
  updateKeys('keys', (op: Op) => ({ target: op.vars.node, verb: 'leave' })),
  {
    takeOut: (op) => {
      adjustPool(op, op.vars.node)
      op.edit(
        (draft) => {
          delete draft.nodes[op.vars.node]
        },
        { quiet: true },
      )
      return callEvenOffline(op.vars.node, 'hooks_runner', {})
    },
    leave: (op) => {
      const reply = op.reply('hooks_runner')
      if (!reply.ok && op.behaviour.warnsOfHooks)
        op.warn(`Communication failure to node ${op.vars.node}: ${byName(op, reply.error)}`)
      return callEvenOffline(op.vars.node, 'node_leave_cluster', {})
    },
    forget: (op) => {
      const reply = op.reply('node_leave_cluster')
      if (!reply.ok)
        op.warn(
          `Errors encountered on the remote node while leaving the cluster: ${byName(op, reply.error)}`,
        )
      const { files } = machineOf(op.world, op.master)
      files.hosts = files.hosts.filter((h) => h.name !== op.vars.node)
    },
  },
  redistribute<RemoveParams, RemoveVars>('files'),
]

const NODE_REMOVE = defineOpcode<RemoveParams, RemoveVars>({
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

export const remove = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    submitAndFollow((p) => [
      {
        opcode: NODE_REMOVE.name,
        params: {
          node: p.vars.args[0] ?? '',
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies RemoveParams,
      },
    ]),
    { end: () => exit(0) },
  ],
  opcodes: [NODE_REMOVE],
})
