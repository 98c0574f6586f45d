/**
 * Declarations of gnt-node about the storage of nodes; the others are in node.ts. Source: lib/client/gnt_node.py.
 */

import {
  DRY_RUN,
  IGNORE_CONSISTENCY,
  NO_HEADERS,
  OUTPUT,
  PRIORITY,
  SEPARATOR,
  SUBMIT_OPTIONS,
  UNITS,
} from '../options.ts'
import { any, type CommandSpec, one, oneOf, value } from '../spec.ts'

const ALLOCATABLE = value(
  '--allocatable',
  'Whether new logical volumes may be placed on this volume',
  { type: 'bool', metavar: 'yes|no' },
)

const STORAGE_TYPE = value('-t --storage-type', 'Kind of storage', {
  dest: 'user_storage_type',
  type: 'choice',
  choices: ['file', 'lvm-pv', 'lvm-vg', 'sharedfile', 'gluster'],
  metavar: 'STORAGE_TYPE',
})

export const listStorage: CommandSpec = {
  program: 'gnt-node',
  name: 'list-storage',
  aliases: [],
  summary: 'Show the storage of nodes',
  usage: { '2.11': '[<node_name>...]', '3.0': '[<node-name>...]' },
  args: [any('node')],
  options: [NO_HEADERS, SEPARATOR, UNITS, OUTPUT, STORAGE_TYPE, PRIORITY],
}

export const modifyStorage: CommandSpec = {
  program: 'gnt-node',
  name: 'modify-storage',
  aliases: [],
  summary: 'Change a storage volume of a node',
  usage: {
    '2.11': '<node_name> <storage_type> <name>',
    '3.0': '<node-name> <storage-type> <volume-name>',
  },
  args: [one('node'), oneOf('lvm-pv'), one('file')],
  options: [ALLOCATABLE, DRY_RUN, PRIORITY, ...SUBMIT_OPTIONS],
}

export const repairStorage: CommandSpec = {
  program: 'gnt-node',
  name: 'repair-storage',
  aliases: [],
  summary: 'Repair a storage volume of a node',
  usage: {
    '2.11': '<node_name> <storage_type> <name>',
    '3.0': '<node-name> <storage-type> <volume-name>',
  },
  args: [one('node'), oneOf('lvm-vg'), one('file')],
  options: [IGNORE_CONSISTENCY, DRY_RUN, PRIORITY, ...SUBMIT_OPTIONS],
}

export const volumes: CommandSpec = {
  program: 'gnt-node',
  name: 'volumes',
  aliases: [],
  summary: 'Show the logical volumes of nodes',
  usage: { '2.11': '[<node_name>...]', '3.0': '[<node-name>...]' },
  args: [any('node')],
  options: [NO_HEADERS, SEPARATOR, UNITS, OUTPUT, PRIORITY],
}
