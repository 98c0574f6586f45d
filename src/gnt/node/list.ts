/** gnt-node list. Manual: gnt-node(8), LIST. Source: lib/client/gnt_node.py, ListNodes. */
import { list as spec } from '../declared/node.ts'
import { defineList } from '../query/command.ts'
import { NODES, type NodeRuntime } from '../query/fields/node-fields.ts'
import { commas } from '../query/list.ts'

export const list = defineList({
  spec,
  resource: NODES,
  usual: ['name', 'dtotal', 'dfree', 'mtotal', 'mnode', 'mfree', 'pinst_cnt', 'sinst_cnt'],
  overrides: { pinst_list: commas, sinst_list: commas, tags: commas },
  questions: {
    call: 'node_info',
    args: {},
    nodes: (nodes) => nodes.map((node) => node.name),
    runtime: (node, replies): NodeRuntime =>
      replies.find((reply) => reply.node === node.name) ?? {
        node: node.name,
        ok: false,
        error: 'Node response not present',
        offline: false,
      },
    twiceFor: [],
  },
})
