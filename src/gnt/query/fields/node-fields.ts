import {
  type ClusterConfig,
  type NodeConf,
  residentsOf,
  roleOf,
} from '../../../sim/cluster/config.ts'
import type { NodeInfo } from '../../../sim/noded/node.ts'
import type { TypedReply } from '../../../sim/run/opcode.ts'
import {
  cellOf,
  type Field,
  type Json,
  known,
  live,
  NO_DATA,
  normal,
  OFFLINE,
  orNoData,
  UNAVAILABLE,
} from '../field.ts'
import { niceSort } from '../order.ts'
import { fieldMap, type Resource } from '../resource.ts'
import { groupOf, ndparamFields, ndparamsOf } from './node-parameters.ts'

/** Fields of `gnt-node list`. Source: src/Ganeti/Query/Node.hs. */
export type NodeRuntime = TypedReply<'node_info'>

type NodeField = Field<NodeConf, NodeRuntime>

const flagField = (
  name: string,
  title: string,
  doc: string,
  get: (node: NodeConf, config: ClusterConfig) => boolean,
): NodeField => known(name, title, 'bool', doc, get)

const textField = (
  name: string,
  title: string,
  doc: string,
  get: (node: NodeConf, config: ClusterConfig) => string,
): NodeField => known(name, title, 'text', doc, get)

const asked = (
  name: string,
  title: string,
  kind: NodeField['kind'],
  doc: string,
  get: (info: NodeInfo) => Json,
): NodeField =>
  live(name, title, kind, doc, (reply) => {
    if (!reply.ok) return reply.offline ? OFFLINE : NO_DATA
    return orNoData(get(reply.payload))
  })

/** Names of instances that live on a node, as primary or secondary. */
export const instancesOn = (config: ClusterConfig, node: NodeConf, as: 'primary' | 'secondary') =>
  niceSort(
    residentsOf(config, node.name)[as].map((i) => i.name),
    (name) => name,
  )

const CONFIGURED: NodeField[] = [
  flagField('drained', 'Drained', 'Kept out of new placements', (n) => n.drained),
  flagField(
    'master_candidate',
    'MasterC',
    'Holds a copy of the configuration',
    (n) => n.masterCandidate,
  ),
  flagField('master_capable', 'MasterCapable', 'May become a candidate', (n) => n.masterCapable),
  known('name', 'Node', 'text', 'Name of the node', (n) => n.name, { compare: 'hostname' }),
  flagField('offline', 'Offline', 'The cluster does not talk to it', (n) => n.offline),
  flagField('vm_capable', 'VMCapable', 'May run instances', (n) => n.vmCapable),
  textField('pip', 'PrimaryIP', 'Primary address', (n) => n.primaryIp),
  textField('sip', 'SecondaryIP', 'Address in the replication network', (n) => n.secondaryIp),
  flagField(
    'master',
    'IsMaster',
    'Is the master',
    (n, config) => config.cluster.masterNode === n.name,
  ),
  cellOf('group', 'Group', 'text', 'Its node group', (n, config) =>
    orNoData(groupOf(config, n)?.name),
  ),
  textField('group.uuid', 'GroupUUID', 'UUID of its node group', (n) => n.group),
  known('ndparams', 'NodeParameters', 'other', 'Parameters that hold for it', (n, config) =>
    ndparamsOf(config, n),
  ),
  known('custom_ndparams', 'CustomNodeParameters', 'other', 'Parameters of its own', (n) => ({
    ...n.ndparams,
  })),
  known(
    'pinst_cnt',
    'Pinst',
    'number',
    'How many instances have it as primary',
    (n, config) => residentsOf(config, n.name).primary.length,
  ),
  known(
    'sinst_cnt',
    'Sinst',
    'number',
    'How many instances have it as secondary',
    (n, config) => residentsOf(config, n.name).secondary.length,
  ),
  known('pinst_list', 'PriInstances', 'other', 'Instances that have it as primary', (n, config) =>
    instancesOn(config, n, 'primary'),
  ),
  known('sinst_list', 'SecInstances', 'other', 'Instances that have it as secondary', (n, config) =>
    instancesOn(config, n, 'secondary'),
  ),
  textField(
    'role',
    'Role',
    'M master, C master candidate, R regular, D drained, O offline',
    (n, config) => roleOf(config, n),
  ),
  cellOf('powered', 'Powered', 'bool', 'Recorded as having power', (n, config) =>
    ndparamsOf(config, n).oob_program === '' ? UNAVAILABLE : normal(n.powered),
  ),
  // Declared in Ganeti, never filled in.
  cellOf('hv_state', 'HypervisorState', 'other', 'State of the hypervisor', () => UNAVAILABLE),
  cellOf('disk_state', 'DiskState', 'other', 'State of the disks', () => UNAVAILABLE),
]

const ASKED: NodeField[] = [
  asked('bootid', 'BootID', 'text', 'Changes with every boot', (i) => i.bootId),
  asked('cnodes', 'CNodes', 'number', 'NUMA domains', () => 1),
  asked('cnos', 'CNOs', 'number', 'Processors used by the node itself', (i) => i.cpus),
  asked('csockets', 'CSockets', 'number', 'Processor sockets', () => 1),
  asked('ctotal', 'CTotal', 'number', 'Logical processors', (i) => i.cpus),
  asked(
    'dfree',
    'DFree',
    'unit',
    'Free space for disks of instances',
    (i) => i.volumeGroup?.freeMib ?? null,
  ),
  asked(
    'dtotal',
    'DTotal',
    'unit',
    'Space for disks of instances',
    (i) => i.volumeGroup?.sizeMib ?? null,
  ),
  asked('spfree', 'SpFree', 'number', 'Free spindles, where storage is exclusive', () => 0),
  asked('sptotal', 'SpTotal', 'number', 'Spindles, where storage is exclusive', () => 0),
  asked('mfree', 'MFree', 'unit', 'Free memory', (i) => i.memoryFreeMib),
  asked('mnode', 'MNode', 'unit', 'Memory that the node itself uses', (i) => i.memoryHostMib),
  asked('mtotal', 'MTotal', 'unit', 'Memory of the machine', (i) => i.memoryTotalMib),
]

const COMMON: NodeField[] = [
  known('ctime', 'CTime', 'timestamp', 'When it was added', (n) => n.ctime),
  known('mtime', 'MTime', 'timestamp', 'When it was last changed', (n) => n.mtime),
  textField('uuid', 'UUID', 'UUID of the node', (n) => n.uuid),
  known('serial_no', 'SerialNo', 'number', 'How often it was changed', (n) => n.serial),
  known('tags', 'Tags', 'other', 'Tags', (n) => n.tags),
]

/** What `gnt-node list` and its filters know about nodes. */
export const NODES: Resource<NodeConf, NodeRuntime> = {
  label: 'Node',
  fields: fieldMap([
    ...CONFIGURED,
    ...ASKED,
    ...ndparamFields<NodeConf, NodeRuntime>(ndparamsOf),
    ...COMMON,
  ]),
  items: (config) => Object.values(config.nodes),
  nameOf: (node) => node.name,
  uuidOf: (node) => node.uuid,
}
