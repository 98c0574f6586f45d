/** The cluster's instance policy after gnt-cluster modify. Source: lib/cmdlib/common.py (GetUpdatedIPolicy). */

import { own } from '../../../lib/own.ts'
import {
  byUuid,
  type ClusterConfig,
  type GroupConf,
  type InstanceConf,
} from '../../../sim/cluster/config.ts'
import { type ClusterPolicy, settingsOf } from '../../../sim/cluster/settings.ts'
import { byRelease } from '../../../sim/releases.ts'
import { type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { changesPolicy, DISK_TEMPLATES, readBounds, readSpecs } from '../../group/policy.ts'
import { policyViolations } from '../../instance/policy.ts'
import {
  allowedTemplates,
  BOUNDED,
  boundsOf,
  standardInstance,
} from '../../query/fields/cluster-parameters.ts'
import { niceSort } from '../../query/order.ts'
import { pythonStr } from '../../query/python.ts'
import type { ClusterModifyOp } from './params.ts'

type Updated = { ok: true; policy: ClusterPolicy } | { ok: false; next: OpNext }

const no = (text: string): Updated => ({ ok: false, next: refuse('wrong_input', text) })
const unset = (name: string): Updated =>
  no(`Can't unset ipolicy attribute '${name}' on the cluster'`)
const invalid = (why: string): Updated => no(`Invalid instance policy: ${why}`)

/** The policy with the bounds, ratios and templates that were given. */
function updatedPolicy(op: ClusterModifyOp): Updated {
  const { policy: change, std } = op.params
  const policy: ClusterPolicy = { ...settingsOf(op.config).ipolicy }
  if (change.minmax) {
    // The client has refused what is not right.
    const read = readBounds(change.minmax === 'default' ? [] : change.minmax)
    if (!read.ok) return read
    policy.minmax = read.bounds
  }
  if (std) {
    const read = readSpecs('std', std, false)
    if (!read.ok) return read
    policy.std = { ...policy.std, ...read.values }
  }
  if (change.templates) {
    if (change.templates.length === 0 || change.templates.join() === 'default')
      return unset('disk-templates')
    const odd = change.templates.filter((name) => !DISK_TEMPLATES.includes(name))
    if (odd.length > 0) return invalid(`Invalid disk template(s) ${odd.join(', ')}`)
    policy.templates = change.templates
  }
  for (const [key, name] of [
    ['vcpuRatio', 'vcpu-ratio'],
    ['spindleRatio', 'spindle-ratio'],
  ] as const) {
    const value = change[key]
    if (value === undefined) continue
    if (value === 'default' || value === 0) return unset(name)
    policy[key] = value
  }
  return { ok: true, policy }
}

/** Bounds have to hold the standard instance. */
function standardFault(op: ClusterModifyOp, policy: ClusterPolicy): Updated | undefined {
  const std: Record<string, number> = { ...standardInstance(op.config), ...policy.std }
  const bounds = policy.minmax ?? boundsOf(op.config)
  const fits = bounds.some(({ min, max }) =>
    BOUNDED.every((name) => {
      const value = own(std, name) ?? 0
      return value >= (own(min, name) ?? 0) && value <= (own(max, name) ?? 0)
    }),
  )
  return fits ? undefined : invalid('Invalid std specifications')
}

/** Templates that are allowed have to be enabled. */
const templateWord = byRelease({ '2.11': 'template', '3.0': 'templates' })

function closedTemplates(op: ClusterModifyOp, allowed: readonly string[]): OpNext | undefined {
  const enabled = op.params.enabledTemplates ?? op.config.cluster.enabledDiskTemplates
  const closed = allowed.filter((name) => !enabled.includes(name))
  if (closed.length === 0) return undefined
  return refuse(
    'wrong_input',
    `The following disk ${templateWord(op)} are allowed by the ipolicy, but not enabled on the cluster: ${closed.map(pythonStr).join(', ')}`,
  )
}

/** Whether an instance keeps to bounds and templates. */
const keeps =
  (bounds: Parameters<typeof policyViolations>[1], templates: readonly string[]) =>
  (instance: InstanceConf): boolean =>
    templates.includes(instance.template) && policyViolations(instance, bounds).length === 0

/** Instances that keep to the policy of their groups now, and will not. */
function newViolations(config: ClusterConfig, policy: ClusterPolicy): string[] {
  const inGroup = (group: GroupConf) =>
    byUuid(config.instances).filter(
      ({ primary }) => own(config.nodes, primary)?.group === group.uuid,
    )
  const found = Object.values(config.groups).flatMap((group) => {
    const { minmax, templates } = { ...policy, ...group.ipolicy }
    const bounds = boundsOf(config, group)
    const kept = keeps(bounds, group.ipolicy?.templates ?? allowedTemplates(config))
    const keptThen = keeps(minmax ?? bounds, templates ?? allowedTemplates(config))
    return inGroup(group).filter((instance) => kept(instance) && !keptThen(instance))
  })
  return niceSort(
    found.map(({ name }) => name),
    (name) => name,
  )
}

/** Checks the policy that was asked for, and leaves it in the variables. */
export function checkClusterPolicy(op: ClusterModifyOp): OpNext | undefined {
  const { params, config } = op
  if (!changesPolicy(params.policy) && !params.std)
    return closedTemplates(op, allowedTemplates(config))
  const updated = updatedPolicy(op)
  if (!updated.ok) return updated.next
  const fault = standardFault(op, updated.policy)
  if (fault && !fault.ok) return fault.next
  const closed = closedTemplates(op, updated.policy.templates ?? allowedTemplates(config))
  if (closed) return closed
  const violations = newViolations(config, updated.policy)
  if (violations.length > 0)
    op.warn(
      `After the ipolicy change the following instances violate them: ${violations.join(', ')}`,
    )
  op.vars.ipolicy = updated.policy
  return undefined
}
