import type { FailMode } from '../outcome.ts'
import type { IPolicy, ISpec } from '../snapshot.ts'
import type { Instance } from './model.ts'

type Beyond = (value: number, limit: number) => boolean

const above: Beyond = (value, limit) => value > limit
const below: Beyond = (value, limit) => value < limit

const spindlesRefused = (
  inst: Instance,
  limit: number,
  beyond: Beyond,
  exclusiveStorage: boolean,
): boolean => {
  if (!exclusiveStorage) return beyond(inst.spindleUse, limit)
  let total = 0
  for (const disk of inst.disks) {
    if (disk.spindles === null) return true
    total += disk.spindles
  }
  return beyond(total, limit)
}

const specRefusal = (
  inst: Instance,
  spec: ISpec,
  beyond: Beyond,
  exclusiveStorage: boolean,
): FailMode | null => {
  if (beyond(inst.memoryMib, spec.memorySizeMib)) return 'FailMem'
  if (inst.disks.some((disk) => beyond(disk.sizeMib, spec.diskSizeMib))) return 'FailDisk'
  if (beyond(inst.vcpus, spec.cpuCount)) return 'FailCPU'
  if (spindlesRefused(inst, spec.spindleUse, beyond, exclusiveStorage)) return 'FailSpindles'
  if (inst.diskTemplate !== 'diskless' && beyond(inst.disks.length, spec.diskCount)) {
    return 'FailDiskCount'
  }
  return null
}

/**
 * Why an instance breaks its group's policy, or null. Of several min/max pairs one must fit; the
 * reason told is that of the first pair (HTools/Instance.hs, instMatchesPolicy).
 */
export const policyRefusal = (
  inst: Instance,
  ipolicy: IPolicy,
  exclusiveStorage: boolean,
): FailMode | null => {
  let refusal: FailMode | null = null
  for (const { min, max } of [...ipolicy.minmax].reverse()) {
    refusal =
      specRefusal(inst, min, below, exclusiveStorage) ??
      specRefusal(inst, max, above, exclusiveStorage)
    if (refusal === null) break
  }
  if (refusal !== null) return refusal
  return ipolicy.diskTemplates.includes(inst.diskTemplate) ? null : 'FailDisk'
}
