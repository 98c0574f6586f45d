import { fixedPoint } from '../haskell.ts'
import type { Weights } from '../model/metrics.ts'
import { clusterCoefficients, metricNames } from '../model/metrics.ts'
import type { Node } from '../model/model.ts'
import { printTable } from './table.ts'

/** The parts of the score, each with its weight (HTools/Cluster/Metrics.hs, printStats). */
export const coefficientTable = (
  prefix: string,
  nodes: readonly Node[],
  weights: Weights,
): string => {
  const values = clusterCoefficients(nodes)
  const rows = metricNames.flatMap((name, place) =>
    // A release lists the metrics it has.
    weights[name] === 0
      ? []
      : [[name, fixedPoint(values[place] ?? 0, 8), `x${fixedPoint(weights[name], 2)}`]],
  )
  return printTable(prefix, ['Field', 'Value', 'Weight'], rows, [false, true, true])
}
