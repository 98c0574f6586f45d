import { own } from '../../../lib/own.ts'
import type { ClusterConfig, GroupConf, PolicyConf } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import type { Json } from '../field.ts'
import { type Info, type Pair, pairs, parametersInfo } from '../info.ts'

/** Parameters of disk templates and the instance policy: constants.DISK_DT_DEFAULTS, IPOLICY_DEFAULTS. */
type Values = { readonly [key: string]: Json }

const diskDefaults = (config: ClusterConfig): Record<string, Values> => ({
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

/** Values over values, template by template. */
const over = (
  base: Record<string, Values>,
  own_: Readonly<Record<string, Values>> | undefined,
): Record<string, Values> =>
  Object.fromEntries(
    Object.entries(base).map(([template, values]) => [
      template,
      { ...values, ...own(own_, template) },
    ]),
  )

/** Parameters of the cluster by disk template, sorted by name. */
export const diskParameters = (config: ClusterConfig): Record<string, Values> =>
  over(diskDefaults(config), settingsOf(config).diskparams)

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
/** How much more may be given out than a node has, where no policy says it. */
export const RATIOS = { 'spindle-ratio': 32, 'vcpu-ratio': 4 }

/** Templates that instances may have. A set in Ganeti: its order means nothing. */
export const allowedTemplates = (config: ClusterConfig): string[] => {
  const { templates } = settingsOf(config).ipolicy
  if (templates) return templates
  const [first, ...rest] = config.cluster.enabledDiskTemplates
  return first === undefined ? [] : [...rest, first]
}

/** Parameters by disk template that hold for a group: the cluster's, each replaced where the group has its own. */
export const groupDiskParameters = (
  config: ClusterConfig,
  group: GroupConf,
): Record<string, Values> => over(diskParameters(config), group.diskparams)

/** A policy by Ganeti's names, without what no one set. */
export const policyValues = (policy: PolicyConf | undefined): Record<string, Json> => ({
  ...(policy?.minmax && { minmax: policy.minmax }),
  ...(policy?.templates && { 'disk-templates': policy.templates }),
  ...(policy?.spindleRatio !== undefined && { 'spindle-ratio': policy.spindleRatio }),
  ...(policy?.vcpuRatio !== undefined && { 'vcpu-ratio': policy.vcpuRatio }),
})

/** Minimum and maximum of what an instance may have, by Ganeti's names. */
export type Bounds = NonNullable<PolicyConf['minmax']>

/** The bounds that hold for a group, or for the cluster: an instance has to keep to one of them. */
export const boundsOf = (config: ClusterConfig, group?: GroupConf): Bounds =>
  group?.ipolicy?.minmax ?? settingsOf(config).ipolicy.minmax ?? [{ min: SMALLEST, max: LARGEST }]

/** The standard instance, by which `hspace` counts. */
export const standardInstance = (config: ClusterConfig): Record<string, number> => ({
  ...SMALLEST,
  ...settingsOf(config).ipolicy.std,
})

/** The instance policy as the daemon sends it: a group's, or the cluster's. */
export const instancePolicy = (config: ClusterConfig, group?: GroupConf): Values => ({
  minmax: boundsOf(config, group),
  std: standardInstance(config),
  ...RATIOS,
  'disk-templates': allowedTemplates(config),
  ...policyValues({ ...settingsOf(config).ipolicy, ...group?.ipolicy }),
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
  const std: Pair[] = group ? [] : [['std', exactly(standardInstance(config))]]
  const mine = !own || own.minmax !== undefined
  const cluster = settingsOf(config).ipolicy
  const ratio = (set: number | undefined) => (set === undefined ? undefined : String(set))
  return pairs(
    [
      'bounds specs',
      boundsOf(config, group).map(({ min, max }, i) =>
        pairs([`min/${i}`, show(min, mine)], [`max/${i}`, show(max, mine)]),
      ),
    ],
    ...std,
    [
      'allowed disk templates',
      value(own?.templates?.join(', '), allowedTemplates(config).join(', ')),
    ],
    [
      'vcpu-ratio',
      value(ratio(own?.vcpuRatio), ratio(cluster.vcpuRatio) ?? String(RATIOS['vcpu-ratio'])),
    ],
    [
      'spindle-ratio',
      value(
        ratio(own?.spindleRatio),
        ratio(cluster.spindleRatio) ?? String(RATIOS['spindle-ratio']),
      ),
    ],
  )
}
