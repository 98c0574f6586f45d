/**
 * CLUSTER_VERIFY_GROUP: asks every node of a group and judges what they said, section by section.
 * Source: lib/cmdlib/cluster (LUClusterVerifyGroup).
 */
import { current, isDraft } from 'immer'
import { own } from '../../../lib/own.ts'
import {
  type ClusterConfig,
  type GroupConf,
  type NodeConf,
  type NodeName,
  secondaryOf,
} from '../../../sim/cluster/config.ts'
import { distribute } from '../../../sim/cluster/distribute.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { costOfSilence } from '../../../sim/net.ts'
import { byRelease } from '../../../sim/releases.ts'
import {
  corrupt,
  defineOpcode,
  done,
  type OpContext,
  type OpNext,
  type OpPart,
  refuse,
  sleep,
} from '../../../sim/run/opcode.ts'
import { type Answer, askAll, when } from '../../../sim/run/parts.ts'
import { unknownGroup } from '../../group/names.ts'
import { disksOn, findGroup, gatherFacts, instancesOfGroup, nodesOfGroup } from './facts.ts'
import { verifyFiles } from './files.ts'
import { verifyInstances } from './instances.ts'
import { probingNodes, verifyNodes } from './nodes.ts'
import { tellNotes } from './notes.ts'
import { verifyMemory, verifyOrphanVolumes } from './redundancy.ts'
import { PLAIN_VERIFY, reporter, type VerifyParams } from './report.ts'

/** Parameters of CLUSTER_VERIFY_GROUP. */
export interface VerifyGroupParams extends VerifyParams {
  /** Name or UUID. */
  group: string
}

interface Vars {
  good: boolean
  answers: Answer<'node_verify'>[]
  /** Those of nodes outside the group. */
  outside: Answer<'node_verify'>[]
}

type Op = OpContext<VerifyGroupParams, Vars>
type Steps = OpPart<VerifyGroupParams, Vars, boolean>

/** Whether the configuration is sent out before the nodes are asked; says so. */
const flushesFirst = byRelease({ '2.11': false, '2.12': true })

const groupOf = (op: Op): GroupConf => {
  const group = findGroup(op.config, op.params.group)
  if (!group) throw new Error(`group ${op.params.group} vanished under its lock`)
  return group
}

const namesOf = (op: Op): string[] =>
  nodesOfGroup(op.config, groupOf(op).uuid).map((node) => node.name)

/** Everything of the group, shared: verify may wait for others, and others for it. */
function locksOf(config: ClusterConfig, typed: string): Lock[] {
  const group = findGroup(config, typed)
  if (!group) return []
  const shared = (level: Lock['level'], name: string): Lock => ({ level, name, mode: 'shared' })
  return [
    shared('nodegroup', group.uuid),
    ...instancesOfGroup(config, group.uuid).map((i) => shared('instance', i.name)),
    ...nodesOfGroup(config, group.uuid).map((n) => shared('node', n.name)),
  ]
}

/** Real Ganeti forgets to lock secondaries in other groups, and stumbles over it. */
function refuseSplit(op: Op, group: GroupConf): OpNext | undefined {
  const outside: Record<string, string[]> = {}
  for (const instance of instancesOfGroup(op.config, group.uuid)) {
    const secondary = secondaryOf(instance)
    if (secondary !== null && own(op.config.nodes, secondary)?.group !== group.uuid)
      outside[secondary] = [...(own(outside, secondary) ?? []), instance.name]
  }
  const named = Object.entries(outside).map(([node, names]) => `${node}: [${names.join(', ')}]`)
  if (named.length === 0) return undefined
  return refuse('wrong_state', `Missing node locks for LV check: ${named.join(', ')}`)
}

const onlineNodes = (op: Op) => Object.values(op.config.nodes).filter((node) => !node.offline)

const announceSteps: Steps = [
  {
    checkGroup: (op) => {
      const group = findGroup(op.config, op.params.group)
      if (!group) return unknownGroup(op.params.group)
      return refuseSplit(op, group)
    },
    announce: (op) => {
      op.log(`* Verifying group '${groupOf(op).name}'`)
      const count = namesOf(op).length
      if (count === 0) {
        op.log('* Empty node group, skipping verification')
        return done(true)
      }
      op.log(`* Gathering data (${count} nodes)`)
    },
  },
  when('the configuration goes out first', flushesFirst, {
    sendTheConfiguration: (op) => {
      op.log(`* Gathering information about nodes (${namesOf(op).length} nodes)`)
      // Once to the candidates, once to all: each waits for who does not answer.
      const online = onlineNodes(op)
      const wait = (nodes: typeof online) =>
        costOfSilence(
          op.world,
          op.master,
          nodes.map((n) => n.name),
        )
      return sleep(wait(online.filter((n) => n.masterCandidate)) + wait(online))
    },
    countItAsSent: (op) => {
      distribute(op.world, op.master)
    },
  }),
]

/** The disks of the group that a node is asked about, with their places in their instances. */
const disksAsked = (op: Op, node: NodeName) =>
  disksOn(op.config, groupOf(op).uuid, node).flatMap(({ instance, index }) => {
    const disk = instance.disks[index]
    return disk ? [{ disk, index }] : []
  })

/** Read many times over, and never changed: what stands behind a draft is read much faster. */
const answersOf = ({ vars: { answers } }: Op): Vars['answers'] =>
  isDraft(answers) ? current(answers) : answers

function judge(op: Op, replies: Answer<'blockdev_getmirrorstatus'>[]): OpNext | undefined {
  const report = reporter(op)
  const facts = gatherFacts(op.config, groupOf(op), op.world.release, answersOf(op), replies)
  for (const { node, error } of facts.diskErrors)
    report.findingIf(
      error !== null,
      'ENODERPC',
      node,
      `while getting disk information: ${error ?? 'None'}`,
    )
  report.say('* Verifying configuration file consistency')
  verifyFiles(report, facts, op.vars.outside)
  report.say('* Verifying node status')
  const stranger = verifyNodes(report, facts)
  if (stranger !== null) return corrupt(`Instance data of instance '${stranger}' not found.`)
  report.say('* Verifying instance status')
  verifyInstances(report, facts)
  report.say('* Verifying orphan volumes')
  verifyOrphanVolumes(report, facts)
  if (!op.params.skipMemory) {
    report.say('* Verifying N+1 Memory redundancy')
    verifyMemory(report, facts)
  }
  report.say('* Other Notes')
  tellNotes(report, facts)
}

const absentNodes = (op: Op): NodeConf[] => {
  const { uuid } = groupOf(op)
  return Object.values(op.config.nodes).filter((node) => node.group !== uuid)
}

/** Nodes outside the group whose files count, too: the master, and the first other one that can carry instances. */
const nodesToCompareWith = (op: Op): NodeName[] => {
  const absent = absentNodes(op)
  const master = absent.filter(({ name }) => name === op.master)
  const other = absent.find((node) => node.vmCapable && !node.offline && node.name !== op.master)
  return [...master, ...(other ? [other] : [])].map(({ name }) => name)
}

const askSteps: Steps = [
  askAll('ask the nodes', 'node_verify', {
    to: namesOf,
    args: (op, node) => {
      const probes =
        probingNodes(op) === 'every node' || own(op.config.nodes, node)?.masterCandidate
      const { uuid } = groupOf(op)
      const others = onlineNodes(op).flatMap((n) => (n.group === uuid ? [n.name] : []))
      return { nodes: probes ? others : [] }
    },
    answer: (op, replies) => {
      op.vars.answers = replies
    },
  }),
  when(
    'there are nodes outside the group',
    (op) => absentNodes(op).length > 0,
    askAll('ask the nodes outside', 'node_verify', {
      to: nodesToCompareWith,
      before: (op) => {
        if (flushesFirst(op)) op.log('* Gathering information about the master node')
      },
      args: () => ({ nodes: [] }),
      answer: (op, replies) => {
        op.vars.outside = replies
      },
    }),
  ),
  askAll('ask for the state of the disks', 'blockdev_getmirrorstatus', {
    before: (op) => op.log(`* Gathering disk information (${namesOf(op).length} nodes)`),
    to: (op) => namesOf(op).filter((node) => disksAsked(op, node).length > 0),
    args: (op, node) => ({ disks: disksAsked(op, node) }),
    answer: judge,
  }),
]

function judgeHooks(op: Op, replies: Answer<'hooks_runner'>[]): OpNext<boolean> {
  const report = reporter(op)
  const heard = replies.map((reply) => ({
    uuid: own(op.config.nodes, reply.node)?.uuid ?? reply.node,
    error: reply.ok || reply.offline ? null : reply.error,
  }))
  for (const { uuid, error } of heard)
    if (error !== null) op.warn(`Communication failure to node ${uuid}: ${error}`)
  report.say('* Hooks Results')
  for (const { uuid, error } of heard)
    report.findingIf(
      error !== null,
      'ENODEHOOKS',
      uuid,
      `Communication failure in hooks execution: ${error ?? 'None'}`,
    )
  return done(op.vars.good)
}

/** What it logs about a group that is well, in the release whose clusters are recorded. */
function quietLog(config: ClusterConfig, typed: string): string[] {
  const group = findGroup(config, typed)
  if (!group) return []
  const nodes = nodesOfGroup(config, group.uuid).map((node) => ({ node }))
  const notes: string[] = []
  const instances = instancesOfGroup(config, group.uuid)
  tellNotes({ say: (text) => notes.push(text) }, { instances, nodes, release: '3.0' })
  return [
    `* Verifying group '${group.name}'`,
    `* Gathering data (${nodes.length} nodes)`,
    `* Gathering information about nodes (${nodes.length} nodes)`,
    `* Gathering disk information (${nodes.length} nodes)`,
    '* Verifying configuration file consistency',
    '* Verifying node status',
    '* Verifying instance status',
    '* Verifying orphan volumes',
    '* Verifying N+1 Memory redundancy',
    '* Other Notes',
    ...notes,
    '* Hooks Results',
  ]
}

export const CLUSTER_VERIFY_GROUP = defineOpcode<VerifyGroupParams, Vars, boolean>({
  name: 'CLUSTER_VERIFY_GROUP',
  summary: ({ group }) => group,
  locks: ({ group }, config) => locksOf(config, group),
  vars: { good: true, answers: [], outside: [] },
  steps: [
    announceSteps,
    askSteps,
    askAll('run the hooks', 'hooks_runner', { to: namesOf, args: () => ({}), answer: judgeHooks }),
  ],
  past: (group, config) => ({
    params: { ...PLAIN_VERIFY, group },
    result: true,
    log: quietLog(config, group),
    from: { opcode: 'CLUSTER_VERIFY' },
    after: 'CLUSTER_VERIFY_CONFIG',
  }),
})
