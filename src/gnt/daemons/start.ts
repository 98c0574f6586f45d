import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { startDaemon } from '../../sim/cluster/daemons.ts'
import { runs } from '../../sim/cluster/machine.ts'
import type { Daemon } from '../../sim/releases.ts'
import type { FailureCause } from '../../sim/run/calls/cause.ts'
import { type Flow, sleep } from '../../sim/run/flow.ts'
import { type Answer, again, ask, askAll, block, leave, repeat, when } from '../../sim/run/parts.ts'
import type { ProgramContext, ProgramPart } from '../../sim/run/program.ts'
import type { Shows, Vote } from '../../sim/run/shows.ts'
import { isRead, machineOf, type World } from '../../sim/world.ts'
import { silenceText } from './silence.ts'
import { type Ballot, electionOf, VOTE_PAUSE_MS } from './vote.ts'

/** Exit status of a daemon that runs on the master only, on any other node (EXIT_NOTMASTER). */
export const NOT_MASTER = 11

/** Daemons that say why they do not start on another node than the master (src/Ganeti/Daemon.hs). */
const TELLS_WHY: readonly Daemon[] = ['ganeti-wconfd', 'ganeti-luxid']

/** What a program that starts a daemon keeps in mind. */
interface Starting {
  /** The daemon on its way; '' for none. A daemon that votes counts as running already. */
  starting: Daemon | ''
  /** Whether it starts without asking anyone. */
  noVoting: boolean
  /** Arguments that someone typed for it. */
  typed: string
  round: number
  /** The votes it gathers. */
  vote: Vote | null
  /** How the start ended: exit status and what the daemon said. */
  status: number
  message: string
  /** Why it did not start; null: it did. */
  cause: FailureCause | null
}

/** Initial values of the variables that starting a daemon needs. */
export const STARTING: Starting = {
  starting: '',
  noVoting: false,
  typed: '',
  round: 0,
  vote: null,
  status: 0,
  message: '',
  cause: null,
}

/** What a program lets others see that starts daemons. */
export const showsStart = ({ starting, vote }: Starting): Shows => ({ starting, vote })

const START_MS = 250
/** What master-failover --no-voting hands to the daemons that vote. */
const FORCED = '--no-voting --yes-do-it'

/**
 * The answers to a vote. A node takes calls from candidates only, as far as it knows them: one that was offline when
 * the node last heard of the cluster gets no answer.
 */
export const ballotsOf = (
  world: World,
  me: NodeName,
  replies: readonly Answer<'master_node_name'>[],
): Ballot[] =>
  replies.map((reply) => {
    const known = own(world.machines, reply.node)?.files.ssconf?.masterCandidates ?? []
    const heard = reply.ok && (reply.node === me || known.includes(me))
    return { voter: reply.node, master: heard ? reply.payload.master : null }
  })

const end = <V extends Starting>(
  p: ProgramContext<V>,
  status: number,
  cause: FailureCause,
  message = '',
): Flow => {
  p.vars.status = status
  p.vars.message = message
  p.vars.cause = cause
  return leave()
}

/** Too few answers for `node`: the nodes that gave one, and how many would do. */
export const fewVotesOf = (node: NodeName, ballots: readonly Ballot[]): FailureCause => ({
  is: 'few votes',
  node,
  names: ballots.flatMap(({ voter, master }) => (master === null ? [] : [voter])),
  needed: Math.floor(ballots.length / 2) + 1,
})

/** Checks whether the daemon may run here at all. */
function check<V extends Starting>(p: ProgramContext<V>): Flow | undefined {
  const machine = machineOf(p.world, p.node)
  const daemon = p.vars.starting
  p.vars.round = 0
  p.vars.status = 0
  p.vars.message = ''
  p.vars.cause = null
  if (daemon === '' || runs(machine, daemon)) return leave()
  if (!machine.files.ssconf)
    return end(p, 1, { is: 'no cluster' }, 'Missing configuration file /var/lib/ganeti/server.pem')
  const { masterDaemons } = p.behaviour
  if (masterDaemons.includes(daemon) && machine.files.ssconf.masterNode !== p.node)
    return end(
      p,
      NOT_MASTER,
      { is: 'not master', node: machine.files.ssconf.masterNode },
      TELLS_WHY.includes(daemon) ? 'Not master, exiting.' : '',
    )
  // Without the hypervisor it watches it ends at once, and well.
  const kvm = machine.files.config?.cluster.hypervisor ?? 'kvm'
  if (daemon === 'ganeti-kvmd' && kvm !== 'kvm') return leave()
}

/** Where a starting daemon's complaints go. */
type Tell<V> = (p: ProgramContext<V>, text: string) => void

/** Counts the votes of one round. A daemon that is not elected has a status other than 0 afterwards. */
function count<V extends Starting>(
  p: ProgramContext<V>,
  replies: Answer<'master_node_name'>[],
  tell: Tell<V>,
): Flow | undefined {
  const election = electionOf(p.behaviour)
  const { config } = machineOf(p.world, p.node).files
  if (election.tellsOfSilence && config) tell(p, silenceText(config, replies))
  const ballots = ballotsOf(p.world, p.node, replies)
  const answers = Object.fromEntries(ballots.map(({ voter, master }) => [voter, master]))
  p.vars.vote = { candidate: p.node, of: ballots.length, answers }
  const verdict = election.judge(p.node, ballots)
  switch (verdict.is) {
    case 'elected':
      return
    case 'lost':
      if (verdict.to !== p.node) machineOf(p.world, p.node).outvotedFor = verdict.to
      return end(
        p,
        1,
        verdict.to === p.node ? fewVotesOf(p.node, ballots) : { is: 'outvoted', node: verdict.to },
        verdict.text,
      )
    case 'unclear':
      p.vars.round += 1
      if (p.vars.round < election.rounds) return again(VOTE_PAUSE_MS)
      end(p, 1, fewVotesOf(p.node, ballots), election.gaveUp)
      return election.pauseAtEnd ? sleep(VOTE_PAUSE_MS) : undefined
  }
}

/** The nodes whose votes count, as the files of this one name them. */
function votersOf<V>(p: ProgramContext<V>): NodeName[] {
  const { config, ssconf } = machineOf(p.world, p.node).files
  const nodes = config ? Object.keys(config.nodes) : (ssconf?.nodes ?? [])
  return electionOf(p.behaviour).voters(p.node, nodes)
}

const gatherVotes = <V extends Starting>(tell: Tell<V>): ProgramPart<V> => [
  repeat(
    'rounds of votes',
    askAll('ask the nodes who is master', 'master_node_name', {
      to: votersOf,
      evenOffline: true,
      before: (p) => {
        p.vars.vote = { candidate: p.node, of: votersOf(p).length, answers: {} }
      },
      args: () => ({}),
      answer: (p, replies) => count(p, replies, tell),
    }),
  ),
  { 'start: elected?': (p) => (p.vars.status === 0 ? undefined : leave()) },
]

/**
 * Starts `vars.starting`: on the master only what may run only there, with a vote where the release
 * wants one. Afterwards `vars.status` and `vars.message` tell how it ended. `tell` hears of nodes that
 * do not vote, round by round.
 */
export const startSteps = <V extends Starting>(tell: Tell<V> = () => {}): ProgramPart<V> => [
  block('start', [
    { 'start: check': check },
    when(
      'start: it votes',
      ({ vars, behaviour }) =>
        !vars.noVoting && behaviour.votingDaemons.some((daemon) => daemon === vars.starting),
      gatherVotes(tell),
    ),
    {
      // At boot the time is part of the boot: whoever sees a prompt finds the daemons started.
      'start: launch': (p) => {
        p.vars.vote = null
        return isRead(p.terminal) && p.terminal.node === p.node ? sleep(START_MS) : undefined
      },
      'start: run': (p) => {
        const daemon = p.vars.starting
        if (daemon === '') return leave()
        const forced = p.vars.noVoting && p.behaviour.votingDaemons.includes(daemon)
        startDaemon(p.world, p.node, daemon, p.vars.typed || (forced ? FORCED : ''))
      },
    },
    ask('activate the master IP', 'node_activate_master_ip', {
      to: (p) => (p.vars.starting === p.behaviour.jobDaemon ? p.node : null),
      args: () => ({}),
    }),
  ]),
  {
    'start: end': (p) => {
      p.vars.vote = null
      p.vars.starting = ''
    },
  },
]

/** Daemons on their way on a node: each waits for votes, and so does the script that starts it. */
export function daemonsVoting(world: World, node: NodeName): Daemon[] {
  return Object.values(world.terminals).flatMap((terminal) =>
    terminal.stack.flatMap((process) => {
      const starting = process.frame.shows?.starting
      return process.node === node && starting ? [starting] : []
    }),
  )
}

/** Daemons of a node that count as running: what runs, and what still waits for votes. */
export const daemonsSeen = (world: World, node: NodeName): Daemon[] => [
  ...new Set([...machineOf(world, node).daemons, ...daemonsVoting(world, node)]),
]
