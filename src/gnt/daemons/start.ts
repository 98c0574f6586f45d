import { own } from '../../lib/own.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import { startDaemon } from '../../sim/cluster/daemons.ts'
import { runs } from '../../sim/cluster/machine.ts'
import type { Daemon } from '../../sim/releases.ts'
import type { TypedReply } from '../../sim/run/opcode.ts'
import {
  callEvenOffline,
  callNodes,
  type ProgramContext,
  type ProgramStep,
} from '../../sim/run/program.ts'
import type { Shows, Vote } from '../../sim/run/shows.ts'
import { machineOf, type World } from '../../sim/world.ts'
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
  /** Whether it starts without asking anybody. */
  noVoting: boolean
  /** Arguments that somebody typed for it. */
  typed: string
  round: number
  /** The votes it gathers. */
  vote: Vote | null
  /** How the start ended: exit status and what the daemon said. */
  status: number
  message: string
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
}

/** What a program lets others see that starts daemons. */
export const showsStart = ({ starting, vote }: Starting): Shows => ({ starting, vote })

const START_MS = 250
/** What master-failover --no-voting hands to the daemons that vote. */
const FORCED = '--no-voting --yes-do-it'

/**
 * The answers to a vote. A node takes calls from candidates only, as far as it knows them: who was
 * offline when it last heard of the cluster gets no answer.
 */
export const ballotsOf = (
  world: World,
  me: NodeName,
  replies: readonly TypedReply<'master_node_name'>[],
): Ballot[] =>
  replies.map((reply) => {
    const known = own(world.machines, reply.node)?.files.ssconf?.masterCandidates ?? []
    const heard = reply.ok && (reply.node === me || known.includes(me))
    return { voter: reply.node, master: heard ? reply.payload.master : null }
  })

const end = <V extends Starting>(p: ProgramContext<V>, status: number, message = '') => {
  p.vars.status = status
  p.vars.message = message
  return { next: 'goto', then: 'start: end' } as const
}

/** Checks whether the daemon may run here at all. */
function check<V extends Starting>(p: ProgramContext<V>) {
  const machine = machineOf(p.world, p.node)
  const daemon = p.vars.starting
  p.vars.round = 0
  if (daemon === '' || runs(machine, daemon)) return end(p, 0)
  if (!machine.files.ssconf)
    return end(p, 1, 'Missing configuration file /var/lib/ganeti/server.pem')
  const { masterDaemons, votingDaemons } = p.behaviour
  if (masterDaemons.includes(daemon) && machine.files.ssconf.masterNode !== p.node)
    return end(p, NOT_MASTER, TELLS_WHY.includes(daemon) ? 'Not master, exiting.' : '')
  // Without the hypervisor it watches it ends at once, and well.
  const kvm = machine.files.config?.cluster.hypervisor ?? 'kvm'
  if (daemon === 'ganeti-kvmd' && kvm !== 'kvm') return end(p, 0)
  if (p.vars.noVoting || !votingDaemons.includes(daemon))
    return { next: 'goto', then: 'start: launch' } as const
  return undefined
}

/** Where a starting daemon's complaints go. */
type Tell<V> = (p: ProgramContext<V>, text: string) => void

/** Counts the votes of one round. */
function count<V extends Starting>(p: ProgramContext<V>, tell: Tell<V>) {
  const election = electionOf(p.behaviour)
  const { config } = machineOf(p.world, p.node).files
  if (election.tellsOfSilence && config) tell(p, silenceText(config, p.all('master_node_name')))
  const ballots = ballotsOf(p.world, p.node, p.all('master_node_name'))
  const answers = Object.fromEntries(ballots.map(({ voter, master }) => [voter, master]))
  p.vars.vote = { candidate: p.node, of: ballots.length, answers }
  const verdict = election.judge(p.node, ballots)
  switch (verdict.is) {
    case 'elected':
      return { next: 'goto', then: 'start: launch' } as const
    case 'lost':
      if (verdict.to !== p.node) machineOf(p.world, p.node).outvotedFor = verdict.to
      return end(p, 1, verdict.text)
    case 'unclear': {
      p.vars.round += 1
      const last = p.vars.round >= election.rounds
      const then = last ? 'start: give up' : 'start: ask'
      return last && !election.pauseAtEnd
        ? ({ next: 'goto', then } as const)
        : ({ next: 'sleep', ms: VOTE_PAUSE_MS, then } as const)
    }
  }
}

/**
 * Starts `vars.starting`: on the master only what may run only there, with a vote where the release
 * wants one. Afterwards `vars.status` and `vars.message` tell how it ended. `tell` hears of nodes that
 * do not vote, round by round.
 */
export const startSteps = <V extends Starting>(
  tell: Tell<V> = () => {},
): Record<string, ProgramStep<V>> => ({
  'start: check': check,
  'start: ask': (p) => {
    const machine = machineOf(p.world, p.node)
    const { config, ssconf } = machine.files
    const nodes = config ? Object.keys(config.nodes) : (ssconf?.nodes ?? [])
    const voters = electionOf(p.behaviour).voters(p.node, nodes)
    p.vars.vote = { candidate: p.node, of: voters.length, answers: {} }
    return callEvenOffline(voters, 'master_node_name', {}, 'start: count')
  },
  'start: count': (p) => count(p, tell),
  'start: give up': (p) => end(p, 1, electionOf(p.behaviour).gaveUp),
  // At boot the time is part of the boot: whoever sees a prompt finds the daemons started.
  'start: launch': (p) => {
    p.vars.vote = null
    return p.terminal.id === p.node
      ? { next: 'sleep', ms: START_MS }
      : { next: 'goto', then: 'start: run' }
  },
  'start: run': (p) => {
    const daemon = p.vars.starting
    if (daemon === '') return end(p, 0)
    const forced = p.vars.noVoting && p.behaviour.votingDaemons.includes(daemon)
    startDaemon(p.world, p.node, daemon, p.vars.typed || (forced ? FORCED : ''))
    if (daemon !== p.behaviour.jobDaemon) return end(p, 0)
    return callNodes([p.node], 'node_activate_master_ip', {})
  },
  'start: ran': (p) => end(p, 0),
  'start: end': (p) => {
    p.vars.vote = null
    p.vars.starting = ''
  },
})

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
