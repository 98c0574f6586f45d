/**
 * gnt-instance change-group: moves an instance to another node group. Manual: gnt-instance(8), CHANGE-GROUP. Source:
 * lib/client/gnt_instance.py (ChangeGroup), lib/cmdlib/instance.py (LUInstanceChangeGroup).
 */
import { own } from '../../lib/own.ts'
import { type ClusterConfig, nodesOf } from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import { defineOpcode, done, type OpContext, type OpNext, refuse } from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { watchJobs } from '../client/several.ts'
import { defineCommand } from '../command.ts'
import { changeGroup as spec } from '../declared/instance-disks.ts'
import { findGroup, unknownGroup } from '../group/names.ts'
import { ALLOCATING, type Allocating, pickAllocator, runAllocator } from '../iallocator.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { evacuationJobs } from '../node/evacuation/evacuate.ts'
import { submitSubmitter, WATCHING } from '../node/evacuation/jobs.ts'
import { flag, text, texts } from '../optparse/read.ts'

interface ChangeParams {
  instance: string
  to: string[]
  iallocator: string | null
  earlyRelease: boolean
}
interface ChangeVars extends Allocating {
  script: string
  /** UUIDs of the groups to go to. */
  targets: string[]
}
type Op = OpContext<ChangeParams, ChangeVars>

/** UUIDs of the groups in which an instance has nodes. */
function groupsOf(config: ClusterConfig, typed: string): string[] {
  const instance = findInstance(config, typed)
  const nodes = instance ? nodesOf(instance) : []
  return [...new Set(nodes.map((node) => own(config.nodes, node)?.group ?? ''))]
}

function locksOf({ instance, to }: ChangeParams, config: ClusterConfig): Lock[] {
  const targets = to.flatMap((name) => findGroup(config, name)?.uuid ?? [])
  const groups =
    to.length === 0 ? Object.keys(config.groups) : [...groupsOf(config, instance), ...targets]
  const name = findInstance(config, instance)?.name ?? instance
  return [
    { level: 'instance', name, mode: 'shared' },
    ...groups.map((uuid): Lock => ({ level: 'nodegroup', name: uuid, mode: 'shared' })),
    ...Object.values(config.nodes)
      .filter((node) => groups.includes(node.group))
      .map((node): Lock => ({ level: 'node', name: node.name, mode: 'shared' })),
  ]
}

function check(op: Op): OpNext | undefined {
  const { config, params, vars } = op
  const instance = findInstance(config, params.instance)
  if (!instance) return unknownInstance(params.instance)
  params.instance = instance.name
  const unknown = params.to.find((name) => !findGroup(config, name))
  if (unknown !== undefined) return unknownGroup(unknown)
  const script = pickAllocator(op, params.iallocator, null)
  if (typeof script !== 'string') return script
  vars.script = script
  const now = groupsOf(config, instance.name)
  const asked = params.to.map((name) => findGroup(config, name)?.uuid ?? '')
  const others = Object.keys(config.groups).filter((uuid) => !now.includes(uuid))
  vars.targets = asked.length > 0 ? asked : others
  const used = asked.filter((uuid) => now.includes(uuid))
  if (used.length > 0)
    return refuse(
      'wrong_input',
      `Can't use group(s) '${used.join(', ')}' as targets, they are used by the instance '${instance.name}'`,
      { is: 'own group', word: params.to.join(' ') },
    )
  return vars.targets.length > 0
    ? undefined
    : refuse('wrong_input', 'There are no possible target groups', {
        is: 'only group',
        word: params.instance,
      })
}

function submitJobs(op: Op): OpNext<number[]> {
  const submissions = evacuationJobs(op, `changing group of instance '${op.params.instance}'`)
  return 'next' in submissions ? submissions : done(op.submit(submissions))
}

const INSTANCE_CHANGE_GROUP = defineOpcode<ChangeParams, ChangeVars, number[]>({
  name: 'INSTANCE_CHANGE_GROUP',
  summary: ({ instance }, config) => findInstance(config, instance)?.name ?? instance,
  locks: locksOf,
  vars: { ...ALLOCATING, script: '', targets: [] },
  exec: 'begin',
  hooks: (op) => [op.master],
  steps: [
    { check, begin: () => undefined },
    runAllocator<ChangeParams, ChangeVars>('allocate', {
      script: (op) => op.vars.script,
      request: (op) => ({
        type: 'change-group',
        instances: [op.params.instance],
        targetGroups: op.vars.targets,
      }),
      template: () => null,
      cannot: (op, info) =>
        refuse(
          'insufficient_resources',
          `Can't compute solution for changing group of instance '${op.params.instance}' using iallocator '${op.vars.script}': ${info}`,
          { is: 'no place' },
        ),
    }),
    { submitJobs },
  ],
})

export const changeGroup = defineCommand({
  spec,
  where: 'master',
  vars: WATCHING,
  steps: [
    submitSubmitter(INSTANCE_CHANGE_GROUP, ({ vars: { options, args } }) => ({
      instance: args[0] ?? '',
      to: [...texts(options, 'to')],
      iallocator: text(options, 'iallocator'),
      earlyRelease: flag(options, 'early_release'),
    })),
    watchJobs(),
    {
      summary: (p) => {
        const { failed, args } = p.vars
        p.out(
          failed === 0
            ? `Instance '${args[0]}' changed group successfully.\n`
            : `There were ${failed} errors while changing group of instance '${args[0]}'.\n`,
        )
        return exit(failed === 0 ? 0 : 1)
      },
    },
  ],
  opcodes: [INSTANCE_CHANGE_GROUP],
})
