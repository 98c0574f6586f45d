import { byUuid } from '../../sim/cluster/config.ts'
import type { NodeCallReply } from '../../sim/noded/calls.ts'
import { defineOpcode, done } from '../../sim/run/opcode.ts'
import { askAll } from '../../sim/run/parts.ts'

/** Asks every online node for its providers. Source: lib/cmdlib/operating_system.py, LUExtStorageDiagnose. */
export const EXT_STORAGE_DIAGNOSE = defineOpcode<
  object,
  object,
  NodeCallReply<'extstorage_diagnose'>
>({
  name: 'EXT_STORAGE_DIAGNOSE',
  summary: () => null,
  locks: () => [],
  vars: {},
  steps: askAll('ask the nodes for providers', 'extstorage_diagnose', {
    to: (op) =>
      byUuid(op.config.nodes)
        .filter((node) => !node.offline && node.vmCapable)
        .map((node) => node.name),
    args: () => ({}),
    // Silent nodes are passed over.
    answer: (_op, replies) => done(replies.flatMap((reply) => (reply.ok ? reply.payload : []))),
  }),
})
