import { own } from '../../../lib/own.ts'
import {
  byUuid,
  type ClusterConfig,
  type GroupConf,
  type NodeConf,
} from '../../../sim/cluster/config.ts'
import { type Field, type FieldKind, type Json, known } from '../field.ts'
import { niceSort } from '../order.ts'
import { fieldMap, type Resource } from '../resource.ts'
import { groupDiskParameters, instancePolicy, policyValues } from './cluster-parameters.ts'
import { groupNdparams, ndparamFields } from './node-parameters.ts'

/** Fields of `gnt-group list`. Source: src/Ganeti/Query/Group.hs. */
const field = (
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (group: GroupConf, config: ClusterConfig) => Json,
): Field<GroupConf, null> => known(name, title, kind, doc, get)

const nodesOf = (group: GroupConf, config: ClusterConfig): NodeConf[] =>
  byUuid(config.nodes).filter((node) => node.group === group.uuid)

const instancesOf = (group: GroupConf, config: ClusterConfig): string[] => {
  const names = Object.values(config.instances)
    .filter((instance) => own(config.nodes, instance.primary)?.group === group.uuid)
    .map((instance) => instance.name)
  return niceSort(names, (name) => name)
}

const FIELDS: Field<GroupConf, null>[] = [
  field(
    'alloc_policy',
    'AllocPolicy',
    'text',
    'How readily it takes instances',
    (g) => g.allocPolicy,
  ),
  field('custom_diskparams', 'CustomDiskParameters', 'other', 'Own disk parameters', (g) => ({
    ...g.diskparams,
  })),
  field('custom_ipolicy', 'CustomInstancePolicy', 'other', 'Own instance policy', (g) =>
    policyValues(g.ipolicy),
  ),
  field('custom_ndparams', 'CustomNDParams', 'other', 'Own node parameters', (g) => ({
    ...g.ndparams,
  })),
  field('diskparams', 'DiskParameters', 'other', 'Disk parameters', (g, config) =>
    groupDiskParameters(config, g),
  ),
  field('ipolicy', 'InstancePolicy', 'other', 'Instance policy', (g, config) =>
    instancePolicy(config, g),
  ),
  field('name', 'Group', 'text', 'Name of the group', (g) => g.name),
  field('ndparams', 'NDParams', 'other', 'Node parameters', (g, config) =>
    groupNdparams(config, g),
  ),
  field('node_cnt', 'Nodes', 'number', 'How many nodes it has', (g, c) => nodesOf(g, c).length),
  field('node_list', 'NodeList', 'other', 'Its nodes', (g, config) =>
    nodesOf(g, config).map((node) => node.name),
  ),
  field(
    'pinst_cnt',
    'Instances',
    'number',
    'How many instances have their primary node in it',
    (g, config) => instancesOf(g, config).length,
  ),
  field(
    'pinst_list',
    'InstanceList',
    'other',
    'Instances that have their primary node in it',
    instancesOf,
  ),
  ...ndparamFields<GroupConf, null>(groupNdparams),
  field('ctime', 'CTime', 'timestamp', 'When it was made', (g) => g.ctime),
  field('mtime', 'MTime', 'timestamp', 'When it was last changed', (g) => g.mtime),
  field('uuid', 'UUID', 'text', 'UUID of the group', (g) => g.uuid),
  field('serial_no', 'SerialNo', 'number', 'How often it was changed', (g) => g.serial),
  field('tags', 'Tags', 'other', 'Tags', (g) => g.tags),
]

/** What `gnt-group list` and its filters know about node groups. */
export const GROUPS: Resource<GroupConf, null> = {
  label: 'NodeGroup',
  fields: fieldMap(FIELDS),
  items: (config) => Object.values(config.groups),
  nameOf: (group) => group.name,
  uuidOf: (group) => group.uuid,
}
