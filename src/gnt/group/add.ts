/**
 * gnt-group add. Manual: gnt-group(8), ADD. Source: lib/client/gnt_group.py (AddGroup),
 * lib/cmdlib/group.py (LUGroupAdd).
 */
import { clone } from '../../lib/clone.ts'
import { drawUuid } from '../../lib/random.ts'
import type { GroupConf, Parameters, PolicyConf } from '../../sim/cluster/config.ts'
import { defineOpcode, type OpContext, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { secondsOf } from '../../sim/world.ts'
import { FOLLOWING, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { add as spec } from '../declared/group.ts'
import { typed } from '../node/parameters.ts'
import { NODE_DEFAULTS } from '../query/fields/node-parameters.ts'
import { updatedDiskparams } from './disk-parameters.ts'
import { checkAllocPolicy, type GivenParams, givenParams } from './given.ts'
import { findGroup } from './names.ts'
import { updatedPolicy } from './policy.ts'

interface Vars {
  ndparams: Parameters
  diskparams: Record<string, Parameters>
  policy: PolicyConf
}
type Op = OpContext<GivenParams, Vars>

const emptyGroup = (op: Op): GroupConf => ({
  uuid: '',
  name: op.params.group,
  serial: 1,
  allocPolicy: op.params.allocPolicy ?? 'preferred',
  tags: [],
  ctime: secondsOf(op.world),
  mtime: secondsOf(op.world),
})

function checkParameters(op: Op): OpNext | undefined {
  const { params, vars } = op
  for (const [name, value] of Object.entries(params.ndparams)) {
    const result = typed(NODE_DEFAULTS, name, value)
    if (result !== null && typeof result === 'object') return result
    vars.ndparams[name] = result
  }
  const disks = updatedDiskparams(op.config, {}, params.diskparams)
  if (!disks.ok) return disks.next
  vars.diskparams = disks.diskparams
  const policy = updatedPolicy(op.config, emptyGroup(op), params.policy)
  if (!policy.ok) return policy.next
  vars.policy = clone(policy.policy)
}

const GROUP_ADD = defineOpcode<GivenParams, Vars, null>({
  name: 'GROUP_ADD',
  summary: ({ group }) => group,
  locks: () => [],
  vars: { ndparams: {}, diskparams: {}, policy: {} },
  exec: 'add',
  hooks: (op) => [op.master],
  steps: {
    checkName: ({ config, params }) => {
      const other = findGroup(config, params.group)
      if (other)
        return refuse(
          'already_exists',
          `Desired group name '${params.group}' already exists as a node group (UUID: ${other.uuid})`,
          { is: 'exists', what: 'node group', word: params.group },
        )
    },
    checkParameters,
    add: (op) => {
      const { ndparams, diskparams, policy } = op.vars
      const own = (items: object) => Object.keys(items).length > 0
      const group: GroupConf = {
        ...emptyGroup(op),
        uuid: drawUuid(op.world.random, 'uuid'),
        ...(own(ndparams) && { ndparams: { ...ndparams } }),
        ...(own(diskparams) && { diskparams: clone(diskparams) }),
        ...(own(policy) && { ipolicy: clone(policy) }),
      }
      op.edit(
        (draft) => {
          draft.groups[group.uuid] = group
        },
        { quiet: true },
      )
    },
  },
})

export const add = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [{ checkPolicy: checkAllocPolicy(GROUP_ADD.name) }, submitOpcode(GROUP_ADD, givenParams)],
  opcodes: [GROUP_ADD],
})
