import { own } from '../../lib/own.ts'
import type { ClusterConfig, GroupConf, PolicyConf } from '../../sim/cluster/config.ts'
import { type OpNext, refuse, wrongParameter } from '../../sim/run/opcode.ts'
import type { Parsed } from '../command.ts'
import { parseUnit } from '../optparse/units.ts'
import { BOUNDED, instancePolicy } from '../query/fields/cluster-parameters.ts'
import { pythonStr } from '../query/python.ts'

/** What someone wants of a group's instance policy; `default` lets go of the group's own. */
export interface PolicyChange {
  minmax?: 'default' | Record<string, Record<string, string>>[]
  templates?: string[]
  vcpuRatio?: 'default' | number
  spindleRatio?: 'default' | number
}

/** Options of a group's policy (lib/cli.py, CreateIPolicyFromOpts). */
export function policyChange({ options }: Parsed): PolicyChange {
  const { ipolicy_bounds_specs: bounds, ipolicy_disk_templates: templates } = options
  const change: PolicyChange = {}
  if (Array.isArray(bounds)) {
    const [first] = bounds as unknown as Record<string, Record<string, string>>[]
    const isDefault = bounds.length === 1 && first && Object.keys(first).join() === 'default'
    change.minmax = isDefault
      ? 'default'
      : (bounds as unknown as Exclude<NonNullable<typeof change.minmax>, 'default'>)
  }
  if (Array.isArray(templates)) change.templates = templates.map(String)
  const ratio = (value: unknown) =>
    value === 'default' || typeof value === 'number' ? value : undefined
  const vcpu = ratio(options.ipolicy_vcpu_ratio)
  const spindle = ratio(options.ipolicy_spindle_ratio)
  if (vcpu !== undefined) change.vcpuRatio = vcpu
  if (spindle !== undefined) change.spindleRatio = spindle
  return change
}

/** Whether a change sets anything at all. */
export const changesPolicy = (change: PolicyChange): boolean => Object.keys(change).length > 0

/** Every disk template that Ganeti has. */
export const DISK_TEMPLATES = [
  'blockdev',
  'diskless',
  'drbd',
  'ext',
  'file',
  'gluster',
  'plain',
  'rbd',
  'sharedfile',
]

const SIZES = ['memory-size', 'disk-size']
const BAD = { is: 'bad policy' } as const
const invalid = (why: string) => refuse('wrong_input', `Invalid instance policy: ${why}`, BAD)

/**
 * One bound with its values as numbers, or the complaint (lib/cli.py, _ParseISpec). `complete`: whether no value may be
 * missing.
 */
export function readSpecs(
  key: string,
  given: Readonly<Record<string, string>>,
  complete = true,
): { ok: true; values: Record<string, number> } | { ok: false; next: OpNext } {
  const values: Record<string, number> = {}
  const wrong = (next: OpNext) => ({ ok: false, next }) as const
  for (const [name, text] of Object.entries(given)) {
    if (!BOUNDED.includes(name)) return wrong(wrongParameter(`Unknown parameter '${name}'`))
    const size = SIZES.includes(name) ? parseUnit(text) : null
    if (size && !size.ok)
      return wrong(
        wrongParameter(
          `'${name}' (value ${text}) is not a valid size. error: ${size.refusal.text}`,
        ),
      )
    const value = size ? size.value : Number(text)
    if (!Number.isInteger(value) || text.trim() === '')
      return wrong(wrongParameter(`'${name}' (value ${text}) is not a valid integer`))
    values[name] = value
  }
  const missing = complete ? BOUNDED.filter((name) => !Object.hasOwn(values, name)).sort() : []
  if (missing.length > 0)
    return wrong(
      refuse(
        'wrong_input',
        `Missing parameters in ipolicy spec ${key}: ${missing.join(', ')}`,
        BAD,
      ),
    )
  return { ok: true, values }
}

type Bounds = NonNullable<PolicyConf['minmax']>

/** Bounds as typed, with numbers for values; or the complaint. */
export function readBounds(
  given: Record<string, Record<string, string>>[],
): { ok: true; bounds: Bounds } | { ok: false; next: OpNext } {
  const bounds: Bounds = []
  for (const pair of given) {
    const odd = Object.keys(pair).find((key) => key !== 'min' && key !== 'max')
    if (odd !== undefined) {
      const text = `Invalid key in bounds instance specifications: ${odd}`
      return { ok: false, next: refuse('wrong_input', text, BAD) }
    }
    const absent = ['min', 'max'].filter((key) => !Object.hasOwn(pair, key))
    if (absent.length > 0)
      return { ok: false, next: invalid(`Missing instance specification: ${absent.join(', ')}`) }
    const min = readSpecs('min', pair.min ?? {})
    if (!min.ok) return min
    const max = readSpecs('max', pair.max ?? {})
    if (!max.ok) return max
    for (const name of BOUNDED) {
      const [low = 0, high = 0] = [own(min.values, name), own(max.values, name)]
      if (low > high) {
        const text = `Invalid specification of min/max values for ${name}: ${low}/${high}`
        return { ok: false, next: invalid(text) }
      }
    }
    bounds.push({ min: min.values, max: max.values })
  }
  return { ok: true, bounds }
}

type Updated = { ok: true; policy: PolicyConf } | { ok: false; next: OpNext }

/** A group's own policy after a change (GetUpdatedIPolicy, CheckIpolicyVsDiskTemplates). */
export function updatedPolicy(
  config: ClusterConfig,
  group: GroupConf,
  change: PolicyChange,
): Updated {
  const policy: PolicyConf = { ...group.ipolicy }
  if (change.minmax === 'default') delete policy.minmax
  else if (change.minmax) {
    const read = readBounds(change.minmax)
    if (!read.ok) return read
    policy.minmax = read.bounds
  }
  for (const key of ['vcpuRatio', 'spindleRatio'] as const) {
    const value = change[key]
    if (value === 'default' || value === 0) delete policy[key]
    else if (value !== undefined) policy[key] = value
  }
  const { templates } = change
  if (templates && (templates.length === 0 || templates.join() === 'default'))
    delete policy.templates
  else if (templates) {
    const odd = templates.filter((name) => !DISK_TEMPLATES.includes(name))
    if (odd.length > 0)
      return { ok: false, next: invalid(`Invalid disk template(s) ${odd.join(', ')}`) }
    policy.templates = templates
  }
  const allowed = instancePolicy(config, { ...group, ipolicy: policy })['disk-templates']
  const closed = (Array.isArray(allowed) ? allowed : []).filter(
    (name) => !config.cluster.enabledDiskTemplates.includes(String(name)),
  )
  if (closed.length === 0) return { ok: true, policy }
  return {
    ok: false,
    next: refuse(
      'wrong_input',
      `The following disk templates are allowed by the ipolicy, but not enabled on the cluster: ${closed.map(pythonStr).join(', ')}`,
      BAD,
    ),
  }
}
