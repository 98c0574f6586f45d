/** Flags that several commands share, each declared once. Source: lib/cli_opts.py. */

import { each, type OptionSpec, off, on, pick, value } from './spec.ts'

/** Every command has these. */
export const COMMON: readonly OptionSpec[] = [
  {
    flags: ['-d', '--debug'],
    dest: 'debug',
    action: 'count',
    type: null,
    default: 0,
    help: 'Log more of what happens (can be repeated)',
  },
  value('--reason', 'Why you do this; kept with the job', { default: [] }),
  {
    flags: ['-h', '--help'],
    dest: 'help',
    action: 'help',
    type: null,
    default: null,
    help: 'Print this text',
  },
]

export const BACKEND_PARAMETERS = value(
  '-B --backend-parameters',
  'Memory, CPUs and the like, as option=value,...',
  { dest: 'beparams', type: 'keyval', default: {} },
)
export const COMPRESS = value('--compress', 'How the data is compressed on its way', {
  default: 'none',
})
export const CONFIRM = on('--yes', "Don't ask for confirmation", { dest: 'confirm' })
export const DISK = each('--disk', 'Properties of one disk, as index:option=value,...', {
  dest: 'disks',
  type: 'identkeyval',
})
export const DISK_PARAMETERS = each(
  '-D --disk-parameters',
  'Parameters of a disk template, as template:option=value,...',
  { dest: 'diskparams', type: 'identkeyval' },
)
export const DISK_STATE = each(
  '--disk-state',
  "State of the node's disks, as type/name:option=value,... (stored, not used yet)",
  { type: 'identkeyval' },
)
export const DISK_TEMPLATE = value('-t --disk-template', 'Kind of disks', {
  type: 'choice',
  choices: ['blockdev', 'diskless', 'drbd', 'ext', 'file', 'gluster', 'plain', 'rbd', 'sharedfile'],
  metavar: 'TEMPL',
})
export const DRY_RUN = on(
  '--dry-run',
  'Stop after the checks: show whether it would work, change nothing',
)
export const EARLY_RELEASE = on(
  '--early-release',
  "Let go of the old secondary's locks and disks as soon as possible",
)
export const FILE_DRIVER = value('--file-driver', 'How image files are attached to the instance', {
  type: 'choice',
  choices: ['blktap', 'blktap2', 'loop'],
  metavar: '<DRIVER>',
})
export const FILE_STORAGE_DIR = value(
  '--file-storage-dir',
  "Folder for disk images, below the cluster's file storage",
  { metavar: '<DIR>' },
)
export const FORCE = on('-f --force', 'Go ahead without asking')
export const FORCE_FILTER = on('-F --filter', 'Read the arguments as a filter', {
  dest: 'force_filter',
})
export const FORCE_MULTI = on(
  '--force-multiple',
  "Don't ask when several instances are concerned",
  { dest: 'force_multi' },
)
export const HELPER_SHUTDOWN_TIMEOUT = value(
  '--helper-shutdown-timeout',
  'Seconds the helper machine may take to stop',
  { type: 'int' },
)
export const HELPER_STARTUP_TIMEOUT = value(
  '--helper-startup-timeout',
  'Seconds the helper machine may take to start',
  { type: 'int' },
)
export const HYPERVISOR = value(
  '-H --hypervisor-parameters',
  'Hypervisor and its parameters, as name:option=value,...',
  { dest: 'hypervisor', type: 'identkeyval' },
)
export const HYPERVISORS_PARAMETERS = each(
  '-H --hypervisor-parameters',
  "A hypervisor's parameters, as name:option=value,...",
  { dest: 'hvparams', type: 'identkeyval' },
)
export const HYPERVISOR_PARAMETERS = value(
  '-H --hypervisor-parameters',
  "The hypervisor's parameters, as option=value,...",
  { dest: 'hvparams', type: 'keyval', default: {} },
)
export const HYPERVISOR_STATE = each(
  '--hypervisor-state',
  "State of the node's hypervisor, as name:option=value,... (stored, not used yet)",
  { dest: 'hv_state', type: 'identkeyval' },
)
export const IALLOCATOR = value('-I --iallocator', 'Let this allocator choose the nodes', {
  metavar: '<NAME>',
  completion: 'iallocator',
})
export const IGNORE_CONSISTENCY = on(
  '--ignore-consistency',
  'Go on although the disks may be out of date; the source node has to be offline',
)
export const IGNORE_IPOLICY = on(
  '--ignore-ipolicy',
  'Go on although the instance policy is violated',
)
export const IPOLICY_BOUNDS_SPECS = value(
  '--ipolicy-bounds-specs',
  'Smallest and largest instance allowed',
  { type: 'multilistidentkeyval' },
)
export const IPOLICY_DISK_TEMPLATES = value(
  '--ipolicy-disk-templates',
  'Disk templates an instance may have, separated by commas',
  { type: 'list' },
)
export const IPOLICY_SPINDLE_RATIO = value(
  '--ipolicy-spindle-ratio',
  'Most instances allowed for one spindle',
  { type: 'maybefloat' },
)
export const IPOLICY_VCPU_RATIO = value(
  '--ipolicy-vcpu-ratio',
  'Most virtual CPUs allowed for one real CPU',
  { type: 'maybefloat' },
)
export const MAC_PREFIX = value(
  '-m --mac-prefix',
  'First three bytes of new MAC addresses, as XX:XX:XX',
  { metavar: 'PREFIX' },
)
export const MIGRATION_MODE = value(
  '--migration-mode',
  'Migrate live or non-live, whatever the default is',
  { type: 'choice', choices: ['live', 'non-live'] },
)
export const NET = each('--net', 'Properties of one network card, as index:option=value,...', {
  dest: 'nics',
  type: 'identkeyval',
})
export const NEW_SECONDARY = value('-n --new-secondary', 'Node that becomes the new secondary', {
  dest: 'dst_node',
  metavar: 'NODE',
  completion: 'node',
})
export const NIC_PARAMETERS = value(
  '-N --nic-parameters',
  'Parameters of network cards, as option=value,...',
  { dest: 'nicparams', type: 'keyval', default: {} },
)
export const NODE_GROUP = value('-g --node-group', 'Name or UUID of a node group', {
  dest: 'nodegroup',
  metavar: '<nodegroup>',
  completion: 'nodegroup',
})
export const NODE_LIST = each('-n --node', 'Take only this node (can be repeated)', {
  dest: 'nodes',
  metavar: '<node>',
  completion: 'node',
})
export const NODE_PARAMETERS = value(
  '--node-parameters',
  'Parameters of the nodes, as option=value,...',
  { dest: 'ndparams', type: 'keyval' },
)
export const NODE_PLACEMENT = value(
  '-n --node',
  'Primary node, and the secondary if there is one',
  { metavar: '<pnode>[:<snode>]', completion: 'placement' },
)
export const NON_LIVE = off(
  '--non-live',
  'live',
  'Freeze the instance, save it, and resume it on the other node',
)
export const NO_CONFLICTS_CHECK = off(
  '--no-conflicts-check',
  'conflicts_check',
  "Don't check whether an address lies in a known network",
)
export const NO_HEADERS = on('--no-headers', 'Leave out the line of titles')
export const NO_IP_CHECK = off(
  '--no-ip-check',
  'ip_check',
  "Don't check whether the address already answers",
)
export const NO_NAME_CHECK = off('--no-name-check', 'name_check', "Don't look the name up")
export const NO_NICS = on('--no-nics', 'Give the instance no network card')
export const NO_RUNTIME_CHANGES = off(
  '--no-runtime-changes',
  'allow_runtime_chgs',
  "Refuse rather than shrink the instance's memory",
)
export const NO_SSH_KEY_CHECK = off(
  '--no-ssh-key-check',
  'ssh_key_check',
  'Accept any SSH host key',
)
export const NO_WAIT_FOR_SYNC = off(
  '--no-wait-for-sync',
  'wait_for_sync',
  'Return while disks are still synchronising (dangerous)',
)
export const OOB_TIMEOUT = value('--oob-timeout', 'Seconds the out-of-band program may take', {
  type: 'int',
  default: 60,
})
export const OPPORTUNISTIC_LOCKING = on(
  '--opportunistic-locking',
  'Place the instance on nodes that are free now',
)
export const OS_PARAMETERS = value(
  '-O --os-parameters',
  'Parameters of the OS, as option=value,...',
  { dest: 'osparams', type: 'keyval', default: {} },
)
export const OS_PARAMETERS_PRIVATE = value(
  '--os-parameters-private',
  'Parameters of the OS that are kept out of logs',
  { dest: 'osparams_private', type: 'keyprivateval', default: {} },
)
export const OS_PARAMETERS_SECRET = value(
  '--os-parameters-secret',
  'Parameters of the OS that are neither logged nor stored',
  { dest: 'osparams_secret', type: 'keyprivateval', default: {} },
)
export const OS_SIZE = value('-s --os-size', 'Give the instance one disk of this size', {
  dest: 'sd_size',
  type: 'unit',
  metavar: '<size>',
})
export const OS_TYPE = value('-o --os-type', 'Operating system to install', {
  dest: 'os',
  metavar: '<os>',
  completion: 'os',
})
export const OUTPUT = value('-o --output', 'Columns to show, separated by commas', {
  metavar: 'FIELDS',
})
export const POWER_DELAY = value('--power-delay', 'Seconds between switching on two nodes', {
  type: 'float',
  default: 2.0,
})
const PRINT_JOBID = on('--print-jobid', "Print the job's number first")
export const PRIORITY = value('--priority', 'How urgent the job is', {
  type: 'choice',
  choices: ['low', 'normal', 'high'],
  meanings: { low: 10, normal: 0, high: -10 },
  metavar: 'low|normal|high',
})
export const ROMAN = on('--roman', 'Write positive numbers as the Romans did', {
  dest: 'roman_integers',
})
export const SECONDARY_IP = value(
  '-s --secondary-ip',
  'Address of the node in the replication network',
  { metavar: 'ADDRESS' },
)
export const SELECT_CLUSTER = pick(
  '--all',
  'multi_mode',
  'cluster',
  'Act on every instance of the cluster',
)
export const SELECT_INSTANCES = pick(
  '--instance',
  'multi_mode',
  'instances',
  'The arguments name instances (the default)',
)
const SELECT_INSTANCE_TAGS = pick(
  '--tags',
  'multi_mode',
  'instances-by-tags',
  'The arguments are tags of instances',
)
export const SELECT_NODES = pick(
  '--node',
  'multi_mode',
  'nodes',
  'The arguments name nodes: all their instances',
)
const SELECT_NODE_TAGS = pick(
  '--node-tags',
  'multi_mode',
  'nodes-by-tags',
  'The arguments are tags of nodes: all their instances',
)
export const SELECT_PRIMARIES = pick(
  '--primary',
  'multi_mode',
  'nodes-pri',
  'The arguments name nodes: instances that have one as primary',
)
const SELECT_PRIMARY_TAGS = pick(
  '--pri-node-tags',
  'multi_mode',
  'nodes-pri-by-tags',
  'The arguments are tags of nodes: instances that have one as primary',
)
export const SELECT_SECONDARIES = pick(
  '--secondary',
  'multi_mode',
  'nodes-sec',
  'The arguments name nodes: instances that have one as secondary',
)
const SELECT_SECONDARY_TAGS = pick(
  '--sec-node-tags',
  'multi_mode',
  'nodes-sec-by-tags',
  'The arguments are tags of nodes: instances that have one as secondary',
)
export const SEPARATOR = value('--separator', 'Text between two columns, instead of padding')
export const SHOW_ALL = on('--all', 'Take everything there is; slow on a large cluster', {
  dest: 'show_all',
})
export const SHOW_MACHINE_NAMES = on(
  '-M --show-machine-names',
  "Put the node's name before each line",
)
export const SHUTDOWN_TIMEOUT = value(
  '--shutdown-timeout',
  'Seconds the instance gets to shut down',
  { type: 'int', default: 120 },
)
export const SINGLE_NODE = value('-n --node', 'Node to use', {
  metavar: '<node>',
  completion: 'node',
})
export const SSH_KEY_BITS = value('--ssh-key-bits', 'Length of new SSH keys', { type: 'int' })
export const SSH_KEY_TYPE = value('--ssh-key-type', 'Kind of new SSH keys', {
  type: 'choice',
  choices: ['dsa', 'ecdsa', 'rsa'],
})
const SUBMIT = on('--submit', "Print the job's number and don't wait for it", {
  dest: 'submit_only',
})
export const TAGS = value('--tags', 'Tags to give at once, separated by commas')
export const TAG_SOURCE = value('--from', 'File with one tag on each line', { dest: 'tags_source' })
export const TARGET_NODE = value('-n --target-node', 'Node to go to', {
  dest: 'dst_node',
  metavar: 'NODE',
  completion: 'node',
})
export const TO_GROUP = each('--to', 'Group the instances move to', {
  default: null,
  metavar: '<group>',
  completion: 'nodegroup',
})
export const UNITS = value('--units', 'Unit of sizes: h (whatever reads best), m, g or t', {
  type: 'choice',
  choices: ['h', 'm', 'g', 't'],
})
export const VERBOSE = on('-v --verbose', 'Say more')

/** The options of a command that submits a job and need not wait for it. */
export const SUBMIT_OPTIONS: readonly OptionSpec[] = [SUBMIT, PRINT_JOBID]

/** The options that select instances by tags: of their nodes, or their own. */
export const SELECT_BY_TAGS: readonly OptionSpec[] = [
  SELECT_NODE_TAGS,
  SELECT_PRIMARY_TAGS,
  SELECT_SECONDARY_TAGS,
  SELECT_INSTANCE_TAGS,
]
