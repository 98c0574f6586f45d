import { own } from '../../../lib/own.ts'
import {
  type BackendParameters,
  type ClusterConfig,
  DRBD_META_MIB,
  type InstanceConf,
  type NodeConf,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import {
  alias,
  cellOf,
  type Field,
  type FieldKind,
  type Json,
  known,
  orNoData,
  orUnavailable,
} from '../field.ts'
import { fieldMap, type Resource } from '../resource.ts'
import { hvFields, instanceHvparams } from './hypervisor-parameters.ts'
import { diskFields, nicFields } from './instance-devices.ts'
import { type InstanceRuntime, LIVE_FIELDS } from './instance-live.ts'
import { groupOf } from './node-parameters.ts'

/** Fields of `gnt-instance list`. Source: src/Ganeti/Query/Instance.hs. */
export type InstanceField = Field<InstanceConf, InstanceRuntime>

const field = (
  name: string,
  title: string,
  kind: FieldKind,
  doc: string,
  get: (instance: InstanceConf, config: ClusterConfig) => Json,
): InstanceField => known(name, title, kind, doc, get)

/** Backend parameters as stored, in Ganeti's order. */
export const beparams = (be: BackendParameters) => ({
  minmem: be.minmemMib,
  maxmem: be.maxmemMib,
  vcpus: be.vcpus,
  auto_balance: be.autoBalance,
  always_failover: be.alwaysFailover,
  spindle_use: be.spindleUse,
})

/** Those that were given to this instance. */
export const customBeparams = (
  config: ClusterConfig,
  be: BackendParameters,
): Record<string, number | boolean> => {
  const defaults: Record<string, number | boolean> = beparams(settingsOf(config).backend)
  const isOwn = (name: string, value: number | boolean) =>
    be.given?.includes(name) ??
    (name === 'minmem' || name === 'maxmem' || own(defaults, name) !== value)
  return Object.fromEntries(
    Object.entries(beparams(be)).filter(([name, value]) => isOwn(name, value)),
  )
}

const BACKEND: readonly [keyof ReturnType<typeof beparams>, string, FieldKind][] = [
  ['always_failover', 'be/always_failover', 'bool'],
  ['auto_balance', 'Auto_balance', 'bool'],
  ['maxmem', 'ConfigMaxMem', 'unit'],
  ['minmem', 'ConfigMinMem', 'unit'],
  ['spindle_use', 'be/spindle_use', 'number'],
  ['vcpus', 'ConfigVCPUs', 'number'],
]

const secondaries = (instance: InstanceConf, config: ClusterConfig): NodeConf[] => {
  const name = secondaryOf(instance)
  const node = name === null ? undefined : own(config.nodes, name)
  return node ? [node] : []
}

const groupsOfSecondaries = (instance: InstanceConf, config: ClusterConfig) =>
  secondaries(instance, config).flatMap((node) => groupOf(config, node) ?? [])

const primaryGroup = (instance: InstanceConf, config: ClusterConfig) => {
  const node = own(config.nodes, instance.primary)
  return node && groupOf(config, node)
}

const diskUsage = (instance: InstanceConf): number =>
  instance.disks.reduce(
    (sum, disk) => sum + disk.sizeMib + (disk.kind === 'drbd' ? DRBD_META_MIB : 0),
    0,
  )

const PLACE: InstanceField[] = [
  known('pnode', 'Primary_node', 'text', 'Primary node', (i) => i.primary, {
    compare: 'hostname',
  }),
  cellOf('pnode.group', 'PrimaryNodeGroup', 'text', 'Group of its primary node', (i, config) =>
    orNoData(primaryGroup(i, config)?.name),
  ),
  cellOf(
    'pnode.group.uuid',
    'PrimaryNodeGroupUUID',
    'text',
    "UUID of its primary node's group",
    (i, config) => orNoData(primaryGroup(i, config)?.uuid),
  ),
  field('snodes', 'Secondary_Nodes', 'other', 'Secondary nodes', (i, config) =>
    secondaries(i, config).map((n) => n.name),
  ),
  field('snodes.group', 'SecondaryNodesGroups', 'other', 'Groups of secondary nodes', (i, config) =>
    groupsOfSecondaries(i, config).map((g) => g.name),
  ),
  field(
    'snodes.group.uuid',
    'SecondaryNodesGroupsUUID',
    'other',
    "UUIDs of secondary nodes' groups",
    (i, config) => groupsOfSecondaries(i, config).map((g) => g.uuid),
  ),
]

const STATE: InstanceField[] = [
  field('admin_state', 'InstanceState', 'text', 'Wanted state', (i) => i.adminState),
  field(
    'admin_state_source',
    'InstanceStateSource',
    'text',
    'Who last changed the wanted state',
    (i) => i.adminStateSource,
  ),
  field('admin_up', 'Autostart', 'bool', 'Whether it shall run', (i) => i.adminState === 'up'),
  field(
    'disks_active',
    'DisksActive',
    'bool',
    'Whether its disks shall be active',
    (i) => i.disksActive,
  ),
  known('name', 'Instance', 'text', 'Name of the instance', (i) => i.name, {
    compare: 'hostname',
  }),
  field('hypervisor', 'Hypervisor', 'text', 'Hypervisor that runs it', (i) => i.hypervisor),
  cellOf('network_port', 'Network_port', 'other', 'Port of its VNC console', (i) =>
    orUnavailable(i.networkPort),
  ),
  field('os', 'OS', 'text', 'Operating system', (i) => i.os),
  field('disk_template', 'Disk_template', 'text', 'Kind of its disks', (i) => i.template),
  field('disk_usage', 'DiskUsage', 'unit', 'Space its disks take on each of its nodes', diskUsage),
  field('forthcoming', 'Forthcoming', 'bool', 'Planned, but not created yet', () => false),
]

const PARAMETERS: InstanceField[] = [
  field('hvparams', 'HypervisorParameters', 'other', 'Hypervisor parameters', (i, config) =>
    instanceHvparams(config, i),
  ),
  field('beparams', 'BackendParameters', 'other', 'Backend parameters', (i) => beparams(i.be)),
  field('osparams', 'OpSysParameters', 'other', 'Parameters of its OS', (i) => ({
    ...i.osparams,
  })),
  field(
    'custom_hvparams',
    'CustomHypervisorParameters',
    'other',
    'Hypervisor parameters of its own',
    (i) => ({ ...i.hvparams }),
  ),
  field(
    'custom_beparams',
    'CustomBackendParameters',
    'other',
    'Backend parameters of its own',
    (i, config) => customBeparams(config, i.be),
  ),
  field('custom_osparams', 'CustomOpSysParameters', 'other', 'OS parameters of its own', (i) => ({
    ...i.osparams,
  })),
  ...BACKEND.map(([name, title, kind]) =>
    field(`be/${name}`, title, kind, `Backend parameter "${name}"`, (i) => beparams(i.be)[name]),
  ),
]

const COMMON: InstanceField[] = [
  field('ctime', 'CTime', 'timestamp', 'When it was created', (i) => i.ctime),
  field('mtime', 'MTime', 'timestamp', 'When it was last changed', (i) => i.mtime),
  field('uuid', 'UUID', 'text', 'UUID of the instance', (i) => i.uuid),
  field('serial_no', 'SerialNo', 'number', 'How often it was changed', (i) => i.serial),
  field('tags', 'Tags', 'other', 'Tags', (i) => i.tags),
]

const ALIASES: readonly [string, string][] = [
  ['vcpus', 'be/vcpus'],
  ['be/memory', 'be/maxmem'],
  ['sda_size', 'disk.size/0'],
  ['sdb_size', 'disk.size/1'],
  ['ip', 'nic.ip/0'],
  ['mac', 'nic.mac/0'],
  ['bridge', 'nic.bridge/0'],
  ['nic_mode', 'nic.mode/0'],
  ['nic_link', 'nic.link/0'],
  ['nic_network', 'nic.network/0'],
]

const named = fieldMap<InstanceConf, InstanceRuntime>([
  ...PLACE,
  ...STATE,
  ...PARAMETERS,
  ...hvFields<InstanceRuntime>(),
  ...diskFields<InstanceRuntime>(),
  ...nicFields<InstanceRuntime>(),
  ...LIVE_FIELDS,
  ...COMMON,
])

for (const [name, of] of ALIASES) {
  const original = named.get(of)
  if (original) named.set(name, alias(name, original))
}

/** What `gnt-instance list` and its filters know about instances. */
export const INSTANCES: Resource<InstanceConf, InstanceRuntime> = {
  label: 'Instance',
  fields: named,
  items: (config) => Object.values(config.instances),
  nameOf: (instance) => instance.name,
  uuidOf: (instance) => instance.uuid,
}
