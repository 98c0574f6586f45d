/**
 * gnt-node powercycle: resets a node without asking its system.
 * Manual: gnt-node(8), POWERCYCLE. Source: lib/client/gnt_node.py (PowercycleNode), lib/cmdlib/node.py
 * (LUNodePowercycle), lib/backend.py (PowercycleNode).
 */

import { call, defineOpcode, done, fail, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { ASKING, confirm, FOLLOWING, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { powercycle as spec } from '../declared/node.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag } from '../optparse/read.ts'

interface PowercycleParams {
  node: string
  force: boolean
  dryRun: boolean
}

const NODE_POWERCYCLE = defineOpcode<PowercycleParams, object>({
  name: 'NODE_POWERCYCLE',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  // A last resort takes no locks.
  locks: () => [],
  vars: {},
  exec: 'cycle',
  steps: {
    check: (op) => {
      const node = findNode(op.config, op.params.node)
      if (!node) return unknownNode(op.params.node)
      if (node.name === op.config.cluster.masterNode && !op.params.force)
        return refuse('wrong_input', 'The node is the master and the force parameter was not set')
    },
    cycle: (op) =>
      call(findNode(op.config, op.params.node)?.name ?? op.params.node, 'node_powercycle', {}),
    judge: (op) => {
      const reply = op.reply('node_powercycle')
      return reply.ok ? done(reply.payload) : fail(`Failed to schedule the reboot: ${reply.error}`)
    },
  },
})

export const powercycle = defineCommand({
  spec,
  where: 'master',
  vars: { ...ASKING, ...FOLLOWING },
  steps: [
    confirm(
      'powercycle',
      (p) =>
        flag(p.vars.options, 'confirm')
          ? null
          : `Are you sure you want to hard powercycle node ${p.vars.args[0]}?`,
      2,
    ),
    submitAndFollow((p) => [
      {
        opcode: NODE_POWERCYCLE.name,
        params: {
          node: p.vars.args[0] ?? '',
          force: flag(p.vars.options, 'force'),
          dryRun: flag(p.vars.options, 'dry_run'),
        } satisfies PowercycleParams,
      },
    ]),
    {
      show: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const result = job && outcomeOf(job)
        if (result?.ok && typeof result.value === 'string') p.err(`${result.value}\n`)
        return exit(0)
      },
    },
  ],
  opcodes: [NODE_POWERCYCLE],
})
