/**
 * gnt-node list-storage: volume groups, physical volumes or folders of nodes, as a job.
 * Manual: gnt-node(8), LIST-STORAGE. Source: lib/cmdlib/node.py, LUNodeQueryStorage.
 */

import { own } from '../../../lib/own.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import { SYSTEM_DISK_MIB } from '../../../sim/cluster/system-disk.ts'
import type { NodeCallReply } from '../../../sim/noded/calls.ts'
import { defineOpcode, done, type OpContext, refuse, withParams } from '../../../sim/run/opcode.ts'
import { type Answer, askAll } from '../../../sim/run/parts.ts'
import { FOLLOWING, resultOf, submitAndFollow } from '../../client/client.ts'
import { defineCommand } from '../../command.ts'
import { listStorage as spec } from '../../declared/node-storage.ts'
import { text } from '../../optparse/read.ts'
import { styleOf } from '../../query/command.ts'
import { selectFields } from '../../query/list.ts'
import { niceSort } from '../../query/order.ts'
import { renderOldTable } from '../../query/table.ts'
import { checkFields, chosenNodes, nodeQueryLocks, resolveNodes } from './query-nodes.ts'
import { checkKindEnabled } from './units.ts'

const TITLES = {
  node: 'Node',
  type: 'Type',
  name: 'Name',
  size: 'Size',
  used: 'Used',
  free: 'Free',
  allocatable: 'Allocatable',
}

/** Where the kinds live that are folders. */
const foldersOf = (config: ClusterConfig): Readonly<Record<string, string>> => ({
  file: settingsOf(config).fileStorageDir,
  sharedfile: settingsOf(config).sharedFileStorageDir,
  gluster: '/var/run/ganeti/gluster',
})

interface StorageParams {
  nodes: string[]
  storageType: string | null
  outputFields: string[]
}

type Op = OpContext<StorageParams, { wanted: string[] }>

/** The kind that was asked for, or that of the cluster's first disk template. */
function kindOf(op: Op): string {
  const [first] = op.config.cluster.enabledDiskTemplates
  const usual = first === 'plain' || first === 'drbd' ? 'lvm-vg' : (first ?? 'lvm-vg')
  return op.params.storageType ?? usual
}

/** The storage units of a node; sizes in MiB. */
function unitsOf(
  node: string,
  kind: string,
  folders: Readonly<Record<string, string>>,
  groups: NodeCallReply<'vg_list'>,
): Record<string, string>[] {
  const folder = own(folders, kind)
  if (folder !== undefined) return [unit(node, kind, folder, SYSTEM_DISK_MIB, SYSTEM_DISK_MIB)]
  return groups.map((group) => {
    const { sizeMib, freeMib, allocatable } = group
    return kind === 'lvm-pv'
      ? {
          ...unit(node, kind, group.device, sizeMib, freeMib),
          allocatable: allocatable ? 'Y' : 'N',
        }
      : unit(node, kind, group.name, sizeMib, freeMib)
  })
}

const unit = (node: string, type: string, name: string, size: number, free: number) => ({
  node,
  type,
  name,
  size: String(size),
  used: String(size - free),
  free: String(free),
  allocatable: 'Y',
})

/** One row for each unit of the nodes that answered, with the fields that were asked for. */
function rowsOf(op: Op, replies: Answer<'vg_list'>[]): string[][] {
  const rows: string[][] = []
  const nodes = chosenNodes(op).flatMap((name) => own(op.config.nodes, name) ?? [])
  for (const node of niceSort(nodes, (n) => n.uuid)) {
    const reply = replies.find((r) => r.node === node.name)
    if (!reply || (!reply.ok && reply.offline)) continue
    if (!reply.ok) {
      op.warn(`Can't get storage data from node ${node.name}: ${reply.error}`)
      continue
    }
    for (const values of unitsOf(node.name, kindOf(op), foldersOf(op.config), reply.payload))
      rows.push(op.params.outputFields.map((field) => own(values, field) ?? ''))
  }
  return rows
}

const NODE_QUERY_STORAGE = defineOpcode<StorageParams, { wanted: string[] }, string[][]>({
  name: 'NODE_QUERY_STORAGE',
  summary: () => null,
  locks: nodeQueryLocks,
  vars: { wanted: [] },
  steps: [
    {
      check: (op) => {
        const wrong = checkFields(op.params.outputFields, Object.keys(TITLES))
        if (wrong) return refuse('wrong_input', wrong)
        const refusal = resolveNodes(op)
        if (refusal) return refusal
        const { storageType } = op.params
        if (storageType !== null) return checkKindEnabled(op.config, storageType)
      },
    },
    askAll('list the storage', 'vg_list', {
      to: chosenNodes,
      args: () => ({}),
      answer: (op, replies) => done(rowsOf(op, replies)),
    }),
  ],
})

export const listStorage = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING, fields: [] as string[] },
  steps: [
    {
      choose: (p) => {
        p.vars.fields = selectFields(text(p.vars.options, 'output'), Object.keys(TITLES))
      },
    },
    submitAndFollow<typeof FOLLOWING & { fields: string[] }>((p) => [
      withParams(NODE_QUERY_STORAGE, {
        nodes: p.vars.args,
        storageType: text(p.vars.options, 'user_storage_type'),
        outputFields: p.vars.fields,
      }),
    ]),
    {
      show: (p) => {
        const rows = resultOf(NODE_QUERY_STORAGE, p.world.jobs[p.vars.jobId]) ?? []
        const columns = { titles: TITLES, sizes: ['size', 'used', 'free'] }
        p.out(renderOldTable(columns, p.vars.fields, rows, styleOf(p.vars.options)))
      },
    },
  ],
  opcodes: [NODE_QUERY_STORAGE],
})
