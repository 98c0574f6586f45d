/**
 * OS parameters of one instance: gnt-instance modify -O and --os-parameters-private. Source:
 * lib/cmdlib/instance_set_params.py (_ProcessOsParams), lib/cmdlib/common.py (GetUpdatedParams, CheckOSParams).
 */

import { nodesOf, type Parameters } from '../../../sim/cluster/config.ts'
import { fail, type OpNext, refuse } from '../../../sim/run/opcode.ts'
import { askAll, when } from '../../../sim/run/parts.ts'
import { repr } from '../../optparse/repr.ts'
import { listsOs, refusedOs } from '../../os/listed.ts'
import { lockedInstance } from '../checks.ts'
import type { ModifyOp, ModifySteps } from './op.ts'

type Given = ModifyOp['params']['osParameters']

/** Parameters after a change; `default` takes one back. */
export function osParametersAfter(before: Parameters, given: Given): Parameters {
  const after = new Map(Object.entries(before))
  for (const [key, value] of given)
    if (value === 'default') after.delete(key)
    else after.set(key, value ?? '')
  return Object.fromEntries(after)
}

/** Names of OS parameters by who may see them. */
interface Visibility {
  public: readonly string[]
  private: readonly string[]
  secret: readonly string[]
}

/** The refusal of a parameter that would be set twice (lib/objects.py, SimpleFillOS). */
export function refuseConflicts(names: Visibility): OpNext | undefined {
  const all = [...names.public, ...names.private, ...names.secret]
  const twice = all.filter((name, i) => all.indexOf(name) !== i)
  if (twice.length === 0) return undefined
  const shown = (some: readonly string[]) =>
    some
      .filter((name) => twice.includes(name))
      .map(repr)
      .sort()
      .join(', ') || '(none)'
  const indent = ' '.repeat(6)
  return refuse(
    'unclassified',
    [
      'Cannot assign multiple values to OS parameters.',
      '',
      `${indent}Conflicting OS parameters that would have been set by this operation:`,
      `${indent}- at public visibility:  ${shown(names.public)}`,
      `${indent}- at private visibility: ${shown(names.private)}`,
      `${indent}- at secret visibility:  ${shown(names.secret)}`,
      indent,
    ].join('\n'),
  )
}

const privateOf = ({ params }: ModifyOp): Given => params.osPrivate ?? []

const allGiven = (op: ModifyOp): Given => [...op.params.osParameters, ...privateOf(op)]

/** Why a script cannot be run with these values: what stands in its environment has to be text. */
const untextual = (op: ModifyOp): string | undefined => {
  const odd = allGiven(op).find(([, value]) => typeof value !== 'string')
  if (!odd) return undefined
  const type = odd[1] === null ? 'NoneType' : 'bool'
  return `Error while executing backend function: expected str, bytes or os.PathLike object, not ${type}`
}

/** 2.11 wants a new OS on the primary node, unless it is forced. */
export const newOsCheck: ModifySteps = when(
  'it gets an OS that is looked up',
  (op) => listsOs(op) && op.params.os !== null && !op.params.force,
  askAll('ask for the new OS', 'os_validate', {
    to: (op) => [lockedInstance(op).primary],
    args: (op) => ({
      os: op.params.os ?? '',
      installed: op.config.cluster.osTypes,
      forceVariant: false,
    }),
    answer: (op, replies) => {
      for (const reply of replies)
        if (!reply.ok)
          return refuse(
            'wrong_input',
            refusedOs(op.params.os ?? '', op.config.cluster.osTypes, reply),
          )
    },
  }),
)

/** The nodes of the instance look whether its OS knows the parameters. */
export const osChecks: ModifySteps = when('OS parameters change', (op) => allGiven(op).length > 0, [
  {
    checkRepeated: (op) => {
      const names = op.params.osParameters.map(([key]) => key)
      const repeated = privateOf(op).flatMap(([key]) => (names.includes(key) ? [key] : []))
      return repeated.length === 0
        ? undefined
        : refuse('unclassified', `OS parameters repeated multiple times: ${repeated.join(', ')}`)
    },
  },
  askAll('ask for the OS parameters', 'os_check_params', {
    to: (op) => nodesOf(lockedInstance(op)),
    args: (op) => {
      const { osparams = {}, osparamsPrivate = {}, os } = lockedInstance(op)
      const names = {
        ...osParametersAfter(osparams, op.params.osParameters),
        ...osParametersAfter(osparamsPrivate, privateOf(op)),
      }
      return {
        os: op.params.os !== null && !op.params.force ? op.params.os : os,
        installed: op.config.cluster.osTypes,
        names: Object.keys(names),
      }
    },
    answer: (op, replies) => {
      for (const reply of replies) {
        const wrong = reply.ok ? untextual(op) : reply.error
        if (wrong !== undefined)
          return fail(`OS Parameters validation failed on node ${reply.node}: ${wrong}`)
      }
    },
  }),
])
