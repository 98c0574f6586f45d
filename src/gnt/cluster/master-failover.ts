/**
 * gnt-cluster master-failover: makes the node it is typed on the master.
 * Manual: gnt-cluster(8), MASTER-FAILOVER. Source: lib/client/gnt_cluster.py (MasterFailover),
 * lib/bootstrap.py (MasterFailover, MajorityHealthy).
 */
import { compare } from '../../lib/order.ts'
import { valueAt } from '../../lib/ramp.ts'
import type { ClusterConfig, NodeName } from '../../sim/cluster/config.ts'
import { stopDaemon } from '../../sim/cluster/daemons.ts'
import { writeConfig, writeFile } from '../../sim/cluster/distribute.ts'
import { runs, type Ssconf } from '../../sim/cluster/machine.ts'
import { loseJobsOf } from '../../sim/jobs/ends.ts'
import { addressHolder, costOfSilence, giveUpMs, reach } from '../../sim/net.ts'
import { byRelease, type Daemon } from '../../sim/releases.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { sleep } from '../../sim/run/flow.ts'
import {
  type Answer,
  again,
  ask,
  askAll,
  forEach,
  leave,
  repeat,
  when,
} from '../../sim/run/parts.ts'
import { exit, type ProgramNext } from '../../sim/run/program.ts'
import type { AddressWay } from '../../sim/run/shows.ts'
import { machineOf } from '../../sim/world.ts'
import { confirm, failure, prereqText } from '../client/client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { ballotsOf, fewVotesOf, STARTING, showsStart, startSteps } from '../daemons/start.ts'
import { masterFailover as spec } from '../declared/cluster-upkeep.ts'
import { flag } from '../optparse/read.ts'

/** Whether a majority must answer before anything else. */
const countsTheHealthy = byRelease({ '2.11': false, '3.0': true })

/** Whether silent nodes count as votes for no one. */
const silenceVotes = byRelease({ '2.11': true, '3.0': false })

/** The file that is read first. */
const firstFile = byRelease({ '2.11': 'ssconf_master_node', '3.0': 'ssconf_online_nodes' })

const VARS = {
  ...STARTING,
  oldMaster: '',
  warnings: [] as string[],
  code: 0,
  addressWay: null as AddressWay | null,
  /** When the wait for the master's address began, and the pause before the next look. */
  since: 0,
  pauseMs: 1000,
}
type P = ClientContext<typeof VARS>
type Steps = ClientSteps<typeof VARS>

const WAIT_MS = 30_000
/** Starting and stopping the configuration daemon around the change; preparing Python twice. */
const PREPARE_MS = 1500

const ssconfOn = (p: P): Ssconf => {
  const { ssconf } = machineOf(p.world, p.node).files
  if (!ssconf) throw new Error(`${p.node} lost its ssconf files while it failed over`)
  return ssconf
}

const refused = (p: P, errorClass: string, text: string, cause: FailureCause): ProgramNext =>
  failure(p, prereqText({ class: errorClass, text }), cause)

/** A list as Python prints it. */
const repr = (names: readonly string[]): string => `[${names.map((n) => `'${n}'`).join(', ')}]`

const asksNodes = (p: P): boolean => !flag(p.vars.options, 'no_voting')

const votersOf = (p: P): NodeName[] =>
  ssconfOn(p).nodes.filter((node) => p.behaviour.ownVoteCounts || node !== p.node)

function countTheHealthy(p: P, replies: Answer<'master_node_name'>[]): ProgramNext | undefined {
  p.vars.vote = null
  const ballots = ballotsOf(p.world, p.node, replies)
  const voted = ballots.flatMap(({ master }) => master ?? [])
  if (2 * voted.length > ballots.length) return
  // Real Ganeti lists whom no one voted for, which names healthy nodes as well.
  const unhealthy = ssconfOn(p).onlineNodes.filter((node) => !voted.includes(node))
  return failure(
    p,
    `Master-failover with voting is only possible if the majority of nodes are still healthy; use the --no-voting option after ensuring by other means that you won't end up in a dual-master scenario. Unhealthy nodes: ${repr(unhealthy)}`,
    fewVotesOf(p.node, ballots),
  )
}

function checkMyself(p: P): ProgramNext | undefined {
  const { masterNode, masterCandidates } = ssconfOn(p)
  p.vars.oldMaster = masterNode
  if (masterNode === p.node)
    return refused(
      p,
      'wrong_input',
      `This commands must be run on the node where you want the new master to be. ${masterNode} is already the master`,
      { is: 'already master', node: masterNode },
    )
  if (!masterCandidates.includes(p.node))
    return refused(
      p,
      'wrong_state',
      `This node is not among the nodes marked as master candidates. Only these nodes can become masters. Current list of master candidates is:\n${masterCandidates.filter((n) => n !== masterNode).join('\n')}`,
      { is: 'no candidate', node: p.node },
    )
}

function countVotes(p: P, replies: Answer<'master_node_name'>[]): ProgramNext | undefined {
  p.vars.vote = null
  const top = topVote(p, replies)
  const { oldMaster } = p.vars
  if (top === null)
    return refused(
      p,
      'environment_error',
      'Cluster is inconsistent, most nodes did not respond.',
      fewVotesOf(p.node, ballotsOf(p.world, p.node, replies)),
    )
  if (top !== undefined && top !== oldMaster)
    return refused(
      p,
      'wrong_state',
      `I have a wrong configuration, I believe the master is ${oldMaster} but the other nodes voted ${top}. Please resync the configuration of this node.`,
      { is: 'outvoted', node: top },
    )
}

const checks: Steps = [
  {
    startUp: () => sleep(300),
    readFiles: (p) => {
      if (machineOf(p.world, p.node).files.ssconf) return
      const file = `/var/lib/ganeti/${firstFile(p)}`
      return failure(
        p,
        `Corrupt configuration file: Can't read ssconf file ${file}: [Errno 2] No such file or directory: '${file}'\nAborting.`,
        { is: 'no cluster' },
        2,
      )
    },
  },
  confirm<typeof VARS>('no voting', (p) =>
    asksNodes(p) || flag(p.vars.options, 'yes_do_it')
      ? null
      : 'This will perform the failover even if most other nodes are down, or if this node is outdated. This is dangerous as it can lead to a non-consistent cluster. Check the gnt-cluster(8) man page before proceeding. Continue?',
  ),
  when(
    'a majority must answer',
    (p) => asksNodes(p) && countsTheHealthy(p),
    askAll('ask which nodes are healthy', 'master_node_name', {
      to: (p) => ssconfOn(p).onlineNodes,
      evenOffline: true,
      before: (p) => {
        const { onlineNodes } = ssconfOn(p)
        p.vars.vote = { candidate: null, of: onlineNodes.length, answers: {} }
      },
      args: () => ({}),
      answer: countTheHealthy,
    }),
  ),
  { checkMyself },
  when(
    'nodes vote',
    asksNodes,
    askAll('ask the nodes for their votes', 'master_node_name', {
      to: votersOf,
      evenOffline: true,
      before: (p) => {
        p.vars.vote = { candidate: p.vars.oldMaster, of: votersOf(p).length, answers: {} }
      },
      args: () => ({}),
      answer: countVotes,
    }),
  ),
]

/** Whom most nodes voted for; null: no one; undefined: no votes at all. */
function topVote(p: P, replies: Answer<'master_node_name'>[]): NodeName | null | undefined {
  const counts = new Map<NodeName | null, number>()
  for (const { master } of ballotsOf(p.world, p.node, replies))
    if (master !== null || silenceVotes(p)) counts.set(master, (counts.get(master) ?? 0) + 1)
  const [top] = [...counts].sort(
    ([a, votesA], [b, votesB]) => votesB - votesA || compare(b ?? '', a ?? ''),
  )
  return top?.[0]
}

/** Whether a connection to the master's address comes through from here. */
const masterIpAnswers = (p: P): boolean => {
  const holder = addressHolder(p.world, p.node)
  return holder !== undefined && runs(machineOf(p.world, holder), 'ganeti-noded')
}

/** Looks until the address answers, or does not, with growing pauses; `late` is the warning. */
const waitForAddress = (name: string, wanted: boolean, late: (p: P) => string): Steps => [
  {
    [`${name}: begin`]: (p) => {
      p.vars.since = p.world.now
      p.vars.pauseMs = 1000
    },
  },
  repeat(name, {
    [`${name}: look`]: (p) => {
      if (masterIpAnswers(p) === wanted) return
      if (p.world.now - p.vars.since >= WAIT_MS) {
        p.vars.warnings.push(late(p))
        p.vars.code = 1
        return
      }
      const ms = p.vars.pauseMs
      p.vars.pauseMs = Math.min(5000, ms * 1.5)
      return again(Math.round(ms))
    },
  }),
]

/** Lets the address go on to that part of its way, which will take about so long. */
function moveAddress(p: P, limit: number, ms: number): void {
  const { world, vars } = p
  const from = vars.addressWay ? valueAt(vars.addressWay.way, world.now) : 0
  const way = { at: world.now, from, perSecond: ((limit - from) * 1000) / ms, limit }
  vars.addressWay = { from: vars.oldMaster, to: p.node, way }
}

/**
 * Names this node in the configuration. Where a daemon writes it, that one is asked, or started for this
 * alone; one that still runs here from before goes on with what it has in memory.
 */
function writeMaster(p: P): number {
  const change = (draft: ClusterConfig) => {
    draft.cluster.masterNode = p.node
  }
  const asked = p.behaviour.distribution === 'in the background'
  return asked && runs(machineOf(p.world, p.node), p.behaviour.configDaemon)
    ? writeConfig(p.world, p.node, change).costMs
    : writeFile(p.world, p.node, change)
}

const silenceOfOldMaster = (p: P): number =>
  reach(p.world, p.node, p.vars.oldMaster) === 'ok'
    ? 400
    : giveUpMs(p.world, p.node, p.vars.oldMaster)

const change: Steps = [
  {
    prepare: () => sleep(PREPARE_MS),
    setMaster: (p) => {
      const { config } = machineOf(p.world, p.node).files
      if (!config) return exit(1)
      const candidates = Object.values(config.nodes).filter((n) => n.masterCandidate && !n.offline)
      const silence = costOfSilence(
        p.world,
        p.node,
        candidates.map((n) => n.name),
      )
      const costMs = writeMaster(p)
      // Where distribution runs in the background, this one change waits for it nevertheless.
      return sleep(costMs > 0 ? costMs : 2 * silence)
    },
  },
  ask('take the address from the old master', 'node_deactivate_master_ip', {
    to: (p) => p.vars.oldMaster,
    evenOffline: true,
    before: (p) => moveAddress(p, 0.3, silenceOfOldMaster(p)),
    args: () => ({}),
    answer: (p, reply) => {
      if (!reply.ok) p.vars.warnings.push(`Could not disable the master IP: ${reply.error}`)
    },
  }),
  ask('stop the old master', 'node_stop_master', {
    to: (p) => p.vars.oldMaster,
    evenOffline: true,
    before: (p) => moveAddress(p, 0.5, 1500 + silenceOfOldMaster(p)),
    args: () => ({}),
    answer: (p, reply) => {
      if (reply.ok) loseJobsOf(p.world, p.vars.oldMaster)
      else
        p.vars.warnings.push(
          `Could not disable the master role on the old master ${p.vars.oldMaster}, please disable manually: ${reply.error}`,
        )
    },
  }),
  {
    stopWriter: (p) => {
      if (p.behaviour.distribution === 'in the background')
        stopDaemon(p.world, p.node, p.behaviour.configDaemon)
      return sleep(PREPARE_MS)
    },
  },
  waitForAddress(
    'address gone',
    false,
    () =>
      'The master IP is still reachable after 30 seconds, continuing but activating the master IP on the current node will probably fail',
  ),
]

/** What runs on a master only, in the order in which it starts. */
const masterDaemonsOf = ({ behaviour: { startOrder, masterDaemons } }: P): Daemon[] =>
  startOrder.filter((daemon) => masterDaemons.includes(daemon))

/** The new master's daemons, which vote again unless told not to. */
const takeOver: Steps = [
  {
    tellHowToVote: (p) => {
      p.vars.noVoting = !asksNodes(p)
    },
  },
  forEach('daemons', masterDaemonsOf, (daemon) => [
    {
      startDaemon: (p) => {
        p.vars.starting = daemon(p)
        if (masterIpAnswers(p)) p.vars.addressWay = null
        else
          moveAddress(
            p,
            daemon(p) === p.behaviour.jobDaemon ? 1 : 0.7,
            1500 + silenceOfOldMaster(p),
          )
      },
    },
    startSteps<P['vars']>(),
    {
      started: (p) => {
        if (masterIpAnswers(p)) p.vars.addressWay = null
        // daemon-util ends at the first daemon that does not start.
        if (p.vars.status === 0) return
        p.vars.code = 1
        return leave()
      },
    },
  ]),
  waitForAddress(
    'address up',
    true,
    (p) =>
      `The master IP did not come up within 30 seconds; the cluster should still be working and reachable via ${p.node}, but not via the master IP address`,
  ),
  {
    conclude: (p) => {
      for (const warning of p.vars.warnings) p.err(`${warning}\n`)
      return exit(p.vars.code, p.vars.cause ?? undefined)
    },
  },
]

export const masterFailover = defineCommand({
  spec,
  where: 'anywhere',
  vars: VARS,
  shows: (vars) => ({
    ...showsStart(vars),
    addressWay: vars.addressWay,
    handlesDaemons: true,
  }),
  steps: [checks, change, takeOver],
})
