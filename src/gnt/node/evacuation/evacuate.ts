/**
 * gnt-node evacuate: moves a node's primary or secondary instances to other nodes.
 * Manual: gnt-node(8), EVACUATE. Source: lib/client/gnt_node.py (EvacuateNode), lib/cmdlib/node.py
 * (LUNodeEvacuate), lib/cmdlib/common.py (LoadNodeEvacResult).
 */
import type { NodeName } from '../../../sim/cluster/config.ts'
import type { EvacuationAnswer } from '../../../sim/htools/hail/evacuate.ts'
import type { HailOpCode } from '../../../sim/htools/hail/opcodes.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import {
  defineOpcode,
  done,
  fail,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  type Submission,
  withParams,
} from '../../../sim/run/opcode.ts'
import { exit } from '../../../sim/run/program.ts'
import { configOn } from '../../../sim/world.ts'
import { confirm, refusal } from '../../client/client.ts'
import { watchEvacuation } from '../../client/several.ts'
import { type ClientContext, defineCommand, type Parsed } from '../../command.ts'
import { evacuate as spec } from '../../declared/node.ts'
import { ALLOCATING, type Allocating, pickAllocator, runAllocator } from '../../iallocator.ts'
import { INSTANCE_MIGRATE } from '../../instance/migration/migrate.ts'
import { INSTANCE_REPLACE_DISKS } from '../../instance/replace-disks/replace-disks.ts'
import { findNode, unknownNode } from '../../names.ts'
import { flag, text } from '../../optparse/read.ts'
import { instancesOn, queriedNode, type Side, sorted } from './instances.ts'
import { submitSubmitter, WATCHING } from './jobs.ts'

interface EvacuateParams {
  node: string
  side: Side
  remoteNode: string | null
  iallocator: string | null
  earlyRelease: boolean
}

interface EvacuateVars extends Allocating {
  node: NodeName
  remote: NodeName
  script: string
}

type Op = OpContext<EvacuateParams, EvacuateVars>

const instancesOf = (op: Op) => instancesOn(op.config, op.vars.node, op.params.side)

function locks(params: EvacuateParams, config: Op['config']): Lock[] {
  const node = findNode(config, params.node)
  const remote = params.remoteNode === null ? undefined : findNode(config, params.remoteNode)
  if (!node || params.side === 'all') return []
  const group = Object.values(config.nodes).filter((n) => n.group === node.group)
  const nodes = params.remoteNode === null ? group : [node, ...(remote ? [remote] : [])]
  const shared = (level: Lock['level'], name: string): Lock => ({ level, name, mode: 'shared' })
  return [
    ...instancesOn(config, node.name, params.side).map((i) => shared('instance', i.name)),
    shared('nodegroup', node.group),
    ...nodes.map((n) => shared('node', n.name)),
  ]
}

const checks: OpPart<EvacuateParams, EvacuateVars> = {
  checkArguments: (op) => {
    const { params, vars, config } = op
    const script = pickAllocator(op, params.iallocator, params.remoteNode)
    if (typeof script !== 'string') return script
    vars.script = script
    const node = findNode(config, params.node)
    if (!node) return unknownNode(params.node)
    vars.node = node.name
    if (params.remoteNode !== null) {
      const remote = findNode(config, params.remoteNode)
      if (!remote) return unknownNode(params.remoteNode)
      vars.remote = remote.name
      if (remote.name === node.name)
        return refuse('wrong_input', 'Can not use evacuated node as a new secondary node', {
          is: 'options',
        })
    }
    if (params.side === 'all')
      return refuse(
        'wrong_input',
        'Due to an issue with the iallocator interface it is not possible to evacuate all instances at once; specify explicitly whether to evacuate primary or secondary instances',
        { is: 'options' },
      )
  },
  announce: (op) => {
    const instances = instancesOf(op)
    op.info(
      instances.length === 0
        ? `No instances to evacuate from node '${op.vars.node}'`
        : `Evacuating instances from node '${op.vars.node}': ${sorted(instances).join(', ')}`,
    )
    const own = instances.find((i) => i.primary === op.vars.remote)
    if (own)
      return refuse(
        'wrong_input',
        `Node ${op.vars.remote} is the primary node of instance ${own.name}, cannot use it as secondary`,
        { is: 'own node', instance: own.name, node: op.vars.remote },
      )
  },
}

const replaced = (
  instance: string,
  remoteNode: NodeName,
  { earlyRelease }: { earlyRelease: boolean },
): Submission => ({
  ops: [
    withParams(INSTANCE_REPLACE_DISKS, {
      instance,
      mode: 'change',
      disks: [],
      remoteNode,
      iallocator: null,
      earlyRelease,
      dryRun: false,
    }),
  ],
})

const migrated = (instance: string, target: NodeName | null): Submission => ({
  ops: [
    withParams(INSTANCE_MIGRATE, {
      instance,
      allowFailover: true,
      allowRuntimeChanges: false,
      targetNode: target,
      iallocator: null,
      dryRun: false,
    }),
  ],
})

const submissionOf = (op: HailOpCode, options: { earlyRelease: boolean }): Submission => {
  switch (op.OP_ID) {
    case 'OP_INSTANCE_MIGRATE':
      return migrated(op.instance_name, op.target_node ?? null)
    case 'OP_INSTANCE_REPLACE_DISKS':
      return replaced(op.instance_name, op.remote_node, options)
  }
}

const NODE_EVACUATE = defineOpcode<EvacuateParams, EvacuateVars, number[]>({
  name: 'NODE_EVACUATE',
  summary: ({ node }, config) => findNode(config, node)?.name ?? node,
  locks,
  vars: { ...ALLOCATING, node: '', remote: '', script: '' },
  exec: 'begin',
  steps: [
    checks,
    {
      begin: (op) => {
        const instances = instancesOf(op)
        if (instances.length === 0) return done([])
        if (op.params.remoteNode === null) return
        const jobs = instances.map((i) => replaced(i.name, op.vars.remote, op.params))
        return done(op.submit(jobs))
      },
    },
    runAllocator<EvacuateParams, EvacuateVars>('allocate', {
      script: (op) => op.vars.script,
      request: (op) => ({
        type: 'node-evacuate',
        instances: instancesOf(op).map((i) => i.name),
        evacMode: op.params.side === 'primary' ? 'primary-only' : 'secondary-only',
      }),
      template: () => null,
      cannot: (op, info) =>
        refuse(
          'insufficient_resources',
          `Can't compute node evacuation using iallocator '${op.vars.script}': ${info}`,
          { is: 'no place' },
        ),
    }),
    {
      submitJobs: (op) => {
        const { moved, failed, jobs } = op.vars.chosen as EvacuationAnswer
        if (failed.length > 0) {
          const text = `Unable to evacuate instances ${failed.map(([name, why]) => `${name} (${why})`).join(', ')}`
          op.warn(text)
          return fail(text, {
            is: 'not movable',
            names: failed.map(([name]) => name),
          })
        }
        if (moved.length > 0) {
          const shown = moved.map(([name, , nodes]) => `${name} (to ${nodes.join(', ')})`)
          op.info(`Instances to be moved: ${shown.join(', ')}`)
        }
        return done(op.submit(jobs.flatMap((ops) => mergedJob(ops, op.params))))
      },
    },
  ],
})

/** The opcodes of one instance make one job. */
export const mergedJob = (
  ops: readonly HailOpCode[],
  options: { earlyRelease: boolean },
): Submission[] =>
  ops.length === 0 ? [] : [{ ops: ops.flatMap((op) => submissionOf(op, options).ops) }]

/**
 * The jobs of an allocator that moved instances to other groups, or the failure of one that left some behind. `what`:
 * what the jobs are for, as the log says it.
 */
export function evacuationJobs<P extends { earlyRelease: boolean }, V extends Allocating>(
  op: OpContext<P, V>,
  what: string,
): Submission[] | OpNext {
  const { moved, failed, jobs } = op.vars.chosen as EvacuationAnswer
  if (failed.length > 0) {
    const why = `Unable to evacuate instances ${failed.map(([name, reason]) => `${name} (${reason})`).join(', ')}`
    op.warn(why)
    return fail(why, { is: 'not movable', names: failed.map(([name]) => name) })
  }
  if (moved.length > 0)
    op.info(
      `Instances to be moved: ${moved.map(([name, group]) => `${name} (to ${group})`).join(', ')}`,
    )
  const submissions = jobs.flatMap((ops) => mergedJob(ops, op.params))
  op.info(`Iallocator returned ${submissions.length} job(s) for ${what}`)
  return submissions
}

/** What the options say; a new secondary settles it. */
function sideOf({ options }: Parsed): Side | 'both' {
  if (text(options, 'dst_node') !== null) return 'secondary'
  const primary = flag(options, 'primary_only')
  const secondary = flag(options, 'secondary_only')
  if (primary && secondary) return 'both'
  return primary ? 'primary' : secondary ? 'secondary' : 'all'
}

const sideAsked = (parsed: Parsed): Side => {
  const side = sideOf(parsed)
  return side === 'both' ? 'all' : side
}

const namesOf = (p: ClientContext<object>): string[] => {
  const node = queriedNode(p)
  return node === undefined
    ? []
    : sorted(instancesOn(configOn(p.world, p.node), node, sideAsked(p.vars)))
}

export const evacuate = defineCommand({
  spec,
  where: 'master',
  vars: { ...WATCHING },
  steps: [
    {
      checkSides: (p) => {
        if (text(p.vars.options, 'dst_node') !== null)
          p.err(
            'New secondary node given (disabling iallocator), hence evacuating secondary instances only.\n',
          )
        if (sideOf(p.vars) === 'both')
          return refusal(
            p,
            'Only one of the --primary-only and --secondary-only options can be passed',
          )
        if (namesOf(p).length > 0) return
        p.err(`No instances to evacuate on node(s) ${p.vars.args.join(', ')}, exiting.\n`)
        return exit(0)
      },
    },
    confirm(
      'relocate',
      (p) =>
        flag(p.vars.options, 'force')
          ? null
          : `Relocate instance(s) ${namesOf(p).join(', ')} from node(s) ${p.vars.args.join(', ')}?`,
      13,
    ),
    submitSubmitter(NODE_EVACUATE, (p) => ({
      node: p.vars.args[0] ?? '',
      side: sideAsked(p.vars),
      remoteNode: text(p.vars.options, 'dst_node'),
      iallocator: text(p.vars.options, 'iallocator'),
      earlyRelease: flag(p.vars.options, 'early_release'),
    })),
    watchEvacuation(),
  ],
  opcodes: [NODE_EVACUATE],
})
