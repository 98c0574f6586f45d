/**
 * Declarations of gnt-instance: running and listing instances. The others are in instance-life.ts
 * and instance-disks.ts. Source: lib/client/gnt_instance.py.
 */

import {
  BACKEND_PARAMETERS,
  DRY_RUN,
  FORCE,
  FORCE_FILTER,
  FORCE_MULTI,
  HYPERVISOR_PARAMETERS,
  NO_HEADERS,
  OUTPUT,
  PRIORITY,
  ROMAN,
  SELECT_BY_TAGS,
  SELECT_CLUSTER,
  SELECT_INSTANCES,
  SELECT_NODES,
  SELECT_PRIMARIES,
  SELECT_SECONDARIES,
  SEPARATOR,
  SHOW_ALL,
  SHUTDOWN_TIMEOUT,
  SUBMIT_OPTIONS,
  TAG_SOURCE,
  UNITS,
  VERBOSE,
} from '../options.ts'
import { any, type CommandSpec, on, one, type ProgramSpec, value, withoutEffect } from '../spec.ts'
import {
  activateDisks,
  changeGroup,
  deactivateDisks,
  failover,
  growDisk,
  migrate,
  move,
  recreateDisks,
  replaceDisks,
} from './instance-disks.ts'
import { add, batchCreate, modify, reinstall, remove, rename } from './instance-life.ts'

const IGNORE_OFFLINE = on('--ignore-offline', 'Do what can be done although a node is offline')
const IGNORE_SECONDARIES = on(
  '--ignore-secondaries',
  'Go on although the secondary node reports errors',
)
const NO_REMEMBER = on('--no-remember', 'Act now, but keep the recorded state')
const PAUSED = on('--paused', 'Start the instance but leave it frozen', { dest: 'startup_paused' })
const REBOOT_TYPE = value('-t --type', 'How thoroughly to reboot: soft, hard or full', {
  dest: 'reboot_type',
  type: 'choice',
  choices: ['full', 'hard', 'soft'],
  default: 'hard',
  metavar: '<REBOOT>',
})
const SHOW_CMD = on('--show-cmd', 'Print the command that opens the console', {
  dest: 'show_command',
})
const STATIC = on('-s --static', 'Show what is recorded and ask no node')
const TIMEOUT = value('--timeout', 'Seconds the instance gets to shut down', {
  type: 'int',
  default: 120,
})

export const addTags: CommandSpec = {
  program: 'gnt-instance',
  name: 'add-tags',
  aliases: [],
  summary: 'Tag an instance',
  usage: { '2.11': '<instance_name> tag...', '3.0': '<instance-name> <tag>...' },
  args: [one('instance'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const console: CommandSpec = {
  program: 'gnt-instance',
  name: 'console',
  aliases: [],
  summary: "Open an instance's console",
  usage: { '2.11': '[--show-cmd] <instance>', '3.0': '[--show-cmd] <instance-name>' },
  args: [one('instance')],
  options: [SHOW_CMD, PRIORITY],
}

export const info: CommandSpec = {
  program: 'gnt-instance',
  name: 'info',
  aliases: ['show'],
  summary: 'Show instances in full',
  usage: { '2.11': '[-s] {--all | <instance>...}', '3.0': '[-s] {--all | <instance-name>...}' },
  args: [any('instance')],
  options: [STATIC, SHOW_ALL, withoutEffect(ROMAN), PRIORITY],
}

export const list: CommandSpec = {
  program: 'gnt-instance',
  name: 'list',
  aliases: [],
  summary: 'Show instances and how they are',
  usage: { '2.11': '[<instance>...]', '3.0': '[<instance-name>...]' },
  args: [any('instance')],
  options: [NO_HEADERS, SEPARATOR, UNITS, OUTPUT, VERBOSE, FORCE_FILTER],
}

export const listFields: CommandSpec = {
  program: 'gnt-instance',
  name: 'list-fields',
  aliases: [],
  summary: 'Show the columns that list knows',
  usage: '[fields...]',
  args: [any('unknown')],
  options: [NO_HEADERS, SEPARATOR],
}

export const listTags: CommandSpec = {
  program: 'gnt-instance',
  name: 'list-tags',
  aliases: [],
  summary: 'Show the tags of an instance',
  usage: { '2.11': '<instance_name>', '3.0': '<instance-name>' },
  args: [one('instance')],
  options: [],
}

export const reboot: CommandSpec = {
  program: 'gnt-instance',
  name: 'reboot',
  aliases: [],
  summary: 'Restart instances',
  usage: '<instance>',
  args: [any('instance')],
  options: [
    FORCE_MULTI,
    REBOOT_TYPE,
    IGNORE_SECONDARIES,
    SELECT_NODES,
    SELECT_PRIMARIES,
    SELECT_SECONDARIES,
    SELECT_CLUSTER,
    SELECT_INSTANCES,
    ...SUBMIT_OPTIONS,
    ...SELECT_BY_TAGS,
    SHUTDOWN_TIMEOUT,
    DRY_RUN,
    PRIORITY,
  ],
}

export const removeTags: CommandSpec = {
  program: 'gnt-instance',
  name: 'remove-tags',
  aliases: [],
  summary: 'Take tags off an instance',
  usage: { '2.11': '<instance_name> tag...', '3.0': '<instance-name> <tag>...' },
  args: [one('instance'), any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const shutdown: CommandSpec = {
  program: 'gnt-instance',
  name: 'shutdown',
  aliases: ['stop'],
  summary: 'Stop instances',
  usage: '<instance>',
  args: [any('instance')],
  options: [
    FORCE,
    SELECT_NODES,
    SELECT_PRIMARIES,
    SELECT_SECONDARIES,
    SELECT_CLUSTER,
    ...SELECT_BY_TAGS,
    SELECT_INSTANCES,
    FORCE_MULTI,
    TIMEOUT,
    ...SUBMIT_OPTIONS,
    DRY_RUN,
    PRIORITY,
    IGNORE_OFFLINE,
    NO_REMEMBER,
  ],
}

export const startup: CommandSpec = {
  program: 'gnt-instance',
  name: 'startup',
  aliases: ['start'],
  summary: 'Start instances',
  usage: '<instance>',
  args: [any('instance')],
  options: [
    FORCE,
    FORCE_MULTI,
    SELECT_NODES,
    SELECT_PRIMARIES,
    SELECT_SECONDARIES,
    ...SELECT_BY_TAGS,
    SELECT_CLUSTER,
    SELECT_INSTANCES,
    ...SUBMIT_OPTIONS,
    HYPERVISOR_PARAMETERS,
    BACKEND_PARAMETERS,
    DRY_RUN,
    PRIORITY,
    IGNORE_OFFLINE,
    NO_REMEMBER,
    PAUSED,
  ],
}

export const GNT_INSTANCE: ProgramSpec = {
  name: 'gnt-instance',
  commands: [
    activateDisks,
    add,
    addTags,
    batchCreate,
    changeGroup,
    console,
    deactivateDisks,
    failover,
    growDisk,
    info,
    list,
    listFields,
    listTags,
    migrate,
    modify,
    move,
    reboot,
    recreateDisks,
    reinstall,
    remove,
    removeTags,
    rename,
    replaceDisks,
    shutdown,
    startup,
  ],
}
