/**
 * gnt-group evacuate: moves the instances of a group to other groups. Manual: gnt-group(8), EVACUATE.
 * Source: lib/client/gnt_group.py (EvacuateGroup), lib/cmdlib/group.py (LUGroupEvacuate).
 */

import type { ClusterConfig } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { byRelease } from '../../sim/releases.ts'
import {
  defineOpcode,
  done,
  fail,
  type OpContext,
  type OpNext,
  refuse,
  type Submission,
} from '../../sim/run/opcode.ts'
import { watchEvacuation } from '../client/several.ts'
import { defineCommand } from '../command.ts'
import { evacuate as spec } from '../declared/group.ts'
import { ALLOCATING, type Allocating, pickAllocator, runAllocator } from '../iallocator.ts'
import { INSTANCE_FAILOVER } from '../instance/migration/failover.ts'
import { INSTANCE_MIGRATE } from '../instance/migration/migrate.ts'
import { evacuationJobs } from '../node/evacuation/evacuate.ts'
import { submitSubmitter, WATCHING } from '../node/evacuation/jobs.ts'
import { flag, text, texts } from '../optparse/read.ts'
import { findGroup, instancesOf, unknownGroup } from './names.ts'

interface EvacuateParams {
  group: string
  to: string[]
  iallocator: string | null
  earlyRelease: boolean
  sequential: boolean
  forceFailover: boolean
}
interface EvacuateVars extends Allocating {
  script: string
  /** UUIDs of the groups to go to. */
  targets: string[]
}
type Op = OpContext<EvacuateParams, EvacuateVars>

function locksOf({ group: typed, to }: EvacuateParams, config: ClusterConfig): Lock[] {
  const group = findGroup(config, typed)
  if (!group) return []
  const shared = (level: Lock['level'], name: string): Lock => ({ level, name, mode: 'shared' })
  const targets = to.flatMap((name) => findGroup(config, name)?.uuid ?? [])
  const groups = to.length === 0 ? Object.keys(config.groups) : [group.uuid, ...targets]
  return [
    ...instancesOf(config, group.uuid).map(({ name }) => shared('instance', name)),
    ...groups.map((uuid) => shared('nodegroup', uuid)),
    ...Object.values(config.nodes)
      .filter((node) => groups.includes(node.group))
      .map(({ name }) => shared('node', name)),
  ]
}

/** Whether no one need say where to: later releases lose sight of their locks then. */
const evacuatesAnywhere = byRelease({ '2.11': true, '2.12': false })

function check(op: Op): OpNext | undefined {
  const { config, params, vars } = op
  const group = findGroup(config, params.group)
  if (!group) return unknownGroup(params.group)
  const unknown = params.to.find((name) => !findGroup(config, name))
  if (unknown !== undefined) return unknownGroup(unknown)
  const asked = params.to.map((name) => findGroup(config, name)?.uuid ?? '')
  if (asked.includes(group.uuid))
    return refuse(
      'wrong_input',
      `Group to be evacuated (${group.uuid}) can not be used as a target group (targets are ${asked.join(', ')})`,
      { is: 'own group', word: params.group },
    )
  const script = pickAllocator(op, params.iallocator, null)
  if (typeof script !== 'string') return script
  vars.script = script
  // An assertion of the real one, which has no text.
  if (asked.length === 0 && !evacuatesAnywhere(op)) return fail('')
  const others = Object.keys(config.groups).filter((uuid) => uuid !== group.uuid)
  vars.targets = asked.length > 0 ? asked : others
  if (vars.targets.length === 0)
    return refuse('wrong_input', 'There are no possible target groups', {
      is: 'only group',
      word: params.group,
    })
}

/** A migration as the failover that does the same. */
const failedOver = ({ ops }: Submission): Submission => ({
  ops: ops.map((op) =>
    op.opcode === INSTANCE_MIGRATE.name ? { ...op, opcode: INSTANCE_FAILOVER.name } : op,
  ),
})

function submitJobs(op: Op): OpNext<number[]> {
  const submissions = evacuationJobs(op, `evacuating node group ${op.params.group}`)
  if ('next' in submissions) return submissions
  if (op.params.forceFailover) op.info('Will insist on failovers')
  const wanted = op.params.forceFailover ? submissions.map(failedOver) : submissions
  if (!op.params.sequential) return done(op.submit(wanted))
  op.info('Jobs will be submitted to run sequentially')
  const ids: number[] = []
  for (const submission of wanted) ids.push(...op.submit([{ ...submission, after: ids.slice(-1) }]))
  return done(ids)
}

const GROUP_EVACUATE = defineOpcode<EvacuateParams, EvacuateVars, number[]>({
  name: 'GROUP_EVACUATE',
  summary: ({ group }) => group,
  locks: locksOf,
  vars: { ...ALLOCATING, script: '', targets: [] },
  exec: 'begin',
  hooks: (op) => {
    const group = findGroup(op.config, op.params.group)?.uuid
    const members = Object.values(op.config.nodes).filter((node) => node.group === group)
    return [op.master, ...members.map((node) => node.name)]
  },
  steps: [
    { check, begin: () => undefined },
    runAllocator<EvacuateParams, EvacuateVars>('allocate', {
      script: (op) => op.vars.script,
      request: (op) => ({
        type: 'change-group',
        instances: instancesOf(op.config, findGroup(op.config, op.params.group)?.uuid ?? '').map(
          (instance) => instance.name,
        ),
        targetGroups: op.vars.targets,
      }),
      template: () => null,
      cannot: (op, info) =>
        refuse(
          'insufficient_resources',
          `Can't compute group evacuation using iallocator '${op.vars.script}': ${info}`,
          { is: 'no place' },
        ),
    }),
    { submitJobs },
  ],
})

export const evacuate = defineCommand({
  spec,
  where: 'master',
  vars: WATCHING,
  steps: [
    submitSubmitter(GROUP_EVACUATE, ({ vars: { options, args } }) => ({
      group: args[0] ?? '',
      to: [...texts(options, 'to')],
      iallocator: text(options, 'iallocator'),
      earlyRelease: flag(options, 'early_release'),
      sequential: flag(options, 'sequential'),
      forceFailover: flag(options, 'force_failover'),
    })),
    watchEvacuation(),
  ],
  opcodes: [GROUP_EVACUATE],
})
