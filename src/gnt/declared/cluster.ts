/**
 * Declarations of gnt-cluster; the others are in cluster-setup.ts and cluster-upkeep.ts. Source:
 * lib/client/gnt_cluster.py.
 */

import {
  CONFIRM,
  NODE_GROUP,
  NODE_LIST,
  PRIORITY,
  ROMAN,
  SHOW_MACHINE_NAMES,
  SUBMIT_OPTIONS,
  TAG_SOURCE,
} from '../options.ts'
import {
  any,
  type CommandSpec,
  on,
  one,
  oneOf,
  type ProgramSpec,
  some,
  withoutEffect,
} from '../spec.ts'
import { init, modify } from './cluster-setup.ts'
import {
  destroy,
  epo,
  masterFailover,
  redistConf,
  rename,
  renewCrypto,
  repairDiskSizes,
  upgrade,
  verify,
  verifyDisks,
} from './cluster-upkeep.ts'

const FAILURE_ONLY = on('--failure-only', 'Leave out nodes where the command succeeded')
const USE_REPLICATION_NETWORK = on(
  '--use-replication-network',
  'Reach the nodes over their second network',
)

export const activateMasterIp: CommandSpec = {
  program: 'gnt-cluster',
  name: 'activate-master-ip',
  aliases: [],
  summary: 'Bring the master address up',
  usage: '',
  args: [],
  options: [],
}

export const addTags: CommandSpec = {
  program: 'gnt-cluster',
  name: 'add-tags',
  aliases: [],
  summary: 'Tag the cluster',
  usage: { '2.11': 'tag...', '3.0': '<tag>...' },
  args: [any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const command: CommandSpec = {
  program: 'gnt-cluster',
  name: 'command',
  aliases: [],
  summary: 'Run a shell command on the nodes',
  usage: { '2.11': '[-n node...] <command>', '3.0': '[-n <node-name>...] <command>' },
  args: [some('command')],
  options: [NODE_LIST, NODE_GROUP, SHOW_MACHINE_NAMES, FAILURE_ONLY],
}

export const copyfile: CommandSpec = {
  program: 'gnt-cluster',
  name: 'copyfile',
  aliases: [],
  summary: 'Copy a file from this node to the others',
  usage: { '2.11': '[-n node...] <filename>', '3.0': '[-n <node-name>...] <filename>' },
  args: [one('file')],
  options: [NODE_LIST, withoutEffect(USE_REPLICATION_NETWORK), NODE_GROUP],
}

export const deactivateMasterIp: CommandSpec = {
  program: 'gnt-cluster',
  name: 'deactivate-master-ip',
  aliases: [],
  summary: 'Take the master address down',
  usage: '',
  args: [],
  options: [CONFIRM],
}

export const getmaster: CommandSpec = {
  program: 'gnt-cluster',
  name: 'getmaster',
  aliases: [],
  summary: 'Print the name of the master node',
  usage: '',
  args: [],
  options: [],
}

export const info: CommandSpec = {
  program: 'gnt-cluster',
  name: 'info',
  aliases: ['show'],
  summary: 'Show the settings of the cluster',
  usage: '[--roman]',
  args: [],
  options: [withoutEffect(ROMAN)],
}

export const listTags: CommandSpec = {
  program: 'gnt-cluster',
  name: 'list-tags',
  aliases: [],
  summary: 'Show the tags of the cluster',
  usage: '',
  args: [],
  options: [],
}

export const masterPing: CommandSpec = {
  program: 'gnt-cluster',
  name: 'master-ping',
  aliases: [],
  summary: 'Tell by the exit code whether the master answers',
  usage: '',
  args: [],
  options: [],
}

export const queue: CommandSpec = {
  program: 'gnt-cluster',
  name: 'queue',
  aliases: [],
  summary: 'Close or open the job queue, or show which it is',
  usage: 'drain|undrain|info',
  args: [oneOf('drain', 'undrain', 'info')],
  options: [],
}

export const removeTags: CommandSpec = {
  program: 'gnt-cluster',
  name: 'remove-tags',
  aliases: [],
  summary: 'Take tags off the cluster',
  usage: { '2.11': 'tag...', '3.0': '<tag>...' },
  args: [any('unknown')],
  options: [TAG_SOURCE, PRIORITY, ...SUBMIT_OPTIONS],
}

export const searchTags: CommandSpec = {
  program: 'gnt-cluster',
  name: 'search-tags',
  aliases: [],
  summary: 'Find everything with a tag that matches a pattern',
  usage: '',
  args: [one('unknown')],
  options: [PRIORITY],
}

export const showIspecsCmd: CommandSpec = {
  program: 'gnt-cluster',
  name: 'show-ispecs-cmd',
  aliases: [],
  summary: 'Print the init command that gives this instance policy',
  usage: '',
  args: [],
  options: [],
}

export const version: CommandSpec = {
  program: 'gnt-cluster',
  name: 'version',
  aliases: [],
  summary: 'Print the version of Ganeti',
  usage: '',
  args: [],
  options: [],
}

export const watcher: CommandSpec = {
  program: 'gnt-cluster',
  name: 'watcher',
  aliases: [],
  summary: 'Pause the watcher, let it go on, or show which it is',
  usage: '{pause <timespec>|continue|info}',
  args: [
    oneOf('pause', 'continue', 'info'),
    { kind: 'suggest', min: 0, max: 1, choices: ['30m', '1h', '4h'] },
  ],
  options: [],
}

export const GNT_CLUSTER: ProgramSpec = {
  name: 'gnt-cluster',
  commands: [
    activateMasterIp,
    addTags,
    command,
    copyfile,
    deactivateMasterIp,
    destroy,
    epo,
    getmaster,
    info,
    init,
    listTags,
    masterFailover,
    masterPing,
    modify,
    queue,
    redistConf,
    removeTags,
    rename,
    renewCrypto,
    repairDiskSizes,
    searchTags,
    showIspecsCmd,
    upgrade,
    verify,
    verifyDisks,
    version,
    watcher,
  ],
}
