import { clusterScore, type Weights } from '../model/metrics.ts'
import type { Node } from '../model/model.ts'
import { availableMemoryMib, unreservedMemoryMib } from '../model/node.ts'

/** What a cluster has, has given away, and has left (HTools/Cluster.hs, CStats). MiB and counts. */
export type ClusterStats = {
  readonly freeMemory: number
  readonly freeDisk: number
  readonly freeSpindles: number
  /** Less what is kept for the failure of a node, or stays free. */
  readonly availableMemory: number
  readonly availableDisk: number
  readonly mostMemory: number
  readonly mostDisk: number
  readonly usedMemory: number
  readonly usedDisk: number
  readonly usedSpindles: number
  readonly usedCpus: number
  readonly totalMemory: number
  readonly totalDisk: number
  readonly totalSpindles: number
  readonly totalCpus: number
  /** How many virtual CPUs the policies allow. */
  readonly virtualCpus: number
  /** Physical CPUs that the used virtual ones stand for. */
  readonly normalCpus: number
  readonly unaccountedMemory: number
  readonly nodeMemory: number
  readonly instances: number
  readonly score: number
}

/** The sums over the nodes. */
export const totalResources = (nodes: readonly Node[], weights: Weights): ClusterStats => {
  const sum = (of: (node: Node) => number): number => nodes.reduce((all, node) => all + of(node), 0)
  const disk = (node: Node): number => Math.max(0, node.freeDiskMib - node.lowDiskMib)
  return {
    freeMemory: sum(availableMemoryMib),
    freeDisk: sum((node) => node.freeDiskMib),
    freeSpindles: sum((node) => node.freeSpindles),
    availableMemory: sum(unreservedMemoryMib),
    availableDisk: sum(disk),
    mostMemory: Math.max(0, ...nodes.map(unreservedMemoryMib)),
    mostDisk: Math.max(0, ...nodes.map(disk)),
    usedMemory: sum((node) => node.instanceMemoryMib),
    usedDisk: sum((node) => Math.trunc(node.totalDiskMib) - node.freeDiskMib),
    usedSpindles: sum((node) => node.totalSpindles - node.freeSpindles),
    usedCpus: sum((node) => node.usedVcpus),
    totalMemory: sum((node) => node.totalMemoryMib),
    totalDisk: sum((node) => node.totalDiskMib),
    totalSpindles: sum((node) => node.totalSpindles),
    totalCpus: sum((node) => node.totalCpus),
    virtualCpus: sum((node) => Math.floor(node.ipolicy.vcpuRatio * node.totalCpus)),
    normalCpus: sum((node) => node.usedVcpus / node.ipolicy.vcpuRatio),
    unaccountedMemory: sum((node) => node.missingMemoryMib),
    nodeMemory: sum((node) => node.nodeMemoryMib),
    instances: sum((node) => node.primaries.length),
    score: clusterScore(nodes, weights),
  }
}
