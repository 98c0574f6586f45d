/**
 * gnt-group rename. Manual: gnt-group(8), RENAME. Source: lib/client/gnt_group.py (RenameGroup),
 * lib/cmdlib/group.py (LUGroupRename).
 */

import { own } from '../../lib/own.ts'
import { byUuid } from '../../sim/cluster/config.ts'
import { defineOpcode, done, refuse } from '../../sim/run/opcode.ts'
import { submits } from '../client/submits.ts'
import { rename as spec } from '../declared/group.ts'
import { findGroup, unknownGroup } from './names.ts'

interface RenameParams {
  group: string
  newName: string
  dryRun: boolean
}

const GROUP_RENAME = defineOpcode<RenameParams, { uuid: string }, string>({
  name: 'GROUP_RENAME',
  // Real Ganeti shows neither of the two names.
  summary: () => null,
  locks: ({ group }, config) => [
    { level: 'nodegroup', name: findGroup(config, group)?.uuid ?? group, mode: 'exclusive' },
  ],
  vars: { uuid: '' },
  exec: 'rename',
  hooks: (op) => [
    op.master,
    ...byUuid(op.config.nodes)
      .filter((node) => node.group === op.vars.uuid)
      .map((node) => node.name),
  ],
  steps: {
    check: (op) => {
      const { config, params } = op
      const group = findGroup(config, params.group)
      if (!group) return unknownGroup(params.group)
      op.vars.uuid = group.uuid
      const other = findGroup(config, params.newName)
      if (other)
        return refuse(
          'already_exists',
          `Desired new name '${params.newName}' clashes with existing node group (UUID: ${other.uuid})`,
          { is: 'exists', what: 'node group', word: params.newName },
        )
    },
    rename: (op) => {
      const { uuid } = op.vars
      op.edit((draft) => {
        const group = own(draft.groups, uuid)
        if (group) group.name = op.params.newName
      })
    },
    end: (op) => done(op.params.newName),
  },
})

export const rename = submits(spec, GROUP_RENAME, ({ args: [group = '', newName = ''] }) => ({
  group,
  newName,
}))
