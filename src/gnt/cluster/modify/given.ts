/**
 * The words of gnt-cluster modify turned into the parameters of its job, and what the client itself refuses.
 * Source: lib/client/gnt_cluster.py (SetClusterParams).
 */
import { own } from '../../../lib/own.ts'
import type { Given } from '../../client/client.ts'
import type { Parsed } from '../../command.ts'
import { policyChange, readBounds, readSpecs } from '../../group/policy.ts'
import { parseBackend } from '../../instance/backend.ts'
import { typed } from '../../node/parameters.ts'
import { type KeyValues, splitEscaped } from '../../optparse/keyvals.ts'
import { allIdentified, declares, int, keyValues, text, yesNo } from '../../optparse/read.ts'
import { hvparamExample } from '../../query/fields/hypervisor-parameters.ts'
import { NODE_DEFAULTS } from '../../query/fields/node-parameters.ts'
import { COLLECTORS } from '../info.ts'
import { DISK_EXAMPLES, NIC_EXAMPLES } from './examples.ts'
import type { ClusterModifyParams, PlainSettings } from './params.ts'
import { parseUidPool } from './uid-pool.ts'

/** Options that are given when they hold anything at all, and those that are given when they are not empty. */
const ANY = [
  'vg_name',
  'drbd_helper',
  'candidate_pool_size',
  'max_running_jobs',
  'max_tracked_jobs',
  'uid_pool',
  'maintain_node_health',
  'add_uids',
  'remove_uids',
  'default_iallocator',
  'default_iallocator_params',
  'reserved_lvs',
  'mac_prefix',
  'master_netdev',
  'master_netmask',
  'use_external_mip_script',
  'prealloc_wipe_disks',
  'ipolicy_bounds_specs',
  'ipolicy_std_specs',
  'ipolicy_disk_templates',
  'ipolicy_vcpu_ratio',
  'ipolicy_spindle_ratio',
  'modify_etc_hosts',
  'file_storage_dir',
  'install_image',
  'instance_communication_network',
  'zeroing_image',
  'shared_file_storage_dir',
  'compression_tools',
  'enabled_user_shutdown',
]
const NOT_EMPTY = [
  'enabled_hypervisors',
  'hvparams',
  'beparams',
  'nicparams',
  'ndparams',
  'diskparams',
  'hv_state',
  'enabled_disk_templates',
  'disk_state',
  'data_collector_interval',
  'enabled_data_collectors',
]

const isEmpty = (value: unknown): boolean =>
  value === null ||
  value === undefined ||
  value === '' ||
  (typeof value === 'object' && Object.keys(value).length === 0)

/** Whether the line asks for any change at all. */
export const asksForChange = ({ options }: Parsed): boolean =>
  ANY.some((dest) => (own(options, dest) ?? null) !== null) ||
  NOT_EMPTY.some((dest) => !isEmpty(own(options, dest)))

/** What the client refuses: with Ganeti's frame, as a mistyped parameter, or as it stands. */
interface Complaint {
  kind: 'wrong_input' | 'parameter' | 'plain'
  text: string
}

const parameter = (text: string): Complaint => ({ kind: 'parameter', text })

/** The first value that is not of its parameter's type (utils.ForceDictType). */
function mistyped(
  values: KeyValues,
  example: (name: string) => string | number | boolean | undefined,
): Complaint | undefined {
  for (const [name, value] of Object.entries(values)) {
    const known = example(name)
    if (known === undefined) return parameter(`Unknown parameter '${name}'`)
    const read = typed({ [name]: known }, name, value)
    if (typeof read === 'object' && 'text' in read) return parameter(String(read.text))
  }
  return undefined
}

const from = (examples: Readonly<Record<string, string | number | boolean>>) => (name: string) =>
  own(examples, name)

const pools = ['uid_pool', 'add_uids', 'remove_uids'] as const

/** What the client itself finds wrong with the line, in its order. */
export function complaintOf({ options }: Parsed): Complaint | undefined {
  for (const [, values] of allIdentified(options, 'hvparams')) {
    const wrong = mistyped(values || {}, hvparamExample)
    if (wrong) return wrong
  }
  for (const [, values] of allIdentified(options, 'diskparams')) {
    const wrong = mistyped(values || {}, from(DISK_EXAMPLES))
    if (wrong) return wrong
  }
  const backend = parseBackend(keyValues(options, 'beparams'), { defaults: false })
  if (!backend.ok) return parameter(backend.error)
  const wrong =
    mistyped(keyValues(options, 'nicparams'), from(NIC_EXAMPLES)) ??
    mistyped(keyValues(options, 'ndparams'), from(NODE_DEFAULTS))
  if (wrong) return wrong
  const policy = policyComplaint(options)
  if (policy) return policy
  for (const dest of pools) {
    const pool = parseUidPool(text(options, dest) ?? '')
    if (typeof pool === 'string') return { kind: 'wrong_input', text: pool }
  }
  const netmask = text(options, 'master_netmask')
  if (netmask !== null && !/^\s*[-+]?\d+\s*$/.test(netmask))
    return { kind: 'plain', text: 'The --master-netmask option expects an int parameter.' }
  const intervals = maybeKeyValues(options, 'data_collector_interval')
  if (Object.values(intervals).some((value) => !/^\s*[-+]?\d+(\.\d*)?\s*$/.test(String(value))))
    return { kind: 'plain', text: `Can't transform all values to integers: ${python(intervals)}` }
  return undefined
}

/** What is wrong with the bounds or the standard instance. */
function policyComplaint(options: Parsed['options']): Complaint | undefined {
  const { minmax } = policyChange({ options, args: [] })
  if (minmax === 'default')
    return {
      kind: 'wrong_input',
      text: 'Invalid key in bounds instance specifications: default',
    }
  const std = readSpecs('std', keyValues(options, 'ipolicy_std_specs') as StdGiven, false)
  for (const read of [readBounds(minmax ?? []), std]) {
    if (read.ok || !('text' in read.next)) continue
    const { next, text } = read.next
    return { kind: next === 'wrong parameter' ? 'parameter' : 'wrong_input', text }
  }
  return undefined
}

type StdGiven = Record<string, string>

const python = (values: KeyValues): string =>
  `{${Object.entries(values)
    .map(([key, value]) => `'${key}': '${value}'`)
    .join(', ')}}`

const maybeKeyValues = (options: Parsed['options'], dest: string): KeyValues =>
  declares(options, dest) ? keyValues(options, dest) : {}

/** What is said before the job is sent, without an end to it. */
export function remarksOf({ options }: Parsed): { out: string[]; err: string[] } {
  const templates = text(options, 'enabled_disk_templates')?.split(',') ?? []
  const out: string[] = []
  const lvm = templates.includes('plain') || templates.includes('drbd')
  if (templates.length > 0 && text(options, 'vg_name') && !lvm)
    out.push(
      'You specified a volume group with --vg-name, but you did not enable any of the following lvm-based disk templates: drbd, plain',
    )
  if (templates.length > 0 && text(options, 'drbd_helper') && !templates.includes('drbd'))
    out.push(
      'You specified a DRBD usermode helper with  --drbd-usermode-helper while DRBD is not enabled.',
    )
  const unknown = Object.keys(maybeKeyValues(options, 'enabled_data_collectors')).filter(
    (name) => !COLLECTORS.includes(name),
  )
  const err =
    unknown.length > 0 ? [`Data collector names not recognized: ${unknown.join(', ')}`] : []
  return { out, err }
}

const listOf = (value: string | null): string[] | undefined =>
  value === null ? undefined : value === '' ? [] : splitEscaped(value)

const DEFAULT_TOOLS = ['gzip', 'gzip-fast', 'gzip-slow']

const without = <T extends object>(values: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== null && value !== undefined),
  ) as Partial<T>

function plainSettings({ options }: Parsed): PlainSettings {
  const maybeText = (dest: string) => (declares(options, dest) ? text(options, dest) : null)
  const tools = maybeText('compression_tools')
  return without({
    maxRunningJobs: int(options, 'max_running_jobs'),
    maxTrackedJobs: declares(options, 'max_tracked_jobs') ? int(options, 'max_tracked_jobs') : null,
    macPrefix: maybeText('mac_prefix') || null,
    externalIpScript: yesNo(options, 'use_external_mip_script'),
    reservedLvs: listOf(text(options, 'reserved_lvs')),
    maintainNodeHealth: yesNo(options, 'maintain_node_health'),
    preallocWipeDisks: yesNo(options, 'prealloc_wipe_disks'),
    modifyEtcHosts: yesNo(options, 'modify_etc_hosts'),
    userShutdown: yesNo(options, 'enabled_user_shutdown'),
    installImage: maybeText('install_image') || null,
    zeroingImage: maybeText('zeroing_image'),
    compressionTools: tools === '' ? DEFAULT_TOOLS : tools?.split(','),
  }) as PlainSettings
}

/** The pool that an option holds; null: it was not given. Only for a line that has no complaint. */
const poolIn = (options: Parsed['options'], dest: string): [number, number][] | null => {
  const given = text(options, dest)
  const pool = given === null ? null : parseUidPool(given)
  return typeof pool === 'string' ? null : pool
}

/** The parameters of CLUSTER_SET_PARAMS. */
export function clusterParams(parsed: Parsed): Given<ClusterModifyParams> {
  const { options } = parsed
  const backend = parseBackend(keyValues(options, 'beparams'))
  const netmask = text(options, 'master_netmask')
  const collectors = maybeKeyValues(options, 'enabled_data_collectors')
  const intervals = maybeKeyValues(options, 'data_collector_interval')
  const byName = (dest: string) =>
    Object.fromEntries(allIdentified(options, dest).map(([name, values]) => [name, values || {}]))
  const network = declares(options, 'instance_communication_network')
  return {
    plain: plainSettings(parsed),
    volumeGroup: text(options, 'vg_name'),
    drbdHelper: text(options, 'drbd_helper'),
    enabledTemplates: text(options, 'enabled_disk_templates')?.split(',') ?? null,
    enabledHypervisors: text(options, 'enabled_hypervisors')?.split(',') ?? null,
    hvparams: byName('hvparams'),
    backend: backend.ok ? backend.given : [],
    nic: keyValues(options, 'nicparams'),
    ndparams: options.ndparams === null ? null : keyValues(options, 'ndparams'),
    diskparams: byName('diskparams'),
    policy: policyChange(parsed),
    std:
      options.ipolicy_std_specs === null
        ? null
        : (keyValues(options, 'ipolicy_std_specs') as Record<string, string>),
    candidatePoolSize: int(options, 'candidate_pool_size'),
    iallocator: text(options, 'default_iallocator'),
    iallocatorParams:
      options.default_iallocator_params === null
        ? null
        : keyValues(options, 'default_iallocator_params'),
    uidPool: poolIn(options, 'uid_pool'),
    addUids: poolIn(options, 'add_uids'),
    removeUids: poolIn(options, 'remove_uids'),
    masterNetdev: text(options, 'master_netdev'),
    masterNetmask: netmask === null ? null : Number(netmask),
    fileStorageDir: text(options, 'file_storage_dir'),
    sharedFileStorageDir: text(options, 'shared_file_storage_dir'),
    communicationNetwork: network ? text(options, 'instance_communication_network') : null,
    collectors: Object.fromEntries(
      Object.entries(collectors).map(([name, value]) => [
        name,
        String(value).toLowerCase().startsWith('t'),
      ]),
    ),
    intervals: Object.fromEntries(
      Object.entries(intervals).map(([name, value]) => [name, Math.trunc(1e6 * Number(value))]),
    ),
    os: null,
    force: options.force === true,
  }
}

/** The parameters of CLUSTER_SET_PARAMS that change nothing. */
export const noChange: Given<ClusterModifyParams> = {
  plain: {},
  volumeGroup: null,
  drbdHelper: null,
  enabledTemplates: null,
  enabledHypervisors: null,
  hvparams: {},
  backend: [],
  nic: {},
  ndparams: null,
  diskparams: {},
  policy: {},
  std: null,
  candidatePoolSize: null,
  iallocator: null,
  iallocatorParams: null,
  uidPool: null,
  addUids: null,
  removeUids: null,
  masterNetdev: null,
  masterNetmask: null,
  fileStorageDir: null,
  sharedFileStorageDir: null,
  communicationNetwork: null,
  collectors: {},
  intervals: {},
  os: null,
  force: false,
}

/** The first hypervisor parameter that is unknown or not of its type. */
export function hvparamComplaint(options: Parsed['options']): string | undefined {
  for (const [, values] of allIdentified(options, 'hvparams')) {
    const wrong = mistyped(values || {}, hvparamExample)
    if (wrong) return wrong.text
  }
  return undefined
}
