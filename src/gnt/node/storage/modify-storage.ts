/**
 * gnt-node modify-storage: whether new volumes may be placed on a physical volume of a node.
 * Manual: gnt-node(8), MODIFY-STORAGE. Source: lib/client/gnt_node.py (ModifyStorage), lib/cmdlib/node.py
 * (LUNodeModifyStorage).
 */

import { defineOpcode, refuse } from '../../../sim/run/opcode.ts'
import { ask } from '../../../sim/run/parts.ts'
import { exit } from '../../../sim/run/program.ts'
import { FOLLOWING, refusal, submitOpcode } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { modifyStorage as spec } from '../../declared/node-storage.ts'
import { findNode, unknownNode } from '../../names.ts'
import {
  checkKindEnabled,
  endOfUnit,
  lockOfUnit,
  nodeOfUnit,
  type UnitParams,
  unknownKind,
} from './units.ts'

interface ModifyStorageParams extends UnitParams {
  allocatable: boolean
}

const NODE_MODIFY_STORAGE = defineOpcode<ModifyStorageParams, object>({
  name: 'NODE_MODIFY_STORAGE',
  summary: nodeOfUnit,
  locks: lockOfUnit,
  vars: {},
  exec: 'begin',
  steps: [
    {
      check: (op) => {
        const { node, storageType } = op.params
        if (!findNode(op.config, node)) return unknownNode(node)
        if (storageType === 'lvm-pv') return checkKindEnabled(op.config, storageType)
        return refuse('wrong_input', `Storage units of type '${storageType}' can not be modified`)
      },
      begin: () => undefined,
    },
    ask('change the physical volume', 'storage_modify', {
      to: (op) => findNode(op.config, op.params.node)?.name ?? null,
      args: ({ params: { name, allocatable } }) => ({ name, allocatable }),
      answer: (op, reply) => endOfUnit('modify', op.params, reply),
    }),
  ],
})

export const modifyStorage = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const [, kind = ''] = p.vars.args
        const unknown = unknownKind(kind)
        if (unknown !== null) return refusal(p, unknown)
        if (typeof p.vars.options.allocatable === 'boolean') return
        p.err('No changes to perform, exiting.\n')
        return exit(0)
      },
    },
    submitOpcode(
      NODE_MODIFY_STORAGE,
      ({ args: [node = '', storageType = '', name = ''], options }) => ({
        node,
        storageType,
        name,
        allocatable: options.allocatable === true,
      }),
    ),
  ],
  opcodes: [NODE_MODIFY_STORAGE],
})
