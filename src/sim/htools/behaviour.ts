import type { MetricName } from './model/metrics.ts'

/** How one release of hail counts, checks and speaks. Data: releases differ only here. */
export type HailBehaviour = {
  /**
   * `--static-kvm-node-memory`: replaces the memory a KVM node says it uses itself, so small nodes
   * have no room at all. Null takes the reported value.
   */
  readonly staticKvmNodeMemoryMib: number | null
  /**
   * recorded: free memory is total less node less instances, less what is unaccounted for.
   * reported: it is what the node reports, less its stopped primaries.
   */
  readonly memoryAccounting: 'recorded' | 'reported'
  /** A new instance is refused (FailN1) unless every node can still be emptied afterwards. */
  readonly globalN1: boolean
  /** Failing over away from an offline node does not count disk space on that node. */
  readonly offlineSecondaryNeedsNoDisk: boolean
  /** Which candidates the message "Can't find any good node" is about. */
  readonly refusalsTold: 'all' | 'last'
  /** The migration opcodes of an evacuation carry `ignore_hvversions`. */
  readonly migrateIgnoresHvversions: boolean
  /** `--ignore-soft-errors`: only hard limits refuse a placement. */
  readonly ignoreSoftErrors: boolean
  /** What the runtime prints below the words of a crash. */
  readonly callStack: string
  readonly weights: Readonly<Record<MetricName, number>>
}

const weightsSinceForthcoming = {
  free_mem_cv: 0.5,
  free_disk_cv: 0.5,
  n1_cnt: 1,
  reserved_mem_cv: 1,
  offline_all_cnt: 4,
  offline_pri_cnt: 16,
  vcpu_ratio_cv: 0.5,
  cpu_load_cv: 1,
  mem_load_cv: 1,
  disk_load_cv: 1,
  net_load_cv: 1,
  pri_tags_score: 2,
  spindles_cv: 0.5,
  free_mem_cv_forth: 0.5,
  free_disk_cv_forth: 0.5,
  vcpu_ratio_cv_forth: 0.5,
  spindles_cv_forth: 0.5,
  location_score: 1,
  location_exclusion_score: 1,
  reserved_mem_rtotal: 0.25,
} as const satisfies HailBehaviour['weights']

const firstWeights = {
  ...weightsSinceForthcoming,
  free_mem_cv: 1,
  free_disk_cv: 1,
  vcpu_ratio_cv: 1,
  spindles_cv: 1,
  free_mem_cv_forth: 0,
  free_disk_cv_forth: 0,
  vcpu_ratio_cv_forth: 0,
  spindles_cv_forth: 0,
  location_score: 0,
  location_exclusion_score: 0,
  reserved_mem_rtotal: 0,
} as const satisfies HailBehaviour['weights']

const release211 = {
  staticKvmNodeMemoryMib: null,
  memoryAccounting: 'reported',
  globalN1: false,
  offlineSecondaryNeedsNoDisk: false,
  refusalsTold: 'last',
  migrateIgnoresHvversions: false,
  ignoreSoftErrors: false,
  callStack: '',
  weights: firstWeights,
} as const satisfies HailBehaviour

/** Of a look-up that finds nothing, in a program that a newer compiler made. */
const CALL_STACK = `CallStack (from HasCallStack):
  error, called at libraries/containers/containers/src/Data/IntMap/Internal.hs:619:17 in containers-0.6.4.1:Data.IntMap.Internal
`

/** hail as each release ships it; a caller may override single fields (HTools of each release). */
export const hailBehaviours = {
  '2.11': release211,
  '2.12': { ...release211, offlineSecondaryNeedsNoDisk: true },
  '3.0': {
    staticKvmNodeMemoryMib: 4096,
    memoryAccounting: 'recorded',
    globalN1: true,
    offlineSecondaryNeedsNoDisk: true,
    refusalsTold: 'all',
    migrateIgnoresHvversions: true,
    ignoreSoftErrors: false,
    callStack: CALL_STACK,
    weights: weightsSinceForthcoming,
  },
} as const satisfies Readonly<Record<string, HailBehaviour>>
