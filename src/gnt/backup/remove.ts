/**
 * gnt-backup remove: deletes the exports of an instance, which need not exist any more.
 * Manual: gnt-backup(8), REMOVE. Source: lib/cmdlib/backup.py (LUBackupRemove).
 */
import { byUuid, type InstanceName, type NodeName } from '../../sim/cluster/config.ts'
import { defineOpcode, type OpContext } from '../../sim/run/opcode.ts'
import { askAll, askEach } from '../../sim/run/parts.ts'
import { submits } from '../client/submits.ts'
import { remove as spec } from '../declared/backup.ts'
import { findInstance } from '../names.ts'

interface RemoveExportParams {
  instance: InstanceName
  dryRun: boolean
}

const VARS = { holders: [] as NodeName[] }
type Op = OpContext<RemoveExportParams, typeof VARS>

/** The name of its exports: that of the instance, or as typed where there is no such instance. */
const exportName = ({ config, params }: Op): string =>
  findInstance(config, params.instance)?.name ?? params.instance

const BACKUP_REMOVE = defineOpcode<RemoveExportParams, typeof VARS, null>({
  name: 'BACKUP_REMOVE',
  summary: ({ instance }) => instance,
  locks: () => [{ level: 'node', name: '*', mode: 'exclusive' }],
  vars: VARS,
  exec: 'ask the nodes for exports',
  steps: [
    askAll('ask the nodes for exports', 'export_list', {
      to: (op) => byUuid(op.config.nodes).map(({ name }) => name),
      args: () => ({}),
      answer: (op, replies) => {
        for (const reply of replies)
          if (!reply.ok) op.warn(`Failed to query node ${reply.node} (continuing): ${reply.error}`)
        op.vars.holders = replies.flatMap((reply) =>
          reply.ok && reply.payload.includes(exportName(op)) ? [reply.node] : [],
        )
      },
    }),
    askEach('remove the export', 'export_remove', {
      of: (op) => op.vars.holders,
      to: (_op, node) => node,
      args: (op) => ({ name: exportName(op) }),
      // What fails here only gets into the master's log file.
    }),
    {
      'say if there was none': (op) => {
        if (findInstance(op.config, op.params.instance) || op.vars.holders.length > 0) return
        op.log(
          'Export not found. If trying to remove an export belonging to a deleted instance please use its Fully Qualified Domain Name.',
        )
      },
    },
  ],
})

export const remove = submits(spec, BACKUP_REMOVE, ({ args: [instance = ''] }) => ({ instance }))
