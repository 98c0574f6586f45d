/**
 * CLUSTER_VERIFY_GROUP: asks every node of a group and judges what they said, section by section.
 * Source: lib/cmdlib/cluster (LUClusterVerifyGroup).
 */
import { current, isDraft } from 'immer'
import { own } from '../../../lib/own.ts'
import { type ClusterConfig, type GroupConf, secondaryOf } from '../../../sim/cluster/config.ts'
import { distribute } from '../../../sim/cluster/distribute.ts'
import type { Lock } from '../../../sim/jobs/job.ts'
import { costOfSilence } from '../../../sim/net.ts'
import {
  call,
  corrupt,
  defineOpcode,
  done,
  goto,
  type OpContext,
  type OpNext,
  refuse,
  sleep,
  type TypedReply,
} from '../../../sim/run/opcode.ts'
import { disksOn, findGroup, gatherFacts, instancesOfGroup, nodesOfGroup } from './facts.ts'
import { verifyFiles } from './files.ts'
import { verifyInstances } from './instances.ts'
import { verifyNodes } from './nodes.ts'
import { tellNotes } from './notes.ts'
import { verifyMemory, verifyOrphanVolumes } from './redundancy.ts'
import { type Report, reporter, type VerifyParams } from './report.ts'
import { verifyWordingOf } from './wording.ts'

/** Parameters of CLUSTER_VERIFY_GROUP. */
export interface VerifyGroupParams extends VerifyParams {
  /** Name or UUID. */
  group: string
}

interface Vars {
  good: boolean
  answers: TypedReply<'node_verify'>[]
  /** The master's, when it belongs to another group. */
  masterAnswer: TypedReply<'node_verify'> | null
}

type Op = OpContext<VerifyGroupParams, Vars>

const groupOf = (op: Op): GroupConf => {
  const group = findGroup(op.config, op.params.group)
  if (!group) throw new Error(`group ${op.params.group} vanished under its lock`)
  return group
}

const reportOf = (op: Op): Report =>
  reporter(op.params, verifyWordingOf(op.world.release), op.log, () => {
    op.vars.good = false
  })

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

export const CLUSTER_VERIFY_GROUP = defineOpcode<VerifyGroupParams, Vars>({
  name: 'CLUSTER_VERIFY_GROUP',
  summary: ({ group }) => group,
  locks: ({ group }, config) => locksOf(config, group),
  vars: { good: true, answers: [], masterAnswer: null },
  steps: {
    checkGroup: (op) => {
      const group = findGroup(op.config, op.params.group)
      if (!group) return refuse('unknown_entity', `Node group '${op.params.group}' not found`)
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
      if (!verifyWordingOf(op.world.release).flushesFirst) return goto('askNodes')
      op.log(`* Gathering information about nodes (${count} nodes)`)
      // Once to the candidates, once to all: each waits for who does not answer.
      const online = Object.values(op.config.nodes).filter((n) => !n.offline)
      const wait = (nodes: typeof online) =>
        costOfSilence(
          op.world,
          op.master,
          nodes.map((n) => n.name),
        )
      return sleep(wait(online.filter((n) => n.masterCandidate)) + wait(online))
    },
    flush: (op) => {
      distribute(op.world, op.master)
    },
    askNodes: (op) => {
      const online = Object.values(op.config.nodes)
        .filter((n) => !n.offline && n.group === groupOf(op).uuid)
        .map((n) => n.name)
      const { probes } = verifyWordingOf(op.world.release)
      return call(namesOf(op), 'node_verify', (node) => ({
        nodes: probes === 'every node' || own(op.config.nodes, node)?.masterCandidate ? online : [],
      }))
    },
    askMaster: (op) => {
      op.vars.answers = op.all('node_verify')
      if (namesOf(op).includes(op.master)) return goto('askDisks')
      if (verifyWordingOf(op.world.release).flushesFirst)
        op.log('* Gathering information about the master node')
      return call(op.master, 'node_verify', { nodes: [] })
    },
    keepMaster: (op) => {
      op.vars.masterAnswer = op.reply('node_verify')
    },
    askDisks: (op) => {
      const names = namesOf(op)
      const { uuid } = groupOf(op)
      op.log(`* Gathering disk information (${names.length} nodes)`)
      const disks = (node: string) =>
        disksOn(op.config, uuid, node).flatMap(({ instance, index }) => {
          const disk = instance.disks[index]
          return disk ? [{ disk, index }] : []
        })
      return call(
        names.filter((node) => disks(node).length > 0),
        'blockdev_getmirrorstatus',
        (node) => ({ disks: disks(node) }),
      )
    },
    judge: (op) => {
      const wording = verifyWordingOf(op.world.release)
      const report = reportOf(op)
      const { masterAnswer } = op.vars
      // Read many times over, and never changed: what stands behind a draft is read much faster.
      const answers = isDraft(op.vars.answers) ? current(op.vars.answers) : op.vars.answers
      const replies = op.all('blockdev_getmirrorstatus')
      const facts = gatherFacts(op.config, groupOf(op), wording, answers, replies)
      for (const { node, error } of facts.silentDisks)
        report.finding('ENODERPC', node, `while getting disk information: ${error}`)
      report.say('* Verifying configuration file consistency')
      verifyFiles(report, facts, masterAnswer)
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
    },
    runHooks: (op) => call(namesOf(op), 'hooks_runner', {}),
    judgeHooks: (op) => {
      const report = reportOf(op)
      const failed = op
        .all('hooks_runner')
        .flatMap((r) =>
          r.ok || r.offline
            ? []
            : [{ uuid: own(op.config.nodes, r.node)?.uuid ?? r.node, error: r.error }],
        )
      if (op.behaviour.warnsOfHooks)
        for (const { uuid, error } of failed)
          op.warn(`Communication failure to node ${uuid}: ${error}`)
      report.say('* Hooks Results')
      for (const { uuid, error } of failed)
        report.finding('ENODEHOOKS', uuid, `Communication failure in hooks execution: ${error}`)
      return done(op.vars.good)
    },
  },
})
