/**
 * gnt-node powercycle: resets a node without asking its system.
 * Manual: gnt-node(8), POWERCYCLE. Source: lib/client/gnt_node.py (PowercycleNode), lib/cmdlib/node.py
 * (LUNodePowercycle), lib/backend.py (PowercycleNode).
 */

import { defineOpcode, done, fail, refuse } from '../../sim/run/opcode.ts'
import { ask } from '../../sim/run/parts.ts'
import { confirm, FOLLOWING, resultOf, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { powercycle as spec } from '../declared/node.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag } from '../optparse/read.ts'

interface PowercycleParams {
  node: string
  force: boolean
  dryRun: boolean
}

const NODE_POWERCYCLE = defineOpcode<PowercycleParams, object, string>({
  name: 'NODE_POWERCYCLE',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  // A last resort takes no locks.
  locks: () => [],
  vars: {},
  exec: 'begin',
  steps: [
    {
      check: (op) => {
        const node = findNode(op.config, op.params.node)
        if (!node) return unknownNode(op.params.node)
        if (node.name === op.config.cluster.masterNode && !op.params.force)
          return refuse(
            'wrong_input',
            'The node is the master and the force parameter was not set',
            {
              is: 'is the master',
              node: op.master,
            },
          )
      },
      begin: () => undefined,
    },
    ask('reset the node', 'node_powercycle', {
      to: (op) => findNode(op.config, op.params.node)?.name ?? op.params.node,
      args: () => ({}),
      answer: (_op, reply) =>
        reply.ok ? done(reply.payload) : fail(`Failed to schedule the reboot: ${reply.error}`),
    }),
  ],
})

export const powercycle = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    confirm(
      'powercycle',
      (p) =>
        flag(p.vars.options, 'confirm')
          ? null
          : `Are you sure you want to hard powercycle node ${p.vars.args[0]}?`,
      2,
    ),
    submitOpcode(NODE_POWERCYCLE, ({ options, args: [node = ''] }) => ({
      node,
      force: flag(options, 'force'),
    })),
    {
      show: (p) => {
        const said = resultOf(NODE_POWERCYCLE, p.world.jobs[p.vars.jobId])
        if (said !== null) p.err(`${said}\n`)
      },
    },
  ],
  opcodes: [NODE_POWERCYCLE],
})
