import { byUuid } from '../sim/cluster/config.ts'
import { call, defineOpcode, done } from '../sim/run/opcode.ts'

/** Asks every online node for its providers. Source: lib/cmdlib/operating_system.py, LUExtStorageDiagnose. */
export const EXT_STORAGE_DIAGNOSE = defineOpcode<object, object>({
  name: 'EXT_STORAGE_DIAGNOSE',
  summary: () => null,
  locks: () => [],
  vars: {},
  steps: {
    ask: (op) =>
      call(
        byUuid(op.config.nodes)
          .filter((node) => !node.offline && node.vmCapable)
          .map((node) => node.name),
        'extstorage_diagnose',
        {},
      ),
    // Silent nodes are passed over.
    answer: (op) =>
      done(op.all('extstorage_diagnose').flatMap((reply) => (reply.ok ? reply.payload : []))),
  },
})
