/**
 * gnt-node health and power: what a node's management hardware says and does. No node of this lab has a
 * program for it, which the real cluster answers with "unavailable" for each. Manual: gnt-node(8), HEALTH,
 * POWER. Source: lib/client/gnt_node.py (Health, PowerNode), lib/cmdlib/misc.py (LUOobCommand).
 */

import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, refuse, withParams } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { confirm, FOLLOWING, failure, resultOf, submitAndFollow } from '../client/client.ts'
import { type ClientContext, type ClientStep, defineCommand } from '../command.ts'
import { health as healthSpec, power as powerSpec } from '../declared/node.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { styleOf } from '../query/command.ts'
import { niceSort } from '../query/order.ts'
import { renderOldTable } from '../query/table.ts'
import type { NodeModifyParams } from './modify/checks.ts'
import { NODE_SET_PARAMS } from './modify/modify.ts'

interface OobParams {
  /** As typed; empty: all, but not the master where that would cut its power. */
  nodes: string[]
  command: 'health' | 'power-on' | 'power-off' | 'power-cycle' | 'power-status'
  ignoreStatus: boolean
}

const CUTS_POWER: readonly string[] = ['power-off', 'power-cycle']

const OOB_COMMAND = defineOpcode<OobParams, object, NodeName[]>({
  name: 'OOB_COMMAND',
  summary: () => null,
  locks: ({ nodes }, config) =>
    nodes.length === 0
      ? [{ level: 'node', name: '*', mode: 'exclusive' }]
      : nodes.flatMap((typed) => {
          const node = findNode(config, typed)
          return node
            ? [{ level: 'node' as const, name: node.name, mode: 'exclusive' as const }]
            : []
        }),
  vars: {},
  steps: {
    check: (op) => {
      const { nodes, command, ignoreStatus } = op.params
      const cuts = CUTS_POWER.includes(command)
      const wanted: NodeName[] = []
      for (const typed of nodes) {
        const node = findNode(op.config, typed)
        if (!node) return unknownNode(typed)
        wanted.push(node.name)
      }
      if (cuts && wanted.includes(op.master))
        return refuse(
          'wrong_input',
          `Operating on the master node ${op.master} is not allowed for ${command}; it does not support out-of-band operations`,
          { is: 'is the master', node: op.master },
        )
      if (wanted.length === 0)
        wanted.push(...Object.keys(op.config.nodes).filter((n) => !cuts || n !== op.master))
      const online = wanted.find((name) => !own(op.config.nodes, name)?.offline)
      if (command === 'power-off' && !ignoreStatus && online !== undefined)
        return refuse(
          'wrong_state',
          `Cannot power off node ${online} because it is not marked offline`,
          { is: 'not offline', node: online },
        )
      return done(niceSort(wanted, (name) => name))
    },
  },
})

type Vars = typeof FOLLOWING

/** One row for each node; no one had anything to say. */
const show: ClientStep<Vars> = (p) => {
  const nodes = resultOf(OOB_COMMAND, p.world.jobs[p.vars.jobId]) ?? []
  const columns = { titles: { node: 'Node', status: 'Status' }, sizes: [] }
  const rows = nodes.map((name) => [name, '(unavail)'])
  p.out(renderOldTable(columns, ['node', 'status'], rows, styleOf(p.vars.options)))
  return exit(rows.length > 0 ? 1 : 0)
}

export const health = defineCommand<Vars>({
  spec: healthSpec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    submitAndFollow<Vars>((p) => [
      withParams(OOB_COMMAND, { nodes: p.vars.args, command: 'health', ignoreStatus: false }),
    ]),
    { show },
  ],
  opcodes: [OOB_COMMAND],
})

const COMMANDS: Readonly<Record<string, OobParams['command']>> = {
  on: 'power-on',
  off: 'power-off',
  cycle: 'power-cycle',
  status: 'power-status',
}

const commandOf = (p: ClientContext<Vars>): OobParams['command'] | undefined =>
  own(COMMANDS, p.vars.args[0] ?? '')

const nodesTyped = (p: ClientContext<Vars>): string[] => p.vars.args.slice(1)

const takeOffline = (node: string, autoPromote: boolean): NodeModifyParams => ({
  node,
  masterCandidate: null,
  drained: null,
  offline: true,
  masterCapable: null,
  vmCapable: null,
  secondaryIp: null,
  powered: null,
  ndparams: null,
  autoPromote,
  force: false,
  dryRun: false,
})

export const power = defineCommand<Vars>({
  spec: powerSpec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const command = commandOf(p)
        if (!command) return failure(p, `power subcommand ${p.vars.args[0]} not supported.`)
        if (CUTS_POWER.includes(command) && nodesTyped(p).length === 0)
          return failure(p, 'Please provide at least one node for this command')
      },
    },
    confirm<Vars>('power', (p) => {
      const command = commandOf(p) ?? 'power-status'
      if (!CUTS_POWER.includes(command) || flag(p.vars.options, 'force')) return null
      const nodes = nodesTyped(p)
      return [
        `The power ${p.vars.args[0]} will operate on ${nodes.length} nodes.`,
        'Do you want to continue?',
        'Affected nodes:',
        ...nodes.map((name) => `  ${name}`),
      ]
    }),
    submitAndFollow<Vars>((p) => {
      const command = commandOf(p) ?? 'power-status'
      const ignoreStatus = flag(p.vars.options, 'ignore_status')
      const offline = command === 'power-off' && !ignoreStatus ? nodesTyped(p) : []
      return [
        ...offline.map((node) =>
          withParams(NODE_SET_PARAMS, takeOffline(node, flag(p.vars.options, 'auto_promote'))),
        ),
        withParams(OOB_COMMAND, { nodes: nodesTyped(p), command, ignoreStatus }),
      ]
    }),
    { show },
  ],
})
