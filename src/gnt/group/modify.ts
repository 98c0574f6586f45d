/**
 * gnt-group modify. Manual: gnt-group(8), MODIFY. Source: lib/client/gnt_group.py (SetGroupParams),
 * lib/cmdlib/group.py (LUGroupSetParams). A call that changes nothing is no error: the options for states
 * of hypervisors and disks are empty lists, which the real client takes for given ones.
 */
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import type { ClusterConfig, Parameters, PolicyConf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { defineOpcode, done, type OpContext, type OpNext } from '../../sim/run/opcode.ts'
import { FOLLOWING, resultOf, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { modify as spec } from '../declared/group.ts'
import { updatedParams } from '../node/parameters.ts'
import { NODE_DEFAULTS } from '../query/fields/node-parameters.ts'
import { pythonStr } from '../query/python.ts'
import { updatedDiskparams } from './disk-parameters.ts'
import { checkAllocPolicy, type GivenParams, givenParams } from './given.ts'
import { findGroup, instancesOf, unknownGroup } from './names.ts'
import { changesPolicy, updatedPolicy } from './policy.ts'

/** What the group gets; null: it keeps what it has. */
interface Vars {
  ndparams: Parameters | null
  diskparams: Record<string, Parameters> | null
  policy: PolicyConf | null
}
type Op = OpContext<GivenParams, Vars>

function locksOf({ group: typed }: GivenParams, config: ClusterConfig): Lock[] {
  const group = findGroup(config, typed)
  if (!group) return []
  return [
    { level: 'nodegroup', name: group.uuid, mode: 'exclusive' },
    ...instancesOf(config, group.uuid).map(
      ({ name }): Lock => ({ level: 'instance', name, mode: 'shared' }),
    ),
  ]
}

const isEmpty = (change: object): boolean => Object.keys(change).length === 0

function check(op: Op): OpNext | undefined {
  const { config, params, vars } = op
  const group = findGroup(config, params.group)
  if (!group) return unknownGroup(params.group)
  if (!isEmpty(params.ndparams)) {
    const updated = updatedParams(NODE_DEFAULTS, group.ndparams ?? {}, params.ndparams)
    if (!updated.ok) return updated.next
    vars.ndparams = updated.ndparams
  }
  if (!isEmpty(params.diskparams)) {
    const updated = updatedDiskparams(config, group.diskparams ?? {}, params.diskparams)
    if (!updated.ok) return updated.next
    vars.diskparams = clone(updated.diskparams)
  }
  if (changesPolicy(params.policy)) {
    const updated = updatedPolicy(config, group, params.policy)
    if (!updated.ok) return updated.next
    vars.policy = clone(updated.policy)
  }
}

function write(op: Op): void {
  const { params, vars } = op
  const uuid = findGroup(op.config, params.group)?.uuid ?? ''
  const { ndparams, diskparams, policy } = clone(vars)
  op.edit(
    (draft) => {
      const group = own(draft.groups, uuid)
      if (!group) return
      if (ndparams) group.ndparams = ndparams
      if (diskparams) group.diskparams = diskparams
      if (policy) group.ipolicy = policy
      if (params.allocPolicy) group.allocPolicy = params.allocPolicy
    },
    { updates: uuid },
  )
}

const GROUP_SET_PARAMS = defineOpcode<GivenParams, Vars, [name: string, value: string][]>({
  name: 'GROUP_SET_PARAMS',
  summary: ({ group }) => group,
  locks: locksOf,
  vars: { ndparams: null, diskparams: null, policy: null },
  exec: 'write',
  hooks: (op) => [op.master],
  steps: {
    check,
    write,
    end: ({ vars }) => {
      const changes: [string, string][] = []
      if (vars.ndparams) changes.push(['ndparams', pythonStr(vars.ndparams)])
      if (vars.diskparams) changes.push(['diskparams', pythonStr(vars.diskparams)])
      return done(changes)
    },
  },
})

export const modify = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
  steps: [
    { checkPolicy: checkAllocPolicy(GROUP_SET_PARAMS.name) },
    submitOpcode(GROUP_SET_PARAMS, givenParams),
    {
      show: (p) => {
        const changes = resultOf(GROUP_SET_PARAMS, p.world.jobs[p.vars.jobId]) ?? []
        if (changes.length > 0) p.out(`Modified node group ${p.vars.args[0]}\n`)
        for (const [name, value] of changes) p.out(` - ${name.padEnd(5)} -> ${value}\n`)
      },
    },
  ],
  opcodes: [GROUP_SET_PARAMS],
})
