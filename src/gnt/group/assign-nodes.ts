/**
 * gnt-group assign-nodes: moves nodes into a group. Manual: gnt-group(8), ASSIGN-NODES. Source:
 * lib/client/gnt_group.py (AssignNodes), lib/cmdlib/group.py (LUGroupAssignNodes), lib/config
 * (AssignGroupNodes).
 */

import { own } from '../../lib/own.ts'
import { type ClusterConfig, type NodeConf, nodesOf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { defineOpcode, fail, type OpContext } from '../../sim/run/opcode.ts'
import { submits } from '../client/submits.ts'
import { assignNodes as spec } from '../declared/group.ts'
import { findNode, unknownNode } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { niceSort } from '../query/order.ts'
import { findGroup, unknownGroup } from './names.ts'

interface AssignParams {
  group: string
  nodes: string[]
  force: boolean
  dryRun: boolean
}
type Op = OpContext<AssignParams, object>

/** No node means every node (GetWantedNodes). */
const chosenNodes = (config: ClusterConfig, { nodes }: AssignParams): NodeConf[] =>
  nodes.length === 0
    ? Object.values(config.nodes)
    : nodes.flatMap((typed) => findNode(config, typed) ?? [])

/** Its own lock, those of the nodes, and those of the groups that they leave. */
function locksOf(params: AssignParams, config: ClusterConfig): Lock[] {
  const nodes = chosenNodes(config, params)
  const target = findGroup(config, params.group)?.uuid ?? params.group
  const groups = new Set([target, ...nodes.map((node) => node.group)])
  return [
    ...[...groups].map((name): Lock => ({ level: 'nodegroup', name, mode: 'exclusive' })),
    ...nodes.map(({ name }): Lock => ({ level: 'node', name, mode: 'exclusive' })),
  ]
}

/** Mirrored instances with a node in each of two groups: those that become so, and those that stay so. */
function splitBy(config: ClusterConfig, nodes: readonly NodeConf[], group: string) {
  const moved = new Set(nodes.map((node) => node.name))
  const before = (node: string) => own(config.nodes, node)?.group
  const after = (node: string) => (moved.has(node) ? group : before(node))
  const mirrored = Object.values(config.instances).filter(({ template }) => template === 'drbd')
  const isSplit = (names: readonly string[], of: typeof before) => new Set(names.map(of)).size > 1
  const split = mirrored.filter((instance) => isSplit(nodesOf(instance), after))
  const named = (was: boolean) =>
    niceSort(
      split.filter((i) => isSplit(nodesOf(i), before) === was).map((i) => i.name),
      (name) => name,
    ).join(', ')
  return { fresh: named(false), old: named(true) }
}

function checkSplits(op: Op) {
  const { config, params } = op
  const group = findGroup(config, params.group)?.uuid ?? ''
  const { fresh, old } = splitBy(config, chosenNodes(config, params), group)
  if (fresh === '') return
  if (!params.force)
    return fail(
      `The following instances get split by this change and --force was not given: ${fresh}`,
    )
  op.warn(`This operation will split the following instances: ${fresh}`)
  if (old !== '')
    op.warn(`In addition, these already-split instances continue to be split across groups: ${old}`)
}

const GROUP_ASSIGN_NODES = defineOpcode<AssignParams, object, null>({
  name: 'GROUP_ASSIGN_NODES',
  summary: ({ group }) => group,
  locks: locksOf,
  vars: {},
  exec: 'assign',
  steps: {
    checkNames: ({ config, params }) => {
      if (!findGroup(config, params.group)) return unknownGroup(params.group)
      const unknown = params.nodes.find((typed) => !findNode(config, typed))
      if (unknown !== undefined) return unknownNode(unknown)
    },
    checkSplits,
    assign: (op) => {
      const group = findGroup(op.config, op.params.group)?.uuid ?? ''
      const moved = chosenNodes(op.config, op.params).filter((node) => node.group !== group)
      const groups = moved.length === 0 ? [] : [group, ...moved.map((node) => node.group)]
      op.edit(
        (draft) => {
          for (const { name } of moved) {
            const node = own(draft.nodes, name)
            if (node) node.group = group
          }
        },
        { quiet: true, updates: [...new Set(groups)] },
      )
    },
  },
})

export const assignNodes = submits(
  spec,
  GROUP_ASSIGN_NODES,
  ({ options, args: [group = '', ...nodes] }) => ({ group, nodes, force: flag(options, 'force') }),
)
