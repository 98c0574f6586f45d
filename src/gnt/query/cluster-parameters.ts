import { own } from '../../lib/own.ts'
import type { ClusterConfig, GroupConf, PolicyConf } from '../../sim/cluster/config.ts'
import type { Json } from './field.ts'
import { type Info, type Pair, pairs, parametersInfo } from './info.ts'

/** Parameters that this lab leaves at Ganeti's defaults: constants.DISK_DT_DEFAULTS, IPOLICY_DEFAULTS. */
type Values = { readonly [key: string]: Json }

/** Parameters of disk templates, sorted by name. */
export const diskParameters = (config: ClusterConfig): Record<string, Values> => ({
  blockdev: {},
  diskless: {},
  drbd: {
    'c-delay-target': 1,
    'c-fill-target': 0,
    'c-max-rate': 61440,
    'c-min-rate': 4096,
    'c-plan-ahead': 20,
    'data-stripes': 1,
    'disk-barriers': 'n',
    'disk-custom': '',
    'dynamic-resync': false,
    'meta-barriers': false,
    'meta-stripes': 1,
    metavg: config.cluster.volumeGroup,
    'net-custom': '',
    protocol: 'C',
    'resync-rate': 61440,
  },
  ext: { access: 'kernelspace' },
  file: {},
  gluster: { access: 'kernelspace', host: '127.0.0.1', port: 24007, volume: 'gv0' },
  plain: { stripes: 1 },
  rbd: { access: 'kernelspace', pool: 'rbd' },
  sharedfile: {},
})

const SMALLEST = {
  'memory-size': 128,
  'disk-size': 1024,
  'disk-count': 1,
  'cpu-count': 1,
  'nic-count': 1,
  'spindle-use': 1,
}
const LARGEST = {
  'memory-size': 32768,
  'disk-size': 1048576,
  'disk-count': 16,
  'cpu-count': 8,
  'nic-count': 8,
  'spindle-use': 12,
}
const RATIOS = { 'spindle-ratio': 32, 'vcpu-ratio': 4 }

/** Templates that instances may have. A set in Ganeti: its order means nothing. */
const allowedTemplates = (config: ClusterConfig): string[] => {
  const [first, ...rest] = config.cluster.enabledDiskTemplates
  return first === undefined ? [] : [...rest, first]
}

/**
 * Parameters by disk template that hold for a group: Ganeti's defaults, each replaced where the group has its
 * own.
 */
export const groupDiskParameters = (
  config: ClusterConfig,
  group: GroupConf,
): Record<string, Values> =>
  Object.fromEntries(
    Object.entries(diskParameters(config)).map(([template, values]) => [
      template,
      { ...values, ...own(group.diskparams, template) },
    ]),
  )

/** A policy by Ganeti's names, without what nobody set. */
export const policyValues = (policy: PolicyConf | undefined): Record<string, Json> => ({
  ...(policy?.minmax && { minmax: policy.minmax }),
  ...(policy?.templates && { 'disk-templates': policy.templates }),
  ...(policy?.spindleRatio !== undefined && { 'spindle-ratio': policy.spindleRatio }),
  ...(policy?.vcpuRatio !== undefined && { 'vcpu-ratio': policy.vcpuRatio }),
})

/** The instance policy as the daemon sends it: a group's, or the cluster's. */
export const instancePolicy = (config: ClusterConfig, group?: GroupConf): Values => ({
  minmax: [{ min: SMALLEST, max: LARGEST }],
  std: SMALLEST,
  ...RATIOS,
  'disk-templates': allowedTemplates(config),
  ...policyValues(group?.ipolicy),
})

/** What may be bounded, by Ganeti's names. */
export const BOUNDED = Object.keys(SMALLEST)

const exactly = (values: Values): Info => parametersInfo(values, values)

/**
 * The policy as `info` shows it: of a group, or of the cluster, where nothing is a default. Source: lib/cli.py,
 * FormatPolicyInfo.
 */
export function policyInfo(config: ClusterConfig, group?: GroupConf): Info {
  const own = group ? (group.ipolicy ?? {}) : null
  const show = (values: Values, mine: boolean) =>
    mine ? exactly(values) : parametersInfo({}, values)
  const value = (set: string | undefined, usual: string) =>
    own ? (set ?? `default (${usual})`) : usual
  const std: Pair[] = group ? [] : [['std', exactly(SMALLEST)]]
  const bounds = own?.minmax ?? [{ min: SMALLEST, max: LARGEST }]
  const mine = !own || own.minmax !== undefined
  const ratio = (set: number | undefined) => (set === undefined ? undefined : pythonFloat(set))
  return pairs(
    [
      'bounds specs',
      bounds.map(({ min, max }, i) =>
        pairs([`min/${i}`, show(min, mine)], [`max/${i}`, show(max, mine)]),
      ),
    ],
    ...std,
    [
      'allowed disk templates',
      value(own?.templates?.join(', '), allowedTemplates(config).join(', ')),
    ],
    ['vcpu-ratio', value(ratio(own?.vcpuRatio), String(RATIOS['vcpu-ratio']))],
    ['spindle-ratio', value(ratio(own?.spindleRatio), String(RATIOS['spindle-ratio']))],
  )
}

const pythonFloat = (value: number): string =>
  Number.isInteger(value) ? `${value}.0` : String(value)
