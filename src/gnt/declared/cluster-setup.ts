/**
 * Declarations of gnt-cluster init and modify, and of their settings. Source:
 * lib/client/gnt_cluster.py.
 */

import {
  BACKEND_PARAMETERS,
  DISK_PARAMETERS,
  DISK_STATE,
  DRY_RUN,
  FORCE,
  HYPERVISOR_STATE,
  HYPERVISORS_PARAMETERS,
  IPOLICY_BOUNDS_SPECS,
  IPOLICY_DISK_TEMPLATES,
  IPOLICY_SPINDLE_RATIO,
  IPOLICY_VCPU_RATIO,
  MAC_PREFIX,
  NIC_PARAMETERS,
  NODE_PARAMETERS,
  PRIORITY,
  SECONDARY_IP,
  SSH_KEY_BITS,
  SSH_KEY_TYPE,
  SUBMIT_OPTIONS,
} from '../options.ts'
import { type CommandSpec, notSimulated, off, one, since, value } from '../spec.ts'

const ADD_UIDS = value(
  '--add-uids',
  'User ids or ranges, separated by commas, to put into the pool',
)
const CANDIDATE_POOL_SIZE = value(
  '-C --candidate-pool-size',
  'Number of master candidates wanted',
  { type: 'int' },
)
const COMPRESSION_TOOLS = value(
  '--compression-tools',
  'Compression programs, separated by commas, that may be used',
)
const DATA_COLLECTOR_INTERVAL = value(
  '--data-collector-interval',
  'Seconds between two runs, for each data collector',
  { type: 'keyval', default: {} },
)
const DEFAULT_IALLOCATOR = value('-I --default-iallocator', 'Allocator used when none is named', {
  metavar: '<NAME>',
  completion: 'iallocator',
})
const DEFAULT_IALLOCATOR_PARAMS = value(
  '--default-iallocator-params',
  'Parameters of the default allocator, as option=value,...',
  { type: 'keyval' },
)
const DRBD_HELPER = value(
  '--drbd-usermode-helper',
  'Program that the DRBD kernel module calls on events',
  { dest: 'drbd_helper' },
)
const ENABLED_DATA_COLLECTORS = value(
  '--enabled-data-collectors',
  'Switch data collectors on or off, as name=yes|no,...',
  { type: 'keyval', default: {} },
)
const ENABLED_DISK_TEMPLATES = value(
  '--enabled-disk-templates',
  'Disk templates the cluster may use, separated by commas',
)
const ENABLED_HYPERVISORS = value(
  '--enabled-hypervisors',
  'Hypervisors the cluster may use, separated by commas',
)
const GLOBAL_FILE_STORAGE_DIR = value(
  '--file-storage-dir',
  'Folder on every node under which disk images are kept',
  { metavar: 'DIR' },
)
const GLUSTER_STORAGE_DIR = value(
  '--gluster-storage-dir',
  'Folder on every node under which Gluster volumes are mounted',
  { default: '/var/run/ganeti/gluster', metavar: 'GLUSTERDIR' },
)
const INSTALL_IMAGE = value(
  '--install-image',
  'Image of the helper machine in which OS scripts run',
)
const INSTANCE_COMMUNICATION_NETWORK = value(
  '--instance-communication-network',
  'Network over which instances reach their node',
)
const IPOLICY_STD_SPECS = value('--ipolicy-std-specs', 'Values of the standard instance', {
  type: 'keyval',
})
const MAINTAIN_NODE_HEALTH = value(
  '--maintain-node-health',
  "Whether the watcher stops instances and DRBD devices that don't belong to a node",
  { type: 'bool', metavar: 'yes|no' },
)
const MASTER_NETDEV = value(
  '--master-netdev',
  'Network interface that carries the master address',
  { metavar: 'NETDEV' },
)
const MASTER_NETMASK = value('--master-netmask', 'Netmask of the master address', {
  metavar: 'NETMASK',
})
const MAX_RUNNING_JOBS = value(
  '--max-running-jobs',
  'Number of jobs that may run at the same time',
  { type: 'int' },
)
const MAX_TRACKED_JOBS = value(
  '--max-tracked-jobs',
  'Number of jobs that are watched for scheduling at the same time',
  { type: 'int' },
)
const MODIFY_ETC_HOSTS = value(
  '--modify-etc-hosts',
  'Whether the cluster keeps /etc/hosts of its nodes up to date',
  { type: 'bool', metavar: 'yes|no' },
)
const NO_ETC_HOSTS = off('--no-etc-hosts', 'modify_etc_hosts', 'Leave /etc/hosts alone')
const NO_SSH_INIT = off('--no-ssh-init', 'modify_ssh_setup', 'Leave SSH keys alone')
const PREALLOC_WIPE_DISKS = value(
  '--prealloc-wipe-disks',
  'Whether new disks are overwritten before use',
  { type: 'bool', metavar: 'yes|no' },
)
const PRIMARY_IP_VERSION = value('--primary-ip-version', 'Version of IP used between nodes', {
  default: 4,
  metavar: '4|6',
})
const REMOVE_UIDS = value(
  '--remove-uids',
  'User ids or ranges, separated by commas, to take out of the pool',
)
const RESERVED_LVS = value(
  '--reserved-lvs',
  'Logical volumes, separated by commas, that verify overlooks',
)
const SHARED_FILE_STORAGE_DIR = value(
  '--shared-file-storage-dir',
  'Folder that all nodes share for disk images',
  { metavar: 'SHAREDDIR' },
)
const SPECS_CPU_COUNT = value('--specs-cpu-count', 'Number of CPUs allowed: min, max and std', {
  dest: 'ispecs_cpu_count',
  type: 'keyval',
  default: {},
})
const SPECS_DISK_COUNT = value('--specs-disk-count', 'Number of disks allowed: min, max and std', {
  dest: 'ispecs_disk_count',
  type: 'keyval',
  default: {},
})
const SPECS_DISK_SIZE = value('--specs-disk-size', 'Size of a disk allowed: min, max and std', {
  dest: 'ispecs_disk_size',
  type: 'keyval',
  default: {},
})
const SPECS_MEM_SIZE = value('--specs-mem-size', 'Memory allowed: min, max and std', {
  dest: 'ispecs_mem_size',
  type: 'keyval',
  default: {},
})
const SPECS_NIC_COUNT = value(
  '--specs-nic-count',
  'Number of network cards allowed: min, max and std',
  { dest: 'ispecs_nic_count', type: 'keyval', default: {} },
)
const UID_POOL = value(
  '--uid-pool',
  'User ids or ranges, separated by commas, under which instances may run',
)
const USER_SHUTDOWN = value('--user-shutdown', 'Whether users may stop instances from inside', {
  dest: 'enabled_user_shutdown',
  type: 'bool',
})
const USE_EXTERNAL_MIP_SCRIPT = value(
  '--use-external-mip-script',
  'Whether a script of yours switches the master address',
  { type: 'bool', metavar: 'yes|no' },
)
const VG_NAME = value('--vg-name', 'Volume group that holds disks on every node', { metavar: 'VG' })
const ZEROING_IMAGE = value('--zeroing-image', 'Image of the helper machine that zeroes disks')

export const init: CommandSpec = {
  program: 'gnt-cluster',
  name: 'init',
  aliases: [],
  summary: 'Found a cluster with this node as master',
  usage: { '2.11': '[opts...] <cluster_name>', '3.0': '[<opts>...] <cluster-name>' },
  args: [one('host')],
  options: [
    notSimulated(BACKEND_PARAMETERS),
    CANDIDATE_POOL_SIZE,
    ENABLED_HYPERVISORS,
    GLOBAL_FILE_STORAGE_DIR,
    notSimulated(HYPERVISORS_PARAMETERS),
    MAC_PREFIX,
    MASTER_NETDEV,
    MASTER_NETMASK,
    NIC_PARAMETERS,
    notSimulated(NO_ETC_HOSTS),
    notSimulated(NO_SSH_INIT),
    SECONDARY_IP,
    VG_NAME,
    MAINTAIN_NODE_HEALTH,
    UID_POOL,
    DRBD_HELPER,
    DEFAULT_IALLOCATOR,
    DEFAULT_IALLOCATOR_PARAMS,
    notSimulated(PRIMARY_IP_VERSION),
    PREALLOC_WIPE_DISKS,
    notSimulated(NODE_PARAMETERS),
    SHARED_FILE_STORAGE_DIR,
    USE_EXTERNAL_MIP_SCRIPT,
    notSimulated(DISK_PARAMETERS),
    notSimulated(HYPERVISOR_STATE),
    notSimulated(DISK_STATE),
    ENABLED_DISK_TEMPLATES,
    notSimulated(IPOLICY_STD_SPECS),
    notSimulated(GLUSTER_STORAGE_DIR),
    since('2.12', INSTALL_IMAGE),
    since('2.12', ZEROING_IMAGE),
    since('2.12', COMPRESSION_TOOLS),
    USER_SHUTDOWN,
    since('3.0', notSimulated(SSH_KEY_BITS)),
    since('3.0', notSimulated(SSH_KEY_TYPE)),
    notSimulated(IPOLICY_BOUNDS_SPECS),
    notSimulated(IPOLICY_DISK_TEMPLATES),
    notSimulated(IPOLICY_VCPU_RATIO),
    notSimulated(IPOLICY_SPINDLE_RATIO),
    notSimulated(SPECS_CPU_COUNT),
    notSimulated(SPECS_DISK_COUNT),
    notSimulated(SPECS_DISK_SIZE),
    notSimulated(SPECS_MEM_SIZE),
    notSimulated(SPECS_NIC_COUNT),
  ],
}

export const modify: CommandSpec = {
  program: 'gnt-cluster',
  name: 'modify',
  aliases: [],
  summary: 'Change settings of the cluster',
  usage: { '2.11': '[opts...]', '3.0': '[<opts>...]' },
  args: [],
  options: [
    FORCE,
    BACKEND_PARAMETERS,
    CANDIDATE_POOL_SIZE,
    MAX_RUNNING_JOBS,
    since('2.12', MAX_TRACKED_JOBS),
    since('2.12', INSTALL_IMAGE),
    since('2.12', INSTANCE_COMMUNICATION_NETWORK),
    ENABLED_HYPERVISORS,
    HYPERVISORS_PARAMETERS,
    since('2.12', MAC_PREFIX),
    MASTER_NETDEV,
    MASTER_NETMASK,
    NIC_PARAMETERS,
    VG_NAME,
    MAINTAIN_NODE_HEALTH,
    UID_POOL,
    ADD_UIDS,
    REMOVE_UIDS,
    DRBD_HELPER,
    DEFAULT_IALLOCATOR,
    DEFAULT_IALLOCATOR_PARAMS,
    RESERVED_LVS,
    DRY_RUN,
    PRIORITY,
    PREALLOC_WIPE_DISKS,
    NODE_PARAMETERS,
    USE_EXTERNAL_MIP_SCRIPT,
    DISK_PARAMETERS,
    HYPERVISOR_STATE,
    DISK_STATE,
    ...SUBMIT_OPTIONS,
    ENABLED_DISK_TEMPLATES,
    IPOLICY_STD_SPECS,
    MODIFY_ETC_HOSTS,
    USER_SHUTDOWN,
    IPOLICY_BOUNDS_SPECS,
    IPOLICY_DISK_TEMPLATES,
    IPOLICY_VCPU_RATIO,
    IPOLICY_SPINDLE_RATIO,
    GLOBAL_FILE_STORAGE_DIR,
    SHARED_FILE_STORAGE_DIR,
    since('2.12', ZEROING_IMAGE),
    since('2.12', COMPRESSION_TOOLS),
    since('3.0', ENABLED_DATA_COLLECTORS),
    since('3.0', DATA_COLLECTOR_INTERVAL),
  ],
}
