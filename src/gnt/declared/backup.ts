/** Declarations of gnt-backup. Source: lib/client/gnt_backup.py. */

import {
  BACKEND_PARAMETERS,
  COMPRESS,
  DISK,
  DISK_TEMPLATE,
  DRY_RUN,
  FILE_DRIVER,
  FILE_STORAGE_DIR,
  FORCE,
  HELPER_SHUTDOWN_TIMEOUT,
  HELPER_STARTUP_TIMEOUT,
  HYPERVISOR,
  IALLOCATOR,
  IGNORE_IPOLICY,
  NET,
  NO_CONFLICTS_CHECK,
  NO_HEADERS,
  NO_IP_CHECK,
  NO_NAME_CHECK,
  NO_NICS,
  NO_WAIT_FOR_SYNC,
  NODE_GROUP,
  NODE_LIST,
  NODE_PLACEMENT,
  OPPORTUNISTIC_LOCKING,
  OS_PARAMETERS,
  OS_PARAMETERS_PRIVATE,
  OS_PARAMETERS_SECRET,
  OS_SIZE,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  SHUTDOWN_TIMEOUT,
  SINGLE_NODE,
  SUBMIT_OPTIONS,
  TAGS,
  UNITS,
  VERBOSE,
} from '../options.ts'
import {
  any,
  type CommandSpec,
  notSimulated,
  off,
  on,
  one,
  type ProgramSpec,
  since,
  value,
  withoutEffect,
} from '../spec.ts'

const IDENTIFY_DEFAULTS = on(
  '--identify-defaults',
  "Let values equal to the cluster's defaults follow these defaults",
)
const IGNORE_REMOVE_FAILURES = on(
  '--ignore-remove-failures',
  'Forget the instance even if parts of it cannot be removed',
)
const LONG_SLEEP = on('--long-sleep', 'Allow the instance to stay down for the whole backup')
const NO_SHUTDOWN = off(
  '--noshutdown',
  'shutdown',
  'Export while the instance runs (its data may be inconsistent)',
)
const REMOVE_INSTANCE = on('--remove-instance', 'Remove the instance once it is exported')
const SRC_DIR = value('--src-dir', 'Folder that holds the export', { metavar: '<dir>' })
const SRC_NODE = value('--src-node', 'Node that holds the export', {
  metavar: '<node>',
  completion: 'node',
})
const TRANSPORT_COMPRESSION = value(
  '--transport-compression',
  'How the data is compressed on its way',
  { default: 'none' },
)
const ZEROING_TIMEOUT_FIXED = value(
  '--zeroing-timeout-fixed',
  'Seconds that zeroing may take in any case',
  { type: 'int' },
)
const ZEROING_TIMEOUT_PER_MIB = value(
  '--zeroing-timeout-per-mib',
  'Seconds that zeroing may take for each MiB',
  { type: 'float' },
)
const ZERO_FREE_SPACE = on(
  '--zero-free-space',
  'Overwrite unused space with zeros before the export',
)

export const exportInstance: CommandSpec = {
  program: 'gnt-backup',
  name: 'export',
  aliases: [],
  summary: "Write an instance's disks and settings to a node",
  usage: {
    '2.11': '-n <target_node> [opts...] <name>',
    '3.0': '-n <node-name> [opts...] <instance-name>',
  },
  args: [one('instance')],
  options: [
    withoutEffect(FORCE),
    SINGLE_NODE,
    TRANSPORT_COMPRESSION,
    NO_SHUTDOWN,
    SHUTDOWN_TIMEOUT,
    REMOVE_INSTANCE,
    IGNORE_REMOVE_FAILURES,
    DRY_RUN,
    PRIORITY,
    since('2.12', ZERO_FREE_SPACE),
    since('2.12', ZEROING_TIMEOUT_FIXED),
    since('2.12', ZEROING_TIMEOUT_PER_MIB),
    since('3.0', LONG_SLEEP),
    ...SUBMIT_OPTIONS,
  ],
}

export const importInstance: CommandSpec = {
  program: 'gnt-backup',
  name: 'import',
  aliases: [],
  summary: 'Create an instance from an export',
  usage: '[...] -t disk-type -n node[:secondary-node] <instance-name>',
  args: [one('instance')],
  options: [
    BACKEND_PARAMETERS,
    DISK,
    DISK_TEMPLATE,
    FILE_STORAGE_DIR,
    withoutEffect(FILE_DRIVER),
    HYPERVISOR,
    IALLOCATOR,
    NET,
    NODE_PLACEMENT,
    since('3.0', NODE_GROUP),
    NO_IP_CHECK,
    NO_CONFLICTS_CHECK,
    NO_NAME_CHECK,
    NO_NICS,
    NO_WAIT_FOR_SYNC,
    OS_PARAMETERS,
    since('2.12', OS_PARAMETERS_PRIVATE),
    since('2.12', OS_PARAMETERS_SECRET),
    OS_SIZE,
    since('2.12', OPPORTUNISTIC_LOCKING),
    ...SUBMIT_OPTIONS,
    TAGS,
    DRY_RUN,
    PRIORITY,
    IDENTIFY_DEFAULTS,
    SRC_DIR,
    SRC_NODE,
    COMPRESS,
    IGNORE_IPOLICY,
    since('2.12', notSimulated(HELPER_STARTUP_TIMEOUT)),
    since('2.12', notSimulated(HELPER_SHUTDOWN_TIMEOUT)),
  ],
}

export const list: CommandSpec = {
  program: 'gnt-backup',
  name: 'list',
  aliases: [],
  summary: 'Show the exports kept on the nodes',
  usage: '',
  args: [],
  options: [NODE_LIST, NO_HEADERS, SEPARATOR, UNITS, OUTPUT, VERBOSE],
}

export const listFields: CommandSpec = {
  program: 'gnt-backup',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: '[fields...]',
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const remove: CommandSpec = {
  program: 'gnt-backup',
  name: 'remove',
  aliases: [],
  summary: 'Delete the exports of an instance',
  usage: { '2.11': '<name>', '3.0': '<instance-name>' },
  args: [one('unknown')],
  options: [DRY_RUN, PRIORITY, ...SUBMIT_OPTIONS],
}

export const GNT_BACKUP: ProgramSpec = {
  name: 'gnt-backup',
  commands: [exportInstance, importInstance, list, listFields, remove],
}
