/**
 * gnt-instance rename: gives a stopped instance another name.
 * Manual: gnt-instance(8), RENAME. Source: lib/cmdlib/instance.py (LUInstanceRename).
 */

import { own } from '../../lib/own.ts'
import type { InstanceName } from '../../sim/cluster/config.ts'
import { defineOpcode, done, type OpContext, refuse } from '../../sim/run/opcode.ts'
import { askEach } from '../../sim/run/parts.ts'
import { confirm, FOLLOWING, resultOf, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { rename as spec } from '../declared/instance-life.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { lockedInstance, refuseOffline, requireDown } from './checks.ts'
import { DISK_LOOP, instanceLocks, roundsOf } from './disks/steps.ts'
import { isTaken, resolveName } from './host-names.ts'
import { hookNodes, startDisks, stopDisks } from './running.ts'

/** Parameters of INSTANCE_RENAME. */
export interface RenameParams {
  instance: InstanceName
  newName: InstanceName
  nameCheck: boolean
  ipCheck: boolean
  dryRun: boolean
}

type Vars = typeof DISK_LOOP
type Op = OpContext<RenameParams, Vars>

/** The new name is the instance's own from here on, in the configuration and in the picture. */
function renameInConfig(op: Op): void {
  const { name: before } = lockedInstance(op)
  const { newName } = op.params
  op.edit(
    (draft) => {
      const instance = own(draft.instances, before)
      if (!instance) return
      delete draft.instances[before]
      draft.instances[newName] = { ...instance, name: newName }
    },
    { quiet: true },
  )
  for (const [label, name] of Object.entries(op.world.labels))
    if (name === before) op.world.labels[label] = newName
  op.params.instance = newName
}

export const INSTANCE_RENAME = defineOpcode<RenameParams, Vars, string>({
  name: 'INSTANCE_RENAME',
  // Real Ganeti shows neither of the two names.
  summary: () => null,
  locks: ({ instance, newName }, config) => [
    ...instanceLocks(findInstance(config, instance)),
    { level: 'instance', name: newName, mode: 'exclusive' },
  ],
  vars: DISK_LOOP,
  exec: 'rename',
  hooks: hookNodes,
  steps: [
    {
      checkNames: (op) => {
        const { params } = op
        if (params.ipCheck && !params.nameCheck)
          return refuse('wrong_input', 'IP address check requires a name check')
        const instance = findInstance(op.config, params.instance)
        if (!instance) return unknownInstance(params.instance)
        if (params.nameCheck) {
          const host = resolveName(op, params.newName)
          if ('next' in host) return host
          params.newName = host.name
          if (params.ipCheck && isTaken(op, host))
            return refuse(
              'resource_not_unique',
              `IP ${host.ip} of instance ${host.name} already in use`,
              { is: 'exists', what: 'address', word: host.ip ?? '' },
            )
        }
        if (params.newName !== instance.name && own(op.config.instances, params.newName))
          return refuse(
            'already_exists',
            `Instance '${params.newName}' is already in the cluster`,
            {
              is: 'exists',
              what: 'instance',
              word: params.newName,
            },
          )
        return refuseOffline(op, instance.primary)
      },
    },
    requireDown<RenameParams, Vars>('stopped', 'cannot rename'),

    { rename: renameInConfig },
    startDisks<RenameParams, Vars>('activate disks', () => null),
    askEach('write the new name to the volumes', 'blockdev_setinfo', {
      of: (op) => roundsOf(lockedInstance(op)),
      to: (_op, { node }) => node,
      args: (op, { disk }) => ({ disk, instance: lockedInstance(op).name }),
      answer: (op, reply, { index }) => {
        if (!reply.ok)
          op.warn(`Error setting info on node ${reply.node} for disk ${index}: ${reply.error}`)
      },
    }),
    stopDisks<RenameParams, Vars>('deactivate disks'),
    { tellName: (op) => done(op.params.newName) },
  ],
})

export const rename = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    confirm('rename', ({ vars: { options, args } }) =>
      flag(options, 'force') || flag(options, 'name_check')
        ? null
        : `As you disabled the check of the DNS entry, please verify that '${args[1]}' is a FQDN. Continue?`,
    ),
    submitOpcode(INSTANCE_RENAME, ({ options, args: [instance = '', newName = ''] }) => ({
      instance,
      newName,
      nameCheck: flag(options, 'name_check'),
      ipCheck: flag(options, 'ip_check'),
    })),
    {
      tell: (p) => {
        const name = resultOf(INSTANCE_RENAME, p.world.jobs[p.vars.jobId])
        if (name !== null) p.out(`Instance '${p.vars.args[0]}' renamed to '${name}'\n`)
      },
    },
  ],
  opcodes: [INSTANCE_RENAME],
})
