/**
 * Declarations of the gnt-cluster commands that check, repair and renew. Source:
 * lib/client/gnt_cluster.py.
 */

import {
  DRY_RUN,
  FORCE,
  NO_SSH_KEY_CHECK,
  NODE_GROUP,
  OOB_TIMEOUT,
  POWER_DELAY,
  PRIORITY,
  SHOW_ALL,
  SHUTDOWN_TIMEOUT,
  SSH_KEY_BITS,
  SSH_KEY_TYPE,
  SUBMIT_OPTIONS,
  VERBOSE,
} from '../options.ts'
import {
  any,
  type CommandSpec,
  each,
  notSimulated,
  on,
  one,
  since,
  value,
  withoutEffect,
} from '../spec.ts'

const CLUSTER_DOMAIN_SECRET = value(
  '--cluster-domain-secret',
  'File that holds the new cluster domain secret',
)
const DEBUG_SIMULATE_ERRORS = on(
  '--debug-simulate-errors',
  'Treat nearly every check as failed, to test the messages',
  { dest: 'simulate_errors' },
)
const DESTROY_YES_DO_IT = on(
  '--yes-do-it --ya-rly',
  'Confirms that the cluster is to be destroyed',
  { default: null },
)
const EPO_ON = on('--on', 'Switch everything on again after an emergency')
const ERROR_CODES = on('--error-codes', 'Print findings in a form that scripts can read')
const FAILOVER_YES_DO_IT = on('--yes-do-it', "Don't ask about --no-voting")
const GROUPS = on('--groups', 'The arguments name node groups')
const IGNORE_ERRORS = each(
  '-I --ignore-errors',
  'Report this finding as a warning (can be repeated)',
  {
    type: 'choice',
    choices: [
      'ECLUSTERCERT',
      'ECLUSTERCFG',
      'ECLUSTERCLIENTCERT',
      'ECLUSTERDANGLINGINST',
      'ECLUSTERDANGLINGNODES',
      'ECLUSTERFILECHECK',
      'EEXTAGS',
      'EGROUPDIFFERENTPVSIZE',
      'EINSTANCEBADNODE',
      'EINSTANCEDOWN',
      'EINSTANCEFAULTYDISK',
      'EINSTANCELAYOUT',
      'EINSTANCEMISSINGCFGPARAMETER',
      'EINSTANCEMISSINGDISK',
      'EINSTANCEPOLICY',
      'EINSTANCESPLITGROUPS',
      'EINSTANCEUNSUITABLENODE',
      'EINSTANCEWRONGNODE',
      'ENODEDRBD',
      'ENODEDRBDHELPER',
      'ENODEDRBDVERSION',
      'ENODEFILECHECK',
      'ENODEFILESTORAGEPATHS',
      'ENODEFILESTORAGEPATHUNUSABLE',
      'ENODEGLUSTERSTORAGEPATHUNUSABLE',
      'ENODEHOOKS',
      'ENODEHV',
      'ENODELVM',
      'ENODEN1',
      'ENODENET',
      'ENODEOOBPATH',
      'ENODEORPHANINSTANCE',
      'ENODEORPHANLV',
      'ENODEOS',
      'ENODERPC',
      'ENODESETUP',
      'ENODESHAREDFILESTORAGEPATHUNUSABLE',
      'ENODESSH',
      'ENODETIME',
      'ENODEUSERSCRIPTS',
      'ENODEVERSION',
    ],
  },
)
const IGNORE_OFFLINE_NODES = value(
  '--ignore-offline-nodes',
  'Count offline nodes out of the vote',
  { default: true },
)
const NEW_CLUSTER_CERTIFICATE = on('--new-cluster-certificate', 'Make a new cluster certificate', {
  dest: 'new_cluster_cert',
})
const NEW_CLUSTER_DOMAIN_SECRET = on(
  '--new-cluster-domain-secret',
  'Make a new cluster domain secret',
)
const NEW_CONFD_HMAC_KEY = on('--new-confd-hmac-key', 'Make a new key for the configuration daemon')
const NEW_NODE_CERTIFICATES = on(
  '--new-node-certificates',
  'Make a new certificate for each node',
  { dest: 'new_node_cert' },
)
const NEW_RAPI_CERTIFICATE = on(
  '--new-rapi-certificate',
  'Make a new certificate for the remote API',
  { dest: 'new_rapi_cert', default: null },
)
const NEW_SPICE_CERTIFICATE = on('--new-spice-certificate', 'Make a new certificate for SPICE', {
  dest: 'new_spice_cert',
  default: null,
})
const NEW_SSH_KEYS = on('--new-ssh-keys', 'Make a new SSH key for each node')
const NO_NPLUS1_MEM = on('--no-nplus1-mem', 'Leave out the check for spare memory', {
  dest: 'skip_nplusone_mem',
})
const NO_VOTING = on('--no-voting', "Don't ask the other nodes whether they agree (dangerous)")
const RAPI_CERTIFICATE = value(
  '--rapi-certificate',
  "File that holds the remote API's new certificate",
  { dest: 'rapi_cert' },
)
const REDIST_YES_DO_IT = on('--yes-do-it', 'Push the files even if the job queue is drained')
const RESUME = on('--resume', 'Finish an upgrade that was interrupted')
const SPICE_CA_CERTIFICATE = value(
  '--spice-ca-certificate',
  "File that holds the certificate of SPICE's authority",
  { dest: 'spice_cacert' },
)
const SPICE_CERTIFICATE = value(
  '--spice-certificate',
  'File that holds the new SPICE certificate',
  { dest: 'spice_cert' },
)
const TO_VERSION = value('--to', 'Version to change to')
const VERIFY_SSH_CLUTTER = on(
  '--verify-ssh-clutter',
  'Look for leftovers of Ganeti in authorized_keys',
  { dest: 'verify_clutter' },
)

export const destroy: CommandSpec = {
  program: 'gnt-cluster',
  name: 'destroy',
  aliases: [],
  summary: 'Dissolve the cluster',
  usage: '',
  args: [],
  options: [DESTROY_YES_DO_IT],
}

export const epo: CommandSpec = {
  program: 'gnt-cluster',
  name: 'epo',
  aliases: [],
  summary: 'Switch nodes and their instances off in an emergency',
  usage: { '2.11': '[opts...] [args]', '3.0': '[<opts>...] [args]' },
  args: [any('unknown')],
  options: [
    FORCE,
    EPO_ON,
    GROUPS,
    SHOW_ALL,
    notSimulated(OOB_TIMEOUT),
    SHUTDOWN_TIMEOUT,
    notSimulated(POWER_DELAY),
  ],
}

export const masterFailover: CommandSpec = {
  program: 'gnt-cluster',
  name: 'master-failover',
  aliases: ['masterfailover'],
  summary: 'Turn this node into the master',
  usage: '',
  args: [],
  options: [NO_VOTING, FAILOVER_YES_DO_IT, since('3.0', notSimulated(IGNORE_OFFLINE_NODES))],
}

export const redistConf: CommandSpec = {
  program: 'gnt-cluster',
  name: 'redist-conf',
  aliases: [],
  summary: 'Send the configuration to all nodes once more',
  usage: '',
  args: [],
  options: [...SUBMIT_OPTIONS, DRY_RUN, PRIORITY, withoutEffect(REDIST_YES_DO_IT)],
}

export const rename: CommandSpec = {
  program: 'gnt-cluster',
  name: 'rename',
  aliases: [],
  summary: 'Give the cluster another name and address',
  usage: { '2.11': '<new_name>', '3.0': '<new-name>' },
  args: [one('host')],
  options: [FORCE, DRY_RUN],
}

export const renewCrypto: CommandSpec = {
  program: 'gnt-cluster',
  name: 'renew-crypto',
  aliases: [],
  summary: 'Exchange certificates, keys and secrets',
  usage: { '2.11': '[opts...]', '3.0': '[<opts>...]' },
  args: [],
  options: [
    NEW_CLUSTER_CERTIFICATE,
    NEW_RAPI_CERTIFICATE,
    RAPI_CERTIFICATE,
    NEW_CONFD_HMAC_KEY,
    FORCE,
    NEW_CLUSTER_DOMAIN_SECRET,
    CLUSTER_DOMAIN_SECRET,
    NEW_SPICE_CERTIFICATE,
    SPICE_CERTIFICATE,
    SPICE_CA_CERTIFICATE,
    NEW_NODE_CERTIFICATES,
    since('3.0', NEW_SSH_KEYS),
    since('3.0', notSimulated(NO_SSH_KEY_CHECK)),
    since('2.12', notSimulated(VERBOSE)),
    since('3.0', notSimulated(SSH_KEY_BITS)),
    since('3.0', notSimulated(SSH_KEY_TYPE)),
  ],
}

export const repairDiskSizes: CommandSpec = {
  program: 'gnt-cluster',
  name: 'repair-disk-sizes',
  aliases: [],
  summary: 'Correct recorded disk sizes by what the nodes report',
  usage: { '2.11': '[instance...]', '3.0': '[<instance-name>...]' },
  args: [any('instance')],
  options: [DRY_RUN, PRIORITY],
}

export const upgrade: CommandSpec = {
  program: 'gnt-cluster',
  name: 'upgrade',
  aliases: [],
  summary: 'Change to another version of Ganeti',
  usage: '',
  args: [],
  options: [TO_VERSION, RESUME],
}

export const verify: CommandSpec = {
  program: 'gnt-cluster',
  name: 'verify',
  aliases: [],
  summary: 'Look for faults in cluster, nodes and instances',
  usage: '',
  args: [],
  options: [
    VERBOSE,
    DEBUG_SIMULATE_ERRORS,
    ERROR_CODES,
    NO_NPLUS1_MEM,
    DRY_RUN,
    PRIORITY,
    NODE_GROUP,
    IGNORE_ERRORS,
    since('3.0', notSimulated(VERIFY_SSH_CLUTTER)),
  ],
}

export const verifyDisks: CommandSpec = {
  program: 'gnt-cluster',
  name: 'verify-disks',
  aliases: [],
  summary: 'Look for inactive disks and activate them',
  usage: '',
  args: [],
  options: [PRIORITY, since('3.0', NODE_GROUP)],
}
