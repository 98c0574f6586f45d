import {
  clusterScore,
  type Metric,
  metricList,
  metricNames,
  nodeValues,
  type Weights,
} from '../model/metrics.ts'
import type { Indexed, Node } from '../model/model.ts'
import { elements } from '../model/model.ts'

/**
 * Scores of a cluster in which two or three nodes have changed: the sums are Ganeti's, in its order of operations,
 * because the last digits of a score decide between equal moves.
 */

type Column = {
  readonly place: number
  readonly weight: number
  readonly metric: Metric
  /** One value for each node of the kind that the metric is over. */
  readonly values: Float64Array
}

const columnOf = (
  place: number,
  weight: number,
  metric: Metric,
  rows: readonly (readonly number[])[],
): Column => ({
  place,
  weight,
  metric,
  values: Float64Array.from(rows, (row) => row[place] ?? 0),
})

/** The sum or the standard deviation of a column as it stands. */
const columnValue = ({ metric, values }: Column): number => {
  const count = values.length
  let sum = 0
  for (let i = 0; i < count; i += 1) sum += values[i] as number
  if (metric.aggregate === 'sum') return sum
  const mean = sum / count
  let squares = 0
  for (let i = 0; i < count; i += 1) {
    const distance = (values[i] as number) - mean
    squares += distance * distance
  }
  return Math.sqrt(squares / count)
}

const hasLocations = (nodes: readonly Node[]): boolean =>
  nodes.some((node) => Object.keys(node.locationExclusions).length > 0)

/** The score with other nodes in place of those with their indexes. */
export const exactScorer = (
  nodes: Indexed<Node>,
  weights: Weights,
): ((changed: readonly Node[]) => number) => {
  const list = elements(nodes)
  // Locations are counted over all nodes at once.
  if (list.some((node) => node.locationTags.length > 0) || hasLocations(list))
    return (changed) => {
      const replaced = new Map(changed.map((node) => [node.index, node]))
      return clusterScore(
        list.map((node) => replaced.get(node.index) ?? node),
        weights,
      )
    }
  const kinds = {
    online: list.filter((node) => !node.offline),
    offline: list.filter((node) => node.offline),
  }
  const rows = { online: kinds.online.map(nodeValues), offline: kinds.offline.map(nodeValues) }
  const columns = metricNames.flatMap((name, place) => {
    const metric = metricList[place]
    if (metric === undefined || weights[name] === 0 || metric.aggregate === 'clashes') return []
    return [columnOf(place, weights[name], metric, rows[metric.over])]
  })
  const placeOf = (node: Node): number =>
    kinds[node.offline ? 'offline' : 'online'].findIndex(({ index }) => index === node.index)
  return (changed) => {
    const changes = changed.map((node) => ({
      over: node.offline ? 'offline' : 'online',
      at: placeOf(node),
      values: nodeValues(node),
    }))
    let score = 0
    for (const column of columns) {
      const ours = changes.filter(({ over }) => over === column.metric.over)
      const before = ours.map(({ at }) => column.values[at] ?? 0)
      for (const { at, values } of ours) column.values[at] = values[column.place] ?? 0
      score += column.weight * columnValue(column)
      for (const [i, { at }] of ours.entries()) column.values[at] = before[i] ?? 0
    }
    return score
  }
}
