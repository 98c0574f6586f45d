/**
 * The vote about the master: the daemons that could do harm ask all nodes before they start. Source:
 * lib/server/masterd.py (CheckAgreement), lib/bootstrap.py (GatherMasterVotes); from 2.12 on
 * src/Ganeti/Daemon/Utils.hs (handleMasterVerificationOptions).
 */
import { by, compare } from '../../lib/order.ts'
import type { NodeName } from '../../sim/cluster/config.ts'
import type { Behaviour } from '../../sim/releases.ts'

/** What one node said; null: nothing, or that it does not know. */
export interface Ballot {
  voter: NodeName
  master: NodeName | null
}

/** What the answers of a round mean for the node that asked. */
export type VoteVerdict =
  | { is: 'elected' }
  | { is: 'unclear' }
  /** `to`: whom most nodes named; the asking node itself where that is not enough. */
  | { is: 'lost'; to: NodeName; text: string }

/** Waits between rounds, in milliseconds. */
export const VOTE_PAUSE_MS = 10_000

type Tally = [master: NodeName, votes: number][]

function tally(ballots: readonly Ballot[]): Tally {
  const votes = new Map<NodeName, number>()
  for (const { master } of ballots)
    if (master !== null) votes.set(master, (votes.get(master) ?? 0) + 1)
  return [...votes].sort((a, b) => b[1] - a[1] || compare(b[0], a[0]))
}

/**
 * The voter counts its own voice: more than half of all nodes must be for it. `countsPerNode`: how a defeat is reported.
 */
const strictMajority =
  (countsPerNode: boolean) =>
  (me: NodeName, ballots: readonly Ballot[]): VoteVerdict => {
    const counted = tally(ballots)
    const mine = counted.find(([master]) => master === me)?.[1] ?? 0
    const silent = ballots.filter((b) => b.master === null).length
    const all = ballots.length
    if (2 * mine > all) return { is: 'elected' }
    if (2 * (mine + silent) > all) return { is: 'unclear' }
    const listed = countsPerNode
      ? [...counted]
          .sort(by(([master]) => master))
          .map(([master, votes]) => `(${votes},"${master}")`)
      : ballots.flatMap(({ master }) => (master === null ? [] : [`"${master}"`]))
    return {
      is: 'lost',
      to: counted[0]?.[0] ?? me,
      text: `Failed to verify master status: Voting cannot be won by ${me}, valid votes of ${all} are [${listed.join(',')}]`,
    }
  }

/** The voter asks the others only; half of them are enough. */
function halfOfTheOthers(me: NodeName, ballots: readonly Ballot[]): VoteVerdict {
  if (ballots.length === 0) return { is: 'elected' }
  const [top] = tally(ballots)
  const silent = ballots.filter((b) => b.master === null).length
  if (!top || silent > top[1]) return { is: 'unclear' }
  const [master, votes] = top
  const all = ballots.length
  const against = all - votes
  if (master !== me)
    return {
      is: 'lost',
      to: master,
      text: `CRITICAL:root:It seems we are not the master (top-voted node is ${master} with ${votes} out of ${all} votes)`,
    }
  if (votes >= against) return { is: 'elected' }
  return {
    is: 'lost',
    to: me,
    text: `CRITICAL:root:It seems we are not the master (${votes} votes for, ${against} votes against)`,
  }
}

interface Election {
  /** Nodes that are asked. */
  voters: (me: NodeName, nodes: readonly NodeName[]) => NodeName[]
  judge: (me: NodeName, ballots: readonly Ballot[]) => VoteVerdict
  /** Rounds before it gives up, and whether the last one is followed by a pause. */
  rounds: number
  pauseAtEnd: boolean
  gaveUp: string
  /** Whether every round names the nodes that did not answer. */
  tellsOfSilence: boolean
}

const OLD_ELECTION: Election = {
  voters: (me, nodes) => nodes.filter((node) => node !== me),
  judge: halfOfTheOthers,
  rounds: 6,
  pauseAtEnd: true,
  gaveUp:
    "CRITICAL:root:Cluster inconsistent, most of the nodes didn't answer after multiple retries. Aborting startup\nCRITICAL:root:Use the --no-voting option if you understand what effects it has on the cluster state",
  tellsOfSilence: false,
}

const NEW_ELECTION: Election = {
  voters: (_me, nodes) => [...nodes],
  judge: strictMajority(false),
  rounds: 7,
  pauseAtEnd: false,
  gaveUp: "Failed to verify master status: Couldn't gather voting results of enough nodes",
  tellsOfSilence: true,
}

/** 2.12 lists every vote, later releases how often each node was named. */
const LATEST_ELECTION: Election = { ...NEW_ELECTION, judge: strictMajority(true) }

/** The rules of the vote in this release. */
export const electionOf = (behaviour: Behaviour): Election => {
  if (!behaviour.ownVoteCounts) return OLD_ELECTION
  return behaviour.software.startsWith('2.') ? NEW_ELECTION : LATEST_ELECTION
}
