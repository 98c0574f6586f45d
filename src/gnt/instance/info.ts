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
  nodesOf,
  secondaryOf,
} from '../../sim/cluster/config.ts'
import type { Lock } from '../../sim/jobs/job.ts'
import type { MirrorStatus } from '../../sim/noded/devices.ts'
import { defineOpcode, done, fail, type OpContext, type OpPart } from '../../sim/run/opcode.ts'
import { ask, askEach, forEach } from '../../sim/run/parts.ts'
import { exit } from '../../sim/run/program.ts'
import { configOn } from '../../sim/world.ts'
import { FOLLOWING, failure, resultOf, submitOpcode } from '../client/client.ts'
import { defineCommand } from '../command.ts'
import { info as spec } from '../declared/instance.ts'
import { findInstance, unknownInstance } from '../names.ts'
import { flag } from '../optparse/read.ts'
import { instanceHvparams } from '../query/fields/hypervisor-parameters.ts'
import { nicNetwork } from '../query/fields/instance-devices.ts'
import { beparams, customBeparams } from '../query/fields/instance-fields.ts'
import {
  childDisks,
  type DiskFacts,
  type InstanceFacts,
  instanceInfo,
} from '../query/fields/instance-info.ts'
import { groupOf } from '../query/fields/node-parameters.ts'
import { printInfo } from '../query/info.ts'
import { knownInfo } from '../query/since.ts'
import { isOffline } from './checks.ts'

/** Parameters of INSTANCE_QUERY_DATA. */
export interface QueryDataParams {
  /** As typed; empty: all. */
  instances: string[]
  static: boolean
  dryRun: boolean
}

const VARS = {
  wanted: [] as InstanceName[],
  /** Of the instance that is being asked about; null: not known. */
  runState: null as string | null,
  /** One for each of `questionsOf`; null: not asked, or not there. */
  statuses: [] as (MirrorStatus | null)[],
  found: [] as InstanceFacts[],
}
type Op = OpContext<QueryDataParams, typeof VARS>

/** The instance of that name, which is there as long as this opcode holds its lock. */
function instanceNamed(op: Op, name: InstanceName): InstanceConf {
  const found = own(op.config.instances, name)
  if (!found) throw new Error(`there is no instance ${name} any more`)
  return found
}

/** Whether a node is asked at all. */
const isAsked = (op: Op, node: NodeName): boolean => !op.params.static && !isOffline(op, node)

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
    instance: {
      ...clone(instance),
      nics: instance.nics.map((nic) => ({ ...clone(nic), network: nicNetwork(nic, config) })),
    },
    primaryGroup: group(instance.primary),
    secondaries:
      secondary === null
        ? []
        : [{ name: secondary, group: group(secondary).name, groupUuid: group(secondary).uuid }],
    hvparams: instanceHvparams(config, instance),
    beparams: beparams(instance.be),
    customBeparams: customBeparams(op.config, instance.be),
    runState: op.vars.runState,
    disks: instance.disks.map(diskFacts),
    volumeGroup: config.cluster.volumeGroup,
    uuids: nodesOf(instance).map((name) => own(config.nodes, name)?.uuid ?? ''),
  }
}

const locksOf = (instances: readonly InstanceConf[]): Lock[] => {
  const nodes = instances.flatMap((i) => [i.primary, secondaryOf(i) ?? i.primary])
  return [
    ...instances.map((i): Lock => ({ level: 'instance', name: i.name, mode: 'shared' })),
    ...[...new Set(nodes)].map((name): Lock => ({ level: 'node', name, mode: 'shared' })),
  ]
}

/** The steps about one instance: what its nodes know of it. */
const askAbout = (
  instance: (op: Op) => InstanceConf,
): OpPart<QueryDataParams, typeof VARS, InstanceFacts[]> => [
  {
    begin: (op) => {
      const { name, primary } = instance(op)
      op.vars.statuses = questionsOf(instance(op)).map(() => null)
      op.vars.runState = null
      if (isOffline(op, primary))
        op.warn(
          `Primary node ${primary} is marked offline, returning static information only for instance ${name}`,
        )
    },
  },
  ask('ask whether it runs', 'instance_info', {
    to: (op) => (isAsked(op, instance(op).primary) ? instance(op).primary : null),
    args: (op) => ({ name: instance(op).name }),
    answer: (op, reply) => {
      if (!reply.ok) return fail(`Error checking node ${reply.node}: ${reply.error}`)
      const stopped = instance(op).adminState === 'offline' ? 'offline' : 'down'
      op.vars.runState = reply.payload ? 'up' : stopped
    },
  }),
  askEach('ask for the state of its disks', 'blockdev_find', {
    of: (op) => questionsOf(instance(op)),
    to: (op, { node }) => (node !== null && isAsked(op, node) ? node : null),
    args: (_op, { disk }) => ({ disk }),
    answer: (op, reply, _question, index) => {
      if (!reply.ok)
        return fail(`Can't compute disk status for ${instance(op).name}: ${reply.error}`)
      op.vars.statuses[index] = reply.payload
    },
  }),
  {
    collect: (op) => {
      op.vars.found.push(factsOf(op, instance(op)))
    },
  },
]

const INSTANCE_QUERY_DATA = defineOpcode<QueryDataParams, typeof VARS, InstanceFacts[]>({
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
  steps: [
    {
      find: (op) => {
        const { instances } = op.params
        if (instances.length === 0) op.vars.wanted = byName(op.config.instances).map((i) => i.name)
        for (const typed of instances) {
          const instance = findInstance(op.config, typed)
          if (!instance) return unknownInstance(typed)
          if (!op.vars.wanted.includes(instance.name)) op.vars.wanted.push(instance.name)
        }
      },
    },
    forEach(
      'instances',
      (op: Op) => op.vars.wanted,
      (name) => askAbout((op) => instanceNamed(op, name(op))),
    ),
    { tell: (op) => done(op.vars.found) },
  ],
})

export const info = defineCommand({
  spec,
  where: 'master',
  vars: FOLLOWING,
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
    submitOpcode(INSTANCE_QUERY_DATA, ({ options, args }) => ({
      instances: args,
      static: flag(options, 'static'),
    })),
    {
      show: (p) => {
        const facts = resultOf(INSTANCE_QUERY_DATA, p.world.jobs[p.vars.jobId]) ?? []
        if (facts.length === 0) {
          p.out('No instances.\n')
          return exit(1)
        }
        const { volumeGroup } = configOn(p.world, p.node).cluster
        p.out(
          printInfo(
            knownInfo(
              p,
              facts.map((one) => instanceInfo(one, volumeGroup)),
            ),
          ),
        )
      },
    },
  ],
  opcodes: [INSTANCE_QUERY_DATA],
})
