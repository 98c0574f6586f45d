/**
 * Declarations of the gnt-instance commands that create, change and remove instances. Source:
 * lib/client/gnt_instance.py.
 */

import {
  BACKEND_PARAMETERS,
  DISK,
  DISK_TEMPLATE,
  DRY_RUN,
  FILE_DRIVER,
  FILE_STORAGE_DIR,
  FORCE,
  FORCE_MULTI,
  HELPER_SHUTDOWN_TIMEOUT,
  HELPER_STARTUP_TIMEOUT,
  HYPERVISOR,
  HYPERVISOR_PARAMETERS,
  IALLOCATOR,
  IGNORE_IPOLICY,
  NET,
  NO_CONFLICTS_CHECK,
  NO_IP_CHECK,
  NO_NAME_CHECK,
  NO_NICS,
  NO_WAIT_FOR_SYNC,
  NODE_GROUP,
  NODE_PLACEMENT,
  OPPORTUNISTIC_LOCKING,
  OS_PARAMETERS,
  OS_PARAMETERS_PRIVATE,
  OS_PARAMETERS_SECRET,
  OS_SIZE,
  OS_TYPE,
  PRIORITY,
  SELECT_BY_TAGS,
  SELECT_CLUSTER,
  SELECT_INSTANCES,
  SELECT_NODES,
  SELECT_PRIMARIES,
  SELECT_SECONDARIES,
  SHUTDOWN_TIMEOUT,
  SINGLE_NODE,
  SUBMIT_OPTIONS,
  TAGS,
} from '../options.ts'
import {
  any,
  type CommandSpec,
  notSimulated,
  off,
  on,
  one,
  since,
  value,
  withoutEffect,
} from '../spec.ts'

const COMMIT = on('--commit', 'Create an instance for which resources were reserved earlier')
const COMMUNICATION = value('-c --communication', 'Whether the instance can talk to its node', {
  dest: 'instance_communication',
  type: 'bool',
})
const EXT_PARAMS = value(
  '-e --ext-params',
  'Provider of external storage and its parameters, as provider=name,option=value,...',
  { type: 'keyval', default: {} },
)
const FORCE_VARIANT = on('--force-variant', 'Accept a variant that the OS does not list')
const FORTHCOMING = on('--forthcoming', 'Reserve the resources now and create the instance later')
const HOTPLUG = on('--hotplug', 'Change disks and network cards while the instance runs')
const HOTPLUG_IF_POSSIBLE = on(
  '--hotplug-if-possible',
  'Change them at once where the hypervisor can, else at the next start',
)
const IGNORE_FAILURES = on(
  '--ignore-failures',
  'Forget the instance even if parts of it cannot be removed',
)
const NEW_PRIMARY = value('--new-primary', 'Declare this node the primary; moves no data', {
  dest: 'new_primary_node',
  metavar: '<node>',
  completion: 'node',
})
const NO_INSTALL = on('--no-install', "Leave the disks as they are and don't start the instance")
const NO_START = off('--no-start', 'start', 'Leave the new instance stopped')
const OFFLINE_INSTANCE = on('--offline', 'Mark the stopped instance offline: it holds no memory', {
  dest: 'offline_inst',
})
const ONLINE_INSTANCE = on('--online', 'Mark an offline instance as merely stopped', {
  dest: 'online_inst',
})
const RUNTIME_MEMORY = value(
  '-m --runtime-memory',
  'Memory the running instance is to have from now on',
  { dest: 'runtime_mem', type: 'unit', metavar: '<size>' },
)
const SELECT_OS = on('--select-os', 'Choose the new OS from a list')

export const add: CommandSpec = {
  program: 'gnt-instance',
  name: 'add',
  aliases: [],
  summary: 'Create an instance',
  usage: '[...] -t disk-type -n node[:secondary-node] -o os-type <instance-name>',
  args: [one('host')],
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
    since('3.0', FORTHCOMING),
    since('3.0', COMMIT),
    NO_START,
    OS_TYPE,
    FORCE_VARIANT,
    NO_INSTALL,
    IGNORE_IPOLICY,
    since('2.12', COMMUNICATION),
    since('2.12', notSimulated(HELPER_STARTUP_TIMEOUT)),
    since('2.12', notSimulated(HELPER_SHUTDOWN_TIMEOUT)),
  ],
}

export const batchCreate: CommandSpec = {
  program: 'gnt-instance',
  name: 'batch-create',
  aliases: [],
  summary: 'Create the instances that a file describes',
  usage: '<instances.json>',
  args: [one('file')],
  options: [DRY_RUN, PRIORITY, IALLOCATOR, ...SUBMIT_OPTIONS],
}

export const modify: CommandSpec = {
  program: 'gnt-instance',
  name: 'modify',
  aliases: [],
  summary: 'Change settings of an instance',
  usage: { '2.11': '<instance>', '3.0': '<instance-name>' },
  args: [one('instance')],
  options: [
    BACKEND_PARAMETERS,
    DISK,
    FORCE,
    HYPERVISOR_PARAMETERS,
    NET,
    ...SUBMIT_OPTIONS,
    DISK_TEMPLATE,
    SINGLE_NODE,
    since('3.0', IALLOCATOR),
    OS_TYPE,
    withoutEffect(FORCE_VARIANT),
    OS_PARAMETERS,
    since('2.12', OS_PARAMETERS_PRIVATE),
    DRY_RUN,
    PRIORITY,
    NO_WAIT_FOR_SYNC,
    OFFLINE_INSTANCE,
    ONLINE_INSTANCE,
    IGNORE_IPOLICY,
    RUNTIME_MEMORY,
    NO_CONFLICTS_CHECK,
    NEW_PRIMARY,
    HOTPLUG,
    HOTPLUG_IF_POSSIBLE,
    since('2.12', COMMUNICATION),
    since('3.0', EXT_PARAMS),
    since('3.0', FILE_DRIVER),
    since('3.0', FILE_STORAGE_DIR),
  ],
}

export const reinstall: CommandSpec = {
  program: 'gnt-instance',
  name: 'reinstall',
  aliases: [],
  summary: 'Install the OS of stopped instances again',
  usage: '[-f] <instance>',
  args: [any('instance')],
  options: [
    FORCE,
    OS_TYPE,
    FORCE_VARIANT,
    FORCE_MULTI,
    SELECT_NODES,
    SELECT_PRIMARIES,
    SELECT_SECONDARIES,
    SELECT_CLUSTER,
    SELECT_INSTANCES,
    ...SELECT_BY_TAGS,
    SELECT_OS,
    ...SUBMIT_OPTIONS,
    DRY_RUN,
    PRIORITY,
    OS_PARAMETERS,
    since('2.12', OS_PARAMETERS_PRIVATE),
    since('2.12', OS_PARAMETERS_SECRET),
  ],
}

export const remove: CommandSpec = {
  program: 'gnt-instance',
  name: 'remove',
  aliases: [],
  summary: 'Stop an instance and delete it with its disks',
  usage: { '2.11': '[-f] <instance>', '3.0': '[-f] <instance-name>' },
  args: [one('instance')],
  options: [FORCE, SHUTDOWN_TIMEOUT, IGNORE_FAILURES, ...SUBMIT_OPTIONS, DRY_RUN, PRIORITY],
}

export const rename: CommandSpec = {
  program: 'gnt-instance',
  name: 'rename',
  aliases: [],
  summary: 'Give a stopped instance another name',
  usage: { '2.11': '<instance> <new_name>', '3.0': '<old-name> <new-name>' },
  args: [one('instance'), one('host')],
  options: [since('3.0', FORCE), NO_IP_CHECK, NO_NAME_CHECK, ...SUBMIT_OPTIONS, DRY_RUN, PRIORITY],
}
