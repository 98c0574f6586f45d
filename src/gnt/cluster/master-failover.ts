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
import type { Daemon, Release } from '../../sim/releases.ts'
import { callEvenOffline, exit, type ProgramNext } from '../../sim/run/program.ts'
import type { AddressWay } from '../../sim/run/shows.ts'
import { machineOf } from '../../sim/world.ts'
import { ASKING, confirm, failure, prereqText } from '../client.ts'
import { type ClientContext, type ClientSteps, defineCommand } from '../command.ts'
import { ballotsOf, STARTING, showsStart, startSteps } from '../daemons/start.ts'
import { masterFailover as spec } from '../declared/cluster-upkeep.ts'
import { flag } from '../optparse/read.ts'

interface FailoverWording {
  /** Whether a majority must answer before anything else, and which file that is read from. */
  countsTheHealthy: boolean
  /** Whether silent nodes count as votes for nobody. */
  silenceVotes: boolean
  firstFile: string
}

const OLD: FailoverWording = {
  countsTheHealthy: false,
  silenceVotes: true,
  firstFile: 'ssconf_master_node',
}

const WORDING: Record<Release, FailoverWording> = {
  '2.11': OLD,
  '2.12': OLD,
  '3.0': { countsTheHealthy: true, silenceVotes: false, firstFile: 'ssconf_online_nodes' },
}

const VARS = {
  ...ASKING,
  ...STARTING,
  oldMaster: '',
  warnings: [] as string[],
  code: 0,
  left: [] as Daemon[],
  addressWay: null as AddressWay | null,
  /** When the wait for the master's address began, and the pause before the next look. */
  since: 0,
  pauseMs: 1000,
}
type P = ClientContext<typeof VARS>

const WAIT_MS = 30_000
/** Starting and stopping the configuration daemon around the change; preparing Python twice. */
const PREPARE_MS = 1500

const wordingOf = (p: P): FailoverWording => WORDING[p.world.release]

const ssconfOn = (p: P): Ssconf => {
  const { ssconf } = machineOf(p.world, p.node).files
  if (!ssconf) throw new Error(`${p.node} lost its ssconf files while it failed over`)
  return ssconf
}

const refused = (p: P, errorClass: string, text: string): ProgramNext =>
  failure(p, prereqText({ class: errorClass, text }))

/** A list as Python prints it. */
const repr = (names: readonly string[]): string => `[${names.map((n) => `'${n}'`).join(', ')}]`

const asksNodes = (p: P): boolean => !flag(p.vars.options, 'no_voting')

/** Every node, whatever flag it carries: who is master? */
const askAll = (nodes: readonly NodeName[]): ProgramNext =>
  callEvenOffline(nodes, 'master_node_name', {})

const checks: ClientSteps<typeof VARS> = [
  {
    startUp: () => ({ next: 'sleep', ms: 300 }),
    readFiles: (p) => {
      if (machineOf(p.world, p.node).files.ssconf) return
      const file = `/var/lib/ganeti/${wordingOf(p).firstFile}`
      return failure(
        p,
        `Corrupt configuration file: Can't read ssconf file ${file}: [Errno 2] No such file or directory: '${file}'\nAborting.`,
        2,
      )
    },
  },
  confirm<typeof VARS>('no voting', (p) =>
    asksNodes(p) || flag(p.vars.options, 'yes_do_it')
      ? null
      : 'This will perform the failover even if most other nodes are down, or if this node is outdated. This is dangerous as it can lead to a non-consistent cluster. Check the gnt-cluster(8) man page before proceeding. Continue?',
  ),
  {
    askTheHealthy: (p) => {
      if (!asksNodes(p) || !wordingOf(p).countsTheHealthy)
        return { next: 'goto', then: 'checkMyself' }
      const { onlineNodes } = ssconfOn(p)
      p.vars.vote = { candidate: null, of: onlineNodes.length, answers: {} }
      return askAll(onlineNodes)
    },
    countTheHealthy: (p) => {
      p.vars.vote = null
      const ballots = ballotsOf(p.world, p.node, p.all('master_node_name'))
      const voted = ballots.flatMap(({ master }) => master ?? [])
      if (2 * voted.length > ballots.length) return
      // Real Ganeti lists whom nobody voted for, which names healthy nodes as well.
      const unhealthy = ssconfOn(p).onlineNodes.filter((node) => !voted.includes(node))
      return failure(
        p,
        `Master-failover with voting is only possible if the majority of nodes are still healthy; use the --no-voting option after ensuring by other means that you won't end up in a dual-master scenario. Unhealthy nodes: ${repr(unhealthy)}`,
      )
    },
    checkMyself: (p) => {
      const { masterNode, masterCandidates } = ssconfOn(p)
      p.vars.oldMaster = masterNode
      if (masterNode === p.node)
        return refused(
          p,
          'wrong_input',
          `This commands must be run on the node where you want the new master to be. ${masterNode} is already the master`,
        )
      if (!masterCandidates.includes(p.node))
        return refused(
          p,
          'wrong_state',
          `This node is not among the nodes marked as master candidates. Only these nodes can become masters. Current list of master candidates is:\n${masterCandidates.filter((n) => n !== masterNode).join('\n')}`,
        )
    },
    askForMaster: (p) => {
      if (!asksNodes(p)) return { next: 'goto', then: 'prepare' }
      const voters = ssconfOn(p).nodes.filter((n) => p.behaviour.ownVoteCounts || n !== p.node)
      p.vars.vote = { candidate: p.vars.oldMaster, of: voters.length, answers: {} }
      return askAll(voters)
    },
    countVotes: (p) => {
      p.vars.vote = null
      const top = topVote(p)
      const { oldMaster } = p.vars
      if (top === null)
        return refused(
          p,
          'environment_error',
          'Cluster is inconsistent, most nodes did not respond.',
        )
      if (top !== undefined && top !== oldMaster)
        return refused(
          p,
          'wrong_state',
          `I have a wrong configuration, I believe the master is ${oldMaster} but the other nodes voted ${top}. Please resync the configuration of this node.`,
        )
    },
  },
]

/** Whom most nodes voted for; null: nobody; undefined: no votes at all. */
function topVote(p: P): NodeName | null | undefined {
  const counts = new Map<NodeName | null, number>()
  for (const { master } of ballotsOf(p.world, p.node, p.all('master_node_name')))
    if (master !== null || wordingOf(p).silenceVotes)
      counts.set(master, (counts.get(master) ?? 0) + 1)
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
const waitForAddress = (
  name: string,
  wanted: boolean,
  late: (p: P) => string,
): ClientSteps<typeof VARS> => ({
  [`${name}: begin`]: (p) => {
    p.vars.since = p.world.now
    p.vars.pauseMs = 1000
  },
  [`${name}: look`]: (p) => {
    if (masterIpAnswers(p) === wanted) return { next: 'goto', then: `${name}: end` }
    if (p.world.now - p.vars.since >= WAIT_MS) {
      p.vars.warnings.push(late(p))
      p.vars.code = 1
      return { next: 'goto', then: `${name}: end` }
    }
    const ms = p.vars.pauseMs
    p.vars.pauseMs = Math.min(5000, ms * 1.5)
    return { next: 'sleep', ms: Math.round(ms), then: `${name}: look` }
  },
  [`${name}: end`]: () => undefined,
})

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

const change: ClientSteps<typeof VARS> = [
  {
    prepare: () => ({ next: 'sleep', ms: PREPARE_MS }),
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
      return { next: 'sleep', ms: costMs > 0 ? costMs : 2 * silence }
    },
    takeAddress: (p) => {
      moveAddress(p, 0.3, silenceOfOldMaster(p))
      return callEvenOffline([p.vars.oldMaster], 'node_deactivate_master_ip', {})
    },
    stopMaster: (p) => {
      const [reply] = p.all('node_deactivate_master_ip')
      if (reply && !reply.ok)
        p.vars.warnings.push(`Could not disable the master IP: ${reply.error}`)
      moveAddress(p, 0.5, 1500 + silenceOfOldMaster(p))
      return callEvenOffline([p.vars.oldMaster], 'node_stop_master', {})
    },
    judgeStop: (p) => {
      const [reply] = p.all('node_stop_master')
      if (reply?.ok) loseJobsOf(p.world, p.vars.oldMaster)
      else if (reply)
        p.vars.warnings.push(
          `Could not disable the master role on the old master ${p.vars.oldMaster}, please disable manually: ${reply.error}`,
        )
      if (p.behaviour.distribution === 'in the background')
        stopDaemon(p.world, p.node, p.behaviour.configDaemon)
      return { next: 'sleep', ms: PREPARE_MS }
    },
  },
  waitForAddress(
    'address gone',
    false,
    () =>
      'The master IP is still reachable after 30 seconds, continuing but activating the master IP on the current node will probably fail',
  ),
]

/** The new master's daemons, which vote again unless told not to. */
const takeOver: ClientSteps<typeof VARS> = [
  {
    listDaemons: (p) => {
      const { startOrder, masterDaemons } = p.behaviour
      p.vars.left = startOrder.filter((d) => masterDaemons.includes(d))
      p.vars.noVoting = !asksNodes(p)
    },
    nextDaemon: (p) => {
      const [daemon, ...rest] = p.vars.left
      if (!daemon) return { next: 'goto', then: 'address up: begin' }
      p.vars.left = rest
      p.vars.starting = daemon
      if (masterIpAnswers(p)) p.vars.addressWay = null
      else moveAddress(p, daemon === p.behaviour.jobDaemon ? 1 : 0.7, 1500 + silenceOfOldMaster(p))
    },
  },
  startSteps<P['vars']>(),
  {
    judgeStart: (p) => {
      // daemon-util ends at the first daemon that does not start.
      if (p.vars.status !== 0) {
        p.vars.code = 1
        p.vars.left = []
      }
      if (masterIpAnswers(p)) p.vars.addressWay = null
      return { next: 'goto', then: 'nextDaemon' }
    },
  },
  waitForAddress(
    'address up',
    true,
    (p) =>
      `The master IP did not come up within 30 seconds; the cluster should still be working and reachable via ${p.node}, but not via the master IP address`,
  ),
  {
    conclude: (p) => {
      for (const warning of p.vars.warnings) p.err(`${warning}\n`)
      return exit(p.vars.code)
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
