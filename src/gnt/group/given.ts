import type { GroupConf } from '../../sim/cluster/config.ts'
import type { Given } from '../client/client.ts'
import { notOfType, refuseValue } from '../client/refuse-value.ts'
import type { ClientContext, Parsed } from '../command.ts'
import type { KeyValues } from '../optparse/keyvals.ts'
import { allIdentified, keyValues, text } from '../optparse/read.ts'
import { diskChange } from './disk-parameters.ts'
import { type PolicyChange, policyChange } from './policy.ts'

type AllocPolicy = GroupConf['allocPolicy']
const ALLOC_POLICIES: readonly AllocPolicy[] = ['preferred', 'last_resort', 'unallocable']

/** The options of a command that adds or modifies a group. */
export interface GivenParams {
  group: string
  /** null: nothing was said. */
  allocPolicy: AllocPolicy | null
  ndparams: KeyValues
  diskparams: Record<string, KeyValues>
  policy: PolicyChange
  dryRun: boolean
}

/** The options that `add` and `modify` share. */
export const givenParams = (typed: Parsed): Given<GivenParams> => ({
  group: typed.args[0] ?? '',
  allocPolicy: allocPolicyIn(typed) ?? null,
  ndparams: keyValues(typed.options, 'ndparams'),
  diskparams: diskChange(allIdentified(typed.options, 'diskparams')),
  policy: policyChange(typed),
})

const allocPolicyIn = ({ options }: Parsed): AllocPolicy | undefined =>
  ALLOC_POLICIES.find((policy) => policy === text(options, 'alloc_policy'))

/** Refuses a word that is not an allocation policy, as the daemon does whose opcode it would be in. */
export const checkAllocPolicy = (opcode: string) => (p: ClientContext<object>) => {
  const word = text(p.vars.options, 'alloc_policy')
  if (word !== null && allocPolicyIn(p.vars) === undefined)
    return refuseValue(p, opcode, 'alloc_policy', notOfType('AllocPolicy', word))
}
