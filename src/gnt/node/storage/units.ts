import { own } from '../../../lib/own.ts'
import type { ClusterConfig } from '../../../sim/cluster/config.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import type { Reply } from '../../../sim/run/calls/flight.ts'
import { done, fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { findNode } from '../../names.ts'

/** A storage unit of one node, as typed. */
export interface UnitParams {
  node: string
  storageType: string
  name: string
  dryRun: boolean
}

/** The node of the unit, for this job alone. */
export const lockOfUnit = ({ node }: UnitParams, config: ClusterConfig): Lock[] => {
  const found = findNode(config, node)
  return found ? [{ level: 'node', name: found.name, mode: 'exclusive' }] : []
}

/** What the job list says the job is about. */
export const nodeOfUnit = ({ node }: UnitParams, config: ClusterConfig): string =>
  findNode(config, node)?.name ?? node

/** Kinds of storage unit, with the disk templates that need them. */
const KINDS: Readonly<Record<string, readonly string[]>> = {
  file: ['file'],
  'lvm-pv': ['plain', 'drbd'],
  'lvm-vg': ['plain', 'drbd'],
  sharedfile: ['sharedfile'],
  gluster: ['gluster'],
}

/** What the client says of a kind that does not exist (ConvertStorageType); null: it exists. */
export const unknownKind = (kind: string): string | null =>
  Object.hasOwn(KINDS, kind) ? null : `Unknown storage type: ${kind}`

/** The refusal of a kind that no enabled disk template needs (lib/cmdlib/common.py, CheckStorageTypeEnabled). */
export function checkKindEnabled({ cluster }: ClusterConfig, kind: string): OpNext | undefined {
  const { enabledDiskTemplates } = cluster
  if ((own(KINDS, kind) ?? []).some((template) => enabledDiskTemplates.includes(template))) return
  // Nothing enables physical volumes by themselves.
  const needed = kind === 'lvm-pv' ? 'lvm-vg' : kind
  return refuse(
    'wrong_state',
    `No disk template of storage type '${needed}' is enabled in this cluster. Enabled disk templates are: ${enabledDiskTemplates.join(',')}`,
  )
}

/** Ends a job with the node's answer about its unit. */
export const endOfUnit = (doing: string, { name }: UnitParams, reply: Reply) =>
  reply.ok
    ? done()
    : fail(`Failed to ${doing} storage unit '${name}' on ${reply.node}: ${reply.error}`)
