import { own } from '../../../lib/own.ts'
import { remembered } from '../../../lib/remembered.ts'
import type { Counts, Node } from './model.ts'
import { availableMemoryMib, freeDiskRatio, spindleLimit } from './node.ts'

/**
 * The cluster score: 0 is perfectly balanced, more is worse (HTools/Cluster/Metrics.hs). Sums run in
 * Ganeti's order, so that the last digit of a score, which decides ties, is the same.
 */

/** How the values of the nodes become one number. */
export type Metric = {
  readonly over: 'online' | 'offline'
  readonly value: (node: Node) => number
  readonly aggregate: 'sum' | 'deviation' | 'clashes'
}

const vcpuRatio = (node: Node): number => node.usedVcpus / node.totalCpus / node.cpuSpeed

const spindleRatio = (node: Node): number => node.instanceSpindles / spindleLimit(node)

const reservedRatio = (node: Node): number => node.reservedMemoryMib / node.totalMemoryMib

const instanceCount = (node: Node): number => node.primaries.length + node.secondaries.length

/** Tags that more than one primary carries: each one beyond the first counts. */
const clashes = (counts: Counts): number =>
  Object.values(counts).reduce((sum, count) => sum + count - 1, 0)

const deviation = (value: Metric['value']): Metric => ({
  over: 'online',
  aggregate: 'deviation',
  value,
})

const sum = (value: Metric['value'], over: Metric['over'] = 'online'): Metric => ({
  over,
  aggregate: 'sum',
  value,
})

const metrics = {
  free_mem_cv: deviation((node) => availableMemoryMib(node) / node.totalMemoryMib),
  free_disk_cv: deviation(freeDiskRatio),
  n1_cnt: sum((node) => (node.failN1 ? instanceCount(node) : 0)),
  reserved_mem_cv: deviation(reservedRatio),
  offline_all_cnt: sum(instanceCount, 'offline'),
  offline_pri_cnt: sum((node) => node.primaries.length, 'offline'),
  vcpu_ratio_cv: deviation(vcpuRatio),
  cpu_load_cv: deviation((node) => node.load.cpu),
  mem_load_cv: deviation((node) => node.load.memory),
  disk_load_cv: deviation((node) => node.load.disk),
  net_load_cv: deviation((node) => node.load.net),
  pri_tags_score: sum((node) => clashes(node.exclusionTags)),
  spindles_cv: deviation(spindleRatio),
  free_mem_cv_forth: deviation((node) => node.freeMemoryForthMib / node.totalMemoryMib),
  free_disk_cv_forth: deviation(freeDiskRatio),
  vcpu_ratio_cv_forth: deviation(vcpuRatio),
  spindles_cv_forth: deviation(spindleRatio),
  location_score: sum((node) => node.locationScore),
  // Counted over the merged pairs of all nodes, not per node.
  location_exclusion_score: { over: 'online', aggregate: 'clashes', value: () => 0 },
  reserved_mem_rtotal: sum(reservedRatio),
} as const satisfies Readonly<Record<string, Metric>>

/** A part of the cluster score, by Ganeti's name for it. */
export type MetricName = keyof typeof metrics

/** By what each metric is multiplied in the score; 0 leaves it out. */
export type Weights = Readonly<Record<MetricName, number>>

/** The metrics in the order in which Ganeti sums them. */
export const metricNames = Object.keys(metrics) as readonly MetricName[]

/** The metrics, in the order of `metricNames`. */
export const metricList: readonly Metric[] = metricNames.map((name) => metrics[name])

/** The node's value for each metric, in the order of `metricNames`; computed again for each call. */
export const nodeValues = (node: Node): number[] => metricList.map((metric) => metric.value(node))

/** As `nodeValues`. Nodes never change, and one plan scores the same node thousands of times. */
const valuesOf = remembered((node: Node): readonly number[] => nodeValues(node))

type Statistic =
  | { readonly aggregate: 'sum'; readonly sum: number }
  | {
      readonly aggregate: 'deviation'
      readonly count: number
      readonly sum: number
      readonly variance: number
    }
  | { readonly aggregate: 'clashes'; readonly counts: Counts }

/** One statistic per metric, in the order of `metricNames`. */
export type Statistics = readonly Statistic[]

const mergeCounts = (counts: Counts, other: Counts, sign: 1 | -1): Counts => {
  const merged: { [key: string]: number } = { ...counts }
  for (const [key, count] of Object.entries(other)) {
    const before = own(merged, key)
    merged[key] = before === undefined ? count : before + sign * count
  }
  return merged
}

const deviationOf = (values: readonly number[]): Statistic => {
  const count = values.length
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / count
  let squares = 0
  for (const value of values) squares += (value - mean) * (value - mean)
  return { aggregate: 'deviation', count, sum, variance: squares / count }
}

type Row = { readonly node: Node; readonly values: readonly number[] }

const statistic = (metric: Metric, rows: readonly Row[], place: number): Statistic => {
  const values = rows.map((row) => row.values[place] ?? 0)
  switch (metric.aggregate) {
    case 'sum':
      return { aggregate: 'sum', sum: values.reduce((total, value) => total + value, 0) }
    case 'deviation':
      return deviationOf(values)
    case 'clashes':
      return {
        aggregate: 'clashes',
        counts: rows.reduce<Counts>(
          (counts, { node }) => mergeCounts(counts, node.locationExclusions, 1),
          {},
        ),
      }
  }
}

/** The statistics of all these nodes, from scratch. */
export const clusterStatistics = (nodes: readonly Node[]): Statistics => {
  const rows = nodes.map((node) => ({ node, values: valuesOf(node) }))
  const offline = rows.filter(({ node }) => node.offline)
  const online = rows.filter(({ node }) => !node.offline)
  return metricList.map((metric, place) =>
    statistic(metric, metric.over === 'online' ? online : offline, place),
  )
}

const replaceValue = (stat: Statistic, before: Node, after: Node, place: number): Statistic => {
  const x = valuesOf(before)[place] ?? 0
  const y = valuesOf(after)[place] ?? 0
  const change = y - x
  switch (stat.aggregate) {
    case 'sum':
      return { ...stat, sum: stat.sum + change }
    case 'deviation': {
      const squares = y * y - x * x
      const scaled = stat.count * squares - 2 * stat.sum * change - change * change
      return {
        ...stat,
        sum: stat.sum + change,
        variance: Math.max(0, stat.variance + scaled / (stat.count * stat.count)),
      }
    }
    case 'clashes': {
      const left = mergeCounts(stat.counts, before.locationExclusions, -1)
      return { ...stat, counts: mergeCounts(left, after.locationExclusions, 1) }
    }
  }
}

/** The statistics after one node has changed: what hail does for pairs, rounding included. */
export const replaceNode = (statistics: Statistics, before: Node, after: Node): Statistics =>
  statistics.map((stat, place) => {
    const concerned = (metricList[place]?.over === 'online') === !before.offline
    return concerned ? replaceValue(stat, before, after, place) : stat
  })

const statisticValue = (stat: Statistic): number => {
  switch (stat.aggregate) {
    case 'sum':
      return stat.sum
    case 'deviation':
      return Math.sqrt(stat.variance)
    case 'clashes':
      return clashes(stat.counts)
  }
}

/** The weighted sum of the statistics: 0 is perfectly balanced, more is worse. */
export const scoreOf = (statistics: Statistics, weights: Weights): number =>
  metricNames.reduce((score, name, place) => {
    const stat = statistics[place]
    // A metric the release does not know must not add a NaN of a node without memory.
    return stat === undefined || weights[name] === 0
      ? score
      : score + weights[name] * statisticValue(stat)
  }, 0)

/** The score of these nodes: of a cluster, or of one group. */
export const clusterScore = (nodes: readonly Node[], weights: Weights): number =>
  scoreOf(clusterStatistics(nodes), weights)

/** The value of each metric, in the order of `metricNames`, before it is weighted. */
export const clusterCoefficients = (nodes: readonly Node[]): readonly number[] =>
  clusterStatistics(nodes).map(statisticValue)

/**
 * What the score cannot fall below: every node must keep room for the failure of another
 * (optimalCVScore). 0 in releases that do not count reserved memory.
 */
export const optimalScore = (nodes: readonly Node[], weights: Weights): number => {
  if (nodes.length <= 1) return 0
  const memories = nodes.map((node) => node.totalMemoryMib)
  const total = memories.reduce((sum, memory) => sum + memory, 0)
  const oneLess = total - Math.max(...memories)
  if (oneLess <= 0) return 0
  const mirrored = nodes
    .flatMap(({ peers }) => Object.values(peers))
    .reduce((sum, memory) => sum + memory, 0)
  return weights.reserved_mem_rtotal * (mirrored / oneLess - mirrored / total)
}
