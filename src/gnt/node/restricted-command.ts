/**
 * gnt-node restricted-command: runs a program that the node's own folder permits.
 * Manual: gnt-node(8), RESTRICTED-COMMAND. Source: lib/client/gnt_node.py (RestrictedCommand), lib/cmdlib/misc.py
 * (LURestrictedCommand).
 */

import type { NodeName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, withParams } from '../../sim/run/opcode.ts'
import { askAll } from '../../sim/run/parts.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, failure, refusal, resultOf, submitAndFollow } from '../client/client.ts'
import { onlineNodes } from '../cluster/online-nodes.ts'
import { defineCommand } from '../command.ts'
import { restrictedCommand as spec } from '../declared/node.ts'
import { flag, text } from '../optparse/read.ts'

interface RestrictedParams {
  command: string
  nodes: NodeName[]
  useLocking: boolean
}

/** Whether it ran, and what it printed or why not; node by node. */
type Outcome = [boolean, string]

const RESTRICTED_COMMAND = defineOpcode<RestrictedParams, object, Outcome[]>({
  name: 'RESTRICTED_COMMAND',
  summary: () => null,
  locks: ({ nodes, useLocking }) =>
    nodes.map((name) => ({ level: 'node', name, mode: useLocking ? 'exclusive' : 'shared' })),
  vars: {},
  steps: askAll('run the command', 'restricted_command', {
    to: (op) => op.params.nodes,
    args: (op) => ({ command: op.params.command }),
    answer: (op, replies) =>
      done(
        replies.map(
          (reply): Outcome =>
            reply.ok
              ? [true, reply.payload]
              : [
                  false,
                  `Command '${op.params.command}' on node '${reply.node}' failed: ${reply.error}`,
                ],
        ),
      ),
  }),
})

const RULE = '------------------------------------------------'

type Vars = typeof FOLLOWING & { nodes: NodeName[] }

export const restrictedCommand = defineCommand<Vars>({
  spec,
  where: 'master',
  vars: { ...FOLLOWING, nodes: [] },
  steps: [
    {
      choose: (p) => {
        const names = p.vars.args.slice(1)
        if (names.length === 0 && text(p.vars.options, 'nodegroup') === null)
          return refusal(p, 'Node group or node names must be given')
        const chosen = onlineNodes(p, names, { withoutMaster: false })
        if (!chosen.ok) return failure(p, chosen.text)
        p.vars.nodes = chosen.value
      },
    },
    submitAndFollow<Vars>((p) => [
      withParams(RESTRICTED_COMMAND, {
        command: p.vars.args[0] ?? '',
        nodes: p.vars.nodes,
        useLocking: flag(p.vars.options, 'do_locking'),
      }),
    ]),
    {
      show: (p) => {
        const results = resultOf(RESTRICTED_COMMAND, p.world.jobs[p.vars.jobId]) ?? []
        const named = flag(p.vars.options, 'show_machine_names')
        results.forEach(([ran, said], i) => {
          const node = p.vars.nodes[i] ?? ''
          p.out(`${RULE}\n`)
          if (!ran) p.out(`${said}\n`)
          else if (named)
            for (const line of said.replace(/\n$/, '').split('\n')) p.out(`${node}: ${line}\n`)
          else p.out(`Node: ${node}\n${said}\n`)
        })
        return exit(results.every(([ran]) => ran) ? 0 : 1)
      },
    },
  ],
  opcodes: [RESTRICTED_COMMAND],
})
