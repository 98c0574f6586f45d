import { keepingLast } from '../../lib/last.ts'
import {
  type BalanceOptions,
  startTable,
  type Table,
  tryBalance,
} from '../../sim/htools/balance/balance.ts'
import type { HailBehaviour } from '../../sim/htools/behaviour.ts'
import type { ClusterData } from '../../sim/htools/data.ts'
import { optimalScore } from '../../sim/htools/model/metrics.ts'
import {
  elements,
  type Group,
  type Indexed,
  type Instance,
  type Node,
} from '../../sim/htools/model/model.ts'

/** A search for moves as text, so that it can wait among the variables of a program. */
export type SearchProblem = {
  readonly nodes: Indexed<Node>
  readonly instances: Indexed<Instance>
  readonly options: BalanceOptions
  readonly behaviour: HailBehaviour
  /** Negative: no limit. */
  readonly maxLength: number
  readonly minScore: number
  /** What moves do not change. */
  readonly frame: Omit<ClusterData, 'cluster'> & { readonly groups: Indexed<Group> }
}

/** What a search has found so far: the state before the first move, then one after each. */
export type Search = {
  readonly problem: SearchProblem
  /** The best score that the memory of the nodes allows. */
  readonly optimum: number
  /** The state after that many moves; null: the search ends before. */
  readonly stateAfter: (moves: number) => Table | null
}

const begin = (text: string): Search => {
  const problem = JSON.parse(text) as SearchProblem
  const { nodes, instances, options, behaviour, maxLength, minScore } = problem
  const optimum = optimalScore(elements(nodes), behaviour.weights)
  const states: Table[] = [startTable(nodes, instances, behaviour)]
  const mayGoOn = ({ placements, score }: Table): boolean =>
    (maxLength < 0 || placements.length < maxLength) && score > optimum + minScore
  return {
    problem,
    optimum,
    stateAfter: (moves) => {
      for (let last = states.at(-1); states.length <= moves; last = states.at(-1)) {
        const next = last && mayGoOn(last) ? tryBalance(last, options, behaviour) : null
        if (next === null) return null
        states.push(next)
      }
      return states[moves] ?? null
    },
  }
}

const kept = keepingLast(begin)

/** The search for a problem as JSON. What was found before is not looked for again as long as nothing else is. */
export const searchFor = (problem: string): Search => kept(problem)
