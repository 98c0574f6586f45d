/** Declarations of gnt-group. Source: lib/client/gnt_group.py. */

import {
  DISK_PARAMETERS,
  DISK_STATE,
  DRY_RUN,
  EARLY_RELEASE,
  FORCE,
  FORCE_FILTER,
  HYPERVISOR_STATE,
  IALLOCATOR,
  IPOLICY_BOUNDS_SPECS,
  IPOLICY_DISK_TEMPLATES,
  IPOLICY_SPINDLE_RATIO,
  IPOLICY_VCPU_RATIO,
  NO_HEADERS,
  NODE_PARAMETERS,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  SUBMIT_OPTIONS,
  TAG_SOURCE,
  TO_GROUP,
  VERBOSE,
} from '../options.ts'
import { any, type CommandSpec, notSimulated, on, one, type ProgramSpec, value } from '../spec.ts'

const ALLOC_POLICY = value(
  '--alloc-policy',
  'How readily new instances are placed here: preferred, last_resort or unallocable',
  { metavar: 'POLICY' },
)
const FORCE_FAILOVER = on(
  '--force-failover',
  'Stop and start the instances instead of migrating them',
)
const INCLUDE_DEFAULTS = on('--include-defaults', 'Print values that come from defaults too')
const SEQUENTIAL = on('--sequential', 'Run the jobs one after the other')

export const add: CommandSpec = {
  program: 'gnt-group',
  name: 'add',
  aliases: [],
  summary: 'Create a node group',
  usage: { '2.11': '<group_name>', '3.0': '<group-name>' },
  args: [one('group')],
  options: [
    DRY_RUN,
    ALLOC_POLICY,
    NODE_PARAMETERS,
    DISK_PARAMETERS,
    notSimulated(HYPERVISOR_STATE),
    notSimulated(DISK_STATE),
    PRIORITY,
    ...SUBMIT_OPTIONS,
    IPOLICY_BOUNDS_SPECS,
    IPOLICY_DISK_TEMPLATES,
    IPOLICY_VCPU_RATIO,
    IPOLICY_SPINDLE_RATIO,
  ],
}

export const addTags: CommandSpec = {
  program: 'gnt-group',
  name: 'add-tags',
  aliases: [],
  summary: 'Tag a node group',
  usage: { '2.11': '<group_name> tag...', '3.0': '<group> <tag>...' },
  args: [one('group'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const assignNodes: CommandSpec = {
  program: 'gnt-group',
  name: 'assign-nodes',
  aliases: [],
  summary: 'Move nodes into a group',
  usage: { '2.11': '<group_name> <node>...', '3.0': '<group-name> <node-name>...' },
  args: [one('group'), any('node')],
  options: [DRY_RUN, FORCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const evacuate: CommandSpec = {
  program: 'gnt-group',
  name: 'evacuate',
  aliases: [],
  summary: 'Move all instances of a group to other groups',
  usage: {
    '2.11': '[-I <iallocator>] [--to <group>]',
    '3.0': '[-I <iallocator>] [--to <group>] <source-group>',
  },
  args: [one('group')],
  options: [TO_GROUP, IALLOCATOR, EARLY_RELEASE, SEQUENTIAL, FORCE_FAILOVER, ...SUBMIT_OPTIONS],
}

export const info: CommandSpec = {
  program: 'gnt-group',
  name: 'info',
  aliases: [],
  summary: 'Show node groups in full',
  usage: { '2.11': '[<group_name>...]', '3.0': '[<group>...]' },
  args: [any('group')],
  options: [],
}

export const list: CommandSpec = {
  program: 'gnt-group',
  name: 'list',
  aliases: [],
  summary: 'Show the node groups',
  usage: { '2.11': '[<group_name>...]', '3.0': '[<group-name>...]' },
  args: [any('group')],
  options: [NO_HEADERS, SEPARATOR, OUTPUT, VERBOSE, FORCE_FILTER],
}

export const listFields: CommandSpec = {
  program: 'gnt-group',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: '[fields...]',
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const listTags: CommandSpec = {
  program: 'gnt-group',
  name: 'list-tags',
  aliases: [],
  summary: 'Show the tags of a node group',
  usage: { '2.11': '<group_name>', '3.0': '<group>' },
  args: [one('group')],
  options: [],
}

export const modify: CommandSpec = {
  program: 'gnt-group',
  name: 'modify',
  aliases: [],
  summary: 'Change settings of a node group',
  usage: { '2.11': '<group_name>', '3.0': '<group>' },
  args: [one('group')],
  options: [
    DRY_RUN,
    ...SUBMIT_OPTIONS,
    ALLOC_POLICY,
    NODE_PARAMETERS,
    notSimulated(HYPERVISOR_STATE),
    notSimulated(DISK_STATE),
    DISK_PARAMETERS,
    PRIORITY,
    IPOLICY_BOUNDS_SPECS,
    IPOLICY_DISK_TEMPLATES,
    IPOLICY_VCPU_RATIO,
    IPOLICY_SPINDLE_RATIO,
  ],
}

export const remove: CommandSpec = {
  program: 'gnt-group',
  name: 'remove',
  aliases: [],
  summary: 'Delete a node group that has no nodes',
  usage: { '2.11': '[--dry-run] <group-name>', '3.0': '[--dry-run] <group>' },
  args: [one('group')],
  options: [DRY_RUN, PRIORITY, ...SUBMIT_OPTIONS],
}

export const removeTags: CommandSpec = {
  program: 'gnt-group',
  name: 'remove-tags',
  aliases: [],
  summary: 'Take tags off a node group',
  usage: { '2.11': '<group_name> tag...', '3.0': '<group> <tag>...' },
  args: [one('group'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const rename: CommandSpec = {
  program: 'gnt-group',
  name: 'rename',
  aliases: [],
  summary: 'Give a node group another name',
  usage: {
    '2.11': '[--dry-run] <group-name> <new-name>',
    '3.0': '[--dry-run] <old-name> <new-name>',
  },
  args: [{ kind: 'group', min: 2, max: 2 }],
  options: [DRY_RUN, ...SUBMIT_OPTIONS, PRIORITY],
}

export const showIspecsCmd: CommandSpec = {
  program: 'gnt-group',
  name: 'show-ispecs-cmd',
  aliases: [],
  summary: 'Print the command that gives a group its instance policy',
  usage: {
    '2.11': '[--include-defaults] [<group_name>...]',
    '3.0': '[--include-defaults] [<group>...]',
  },
  args: [any('group')],
  options: [INCLUDE_DEFAULTS],
}

export const GNT_GROUP: ProgramSpec = {
  name: 'gnt-group',
  commands: [
    add,
    addTags,
    assignNodes,
    evacuate,
    info,
    list,
    listFields,
    listTags,
    modify,
    remove,
    removeTags,
    rename,
    showIspecsCmd,
  ],
}
