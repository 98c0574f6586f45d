import { fixedPoint } from '../haskell.ts'
import type { Cluster, Group, Indexed, Instance, Node } from '../model/model.ts'
import { elements, find, put } from '../model/model.ts'
import type { FailMode, Result } from '../outcome.ts'
import { failModes } from '../outcome.ts'

/** One possible placement: the cluster after it, and its score (Cluster/AllocationSolution.hs). */
export type Candidate = {
  readonly nodes: Indexed<Node>
  readonly instance: Instance
  /** Primary first. */
  readonly chosen: readonly number[]
  readonly score: number
}

/** What came of trying placements: refusals by reason, how many fitted, and the best of them (null: none). */
export type Solution = {
  readonly failures: readonly FailMode[]
  readonly successes: number
  readonly best: Candidate | null
}

/** The result of trying nothing; `joinSolutions` starts from it. */
export const noSolution: Solution = { failures: [], successes: 0, best: null }

const better = (a: Candidate | null, b: Candidate | null): Candidate | null => {
  if (a === null || b === null) return a ?? b
  return a.score < b.score ? a : b
}

/** Of two solutions of the same score the second one wins. */
export const joinSolutions = (a: Solution, b: Solution): Solution => ({
  failures: [...b.failures, ...a.failures],
  successes: a.successes + b.successes,
  best: better(a.best, b.best),
})

/**
 * The best candidate that passes the test; better ones that do not pass count as FailN1. The test is
 * expensive, so worse candidates are not tested. Of equal scores the later candidate comes first.
 */
export const pickSolution = (
  attempts: readonly Result<Candidate, FailMode>[],
  passes: (candidate: Candidate) => boolean,
): Solution => {
  const failures = attempts.flatMap((attempt) => (attempt.ok ? [] : [attempt.error]))
  const candidates = attempts
    .flatMap((attempt) => (attempt.ok ? [attempt.value] : []))
    .reverse()
    .sort((a, b) => a.score - b.score)
  const place = candidates.findIndex(passes)
  const dropped = place < 0 ? candidates.length : place
  return {
    failures: [...failures, ...Array.from({ length: dropped }, () => 'FailN1' as const)],
    successes: candidates.length - dropped,
    best: candidates[place] ?? null,
  }
}

const countFailures = (failures: readonly FailMode[]): string =>
  failModes
    .map((mode) => ({ mode, count: failures.filter((failure) => failure === mode).length }))
    .filter(({ count }) => count > 0)
    .map(({ mode, count }) => `${mode}: ${count}`)
    .join(', ')

/** What hail says about a solution, or about finding none. */
export const describeSolution = ({ failures, successes, best }: Solution): string => {
  const reasons = countFailures(failures)
  if (best === null) {
    const told = failures.length === 0 ? 'unknown reasons' : reasons
    return `No valid allocation solutions, failure reasons: ${told}`
  }
  const score = fixedPoint(best.score, 8)
  const names = best.chosen.map((index) => find(best.nodes, index).name).join('/')
  return (
    `score: ${score}, successes ${successes}, failures ${failures.length} (${reasons})` +
    ` for node(s) ${names}`
  )
}

/** The line that hail prints about one group: its best placement, or why nothing was found in it. */
export const describeGroupSolution = (group: Group, solution: Result<Solution>): string =>
  solution.ok
    ? `Group ${group.name} (${group.allocPolicy}): ${describeSolution(solution.value)}`
    : `Group ${group.name}: error ${solution.error}`

/**
 * The cluster with a candidate in place. A new instance gets the next free place in the list; its
 * own index stays unset, as in Ganeti (extractNl, updateIl).
 */
export const accept = (cluster: Cluster, candidate: Candidate): Cluster => {
  const index = elements(cluster.instances).length
  const fix = (list: readonly number[]): readonly number[] =>
    list.map((inst) => (inst < 0 ? index : inst))
  let nodes = candidate.nodes
  for (const chosen of candidate.chosen) {
    const node = find(nodes, chosen)
    nodes = put(nodes, chosen, {
      ...node,
      primaries: fix(node.primaries),
      secondaries: fix(node.secondaries),
    })
  }
  return { ...cluster, nodes, instances: put(cluster.instances, index, candidate.instance) }
}
