/** gnt-os modify. Manual: gnt-os(8), MODIFY. Source: lib/client/gnt_os.py (ModifyOS). */
import { FOLLOWING, failure, type Given, submitOpcode } from '../client/client.ts'
import { hvparamComplaint, noChange } from '../cluster/modify/given.ts'
import type { ClusterModifyParams, OsChange } from '../cluster/modify/params.ts'
import { CLUSTER_SET_PARAMS } from '../cluster/modify.ts'
import { type ClientContext, defineCommand, type Parsed } from '../command.ts'
import { modify as spec } from '../declared/os.ts'
import { allIdentified, keyValues, yesNo } from '../optparse/read.ts'

const changeOf = ({ options, args: [name = ''] }: Parsed): OsChange => ({
  name,
  hvparams: Object.fromEntries(
    allIdentified(options, 'hvparams').map(([hypervisor, values]) => [hypervisor, values || {}]),
  ),
  osparams: keyValues(options, 'osparams'),
  hidden: yesNo(options, 'hidden'),
  blacklisted: yesNo(options, 'blacklisted'),
})

function check(p: ClientContext<object>) {
  const { hvparams, osparams, hidden, blacklisted } = changeOf(p.vars)
  const nothing = [hvparams, osparams].every((values) => Object.keys(values).length === 0)
  if (nothing && hidden === null && blacklisted === null)
    return failure(p, 'At least one of OS parameters or hypervisor parameters must be passed')
  return undefined
}

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    { check },
    {
      checkParameters: (p) => {
        const wrong = hvparamComplaint(p.vars.options)
        return wrong === undefined ? undefined : failure(p, `Parameter Error: ${wrong}`)
      },
    },
    submitOpcode(
      CLUSTER_SET_PARAMS,
      (line): Given<ClusterModifyParams> => ({ ...noChange, os: changeOf(line) }),
    ),
  ],
})
