import type { ClusterStats } from '../../../sim/htools/capacity/stats.ts'
import { fixedPoint } from '../../../sim/htools/haskell.ts'
import { unplacedInstance } from '../../../sim/htools/model/load-instances.ts'
import type { Instance } from '../../../sim/htools/model/model.ts'
import type { HailTemplate, ISpec } from '../../../sim/htools/snapshot.ts'
import { keyLines } from '../keys.ts'
import type { InstanceSize } from '../line/settings.ts'
import type { Htool } from '../program.ts'

const PREFIX = 'HTS'

/** Figures by the names that `--machine-readable` prints. */
export type Keys = readonly (readonly [key: string, value: string])[]

/** Prints figures as lines of shell variables. */
export const printKeys = (p: Htool, keys: Keys): void => p.out(keyLines(PREFIX, keys))

/** A part of a whole, with eight digits. */
export const ratio = (part: number, whole: number): string => fixedPoint(part / whole, 8)

/** The figures of a cluster in one phase: "INI", "TRL", "FIN". */
export const statKeys = (phase: string, s: ClusterStats): Keys =>
  (
    [
      ['SCORE', fixedPoint(s.score, 8)],
      ['INST_CNT', `${s.instances}`],
      ['MEM_FREE', `${s.freeMemory}`],
      ['MEM_AVAIL', `${s.availableMemory}`],
      ['MEM_RESVD', `${s.freeMemory - s.availableMemory}`],
      ['MEM_INST', `${s.usedMemory}`],
      ['MEM_OVERHEAD', `${s.unaccountedMemory + s.nodeMemory}`],
      ['MEM_EFF', ratio(s.usedMemory, s.totalMemory)],
      ['DSK_FREE', `${s.freeDisk}`],
      ['DSK_AVAIL', `${s.availableDisk}`],
      ['DSK_RESVD', `${s.freeDisk - s.availableDisk}`],
      ['DSK_INST', `${s.usedDisk}`],
      ['DSK_EFF', ratio(s.usedDisk, s.totalDisk)],
      ['SPN_FREE', `${s.freeSpindles}`],
      ['SPN_INST', `${s.usedSpindles}`],
      ['SPN_EFF', ratio(s.usedSpindles, s.totalSpindles)],
      ['CPU_INST', `${s.usedCpus}`],
      ['CPU_EFF', ratio(s.usedCpus, s.virtualCpus)],
      ['MNODE_MEM_AVAIL', `${s.mostMemory}`],
      ['MNODE_DSK_AVAIL', `${s.mostDisk}`],
    ] as const
  ).map(([key, value]) => [`${phase}_${key}`, value])

/** The figures of a size that are shown; spindles only where instances have their own. */
export const sizeKeys = (size: InstanceSize, spindles: boolean): Keys => [
  ['MEM', `${size.memoryMib}`],
  ['DSK', `${size.diskMib}`],
  ['CPU', `${size.cpus}`],
  ...(spindles ? [['SPN', `${size.spindles}`] as const] : []),
]

/** Figures in one line: "MEM 1024, DSK 2048". */
export const inWords = (keys: Keys): string => keys.map((pair) => pair.join(' ')).join(', ')

/** The size of an instance. */
export const sizeOf = (inst: Instance): InstanceSize => ({
  memoryMib: inst.memoryMib,
  diskMib: inst.diskMib,
  cpus: inst.vcpus,
  spindles: inst.disks.length === 1 ? (inst.disks[0]?.spindles ?? 0) : 0,
})

/** The size that a policy's specification gives. */
export const sizeOfSpec = (spec: ISpec): InstanceSize => ({
  memoryMib: spec.memorySizeMib,
  diskMib: spec.diskSizeMib,
  cpus: spec.cpuCount,
  spindles: spec.spindleUse,
})

/** An instance of a size that has no nodes yet. */
export const newInstance = (
  size: InstanceSize,
  template: HailTemplate,
  spindleUse: number,
): Instance =>
  unplacedInstance(
    {
      name: 'new',
      adminState: 'up',
      diskTemplate: template,
      memoryMib: size.memoryMib,
      vcpus: size.cpus,
      spindleUse,
      disks: [{ sizeMib: size.diskMib, spindles: size.spindles }],
      diskSpaceTotalMib: size.diskMib,
      tags: [],
      nics: [],
    },
    [],
  )

/** Runs of instances of the same size, in the order in which they were placed. */
export const runsOf = (placed: readonly Instance[]): { size: InstanceSize; count: number }[] => {
  const runs: { size: InstanceSize; count: number }[] = []
  for (const inst of placed) {
    const size = sizeOf(inst)
    const last = runs.at(-1)
    if (last && JSON.stringify(last.size) === JSON.stringify(size)) last.count += 1
    else runs.push({ size, count: 1 })
  }
  return runs
}
