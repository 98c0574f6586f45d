/**
 * Declarations of the gnt-instance commands about disks and about moving between nodes. Source:
 * lib/client/gnt_instance.py.
 */

import {
  COMPRESS,
  DISK,
  DRY_RUN,
  EARLY_RELEASE,
  FORCE,
  IALLOCATOR,
  IGNORE_CONSISTENCY,
  IGNORE_IPOLICY,
  MIGRATION_MODE,
  NEW_SECONDARY,
  NO_RUNTIME_CHANGES,
  NO_WAIT_FOR_SYNC,
  NODE_PLACEMENT,
  NON_LIVE,
  PRIORITY,
  SHUTDOWN_TIMEOUT,
  SINGLE_NODE,
  SUBMIT_OPTIONS,
  TARGET_NODE,
  TO_GROUP,
} from '../options.ts'
import { type CommandSpec, on, one, since, value, withoutEffect } from '../spec.ts'

const ABSOLUTE = on('--absolute', 'Read the size as the new total, not as an increase')
const ALLOW_FAILOVER = on('--allow-failover', 'Fail over instead when a migration is impossible')
const AUTO = on('-a --auto', 'Find the broken disks and replace these')
const CLEANUP = on(
  '--cleanup',
  'Tidy up after a migration that broke off, instead of starting a new one',
)
const DISK_INDICES = value(
  '--disks',
  'Indices of the disks to act on, separated by commas; all when left out',
)
const IGNORE_HVVERSIONS = on(
  '--ignore-hvversions',
  'Go on although the two nodes run different hypervisor versions',
)
const IGNORE_SIZE = on('--ignore-size', "Don't compare the disks with their recorded size")
const ON_PRIMARY = on('-p --on-primary', 'Renew the disks on the primary node')
const ON_SECONDARY = on('-s --on-secondary', 'Renew the disks on the secondary node')
const WAIT_FOR_SYNC = on('--wait-for-sync', 'Return when the disks are in sync')

export const activateDisks: CommandSpec = {
  program: 'gnt-instance',
  name: 'activate-disks',
  aliases: [],
  summary: "Make an instance's disks accessible on its nodes",
  usage: { '2.11': '<instance>', '3.0': '<instance-name>' },
  args: [one('instance')],
  options: [...SUBMIT_OPTIONS, withoutEffect(IGNORE_SIZE), PRIORITY, WAIT_FOR_SYNC],
}

export const changeGroup: CommandSpec = {
  program: 'gnt-instance',
  name: 'change-group',
  aliases: [],
  summary: 'Move an instance to another node group',
  usage: {
    '2.11': '[-I <iallocator>] [--to <group>]',
    '3.0': '[-I <iallocator>] [--to <group>] <instance-name>',
  },
  args: [one('instance')],
  options: [TO_GROUP, IALLOCATOR, EARLY_RELEASE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const deactivateDisks: CommandSpec = {
  program: 'gnt-instance',
  name: 'deactivate-disks',
  aliases: [],
  summary: 'Release the disks of a stopped instance',
  usage: { '2.11': '[-f] <instance>', '3.0': '[-f] <instance-name>' },
  args: [one('instance')],
  options: [FORCE, ...SUBMIT_OPTIONS, DRY_RUN, PRIORITY],
}

export const failover: CommandSpec = {
  program: 'gnt-instance',
  name: 'failover',
  aliases: [],
  summary: 'Stop an instance and start it on its other node',
  usage: { '2.11': '[-f] <instance>', '3.0': '[-f] <instance-name>' },
  args: [one('instance')],
  options: [
    FORCE,
    IGNORE_CONSISTENCY,
    ...SUBMIT_OPTIONS,
    SHUTDOWN_TIMEOUT,
    DRY_RUN,
    PRIORITY,
    TARGET_NODE,
    IALLOCATOR,
    withoutEffect(IGNORE_IPOLICY),
    withoutEffect(CLEANUP),
  ],
}

export const growDisk: CommandSpec = {
  program: 'gnt-instance',
  name: 'grow-disk',
  aliases: [],
  summary: 'Make a disk larger',
  usage: { '2.11': '<instance> <disk> <size>', '3.0': '<instance-name> <disk> <size>' },
  args: [one('instance'), one('unknown'), one('unknown')],
  options: [
    ...SUBMIT_OPTIONS,
    NO_WAIT_FOR_SYNC,
    DRY_RUN,
    PRIORITY,
    ABSOLUTE,
    since('2.12', IGNORE_IPOLICY),
  ],
}

export const migrate: CommandSpec = {
  program: 'gnt-instance',
  name: 'migrate',
  aliases: [],
  summary: 'Move a running instance to its other node without stopping it',
  usage: { '2.11': '[-f] <instance>', '3.0': '[-f] <instance-name>' },
  args: [one('instance')],
  options: [
    FORCE,
    NON_LIVE,
    MIGRATION_MODE,
    CLEANUP,
    DRY_RUN,
    PRIORITY,
    TARGET_NODE,
    IALLOCATOR,
    ALLOW_FAILOVER,
    withoutEffect(IGNORE_IPOLICY),
    since('3.0', withoutEffect(IGNORE_HVVERSIONS)),
    NO_RUNTIME_CHANGES,
    ...SUBMIT_OPTIONS,
  ],
}

export const move: CommandSpec = {
  program: 'gnt-instance',
  name: 'move',
  aliases: [],
  summary: "Copy an instance's disks to another node and run it there",
  usage: { '2.11': '[-f] <instance>', '3.0': '[-f] <instance-name>' },
  args: [one('instance')],
  options: [
    FORCE,
    ...SUBMIT_OPTIONS,
    SINGLE_NODE,
    withoutEffect(COMPRESS),
    SHUTDOWN_TIMEOUT,
    DRY_RUN,
    PRIORITY,
    IGNORE_CONSISTENCY,
    IGNORE_IPOLICY,
  ],
}

export const recreateDisks: CommandSpec = {
  program: 'gnt-instance',
  name: 'recreate-disks',
  aliases: [],
  summary: 'Create lost disks again, empty',
  usage: { '2.11': '<instance>', '3.0': '<instance-name>' },
  args: [one('instance')],
  options: [...SUBMIT_OPTIONS, DISK, NODE_PLACEMENT, DRY_RUN, PRIORITY, IALLOCATOR],
}

export const replaceDisks: CommandSpec = {
  program: 'gnt-instance',
  name: 'replace-disks',
  aliases: [],
  summary: 'Renew mirrored disks in place or move the secondary',
  usage: {
    '2.11': '[-s|-p|-a|-n NODE|-I NAME] <instance>',
    '3.0': '[-s|-p|-a|-n NODE|-I NAME] <instance-name>',
  },
  args: [one('instance')],
  options: [
    AUTO,
    DISK_INDICES,
    IALLOCATOR,
    EARLY_RELEASE,
    NEW_SECONDARY,
    ON_PRIMARY,
    ON_SECONDARY,
    ...SUBMIT_OPTIONS,
    DRY_RUN,
    PRIORITY,
    IGNORE_IPOLICY,
  ],
}
