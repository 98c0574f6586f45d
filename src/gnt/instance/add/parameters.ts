/**
 * Hypervisor and OS parameters that a new instance is given itself. Source: lib/cmdlib/instance_create.py (CheckPrereq).
 */
import type { InstanceConf, Parameters } from '../../../sim/cluster/config.ts'
import { type OpNext, wrongParameter } from '../../../sim/run/opcode.ts'
import { changedHypervisor, refuseGlobal, refuseParameters } from '../modify/hypervisor.ts'
import { refuseConflicts } from '../modify/os-parameters.ts'
import type { CreateOp } from './op.ts'
import type { CreateParams } from './request.ts'

/** What the new instance has of its own, or why it cannot have that. */
export function createdParameters(
  { params, config }: CreateOp,
  hypervisor: string,
): Pick<InstanceConf, 'hvparams' | 'osparams' | 'osparamsPrivate'> | OpNext {
  const given = params.hypervisorParameters ?? []
  const after = changedHypervisor({}, given)
  if (!after.ok) return wrongParameter(after.error)
  const refusal =
    refuseParameters(config, { hypervisor, hvparams: after.own }) ?? refuseGlobal(given)
  if (refusal) return refusal
  const namesOf = (given: CreateParams['osParameters'] = []) => given.map(([key]) => key)
  const conflict = refuseConflicts({
    public: namesOf(params.osParameters),
    private: namesOf(params.osPrivate),
    secret: namesOf(params.osSecret),
  })
  if (conflict) return conflict
  const osparams = asTexts(params.osParameters)
  const osparamsPrivate = asTexts(params.osPrivate)
  const some = (values: Parameters) => Object.keys(values).length > 0
  return {
    ...(some(after.own) ? { hvparams: after.own } : {}),
    ...(some(osparams) ? { osparams } : {}),
    ...(some(osparamsPrivate) ? { osparamsPrivate } : {}),
  }
}

const asTexts = (given: CreateParams['osParameters'] = []): Parameters =>
  Object.fromEntries(given.map(([key, value]) => [key, String(value ?? '')]))

/** Names of all parameters that the OS gets, also of those that are not stored. */
export const osParameterNames = ({ params }: CreateOp): string[] =>
  [params.osParameters, params.osPrivate, params.osSecret].flatMap((given = []) =>
    given.map(([key]) => key),
  )
