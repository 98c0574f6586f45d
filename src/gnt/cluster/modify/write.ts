/** What gnt-cluster modify changes, in Ganeti's order. Source: lib/cmdlib/cluster/__init__.py (LUClusterSetParams.Exec). */
import { clone } from '../../../lib/clone.ts'
import { own } from '../../../lib/own.ts'
import type {
  BackendParameters,
  ClusterConfig,
  ClusterFacts,
  NicParameter,
} from '../../../sim/cluster/config.ts'
import {
  type BackendDefaults,
  type ClusterSettings,
  type NicDefaults,
  settingsOf,
} from '../../../sim/cluster/settings.ts'
import { fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { ask, askAll, when } from '../../../sim/run/parts.ts'
import { adjustPool } from '../../node/candidates.ts'
import { allowedTemplates } from '../../query/fields/cluster-parameters.ts'
import { nicGiven } from '../../query/fields/instance-devices.ts'
import { type beparams, customBeparams } from '../../query/fields/instance-fields.ts'
import { COLLECTORS } from '../info.ts'
import { isImage } from './checks.ts'
import type { ClusterModifyOp, ClusterModifySteps } from './params.ts'
import { withoutUids, withUids } from './uid-pool.ts'

/** Changes the cluster object; instances that inherit follow without a write of their own. */
const edit = (
  op: ClusterModifyOp,
  change: (cluster: ClusterFacts, settings: ClusterSettings, draft: ClusterConfig) => void,
): void => {
  op.edit(
    (draft) => {
      draft.cluster.settings ??= {}
      change(draft.cluster, draft.cluster.settings, draft)
    },
    { updates: { only: 'the cluster' } },
  )
}

function writeTemplates(op: ClusterModifyOp): void {
  const { enabledTemplates } = op.params
  const allowed = allowedTemplates(op.config)
  edit(op, (cluster, settings) => {
    if (!enabledTemplates) return
    // What is allowed was settled when the cluster was made, whatever is enabled now.
    settings.ipolicy = { ...settings.ipolicy, templates: allowed }
    cluster.enabledDiskTemplates = [...enabledTemplates]
  })
}

function writeVolumeGroup(op: ClusterModifyOp): void {
  const { volumeGroup } = op.params
  if (volumeGroup === null) return
  if (volumeGroup === op.config.cluster.volumeGroup)
    return op.log('Cluster LVM configuration already in desired state, not changing')
  edit(op, (cluster) => {
    cluster.volumeGroup = volumeGroup
  })
}

function writeDirectories(op: ClusterModifyOp): void {
  const { fileStorageDir, sharedFileStorageDir } = op.params
  const before = settingsOf(op.config)
  if (fileStorageDir !== null && fileStorageDir === before.fileStorageDir)
    op.log(`Global file storage dir already set to value '${fileStorageDir}'`)
  if (sharedFileStorageDir !== null && sharedFileStorageDir === before.sharedFileStorageDir)
    op.log(`Global shared file storage dir already set to value '${sharedFileStorageDir}'`)
  edit(op, (_cluster, settings) => {
    if (fileStorageDir !== null) settings.fileStorageDir = fileStorageDir
    if (sharedFileStorageDir !== null) settings.sharedFileStorageDir = sharedFileStorageDir
  })
}

function writeHelper(op: ClusterModifyOp): void {
  const { drbdHelper } = op.params
  if (drbdHelper === null) return
  if (!op.config.cluster.enabledDiskTemplates.includes('drbd'))
    op.log('Note that you specified a drbd user helper, but did not enable the drbd disk template.')
  if (drbdHelper === settingsOf(op.config).drbdHelper)
    return op.log('Cluster DRBD helper already in desired state, not changing')
  edit(op, (_cluster, settings) => {
    settings.drbdHelper = drbdHelper
  })
}

/** Ganeti counts the candidates before it writes the new size, so it goes by the old one. */
function countCandidates(op: ClusterModifyOp): void {
  if (op.params.candidatePoolSize !== null) adjustPool(op)
}

/** Instances follow in what they were not given themselves. */
function inheritBackend(draft: ClusterConfig, before: ClusterConfig, now: BackendDefaults): void {
  for (const instance of Object.values(draft.instances)) {
    const given = Object.keys(customBeparams(before, instance.be))
    const mine: Partial<BackendDefaults> = {}
    for (const [name, key] of BACKEND_KEYS)
      if (given.includes(name)) Object.assign(mine, { [key]: instance.be[key] })
    instance.be = { ...now, ...mine, given } satisfies BackendParameters
  }
}

const BACKEND_KEYS: readonly (readonly [
  keyof ReturnType<typeof beparams>,
  keyof BackendDefaults,
])[] = [
  ['minmem', 'minmemMib'],
  ['maxmem', 'maxmemMib'],
  ['vcpus', 'vcpus'],
  ['auto_balance', 'autoBalance'],
  ['always_failover', 'alwaysFailover'],
  ['spindle_use', 'spindleUse'],
]

function inheritNic(draft: ClusterConfig, now: NicDefaults): void {
  for (const card of Object.values(draft.instances).flatMap(({ nics }) => nics)) {
    const given: NicParameter[] = nicGiven(card)
    card.given = given
    if (!given.includes('mode')) card.mode = now.mode
    if (!given.includes('link')) card.link = now.link
    if (!given.includes('vlan')) card.vlan = now.vlan
  }
}

function uidPoolOf(op: ClusterModifyOp): [number, number][] | string | null {
  const { uidPool, addUids, removeUids } = op.params
  if (!uidPool && !addUids && !removeUids) return null
  const more = withUids(settingsOf(op.config).uidPool, addUids ?? [])
  const fewer = withoutUids(more, removeUids ?? [])
  return typeof fewer === 'string' ? fewer : (uidPool ?? fewer)
}

const VARS = [
  'ndparams',
  'diskparams',
  'ipolicy',
  'backend',
  'nic',
  'osHvparams',
  'osParams',
] as const

/** A list of operating systems with or without one; says so where nothing changes. */
function listed(op: ClusterModifyOp, which: 'hidden' | 'blacklisted'): string[] | null {
  const { os } = op.params
  const wanted = os?.[which] ?? null
  if (!os || wanted === null) return null
  const list = settingsOf(op.config)[which === 'hidden' ? 'hiddenOs' : 'blacklistedOs']
  const has = list.includes(os.name)
  if (wanted && has) op.log(`OS ${os.name} already in ${which} OS list, ignoring`)
  if (!wanted && !has) op.log(`OS ${os.name} not found in ${which} OS list, ignoring`)
  const others = list.filter((name) => name !== os.name)
  return wanted ? [...others, os.name] : others
}

/** Everything that is written in one go. */
function writeRest(op: ClusterModifyOp): OpNext | undefined {
  const { params, config } = op
  const pool = uidPoolOf(op)
  if (typeof pool === 'string') return refuse('wrong_input', pool)
  const { zeroingImage } = params.plain
  if (zeroingImage !== undefined && !isImage(zeroingImage))
    return refuse('unclassified', 'Zeroing image must be an absolute path or a URL')
  const odd = Object.keys(params.collectors).find((name) => !COLLECTORS.includes(name))
  if (odd !== undefined) return fail(`'${odd}'`)
  const [hiddenOs, blacklistedOs] = [listed(op, 'hidden'), listed(op, 'blacklisted')]
  const vars = clone(op.vars)
  const before = settingsOf(config)
  edit(op, (cluster, settings, draft) => {
    Object.assign(settings, clone(params.plain))
    for (const key of VARS) {
      const value = vars[key]
      if (value) Object.assign(settings, { [key]: value })
    }
    if (vars.hvparams) cluster.hvparams = vars.hvparams
    if (params.enabledHypervisors) {
      settings.enabledHypervisors = [...params.enabledHypervisors]
      cluster.hypervisor = params.enabledHypervisors[0] ?? cluster.hypervisor
    }
    if (vars.backend) inheritBackend(draft, config, vars.backend)
    if (vars.nic) inheritNic(draft, vars.nic)
    if (pool) settings.uidPool = pool
    if (hiddenOs) settings.hiddenOs = hiddenOs
    if (blacklistedOs) settings.blacklistedOs = blacklistedOs
    if (params.iallocator !== null) cluster.defaultIallocator = params.iallocator
    if (params.iallocatorParams)
      settings.iallocatorParams = { ...params.iallocatorParams } as Record<string, string>
    for (const [name, active] of Object.entries(params.collectors))
      settings.collectors = {
        ...settings.collectors,
        [name]: { ...own(before.collectors, name), active },
      }
    for (const [name, interval] of Object.entries(params.intervals))
      settings.collectors = {
        ...settings.collectors,
        [name]: { ...own(settings.collectors ?? {}, name), interval },
      }
    if (params.candidatePoolSize !== null) cluster.candidatePoolSize = params.candidatePoolSize
    if (params.masterNetdev) {
      settings.firstNetdev ??= cluster.masterNetdev
      cluster.masterNetdev = params.masterNetdev
    }
    if (params.masterNetmask !== null) settings.masterNetmask = params.masterNetmask
  })
  return undefined
}

/** The master's address moves to another interface: down before the write, up after it. */
const addressDown: ClusterModifySteps = [
  {
    sayDown: (op) => {
      if (op.params.masterNetdev)
        op.log(`Shutting down master ip on the current netdev (${op.config.cluster.masterNetdev})`)
    },
  },
  ask('take the master IP down', 'node_deactivate_master_ip', {
    to: (op) => (op.params.masterNetdev ? op.master : null),
    args: () => ({}),
    answer: (op, reply) => {
      if (!reply.ok && !op.params.force)
        return fail(`Could not disable the master ip: ${reply.error}`)
      if (!reply.ok) op.log(`Could not disable the master ip (continuing anyway): ${reply.error}`)
      op.log(
        `Changing master_netdev from ${op.config.cluster.masterNetdev} to ${op.params.masterNetdev}`,
      )
      return undefined
    },
  }),
  ask('change the netmask', 'node_change_master_netmask', {
    to: (op) => (op.params.masterNetmask === null ? null : op.master),
    before: (op) => op.log(`Changing master IP netmask to ${op.params.masterNetmask}`),
    args: (op) => ({ netmask: op.params.masterNetmask ?? 32 }),
    answer: (op, reply) => {
      if (!reply.ok) op.log(`Could not change the master IP netmask: ${reply.error}`)
    },
  }),
]

const addressUp: ClusterModifySteps = ask('bring the master IP up', 'node_activate_master_ip', {
  to: (op) => (op.params.masterNetdev ? op.master : null),
  before: (op) =>
    op.log(`Starting the master ip on the new master netdev (${op.params.masterNetdev})`),
  args: () => ({}),
  answer: (op, reply) => {
    if (!reply.ok)
      op.warn(
        `Could not re-enable the master ip on the master, please restart manually: ${reply.error}`,
      )
  },
})

/** Whether the KVM daemon has to follow: it reports instances that are shut down from inside. */
const touchesKvmd = ({ params }: ClusterModifyOp): boolean =>
  params.enabledHypervisors !== null || params.plain.userShutdown !== undefined

const kvmDaemons: ClusterModifySteps = when(
  'the KVM daemon follows',
  touchesKvmd,
  askAll('set the KVM daemon', 'node_ensure_daemon', {
    to: (op) => Object.keys(op.config.nodes),
    args: (op, node) => ({
      daemon: 'ganeti-kvmd' as const,
      running:
        op.config.cluster.hypervisor === 'kvm' &&
        settingsOf(op.config).userShutdown &&
        own(op.config.nodes, node)?.vmCapable === true,
    }),
  }),
)

function sayNetwork(op: ClusterModifyOp): void {
  const { communicationNetwork: name } = op.params
  if (name === null) return
  const before = settingsOf(op.config).communicationNetwork
  if (name === before)
    return op.log(`Instance communication network already is '${name}', nothing to do.`)
  if (Object.values(op.config.networks ?? {}).some((network) => network.name === before))
    op.log(`Previous instance communication network '${before}' should be removed manually.`)
  op.log(
    name === ''
      ? 'Disabling instance communication network, only new instances will be affected.'
      : `Changing instance communication network to '${name}', only new instances will be affected.`,
  )
  edit(op, (_cluster, settings) => {
    settings.communicationNetwork = name
  })
}

/** The steps that change the cluster. */
export const clusterModifyWrites: ClusterModifySteps = [
  { writeTemplates, writeVolumeGroup, writeDirectories, writeHelper, countCandidates },
  addressDown,
  { writeRest },
  addressUp,
  kvmDaemons,
  { sayNetwork },
]
