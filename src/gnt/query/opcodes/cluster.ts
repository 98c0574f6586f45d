import { own } from '../../../lib/own.ts'
import { byUuid, type ClusterConfig } from '../../../sim/cluster/config.ts'
import { findNode } from '../../names.ts'
import { always, given, type Held, NODE, node, nodes, pairsOf, type SentFields } from './sent.ts'

/** Fields of the opcodes about everything but instances. Source: src/Ganeti/OpCodes.hs. */

const skips = (params: Held) => (own(params, 'skipMemory') === true ? ['nplusone_mem'] : [])

const ERRORS: SentFields = {
  debug_simulate_errors: 'simulateErrors',
  error_codes: 'errorCodes',
}
const IGNORES: SentFields = { ignore_errors: 'ignoreErrors', verbose: 'verbose' }

const typedNodes = (params: Held) => (own(params, 'nodes') ?? []) as string[]

const EVACUATION_MODES: Readonly<Record<string, string>> = {
  primary: 'primary-only',
  secondary: 'secondary-only',
  all: 'all',
}

/** A storage unit of a node. */
const UNIT: SentFields = { ...NODE, storage_type: 'storageType', name: 'name' }

/** What a network may have; what was not given is left out. */
const ADDRESSES: SentFields = {
  gateway: 'gateway',
  network6: 'network6',
  gateway6: 'gateway6',
  mac_prefix: 'macPrefix',
  add_reserved_ips: 'addReserved',
  remove_reserved_ips: 'removeReserved',
}

const LINK: SentFields = { group_name: 'group', network_name: 'network' }

const GROUP: SentFields = {
  group_name: 'group',
  alloc_policy: 'allocPolicy',
  ndparams: (params) => filled(own(params, 'ndparams')),
  diskparams: given('diskparams', {}),
  hv_state: always({}),
  disk_state: always({}),
  ipolicy: always({}),
}

/** An object that holds something. */
const filled = (value: unknown) =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0
    ? (value as Record<string, string>)
    : null

const TEST_DELAY: SentFields = {
  duration: (params) => Number(own(params, 'seconds')),
  on_master: 'onMaster',
  on_nodes: 'nodes',
  on_node_uuids: (params, config) => {
    const master = own(params, 'onMaster') === true ? config?.cluster.masterNode : undefined
    const names = [...((own(params, 'nodes') ?? []) as string[]), ...(master ? [master] : [])]
    return config && [...new Set(names.flatMap((name) => findNode(config, name)?.uuid ?? []))]
  },
  repeat: 'repeat',
  interruptible: always(false),
  no_locks: 'noLocks',
}

/** Without names, the job puts in all that it asks. */
const OOB_NODES: SentFields = {
  node_names: (params, config) =>
    typedNodes(params).map((typed) => (config && findNode(config, typed)?.name) ?? typed),
  node_uuids: (params, config) => {
    const typed = typedNodes(params)
    const asked = config && typed.length === 0 ? byUuid(config.nodes) : null
    return (
      asked?.map(({ uuid }) => uuid) ??
      (config && typed.flatMap((name) => findNode(config, name)?.uuid ?? []))
    )
  },
}

/** The node that is added, once it is known. */
const added = (params: Held, config: ClusterConfig | null) =>
  config && findNode(config, String(own(params, 'node')))

const NODE_ADD: SentFields = {
  node_name: NODE.node_name ?? 'node',
  hv_state: always({}),
  disk_state: always({}),
  primary_ip: (params, config) => added(params, config)?.primaryIp,
  secondary_ip: (params, config) =>
    (own(params, 'secondaryIp') as string | null) ?? added(params, config)?.secondaryIp,
  readd: 'readd',
  group: 'group',
  master_capable: given('masterCapable', true),
  vm_capable: given('vmCapable', true),
  ndparams: (params) => filled(own(params, 'ndparams')),
  node_setup: always(true),
}

/** By opcode. */
export const CLUSTER_OPCODES: Readonly<Record<string, SentFields>> = {
  CLUSTER_RENAME: { name: 'name' },
  CLUSTER_RENEW_CRYPTO: { node_certificates: always(true), renew_ssh_keys: always(false) },
  CLUSTER_REPAIR_DISK_SIZES: { instances: 'instances' },
  CLUSTER_REDIST_CONF: {},
  CLUSTER_SET_PARAMS: {
    force: 'force',
    hv_state: always({}),
    disk_state: always({}),
    vg_name: 'volumeGroup',
    enabled_hypervisors: 'enabledHypervisors',
    hvparams: given('hvparams', {}),
    beparams: pairsOf('backend'),
    diskparams: given('diskparams', {}),
    candidate_pool_size: 'candidatePoolSize',
    uid_pool: 'uidPool',
    add_uids: 'addUids',
    remove_uids: 'removeUids',
    nicparams: given('nic', {}),
    ndparams: 'ndparams',
    ipolicy: always({}),
    drbd_helper: 'drbdHelper',
    default_iallocator: 'iallocator',
    master_netdev: 'masterNetdev',
    master_netmask: 'masterNetmask',
    enabled_disk_templates: 'enabledTemplates',
    file_storage_dir: 'fileStorageDir',
    shared_file_storage_dir: 'sharedFileStorageDir',
    instance_communication_network: 'communicationNetwork',
    enabled_data_collectors: given('collectors', {}),
    data_collector_interval: given('intervals', {}),
  },
  CLUSTER_VERIFY: {
    ...ERRORS,
    skip_checks: skips,
    ...IGNORES,
    group_name: 'only',
    verify_clutter: always(false),
  },
  CLUSTER_VERIFY_CONFIG: { ...ERRORS, ...IGNORES },
  CLUSTER_VERIFY_DISKS: { group_name: 'only' },
  CLUSTER_VERIFY_GROUP: {
    group_name: 'group',
    ...ERRORS,
    skip_checks: skips,
    ...IGNORES,
    verify_clutter: always(false),
  },
  EXT_STORAGE_DIAGNOSE: { output_fields: 'outputFields', names: given('names', []) },
  GROUP_ADD: GROUP,
  GROUP_ASSIGN_NODES: { group_name: 'group', force: 'force', ...nodes('nodes', 'node_uuids') },
  GROUP_EVACUATE: {
    group_name: 'group',
    early_release: 'earlyRelease',
    iallocator: 'iallocator',
    target_groups: 'to',
    sequential: 'sequential',
    force_failover: 'forceFailover',
  },
  GROUP_REMOVE: { group_name: 'group' },
  GROUP_RENAME: { group_name: 'group', new_name: 'newName' },
  GROUP_SET_PARAMS: GROUP,
  GROUP_VERIFY_DISKS: { group_name: 'group' },
  NETWORK_ADD: {
    network_name: 'name',
    network: 'network',
    ...ADDRESSES,
    conflicts_check: 'conflictsCheck',
    tags: 'tags',
  },
  NETWORK_CONNECT: {
    ...LINK,
    network_mode: 'mode',
    network_link: 'link',
    network_vlan: 'vlan',
    conflicts_check: 'conflictsCheck',
  },
  NETWORK_DISCONNECT: LINK,
  NETWORK_REMOVE: { network_name: 'name', force: always(false) },
  NETWORK_SET_PARAMS: { network_name: 'name', ...ADDRESSES },
  NODE_ADD,
  NODE_EVACUATE: {
    early_release: 'earlyRelease',
    ...NODE,
    ...node('remote_node', 'remoteNode'),
    iallocator: 'iallocator',
    mode: (params) => own(EVACUATION_MODES, String(own(params, 'side'))),
  },
  NODE_MIGRATE: {
    ...NODE,
    ...node('target_node', 'targetNode'),
    allow_runtime_changes: 'allowRuntimeChanges',
    ignore_ipolicy: always(false),
    iallocator: 'iallocator',
  },
  NODE_MODIFY_STORAGE: {
    ...UNIT,
    changes: (params) => ({ allocatable: own(params, 'allocatable') === true }),
  },
  NODE_POWERCYCLE: { ...NODE, force: 'force' },
  NODE_QUERYVOLS: { output_fields: 'outputFields', nodes: 'nodes' },
  NODE_QUERY_STORAGE: {
    output_fields: 'outputFields',
    storage_type: 'storageType',
    nodes: 'nodes',
  },
  NODE_REMOVE: NODE,
  NODE_SET_PARAMS: {
    ...NODE,
    force: 'force',
    hv_state: always({}),
    disk_state: always({}),
    master_candidate: 'masterCandidate',
    offline: 'offline',
    drained: 'drained',
    auto_promote: 'autoPromote',
    master_capable: 'masterCapable',
    vm_capable: 'vmCapable',
    secondary_ip: 'secondaryIp',
    ndparams: 'ndparams',
    powered: 'powered',
  },
  OOB_COMMAND: {
    ...OOB_NODES,
    command: 'command',
    timeout: always(60),
    ignore_status: 'ignoreStatus',
    power_delay: always(2),
  },
  OS_DIAGNOSE: { output_fields: 'outputFields', names: given('names', []) },
  REPAIR_NODE_STORAGE: { ...UNIT, ignore_consistency: 'ignoreConsistency' },
  RESTRICTED_COMMAND: {
    use_locking: 'useLocking',
    ...nodes('nodes', 'node_uuids'),
    command: 'command',
  },
  TAGS_DEL: { kind: 'kind', tags: 'tags', name: 'name' },
  TAGS_SEARCH: { pattern: 'pattern' },
  TAGS_SET: { kind: 'kind', tags: 'tags', name: 'name' },
  TEST_DELAY,
  TEST_JQUEUE: {
    notify_waitlock: always(true),
    notify_exec: always(true),
    log_messages: 'logMessages',
    fail: 'fail',
  },
}
