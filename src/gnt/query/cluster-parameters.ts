import type { ClusterConfig } from '../../sim/cluster/config.ts'
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

/** The instance policy as the daemon sends it. */
export const instancePolicy = (config: ClusterConfig): Values => ({
  minmax: [{ min: SMALLEST, max: LARGEST }],
  std: SMALLEST,
  ...RATIOS,
  'disk-templates': allowedTemplates(config),
})

const exactly = (values: Values): Info => parametersInfo(values, values)

/** The policy as `info` shows it; a group's own is all defaults. Source: lib/cli.py, FormatPolicyInfo. */
export function policyInfo(config: ClusterConfig, of: 'cluster' | 'group'): Info {
  const show = (values: Values) => (of === 'cluster' ? exactly(values) : parametersInfo({}, values))
  const value = (text: string) => (of === 'cluster' ? text : `default (${text})`)
  const std: Pair[] = of === 'cluster' ? [['std', exactly(SMALLEST)]] : []
  return pairs(
    ['bounds specs', [pairs(['min/0', show(SMALLEST)], ['max/0', show(LARGEST)])]],
    ...std,
    ['allowed disk templates', value(allowedTemplates(config).join(', '))],
    ['vcpu-ratio', value(String(RATIOS['vcpu-ratio']))],
    ['spindle-ratio', value(String(RATIOS['spindle-ratio']))],
  )
}
