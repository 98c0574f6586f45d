import type { Counts, Node } from './model.ts'
import { availableMemoryMib, spindleLimit } from './node.ts'

/**
 * The cluster score: 0 is perfectly balanced, more is worse (HTools/Cluster/Metrics.hs). Sums run in
 * Ganeti's order, so that the last digit of a score, which decides ties, is the same.
 */

type Metric = {
  readonly over: 'online' | 'offline'
  readonly value: (node: Node) => number
  readonly aggregate: 'sum' | 'deviation' | 'clashes'
}

const freeDiskRatio = (node: Node): number => {
  const [free, total] = node.exclusiveStorage
    ? [node.freeSpindles, node.totalSpindles]
    : [node.freeDiskMib, node.totalDiskMib]
  return total === 0 ? 1 : free / total
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

export type MetricName = keyof typeof metrics

export type Weights = Readonly<Record<MetricName, number>>

export const metricNames = Object.keys(metrics) as readonly MetricName[]

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
    merged[key] = merged[key] === undefined ? count : merged[key] + sign * count
  }
  return merged
}

const statistic = (metric: Metric, nodes: readonly Node[]): Statistic => {
  const values = nodes.map(metric.value)
  const total = values.reduce((accu, value) => accu + value, 0)
  switch (metric.aggregate) {
    case 'sum':
      return { aggregate: 'sum', sum: total }
    case 'deviation': {
      const mean = total / values.length
      const squares = values.reduce((accu, value) => accu + (value - mean) * (value - mean), 0)
      return {
        aggregate: 'deviation',
        count: values.length,
        sum: total,
        variance: squares / values.length,
      }
    }
    case 'clashes':
      return {
        aggregate: 'clashes',
        counts: nodes.reduce<Counts>(
          (accu, node) => mergeCounts(accu, node.locationExclusions, 1),
          {},
        ),
      }
  }
}

/** The statistics of all these nodes, from scratch. */
export const clusterStatistics = (nodes: readonly Node[]): Statistics => {
  const offline = nodes.filter((node) => node.offline)
  const online = nodes.filter((node) => !node.offline)
  return metricNames.map((name) => {
    const metric = metrics[name]
    return statistic(metric, metric.over === 'online' ? online : offline)
  })
}

const replaceValue = (stat: Statistic, metric: Metric, before: Node, after: Node): Statistic => {
  switch (stat.aggregate) {
    case 'sum':
      return { ...stat, sum: stat.sum + (metric.value(after) - metric.value(before)) }
    case 'deviation': {
      const [x, y] = [metric.value(before), metric.value(after)]
      const change = y - x
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
    const name = metricNames[place]
    if (name === undefined) return stat
    const metric = metrics[name]
    const concerned = (metric.over === 'online') === !before.offline
    return concerned ? replaceValue(stat, metric, before, after) : stat
  })

const valueOf = (stat: Statistic): number => {
  switch (stat.aggregate) {
    case 'sum':
      return stat.sum
    case 'deviation':
      return Math.sqrt(stat.variance)
    case 'clashes':
      return clashes(stat.counts)
  }
}

export const scoreOf = (statistics: Statistics, weights: Weights): number =>
  metricNames.reduce((score, name, place) => {
    const stat = statistics[place]
    // A metric the release does not know must not add a NaN of a node without memory.
    return stat === undefined || weights[name] === 0 ? score : score + weights[name] * valueOf(stat)
  }, 0)

/** The score of these nodes: of a cluster, or of one group. */
export const clusterScore = (nodes: readonly Node[], weights: Weights): number =>
  scoreOf(clusterStatistics(nodes), weights)
