/**
 * gnt-node list-storage: volume groups, physical volumes or folders of nodes, as a job.
 * Manual: gnt-node(8), LIST-STORAGE. Source: lib/cmdlib/node.py, LUNodeQueryStorage.
 */

import { own } from '../../lib/own.ts'
import type { ClusterConfig } from '../../sim/cluster/config.ts'
import type { NodeCallReply } from '../../sim/noded/calls.ts'
import { call, defineOpcode, done, type OpContext, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { FOLLOWING, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { listStorage as spec } from '../declared/node.ts'
import { text } from '../optparse/read.ts'
import { styleOf } from '../query/command.ts'
import { selectFields } from '../query/list.ts'
import { niceSort } from '../query/order.ts'
import { renderOldTable } from '../query/table.ts'
import { checkFields, chosenNodes, nodeQueryLocks, resolveNodes } from './query-nodes.ts'

const TITLES = {
  node: 'Node',
  type: 'Type',
  name: 'Name',
  size: 'Size',
  used: 'Used',
  free: 'Free',
  allocatable: 'Allocatable',
}

/** Kinds that can be listed, with the disk templates that need them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  file: ['file'],
  'lvm-pv': ['plain', 'drbd'],
  'lvm-vg': ['plain', 'drbd'],
  sharedfile: ['sharedfile'],
  gluster: ['gluster'],
}

/** Where the kinds live that are folders. */
const FOLDERS: Readonly<Record<string, string>> = {
  file: '/srv/ganeti/file-storage',
  sharedfile: '/srv/ganeti/shared-file-storage',
  gluster: '/var/run/ganeti/gluster',
}

/** Size of the file system under the folder for disk images: a fact of this lab. */
const FILE_SYSTEM_MIB = 4096

interface StorageParams {
  nodes: string[]
  storageType: string | null
  outputFields: string[]
}

type Op = OpContext<StorageParams, { wanted: string[] }>

const isEnabled = (config: ClusterConfig, kind: string): boolean =>
  (own(KINDS, kind) ?? []).some((template) =>
    config.cluster.enabledDiskTemplates.includes(template),
  )

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
  groups: NodeCallReply<'vg_list'>,
): Record<string, string>[] {
  const folder = own(FOLDERS, kind)
  if (folder !== undefined) return [unit(node, kind, folder, FILE_SYSTEM_MIB, FILE_SYSTEM_MIB)]
  return groups.map((group) => {
    const name = kind === 'lvm-pv' ? group.device : group.name
    return unit(node, kind, name, group.sizeMib, group.freeMib)
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

const NODE_QUERY_STORAGE = defineOpcode<StorageParams, { wanted: string[] }>({
  name: 'NODE_QUERY_STORAGE',
  summary: () => null,
  locks: nodeQueryLocks,
  vars: { wanted: [] },
  steps: {
    check: (op) => {
      const wrong = checkFields(op.params.outputFields, Object.keys(TITLES))
      if (wrong) return refuse('wrong_input', wrong)
      const refusal = resolveNodes(op)
      if (refusal) return refusal
      const { storageType } = op.params
      if (storageType !== null && !isEnabled(op.config, storageType))
        return refuse(
          'wrong_state',
          `No disk template of storage type '${storageType === 'lvm-pv' ? 'lvm-vg' : storageType}' is enabled in this cluster. Enabled disk templates are: ${op.config.cluster.enabledDiskTemplates.join(',')}`,
        )
    },
    ask: (op) => call(chosenNodes(op), 'vg_list', {}),
    answer: (op) => {
      const rows: string[][] = []
      const nodes = chosenNodes(op).flatMap((name) => own(op.config.nodes, name) ?? [])
      for (const node of niceSort(nodes, (n) => n.uuid)) {
        const reply = op.all('vg_list').find((r) => r.node === node.name)
        if (!reply || (!reply.ok && reply.offline)) continue
        if (!reply.ok) {
          op.warn(`Can't get storage data from node ${node.name}: ${reply.error}`)
          continue
        }
        for (const values of unitsOf(node.name, kindOf(op), reply.payload))
          rows.push(op.params.outputFields.map((field) => own(values, field) ?? ''))
      }
      return done(rows)
    },
  },
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
      {
        opcode: 'NODE_QUERY_STORAGE',
        params: {
          nodes: p.vars.args,
          storageType: text(p.vars.options, 'user_storage_type'),
          outputFields: p.vars.fields,
        } satisfies StorageParams,
      },
    ]),
    {
      show: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const outcome = job && outcomeOf(job)
        const rows = (outcome?.ok ? outcome.value : []) as string[][]
        const columns = { titles: TITLES, sizes: ['size', 'used', 'free'] }
        p.out(renderOldTable(columns, p.vars.fields, rows, styleOf(p.vars.options)))
        return exit(0)
      },
    },
  ],
  opcodes: [NODE_QUERY_STORAGE],
})
