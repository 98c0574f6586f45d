/**
 * gnt-cluster init: founds a cluster of one node, this one, which becomes its master.
 * Manual: gnt-cluster(8), INIT. Source: lib/client/gnt_cluster.py (InitCluster), lib/bootstrap.py (InitCluster),
 * lib/cmdlib/cluster (LUClusterPostInit).
 */

import { revised } from '../../../sim/cluster/config.ts'
import { newestConfig } from '../../../sim/cluster/current-config.ts'
import { startDaemon } from '../../../sim/cluster/daemons.ts'
import { ssconfOf } from '../../../sim/cluster/machine.ts'
import { HYPERVISORS } from '../../../sim/cluster/settings.ts'
import type { ClusterDefinition } from '../../../sim/definition.ts'
import { sleep } from '../../../sim/run/flow.ts'
import { defineOpcode, done, withParams } from '../../../sim/run/opcode.ts'
import { exit, type ProgramNext } from '../../../sim/run/program.ts'
import { newConfig } from '../../../sim/start.ts'
import { machineOf, secondsOf } from '../../../sim/world.ts'
import { FOLLOWING, failure, prereqText, submitAndFollow } from '../../client/client.ts'
import { type ClientContext, defineCommand } from '../../command.ts'
import { init as spec } from '../../declared/cluster-setup.ts'
import { declares, int, keyValues, text, yesNo } from '../../optparse/read.ts'
import { parseUidPool } from '../modify/uid-pool.ts'
import { answersAt, type ClusterAddress, clusterAddress, unresolved } from './address.ts'

const CLUSTER_POST_INIT = defineOpcode<Record<string, never>, object, boolean>({
  name: 'CLUSTER_POST_INIT',
  summary: () => null,
  locks: () => [{ level: 'cluster', name: 'BGL', mode: 'exclusive' }],
  vars: {},
  exec: 'begin',
  hooks: (op) => [op.master],
  steps: { check: () => undefined, begin: () => done(true) },
  past: () => ({ params: {}, result: true, from: { program: 'gnt-cluster', command: 'init' } }),
})

type Vars = typeof FOLLOWING
type Client = ClientContext<Vars>

/** What Ganeti takes where nothing is said (constants of lib/_constants.py). */
const DEFAULTS = {
  volumeGroup: 'xenvg',
  bridge: 'xen-br0',
  hypervisor: 'xen-pvm',
  templates: 'drbd,plain',
  smallestGroupMib: 20_480,
}

/** Making keys and certificates, and starting the daemons. */
const WORK_MS = 12_000
/** How long a cluster's address is tried that no one has. */
const PING_MS = 3000

const listOf = (p: Client, dest: string, otherwise: string): string[] =>
  (text(p.vars.options, dest) ?? otherwise).split(',')

const templatesOf = (p: Client) => listOf(p, 'enabled_disk_templates', DEFAULTS.templates)
const hypervisorsOf = (p: Client) => listOf(p, 'enabled_hypervisors', DEFAULTS.hypervisor)

const usesLvm = (p: Client): boolean =>
  templatesOf(p).some((template) => template === 'plain' || template === 'drbd')

/** The volume group for disks; null: no disk needs one. */
const groupOf = (p: Client): string | null =>
  text(p.vars.options, 'vg_name') ?? (usesLvm(p) ? DEFAULTS.volumeGroup : null)

const netdevOf = (p: Client): string => text(p.vars.options, 'master_netdev') ?? DEFAULTS.bridge

const linkOf = (p: Client): string => {
  const { link } = keyValues(p.vars.options, 'nicparams')
  return typeof link === 'string' ? link : DEFAULTS.bridge
}

const addressOf = (p: Client): ClusterAddress | undefined =>
  clusterAddress(p.world, p.node, p.vars.args[0] ?? '')

const refused = (p: Client, errorClass: string, complaint: string): ProgramNext =>
  failure(p, prereqText({ class: errorClass, text: complaint }))

/** Facts of the lab's network and systems, as a cluster that is or was here knows them. */
const facts = (p: Client) =>
  newestConfig(p.world)?.cluster ??
  Object.values(p.world.machines).find(({ files }) => files.formerCluster)?.files.formerCluster

function checkWords(p: Client): ProgramNext | undefined {
  if (groupOf(p) === '' && usesLvm(p))
    return failure(p, 'LVM disk templates are enabled, but vg name not set.')
  if (groupOf(p) !== null && !usesLvm(p))
    p.out(
      'You specified a volume group with --vg-name, but you did not enable any disk template that uses lvm.\n',
    )
  if (machineOf(p.world, p.node).files.ssconf)
    return refused(p, 'wrong_state', 'Cluster is already initialised')
  const odd = hypervisorsOf(p).filter((name) => !HYPERVISORS.includes(name))
  if (odd.length > 0)
    return refused(
      p,
      'wrong_input',
      `Enabled hypervisors contains invalid entries: {${odd.map((name) => `'${name}'`).join(', ')}}`,
    )
  if (!addressOf(p)) return refused(p, 'resolver_error', unresolved(p.vars.args[0] ?? ''))
}

function checkAddress(p: Client): ProgramNext | undefined {
  if (answersAt(p.world, addressOf(p)?.ip ?? ''))
    return refused(p, 'resource_not_unique', 'Cluster IP already active')
  const secondary = text(p.vars.options, 'secondary_ip')
  if (secondary !== null && secondary !== machineOf(p.world, p.node).ip)
    return refused(
      p,
      'environment_error',
      `You gave ${secondary} as secondary IP, but it does not belong to this host.`,
    )
  const { volumeGroup } = machineOf(p.world, p.node)
  const group = groupOf(p)
  if (group !== null && (group !== volumeGroup.name || volumeGroup.state === 'failed'))
    return refused(p, 'wrong_input', `Error: volume group '${group}' missing`)
  if (group !== null && volumeGroup.sizeMib < DEFAULTS.smallestGroupMib)
    return refused(
      p,
      'wrong_input',
      `Error: volume group '${group}' too small (${DEFAULTS.smallestGroupMib} MiB required, ${volumeGroup.sizeMib} MiB found)`,
    )
  const prefix = text(p.vars.options, 'mac_prefix')
  if (prefix !== null && !/^[0-9a-z]{2}:[0-9a-z]{2}:[0-9a-z]{2}$/.test(prefix))
    return refused(p, 'wrong_input', `Invalid mac prefix given '${prefix}'`)
  const netdev = netdevOf(p)
  const there = [facts(p)?.masterNetdev, facts(p)?.nicLink, 'lo']
  if (!there.includes(netdev))
    return refused(
      p,
      'wrong_input',
      `Invalid master netdev given (${netdev}): 'Device "${netdev}" does not exist.'`,
    )
}

/** The cluster as a definition of one node, which is where the first configuration is made from. */
function definitionOf(p: Client, { name, ip }: ClusterAddress): ClusterDefinition {
  const machine = machineOf(p.world, p.node)
  const [hypervisor = ''] = hypervisorsOf(p)
  return {
    release: p.world.release,
    name,
    masterIp: ip,
    masterNetdev: netdevOf(p),
    hypervisor,
    enabledDiskTemplates: templatesOf(p),
    volumeGroup: groupOf(p) ?? '',
    defaultIallocator: text(p.vars.options, 'default_iallocator') ?? 'hail',
    nicLink: linkOf(p),
    osTypes: facts(p)?.osTypes ?? [],
    master: p.node,
    nodes: [
      {
        name: p.node,
        ip: machine.ip,
        memoryMib: machine.memory.totalMib,
        volumeGroupMib: machine.volumeGroup.sizeMib,
        cpus: machine.cpus,
      },
    ],
    instances: [],
  }
}

/** Settings that the first configuration has beside its facts, as far as they were given. */
function settingsOf(p: Client) {
  const { options } = p.vars
  const mac = text(options, 'mac_prefix')
  const health = yesNo(options, 'maintain_node_health')
  const wipe = yesNo(options, 'prealloc_wipe_disks')
  const script = yesNo(options, 'use_external_mip_script')
  const netmask = text(options, 'master_netmask')
  const folder = text(options, 'file_storage_dir')
  const shared = text(options, 'shared_file_storage_dir')
  const hypervisors = hypervisorsOf(p)
  const helper = text(options, 'drbd_helper')
  const shutdown = yesNo(options, 'enabled_user_shutdown')
  const pool = parseUidPool(text(options, 'uid_pool') ?? '')
  const allocator = keyValues(options, 'default_iallocator_params')
  const given = (dest: string) => (declares(options, dest) ? text(options, dest) : null)
  const [install, zeroing] = [given('install_image'), given('zeroing_image')]
  const tools = given('compression_tools')
  return {
    ...(helper === null ? {} : { drbdHelper: helper }),
    ...(shutdown === null ? {} : { userShutdown: shutdown }),
    ...(pool.length === 0 || typeof pool === 'string' ? {} : { uidPool: pool }),
    ...(Object.keys(allocator).length > 0
      ? { iallocatorParams: allocator as Record<string, string> }
      : {}),
    ...(install === null ? {} : { installImage: install }),
    ...(zeroing === null ? {} : { zeroingImage: zeroing }),
    ...(tools === null ? {} : { compressionTools: tools.split(',') }),
    ...(mac === null ? {} : { macPrefix: mac }),
    ...(health === null ? {} : { maintainNodeHealth: health }),
    ...(wipe === null ? {} : { preallocWipeDisks: wipe }),
    ...(script === null ? {} : { externalIpScript: script }),
    ...(netmask === null ? {} : { masterNetmask: Number(netmask) }),
    ...(folder === null ? {} : { fileStorageDir: folder }),
    ...(shared === null ? {} : { sharedFileStorageDir: shared }),
    ...(hypervisors.length > 1 ? { enabledHypervisors: hypervisors } : {}),
  }
}

/** Writes the first configuration, starts the daemons and brings the address up. */
function found(p: Client): ProgramNext | undefined {
  const address = addressOf(p)
  if (!address) return refused(p, 'resolver_error', unresolved(p.vars.args[0] ?? ''))
  const now = { ctime: secondsOf(p.world), mtime: secondsOf(p.world) }
  const alone = !newestConfig(p.world)
  const config = revised(newConfig(p.world, definitionOf(p, address)), (draft) => {
    const settings = settingsOf(p)
    Object.assign(draft.cluster, now, {
      candidatePoolSize: int(p.vars.options, 'candidate_pool_size') ?? 10,
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
    })
    for (const item of [...Object.values(draft.nodes), ...Object.values(draft.groups)])
      Object.assign(item, now)
  })
  const machine = machineOf(p.world, p.node)
  machine.files.config = config
  machine.files.ssconf = ssconfOf(config)
  machine.masterIp = true
  machine.masterIpAnnounced = p.world.now
  // A new cluster has a new queue.
  if (alone) {
    p.world.jobs = {}
    p.world.openJobs = []
    p.world.nextJobId = 1
  }
  const { startOrder } = p.behaviour
  for (const daemon of startOrder)
    if (daemon !== 'ganeti-kvmd' || config.cluster.hypervisor === 'kvm')
      startDaemon(p.world, p.node, daemon)
}

export const init = defineCommand<Vars>({
  spec,
  where: 'anywhere',
  vars: { ...FOLLOWING },
  shows: () => ({ handlesDaemons: true }),
  steps: [
    {
      checkWords,
      ping: (p) => sleep(answersAt(p.world, addressOf(p)?.ip ?? '') ? 200 : PING_MS),
      checkAddress,
      work: () => sleep(WORK_MS),
      found,
    },
    submitAndFollow<Vars>(() => [withParams(CLUSTER_POST_INIT, {})]),
    { end: () => exit(0) },
  ],
  opcodes: [CLUSTER_POST_INIT],
})
