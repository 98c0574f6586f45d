/**
 * gnt-instance info: everything about instances, with the state of their disks on both nodes.
 * Manual: gnt-instance(8), INFO. Source: lib/cmdlib/instance_query.py (LUInstanceQueryData).
 */
import { clone } from '../../lib/clone.ts'
import { own } from '../../lib/own.ts'
import {
  byName,
  type InstanceConf,
  type InstanceName,
  type NodeName,
  secondaryOf,
} from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import type { MirrorStatus } from '../../sim/noded/devices.ts'
import {
  call,
  defineOpcode,
  done,
  fail,
  goto,
  type OpContext,
  refuse,
} from '../../sim/run/opcode.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, failure, outcomeOf, submitAndFollow } from '../client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/instance.ts'
import { findInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { instanceHvparams } from '../query/hypervisor-parameters.ts'
import { printInfo } from '../query/info.ts'
import { beparams, customBeparams } from '../query/instance-fields.ts'
import {
  childDisks,
  type DiskFacts,
  type InstanceFacts,
  instanceInfo,
} from '../query/instance-info.ts'
import { groupOf } from '../query/node-parameters.ts'

/** Parameters of INSTANCE_QUERY_DATA. */
export interface QueryDataParams {
  /** As typed; empty: all. */
  instances: string[]
  static: boolean
}

const VARS = {
  wanted: [] as InstanceName[],
  /** Which instance, and which of its questions about disks, is next. */
  at: 0,
  question: 0,
  runState: null as string | null,
  statuses: [] as (MirrorStatus | null)[],
  found: [] as InstanceFacts[],
}
type Op = OpContext<QueryDataParams, typeof VARS>

const current = (op: Op): InstanceConf | undefined =>
  own(op.config.instances, op.vars.wanted[op.vars.at] ?? '')

interface Question {
  node: NodeName | null
  disk: DiskFacts['disk']
}

/** Each disk and each of its parts, on the primary and then on the secondary. */
function questionsOf(instance: InstanceConf): Question[] {
  const secondary = secondaryOf(instance)
  return instance.disks
    .flatMap((disk) => [disk, ...childDisks(disk)])
    .flatMap((disk) => [
      { node: instance.primary, disk },
      { node: secondary, disk },
    ])
}

function factsOf(op: Op, instance: InstanceConf): InstanceFacts {
  const { config } = op
  const group = (name: NodeName) => {
    const node = own(config.nodes, name)
    const found = node && groupOf(config, node)
    return { name: found?.name ?? '', uuid: found?.uuid ?? '' }
  }
  const secondary = secondaryOf(instance)
  const answers = [...op.vars.statuses]
  const diskFacts = (disk: DiskFacts['disk']): DiskFacts => {
    const onPrimary = answers.shift() ?? null
    const onSecondary = answers.shift() ?? null
    return { disk, onPrimary, onSecondary, children: childDisks(disk).map(diskFacts) }
  }
  return {
    instance: clone(instance),
    primaryGroup: group(instance.primary),
    secondaries:
      secondary === null
        ? []
        : [{ name: secondary, group: group(secondary).name, groupUuid: group(secondary).uuid }],
    hvparams: instanceHvparams(config, instance),
    beparams: beparams(instance.be),
    customBeparams: customBeparams(instance.be),
    runState: op.vars.runState,
    disks: instance.disks.map(diskFacts),
  }
}

const locksOf = (instances: readonly InstanceConf[]): Lock[] => {
  const nodes = instances.flatMap((i) => [i.primary, secondaryOf(i) ?? i.primary])
  return [
    ...instances.map((i): Lock => ({ level: 'instance', name: i.name, mode: 'shared' })),
    ...[...new Set(nodes)].map((name): Lock => ({ level: 'node', name, mode: 'shared' })),
  ]
}

const INSTANCE_QUERY_DATA = defineOpcode<QueryDataParams, typeof VARS>({
  name: 'INSTANCE_QUERY_DATA',
  summary: () => null,
  locks: (params, config) =>
    params.static
      ? []
      : locksOf(
          params.instances.length === 0
            ? Object.values(config.instances)
            : params.instances.flatMap((name) => findInstance(config, name) ?? []),
        ),
  vars: VARS,
  steps: {
    find: (op) => {
      const { instances } = op.params
      if (instances.length === 0) op.vars.wanted = byName(op.config.instances).map((i) => i.name)
      for (const typed of instances) {
        const instance = findInstance(op.config, typed)
        if (!instance) return refuse('unknown_entity', `Instance '${typed}' not known`)
        op.vars.wanted.push(instance.name)
      }
    },
    askPrimary: (op) => {
      const instance = current(op)
      if (!instance) return goto('tell')
      op.vars.statuses = []
      op.vars.question = 0
      op.vars.runState = null
      if (own(op.config.nodes, instance.primary)?.offline) {
        op.warn(
          `Primary node ${instance.primary} is marked offline, returning static information only for instance ${instance.name}`,
        )
        return goto('askDisk')
      }
      if (op.params.static) return goto('askDisk')
      return call(instance.primary, 'instance_info', { name: instance.name })
    },
    judgePrimary: (op) => {
      const instance = current(op)
      const reply = op.reply('instance_info')
      if (!instance) return goto('tell')
      if (!reply.ok) return fail(`Error checking node ${instance.primary}: ${reply.error}`)
      const stopped = instance.adminState === 'offline' ? 'offline' : 'down'
      op.vars.runState = reply.payload ? 'up' : stopped
    },
    askDisk: (op) => {
      const instance = current(op)
      const question = instance && questionsOf(instance)[op.vars.question]
      if (!instance || !question) return goto('collect')
      const offline = question.node === null || own(op.config.nodes, question.node)?.offline
      if (op.params.static || question.node === null || offline) {
        op.vars.statuses.push(null)
        op.vars.question += 1
        return goto('askDisk')
      }
      return call(question.node, 'blockdev_find', { disk: question.disk })
    },
    judgeDisk: (op) => {
      const reply = op.reply('blockdev_find')
      if (!reply.ok)
        return fail(`Can't compute disk status for ${current(op)?.name}: ${reply.error}`)
      op.vars.statuses.push(reply.payload)
      op.vars.question += 1
      return goto('askDisk')
    },
    collect: (op) => {
      const instance = current(op)
      if (instance) op.vars.found.push(factsOf(op, instance))
      op.vars.at += 1
      return goto('askPrimary')
    },
    tell: (op) => done(op.vars.found),
  },
})

export const info = defineCommand({
  spec,
  where: 'master',
  vars: { ...FOLLOWING },
  steps: [
    {
      check: (p) => {
        const all = flag(p.vars.options, 'show_all')
        if (p.vars.args.length === 0 && !all)
          return failure(
            p,
            'No instance selected. Please pass in --all if you want to query all instances.\nNote that this can take a long time on a big cluster.',
          )
        if (p.vars.args.length > 0 && all)
          return failure(p, 'Cannot use --all if you specify instance names.')
      },
    },
    submitAndFollow((p) => [
      {
        opcode: 'INSTANCE_QUERY_DATA',
        params: {
          instances: p.vars.args,
          static: flag(p.vars.options, 'static'),
        } satisfies QueryDataParams,
      },
    ]),
    {
      show: (p) => {
        const job = p.world.jobs[p.vars.jobId]
        const outcome = job && outcomeOf(job)
        const facts = (outcome?.ok ? outcome.value : []) as InstanceFacts[]
        if (facts.length === 0) {
          p.out('No instances.\n')
          return exit(1)
        }
        const { volumeGroup } = configOn(p.world, p.node).cluster
        p.out(printInfo(facts.map((one) => instanceInfo(one, volumeGroup))))
        return exit(0)
      },
    },
  ],
  opcodes: [INSTANCE_QUERY_DATA],
})
