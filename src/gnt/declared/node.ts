/** Declarations of gnt-node. Source: lib/client/gnt_node.py. */

import {
  CONFIRM,
  DISK_STATE,
  DRY_RUN,
  EARLY_RELEASE,
  FORCE,
  FORCE_FILTER,
  HYPERVISOR_STATE,
  IALLOCATOR,
  IGNORE_CONSISTENCY,
  IGNORE_IPOLICY,
  MIGRATION_MODE,
  NEW_SECONDARY,
  NO_HEADERS,
  NO_RUNTIME_CHANGES,
  NO_SSH_KEY_CHECK,
  NODE_GROUP,
  NODE_PARAMETERS,
  NON_LIVE,
  OOB_TIMEOUT,
  OUTPUT,
  POWER_DELAY,
  PRIORITY,
  SECONDARY_IP,
  SEPARATOR,
  SHOW_MACHINE_NAMES,
  SUBMIT_OPTIONS,
  TAG_SOURCE,
  TARGET_NODE,
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
  oneOf,
  type ProgramSpec,
  since,
  value,
  withoutEffect,
} from '../spec.ts'
import { listStorage, modifyStorage, repairStorage, volumes } from './node-storage.ts'

const AUTO_PROMOTE = on('--auto-promote', 'Make other nodes master candidates if too few are left')
const DRAINED = value('-D --drained', 'Whether the node is kept out of new placements', {
  type: 'bool',
  metavar: 'yes|no',
})
const FORCE_JOIN = on('--force-join', 'Add the node even if it seems to belong to a cluster')
const IGNORE_SOFT_ERRORS = on(
  '--ignore-soft-errors',
  'Let the allocator overlook soft problems such as N+1',
)
const IGNORE_STATUS = on('--ignore-status', 'Act on nodes that are not offline too (dangerous)')
const MASTER_CANDIDATE = value(
  '-C --master-candidate',
  'Whether the node holds a copy of the configuration',
  { type: 'bool', metavar: 'yes|no' },
)
const MASTER_CAPABLE = value('--master-capable', 'Whether the node may become master candidate', {
  type: 'bool',
  metavar: 'yes|no',
})
const NODE_POWERED = value('--node-powered', 'Record whether the node has power', {
  type: 'bool',
  metavar: 'yes|no',
})
const NO_NODE_SETUP = off(
  '--no-node-setup',
  'node_setup',
  'Assume SSH on the new node was set up by hand',
)
const OFFLINE = value('-O --offline', 'Whether the cluster stops talking to the node', {
  type: 'bool',
  metavar: 'yes|no',
})
const PRIMARY_ONLY = on('-p --primary-only', 'Only instances that have the node as primary')
const READD = on('--readd', 'Take back a node that was repaired or replaced')
const SECONDARY_ONLY = on('-s --secondary-only', 'Only instances that have the node as secondary')
const SYNC = on('--sync', 'Take locks, so that the answers fit together', { dest: 'do_locking' })
const VM_CAPABLE = value('--vm-capable', 'Whether the node may run instances', {
  type: 'bool',
  metavar: 'yes|no',
})

export const add: CommandSpec = {
  program: 'gnt-node',
  name: 'add',
  aliases: [],
  summary: 'Add a node, or take a repaired one back',
  usage: {
    '2.11':
      '[-s ip] [--readd] [--no-ssh-key-check] [--force-join] [--no-node-setup] [--verbose] [--network] <node_name>',
    '3.0':
      '[-s ip] [--readd] [--no-ssh-key-check] [--force-join] [--no-node-setup] [--verbose] [--network] <node-name>',
  },
  args: [one('host')],
  options: [
    SECONDARY_IP,
    READD,
    NO_SSH_KEY_CHECK,
    FORCE_JOIN,
    NO_NODE_SETUP,
    notSimulated(VERBOSE),
    NODE_GROUP,
    PRIORITY,
    MASTER_CAPABLE,
    VM_CAPABLE,
    NODE_PARAMETERS,
    notSimulated(HYPERVISOR_STATE),
    notSimulated(DISK_STATE),
  ],
}

export const addTags: CommandSpec = {
  program: 'gnt-node',
  name: 'add-tags',
  aliases: [],
  summary: 'Tag a node',
  usage: { '2.11': '<node_name> tag...', '3.0': '<node-name> <tag>...' },
  args: [one('node'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const evacuate: CommandSpec = {
  program: 'gnt-node',
  name: 'evacuate',
  aliases: [],
  summary: "Move a node's instances to other nodes",
  usage: '[-f] {-I <iallocator> | -n <dst>} [-p | -s] [options...] <node>',
  args: [one('node')],
  options: [
    FORCE,
    IALLOCATOR,
    since('3.0', notSimulated(IGNORE_SOFT_ERRORS)),
    NEW_SECONDARY,
    EARLY_RELEASE,
    PRIORITY,
    PRIMARY_ONLY,
    SECONDARY_ONLY,
    ...SUBMIT_OPTIONS,
  ],
}

export const failover: CommandSpec = {
  program: 'gnt-node',
  name: 'failover',
  aliases: [],
  summary: "Stop a node's primary instances and start them on their secondaries",
  usage: '[-f] <node>',
  args: [one('node')],
  options: [FORCE, IGNORE_CONSISTENCY, IALLOCATOR, PRIORITY],
}

export const health: CommandSpec = {
  program: 'gnt-node',
  name: 'health',
  aliases: [],
  summary: "Ask the nodes' hardware how it is",
  usage: { '2.11': '[<node_name>...]', '3.0': '[<node-name>...]' },
  args: [any('node')],
  options: [NO_HEADERS, SEPARATOR, PRIORITY, notSimulated(OOB_TIMEOUT)],
}

export const info: CommandSpec = {
  program: 'gnt-node',
  name: 'info',
  aliases: ['show'],
  summary: 'Show nodes in full',
  usage: { '2.11': '[<node_name>...]', '3.0': '[<node>...]' },
  args: [any('node')],
  options: [],
}

export const list: CommandSpec = {
  program: 'gnt-node',
  name: 'list',
  aliases: [],
  summary: 'Show the nodes',
  usage: { '2.11': '[nodes...]', '3.0': '[<node-name>...]' },
  args: [any('node')],
  options: [NO_HEADERS, SEPARATOR, UNITS, OUTPUT, VERBOSE, FORCE_FILTER],
}

export const listDrbd: CommandSpec = {
  program: 'gnt-node',
  name: 'list-drbd',
  aliases: [],
  summary: 'Show which DRBD minors of a node are used',
  usage: { '2.11': '[<node_name>]', '3.0': '<node>' },
  args: [one('node')],
  options: [NO_HEADERS, SEPARATOR],
}

export const listFields: CommandSpec = {
  program: 'gnt-node',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: '[fields...]',
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const listTags: CommandSpec = {
  program: 'gnt-node',
  name: 'list-tags',
  aliases: [],
  summary: 'Show the tags of a node',
  usage: { '2.11': '<node_name>', '3.0': '<node-name>' },
  args: [one('node')],
  options: [],
}

export const migrate: CommandSpec = {
  program: 'gnt-node',
  name: 'migrate',
  aliases: [],
  summary: "Move a node's running primary instances to their secondaries",
  usage: '[-f] <node>',
  args: [one('node')],
  options: [
    FORCE,
    NON_LIVE,
    MIGRATION_MODE,
    TARGET_NODE,
    IALLOCATOR,
    PRIORITY,
    withoutEffect(IGNORE_IPOLICY),
    NO_RUNTIME_CHANGES,
    ...SUBMIT_OPTIONS,
  ],
}

export const modify: CommandSpec = {
  program: 'gnt-node',
  name: 'modify',
  aliases: [],
  summary: "Change a node's role or settings",
  usage: { '2.11': '<node_name>', '3.0': '<node-name>' },
  args: [one('node')],
  options: [
    FORCE,
    ...SUBMIT_OPTIONS,
    MASTER_CANDIDATE,
    DRAINED,
    OFFLINE,
    MASTER_CAPABLE,
    VM_CAPABLE,
    SECONDARY_IP,
    AUTO_PROMOTE,
    DRY_RUN,
    PRIORITY,
    NODE_PARAMETERS,
    NODE_POWERED,
    HYPERVISOR_STATE,
    DISK_STATE,
  ],
}

export const power: CommandSpec = {
  program: 'gnt-node',
  name: 'power',
  aliases: [],
  summary: 'Switch nodes on or off through their management hardware',
  usage: {
    '2.11': 'on|off|cycle|status [nodes...]',
    '3.0': 'on|off|cycle|status [<node-name>...]',
  },
  args: [oneOf('on', 'off', 'cycle', 'status'), any('node')],
  options: [
    ...SUBMIT_OPTIONS,
    AUTO_PROMOTE,
    PRIORITY,
    IGNORE_STATUS,
    FORCE,
    NO_HEADERS,
    SEPARATOR,
    notSimulated(OOB_TIMEOUT),
    notSimulated(POWER_DELAY),
  ],
}

export const powercycle: CommandSpec = {
  program: 'gnt-node',
  name: 'powercycle',
  aliases: [],
  summary: 'Reset a node the hard way',
  usage: { '2.11': '<node_name>', '3.0': '<node-name>' },
  args: [one('node')],
  options: [FORCE, CONFIRM, DRY_RUN, PRIORITY, ...SUBMIT_OPTIONS],
}

export const remove: CommandSpec = {
  program: 'gnt-node',
  name: 'remove',
  aliases: [],
  summary: 'Take an empty node out of the cluster',
  usage: { '2.11': '<node_name>', '3.0': '<node-name>' },
  args: [one('node')],
  options: [DRY_RUN, PRIORITY],
}

export const removeTags: CommandSpec = {
  program: 'gnt-node',
  name: 'remove-tags',
  aliases: [],
  summary: 'Take tags off a node',
  usage: { '2.11': '<node_name> tag...', '3.0': '<node-name> <tag>...' },
  args: [one('node'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const restrictedCommand: CommandSpec = {
  program: 'gnt-node',
  name: 'restricted-command',
  aliases: [],
  summary: 'Run a permitted command on nodes',
  usage: { '2.11': '<command> <node_name> [<node_name>...]', '3.0': '<command> <node-name>...' },
  args: [one('unknown'), any('node')],
  options: [SYNC, PRIORITY, ...SUBMIT_OPTIONS, SHOW_MACHINE_NAMES, NODE_GROUP],
}

export const GNT_NODE: ProgramSpec = {
  name: 'gnt-node',
  commands: [
    add,
    addTags,
    evacuate,
    failover,
    health,
    info,
    list,
    listDrbd,
    listFields,
    listStorage,
    listTags,
    migrate,
    modify,
    modifyStorage,
    power,
    powercycle,
    remove,
    removeTags,
    repairStorage,
    restrictedCommand,
    volumes,
  ],
}
