import type { HailBehaviour } from '../behaviour.ts'
import type { Weights } from '../model/metrics.ts'
import type { Instance, Node } from '../model/model.ts'
import { isCounted, secondaryMemoryMib, usesLocalStorage, usesMemory } from '../model/model.ts'
import { availableMemoryMib, spindleLimit } from '../model/node.ts'

/** Nodes and instances as rows of numbers, for quick trials of moves. */

/** What moves change of a node; the places in its row. */
export const F = {
  memory: 0,
  promised: 1,
  disk: 2,
  reserved: 3,
  fails: 4,
  primaries: 5,
  secondaries: 6,
  vcpus: 7,
  spindles: 8,
  cpu: 9,
  mem: 10,
  io: 11,
  net: 12,
} as const
/** Places in a row. */
export const WIDTH = 13

/** Clusters with these have rules that a quick look does not know. */
export const isSpecial = (nodes: readonly Node[], instances: readonly Instance[]): boolean =>
  nodes.some(
    (node) =>
      node.exclusiveStorage ||
      node.migrationTags.length > 0 ||
      node.locationTags.length > 0 ||
      Object.keys(node.exclusionTags).length > 0,
  ) || instances.some((inst) => inst.exclusionTags.length > 0 || inst.desiredLocations.length > 0)

/** What an instance takes of a node, by the places in its row. */
export type Demand = {
  readonly primary: Float64Array
  readonly secondary: Float64Array
  readonly reserve: number
  readonly local: boolean
  readonly mirrored: boolean
}

/** The demand of an instance. */
export const demandOf = (inst: Instance, accounting: HailBehaviour['memoryAccounting']): Demand => {
  const local = usesLocalStorage(inst)
  const counts = accounting === 'recorded' ? usesMemory(inst) : isCounted(inst)
  const disk = local ? inst.diskMib : 0
  const spindles = local ? inst.spindleUse : 0
  const primary = new Float64Array(WIDTH)
  primary[F.memory] = counts ? -inst.memoryMib : 0
  primary[F.promised] = -inst.memoryMib
  primary[F.disk] = -disk
  primary[F.primaries] = 1
  primary[F.vcpus] = isCounted(inst) ? inst.vcpus : 0
  primary[F.spindles] = spindles
  primary[F.cpu] = inst.load.cpu
  primary[F.mem] = inst.load.memory
  primary[F.io] = inst.load.disk
  primary[F.net] = inst.load.net
  const secondary = new Float64Array(WIDTH)
  secondary[F.disk] = -inst.diskMib
  secondary[F.secondaries] = 1
  secondary[F.spindles] = spindles
  secondary[F.io] = inst.load.disk
  return {
    primary,
    secondary,
    reserve: secondaryMemoryMib(inst),
    local,
    mirrored: inst.diskTemplate === 'drbd',
  }
}

/** The rows of all nodes, and what does not change about them. */
export const tableOf = (list: readonly Node[]) => {
  const count = list.length
  const rows = new Float64Array(count * WIDTH)
  const peers = new Float64Array(count * count)
  const placeOf = new Map(list.map((node, place) => [node.index, place]))
  for (const [place, node] of list.entries()) {
    const values: Record<keyof typeof F, number> = {
      memory: availableMemoryMib(node),
      promised: node.freeMemoryForthMib,
      disk: node.freeDiskMib,
      reserved: node.reservedMemoryMib,
      fails: node.failN1 ? 1 : 0,
      primaries: node.primaries.length,
      secondaries: node.secondaries.length,
      vcpus: node.usedVcpus,
      spindles: node.instanceSpindles,
      cpu: node.load.cpu,
      mem: node.load.memory,
      io: node.load.disk,
      net: node.load.net,
    }
    for (const [field, at] of Object.entries(F))
      rows[place * WIDTH + at] = values[field as keyof typeof F]
    for (const [peer, mib] of Object.entries(node.peers)) {
      const other = placeOf.get(Number(peer))
      if (other !== undefined) peers[place * count + other] = mib
    }
  }
  return { count, rows, peers, placeOf }
}

/** What moves do not change of a node. */
export type Facts = {
  readonly totalMemory: number
  readonly totalDisk: number
  readonly cpus: number
  readonly speed: number
  readonly spindleLimit: number
  readonly vcpuRatio: number
  readonly lowDisk: number
  readonly offline: boolean
}

/** The facts of a node. */
export const factsOf = (node: Node): Facts => ({
  totalMemory: node.totalMemoryMib,
  totalDisk: node.totalDiskMib,
  cpus: node.totalCpus,
  speed: node.cpuSpeed,
  spindleLimit: spindleLimit(node),
  vcpuRatio: node.ipolicy.vcpuRatio,
  lowDisk: node.lowDiskMib,
  offline: node.offline,
})

/** How many of the metrics are standard deviations of something that moves change. */
export const SPREADS = 10

/** The weights of these, in the order of `measure`; two metrics that are alike here share one. */
export const spreadWeights = (weights: Weights): readonly number[] => [
  weights.free_mem_cv,
  weights.free_disk_cv + weights.free_disk_cv_forth,
  weights.reserved_mem_cv,
  weights.vcpu_ratio_cv + weights.vcpu_ratio_cv_forth,
  weights.cpu_load_cv,
  weights.mem_load_cv,
  weights.disk_load_cv,
  weights.net_load_cv,
  weights.spindles_cv + weights.spindles_cv_forth,
  weights.free_mem_cv_forth,
]

/** Writes the values of a node for each spread to `out`, from `to` on. */
export const measure = (
  row: Float64Array,
  from: number,
  facts: Facts,
  out: Float64Array,
  to: number,
): void => {
  out[to] = (row[from + F.memory] as number) / facts.totalMemory
  out[to + 1] = facts.totalDisk === 0 ? 1 : (row[from + F.disk] as number) / facts.totalDisk
  out[to + 2] = (row[from + F.reserved] as number) / facts.totalMemory
  out[to + 3] = (row[from + F.vcpus] as number) / facts.cpus / facts.speed
  out[to + 4] = row[from + F.cpu] as number
  out[to + 5] = row[from + F.mem] as number
  out[to + 6] = row[from + F.io] as number
  out[to + 7] = row[from + F.net] as number
  out[to + 8] = (row[from + F.spindles] as number) / facts.spindleLimit
  out[to + 9] = (row[from + F.promised] as number) / facts.totalMemory
}

/** What a node adds to the score by itself: unhappy, offline, or with memory kept for others. */
export const ownShare = (
  row: Float64Array,
  from: number,
  facts: Facts,
  weights: Weights,
): number => {
  const primaries = row[from + F.primaries] as number
  const all = primaries + (row[from + F.secondaries] as number)
  if (facts.offline) return weights.offline_all_cnt * all + weights.offline_pri_cnt * primaries
  const reserved = (row[from + F.reserved] as number) / facts.totalMemory
  const unhappy = row[from + F.fails] === 1 ? weights.n1_cnt * all : 0
  return unhappy + weights.reserved_mem_rtotal * reserved
}

/** A node on trial: its place, and the row that the trial changes. */
export type Slot = { place: number; readonly row: Float64Array }

/** A slot without a node. */
export const newSlot = (): Slot => ({ place: 0, row: new Float64Array(WIDTH) })

/** Puts a node on trial. */
export const fill = (slot: Slot, table: ReturnType<typeof tableOf>, place: number): Slot => {
  slot.place = place
  slot.row.set(table.rows.subarray(place * WIDTH, (place + 1) * WIDTH))
  return slot
}

/** Adds a demand to a row, or takes it away. */
export const shift = (row: Float64Array, demand: Float64Array, sign: 1 | -1): void => {
  for (let i = 0; i < WIDTH; i += 1) row[i] = (row[i] as number) + sign * (demand[i] as number)
}

/** Judges again whether the node could take over what it is secondary for. */
export const settle = (row: Float64Array): void => {
  row[F.fails] = (row[F.memory] as number) <= (row[F.reserved] as number) ? 1 : 0
}
