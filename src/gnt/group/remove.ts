/**
 * gnt-group remove: deletes a group that has no nodes. Manual: gnt-group(8), REMOVE. Source:
 * lib/client/gnt_group.py (RemoveGroup), lib/cmdlib/group.py (LUGroupRemove).
 */

import { defineOpcode, refuse } from '../../sim/run/opcode.ts'
import { submits } from '../client/submits.ts'
import { remove as spec } from '../declared/group.ts'
import { niceSort } from '../query/order.ts'
import { findGroup, unknownGroup } from './names.ts'

interface RemoveParams {
  group: string
  dryRun: boolean
}

const GROUP_REMOVE = defineOpcode<RemoveParams, object, null>({
  name: 'GROUP_REMOVE',
  summary: ({ group }) => group,
  locks: ({ group }, config) => [
    { level: 'nodegroup', name: findGroup(config, group)?.uuid ?? group, mode: 'exclusive' },
  ],
  vars: {},
  exec: 'remove',
  hooks: (op) => [op.master],
  steps: {
    check: ({ config, params }) => {
      const group = findGroup(config, params.group)
      if (!group) return unknownGroup(params.group)
      const nodes = Object.values(config.nodes).filter((node) => node.group === group.uuid)
      const uuids = niceSort(
        nodes.map((node) => node.uuid),
        (uuid) => uuid,
      )
      if (uuids.length > 0)
        return refuse(
          'wrong_state',
          `Group '${params.group}' not empty, has the following nodes: ${uuids.join(', ')}`,
          { is: 'group has nodes', word: params.group, names: nodes.map(({ name }) => name) },
        )
      if (Object.keys(config.groups).length === 1)
        return refuse(
          'wrong_state',
          `Group '${params.group}' is the only group, cannot be removed`,
          {
            is: 'only group',
            word: params.group,
          },
        )
    },
    remove: (op) => {
      const uuid = findGroup(op.config, op.params.group)?.uuid ?? ''
      op.edit((draft) => {
        delete draft.groups[uuid]
      })
    },
  },
})

export const remove = submits(spec, GROUP_REMOVE, ({ args: [group = ''] }) => ({ group }))
