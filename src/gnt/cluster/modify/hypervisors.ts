/**
 * Parameters of hypervisors and operating systems: what gnt-cluster modify and gnt-os modify check of them. Source:
 * lib/cmdlib/cluster/__init__.py (LUClusterSetParams.CheckPrereq, _BuildOSParams).
 */
import { own } from '../../../lib/own.ts'
import { byUuid, type Parameters } from '../../../sim/cluster/config.ts'
import { settingsOf } from '../../../sim/cluster/settings.ts'
import { fail, type OpNext, unhandled } from '../../../sim/run/opcode.ts'
import { ask, askAll, forEach } from '../../../sim/run/parts.ts'
import { hypervisorFault } from '../../instance/modify/hypervisor.ts'
import { typed } from '../../node/parameters.ts'
import type { KeyValues } from '../../optparse/keyvals.ts'
import {
  clusterHvparams,
  hvparamExample,
  hypervisorDefaults,
  isHvparamOf,
} from '../../query/fields/hypervisor-parameters.ts'
import type { ClusterModifyOp, ClusterModifySteps } from './params.ts'

/** Hypervisors whose parameters have to be checked: those that were changed or are listed. */
const hypervisorsToCheck = ({ params }: ClusterModifyOp): string[] => [
  ...new Set([...Object.keys(params.hvparams), ...(params.enabledHypervisors ?? [])]),
]

/** Leaves the hypervisors' parameters as they will be in the variables, or refuses them. */
export function planHypervisors(op: ClusterModifyOp): OpNext | undefined {
  const { params, vars, config } = op
  const hvparams: Record<string, Parameters> = { ...config.cluster.hvparams }
  for (const [name, values] of Object.entries(params.hvparams)) {
    const typed = typedHvparams(own(hvparams, name) ?? {}, values)
    if (!typed.ok) return typed.next
    hvparams[name] = typed.params
  }
  vars.hvparams = hypervisorsToCheck(op).length > 0 ? hvparams : null
  for (const name of hypervisorsToCheck(op)) {
    const all = { ...hypervisorDefaults(name), ...own(hvparams, name) }
    const fault = faultOf(name, all)
    if (fault) return fault
  }
  return undefined
}

/** Parameters of a hypervisor over those that it had, in their types. */
function typedHvparams(
  before: Parameters,
  values: KeyValues,
): { ok: true; params: Parameters } | { ok: false; next: OpNext } {
  const params = { ...before }
  for (const [key, value] of Object.entries(values)) {
    // `default` is a word like others here: only an instance can go back to what the cluster says.
    const result = typed({ [key]: hvparamExample(key) ?? '' }, key, value)
    if (typeof result === 'object') return { ok: false, next: result }
    params[key] = result
  }
  return { ok: true, params }
}

function faultOf(hypervisor: string, all: Parameters): OpNext | undefined {
  const foreign = Object.keys(all).find((key) => !isHvparamOf(hypervisor, key))
  if (foreign !== undefined) return unhandled(`Parameter '${foreign}' is not supported`)
  const fault = hypervisorFault(hypervisor, all)
  return fault === undefined ? undefined : unhandled(fault)
}

/** Every node looks at what the parameters name. */
export const validateOnNodes: ClusterModifySteps = forEach(
  'hypervisor',
  hypervisorsToCheck,
  (hypervisor) =>
    askAll('validate the parameters', 'hypervisor_validate_params', {
      to: (op) => byUuid(op.config.nodes).map(({ name }) => name),
      args: (op) => ({
        hypervisor: hypervisor(op),
        params: {
          ...clusterHvparams(op.config, hypervisor(op)),
          ...own(op.vars.hvparams ?? {}, hypervisor(op)),
        },
      }),
      answer: (_op, replies) => {
        for (const reply of replies)
          if (!reply.ok && !reply.offline)
            return fail(
              `Hypervisor parameter validation failed on node ${reply.node}: ${reply.error}`,
            )
        return undefined
      },
    }),
)

/** Parameters of one operating system: of its hypervisors, and of itself (os_hvp, _BuildOSParams). */
export function planOs(op: ClusterModifyOp): OpNext | undefined {
  const { os } = op.params
  if (!os) return undefined
  const set = settingsOf(op.config)
  if (Object.keys(os.hvparams).length > 0) {
    const mine = { ...own(set.osHvparams, os.name) }
    for (const [hypervisor, values] of Object.entries(os.hvparams)) {
      const typed = typedHvparams(own(mine, hypervisor) ?? {}, values)
      if (!typed.ok) return typed.next
      mine[hypervisor] = typed.params
      const fault = faultOf(hypervisor, {
        ...clusterHvparams(op.config, hypervisor),
        ...typed.params,
      })
      if (fault) return fault
    }
    op.vars.osHvparams = { ...set.osHvparams, [os.name]: mine }
  }
  if (Object.keys(os.osparams).length === 0) return undefined
  const mine: Parameters = { ...own(set.osParams, os.name) }
  for (const [name, value] of Object.entries(os.osparams))
    if (value === null || value === 'default') delete mine[name]
    else mine[name] = value
  const { [os.name]: _before, ...others } = set.osParams
  op.vars.osParams = Object.keys(mine).length > 0 ? { ...others, [os.name]: mine } : others
  return undefined
}

/** The master looks whether the system knows its parameters. */
export const checkOsParameters: ClusterModifySteps = ask(
  'check the parameters',
  'os_check_params',
  {
    to: (op) => (op.vars.osParams === null ? null : op.master),
    args: (op) => ({
      os: op.params.os?.name ?? '',
      installed: op.config.cluster.osTypes,
      names: Object.keys(own(op.vars.osParams ?? {}, op.params.os?.name ?? '') ?? {}),
    }),
    answer: (_op, reply) =>
      reply.ok
        ? undefined
        : fail(`OS Parameters validation failed on node ${reply.node}: ${reply.error}`),
  },
)
