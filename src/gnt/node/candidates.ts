/** The pool of master candidates. Source: lib/cmdlib/node.py and lib/config.py of Ganeti. */
import { own } from '../../lib/own.ts'
import { drawBelow } from '../../lib/random.ts'
import {
  byUuid,
  type ClusterConfig,
  candidateStats,
  type NodeName,
} from '../../sim/cluster/config.ts'
import type { OpContext } from '../../sim/run/opcode.ts'

/** Whether a node that comes back, not counted so far, is needed as candidate (_DecideSelfPromotion). */
export const decideSelfPromotion = (config: ClusterConfig, except?: NodeName): boolean => {
  const { actual, wanted } = candidateStats(config, except)
  return actual < Math.min(wanted + 1, config.cluster.candidatePoolSize)
}

/**
 * The nodes to promote when `except` no longer counts: as many as are missing, in random order
 * (MaintainCandidatePool).
 */
function missingCandidates<P, V>(op: OpContext<P, V>, except?: NodeName): NodeName[] {
  const { actual, wanted } = candidateStats(op.config, except)
  const able = byUuid(op.config.nodes)
    .filter((n) => n.name !== except && !n.masterCandidate && !n.offline && !n.drained)
    .filter((n) => n.masterCapable)
    .map((n) => n.name)
  const chosen: NodeName[] = []
  while (chosen.length < wanted - actual && able.length > 0)
    chosen.push(...able.splice(drawBelow(op.world.random, 'sort', able.length), 1))
  return chosen
}

/** AdjustCandidatePool: promotes what is missing, besides `except`, and says so. */
export function adjustPool<P, V>(op: OpContext<P, V>, except?: NodeName): void {
  const chosen = missingCandidates(op, except)
  if (chosen.length > 0) {
    op.edit(
      (draft) => {
        for (const name of chosen) {
          const node = own(draft.nodes, name)
          if (node) node.masterCandidate = true
        }
      },
      { quiet: true },
    )
    op.info(`Promoted nodes to master candidate role: ${chosen.join(', ')}`)
  }
  const { actual, wanted } = candidateStats(op.config, except)
  if (actual > wanted)
    op.info(`Note: more nodes are candidates (${actual}) than desired (${wanted})`)
}
